import PsoasCore
import Testing

/// What a calibration accepts, and what it refuses with which values.
@Suite struct CalibrationRefusalTests {
  private let start = Instant(microseconds: 0)

  private func procedure(
    _ plan: CalibrationPlan = .full, leader: Placement = .pelvis, stored: Calibration? = nil
  ) -> CalibrationProcedure {
    CalibrationProcedure(
      plan, leader: leader, at: start,
      stored: PerPlacement { $0 == .pelvis || $0 == .thigh && leader == .thigh ? stored : nil })
  }

  private func plan(_ steps: CalibrationStep...) -> CalibrationPlan {
    var plan = CalibrationPlan(steps: 0)
    for step in steps { plan.add(step) }
    return plan
  }

  private func degrees(_ a: Vector3, _ b: Vector3) -> Double {
    Trigonometry.acos(a.dot(b)) * Trigonometry.degreesPerRadian
  }

  @Test func `a wearer who follows is calibrated, with every neutral and figure`() throws {
    var body = CalibrationBody()
    var run = procedure()
    body.neutral(&run)
    #expect(run.progress.step == .habitualStance)
    body.go(1, tilt: 6, &run)
    body.go(9, &run)
    #expect(run.progress.step == .bends)
    body.go(1, tilt: 0, &run)
    body.bends(&run)
    #expect(run.progress.step == .seatedNeutral)
    body.go(2, tilt: 30, &run)
    body.go(2, tilt: -10, &run)
    body.go(10, &run)
    #expect(run.progress.step == .habitualSeat)
    body.go(2, tilt: -20, &run)
    body.go(13, &run)
    #expect(run.progress.step == .verification)
    body.go(2, tilt: 0, &run)
    body.go(5, &run)
    body.bend(&run)
    #expect(run.progress.phase == .leaning)
    body.go(1, lateral: 8, &run)
    body.go(2, lateral: -8, &run)
    #expect(run.state == .finished)
    let calibration = try #require(run.calibration(of: .pelvis))
    #expect(degrees(calibration.right, Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)) < 0.1)
    #expect((calibration.habitualStance ?? 0) - 6 < 0.1)
    #expect(((calibration.seatedNeutral ?? 0) + 10).magnitude < 0.1)
    #expect(((calibration.habitualSeat ?? 0) + 20).magnitude < 0.1)
    let range = try #require(calibration.activeRange)
    #expect((range.anterior - 8).magnitude < 0.2 && (range.posterior + 6).magnitude < 0.2)
    #expect(((range.neutralShare ?? 0) - 6.0 / 14).magnitude < 0.02)
    #expect(calibration.quality.isVerified)
    #expect(calibration.quality.bends == 3)
    #expect((calibration.quality.planarity ?? 0) > 0.999)
    #expect((calibration.quality.disagreement ?? 90) < 0.5)
    #expect(body.refusals.isEmpty, "\(body.refusals)")
  }

  @Test func `moving in the stance starts the five seconds anew`() {
    var body = CalibrationBody()
    var run = procedure()
    body.go(3.5, &run)
    run.next()
    run.next()
    body.go(2, &run)
    body.go(0.5, tilt: 6, &run)
    #expect(run.progress.phase == .holding)
    guard case .moved(.pelvis, let speed) = run.progress.refusal else {
      Issue.record("\(String(describing: run.progress.refusal))")
      return
    }
    #expect(speed > 5 && speed < 13)
    body.go(4.5, &run)
    #expect(run.progress.step == .neutral)
    body.go(1.5, &run)
    #expect(run.progress.step == .habitualStance)
  }

  @Test func `a bend that is too shallow is reported with its angle`() {
    var body = CalibrationBody()
    var run = procedure(plan(.neutral, .bends))
    body.neutral(&run)
    body.go(4.5, &run)
    body.bend(to: 18, &run)
    guard case .shallow(let degrees, needed: 25) = run.progress.refusal else {
      Issue.record("\(String(describing: run.progress.refusal))")
      return
    }
    #expect((degrees - 18).magnitude < 0.1)
    #expect(run.progress.repetitions == 0)
    for _ in 0..<3 { body.bend(&run) }
    #expect(run.state == .finished)
  }

  @Test func `a gyroscope that contradicts gravity is a loose sensor`() {
    var body = CalibrationBody()
    // The gyroscope axes are rotated by 22 degrees about the longitudinal axis of the body.
    let (c, s) = (Trigonometry.cosine(22 * .pi / 180), Trigonometry.sine(22 * .pi / 180))
    func turned(_ row: Vector3) -> Vector3 { Vector3(row.x * c - row.z * s, row.y, row.x * s + row.z * c) }
    body.rateMounting = (turned(body.mounting.0), turned(body.mounting.1), turned(body.mounting.2))
    var run = procedure(plan(.neutral, .bends))
    body.neutral(&run)
    body.bends(&run)
    guard case .disagreement(.pelvis, let degrees)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect((degrees - 22).magnitude < 0.5)
    #expect(run.state == .running)
  }

  @Test func `a gyroscope that turns the other way is named`() {
    var body = CalibrationBody()
    body.rateSign = -1
    var run = procedure(plan(.neutral, .bends))
    body.neutral(&run)
    body.bends(&run)
    #expect(run.state == .failed(.handedness(.pelvis)))
  }

  @Test func `twisting bends are crooked`() {
    var body = CalibrationBody()
    var run = procedure(plan(.neutral, .bends))
    body.neutral(&run)
    body.go(4.5, &run)
    for side in [-1.0, 1, -1] {
      body.go(1, tilt: 40, &run)
      body.go(1, lateral: 40 * side, &run)
      body.go(1, lateral: 0, &run)
      body.go(1, tilt: 0, &run)
      body.go(0.5, &run)
    }
    guard case .crooked(.pelvis, let share)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect(share < 0.8)
  }

  @Test func `a sensor's own faults are found in the stance`() {
    var biased = CalibrationBody()
    biased.rateBias = Vector3(0, 4.2 * .pi / 180, 0)
    var run = procedure()
    biased.neutral(&run)
    #expect(run.progress.step == .neutral)
    guard case .bias(.pelvis, let rate)? = biased.refusals.last else {
      Issue.record("\(biased.refusals)")
      return
    }
    #expect((rate - 4.2).magnitude < 0.01)
    var scaled = CalibrationBody()
    scaled.forceScale = 1.1
    var other = procedure()
    scaled.neutral(&other)
    guard case .failed(.gravity(.pelvis, let force)) = other.state else {
      Issue.record("\(other.state)")
      return
    }
    #expect((force - 10.79).magnitude < 0.01)
  }

  @Test func `without a gyroscope two poses are enough, and this is reported`() throws {
    var body = CalibrationBody()
    body.hasGyroscope = false
    var run = procedure(plan(.neutral, .bends))
    body.neutral(&run)
    body.bends(&run)
    let calibration = try #require(run.calibration(of: .pelvis))
    #expect(degrees(calibration.right, Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)) < 0.1)
    #expect(calibration.quality.planarity == nil && calibration.quality.disagreement == nil)
    #expect(calibration.quality.gyroscopeBias == nil)
  }

  @Test(arguments: [(6.0, 0), (12.0, 1), (25.0, 2), (170.0, 2)])
  func `a quick calibration accepts only a similar mounting`(angle: Double, outcome: Int) throws {
    var body = CalibrationBody()
    let stored = try #require(
      Calibration(
        upright: body.up(), mediolateral: Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z),
        seatedNeutral: -11))
    var dummy = procedure(plan(.neutral))
    body.go(0.01, tilt: angle, &dummy)
    var run = procedure(.quick, stored: stored)
    body.go(9, &run)
    switch (run.state, outcome) {
    case (.finished, 0):
      let fresh = try #require(run.calibration(of: .pelvis))
      #expect(degrees(fresh.cranial, body.up()) < 0.01)
      #expect(fresh.seatedNeutral == -11)
    case (.failed(.remounted(.pelvis, let degrees)), 1), (.failed(.otherMounting(.pelvis, let degrees)), 2):
      #expect((degrees - angle).magnitude < 0.1)
    default: Issue.record("\(run.state)")
    }
  }

  @Test func `a step alone goes on from what is stored, and only from that`() throws {
    #expect(procedure(plan(.seatedNeutral)).state == .failed(.nothingStored(.pelvis)))
    #expect(procedure(.quick).state == .failed(.nothingStored(.pelvis)))
    var body = CalibrationBody()
    let stored = try #require(
      Calibration(
        upright: body.up(), mediolateral: Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)))
    var run = procedure(plan(.seatedNeutral), stored: stored)
    body.go(2, tilt: -12, &run)
    body.go(13, &run)
    #expect(((run.calibration(of: .pelvis)?.seatedNeutral ?? 0) + 12).magnitude < 0.1)
  }

  @Test func `every step but the first can be skipped`() {
    var body = CalibrationBody()
    var run = procedure()
    let first = run.skip()
    #expect(!first)
    body.neutral(&run)
    run.skip()
    #expect(run.progress.step == .bends)
    run.skip()
    // Without axes the seated steps cannot be measured.
    #expect(run.state == .finished)
    #expect(run.calibration(of: .pelvis) == nil)
    #expect(run.stance(of: .pelvis) != nil)
  }

  @Test func `without movement there is no sit-down`() {
    var body = CalibrationBody()
    var run = procedure(plan(.neutral, .bends, .seatedNeutral))
    body.neutral(&run)
    body.bends(&run)
    body.go(8.5, &run)
    guard case .notSeated(let degrees) = run.progress.refusal else {
      Issue.record("\(String(describing: run.progress.refusal))")
      return
    }
    #expect(degrees < 1)
  }

  @Test func `a bend read backward ends it`() throws {
    var body = CalibrationBody()
    // The stored mediolateral axis has the wrong sign.
    let stored = try #require(
      Calibration(
        upright: body.up(), mediolateral: -Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)))
    var run = procedure(plan(.verification), stored: stored)
    body.go(6.5, &run)
    body.bend(&run)
    guard case .failed(.backward(let degrees)) = run.state else {
      Issue.record("\(run.state)")
      return
    }
    #expect((degrees + 45).magnitude < 0.5)
  }

  @Test func `a step that does not end says what was wrong last`() {
    var body = CalibrationBody()
    var run = procedure()
    body.go(3.5, &run)
    run.advance(to: Instant(microseconds: 200_000_000))
    #expect(run.state == .failed(.timedOut(.neutral, seconds: 180)))
    var lost = procedure()
    lost.lose(.pelvis)
    #expect(lost.state == .failed(.lost(.pelvis)))
  }

  @Test func `a thigh alone is calibrated by knee lifts, one beside the pelvis by sitting down`() throws {
    var body = CalibrationBody()
    let right = Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)
    body.placements = [.thigh]
    var alone = procedure(plan(.neutral, .bends), leader: .thigh)
    body.go(3.5, &alone)
    alone.next()
    alone.next()
    body.go(10, &alone)
    for _ in 0..<3 {
      body.go(1, thigh: 70, &alone)
      body.go(0.5, &alone)
      body.go(1, thigh: 0, &alone)
      body.go(0.5, &alone)
    }
    #expect(degrees(try #require(alone.calibration(of: .thigh)).right, right) < 0.1)

    body = CalibrationBody()
    body.placements = [.pelvis, .thigh, .trunk]
    var both = procedure(plan(.neutral, .bends, .seatedNeutral))
    body.neutral(&both)
    body.bends(&both)
    body.go(1.5, tilt: 30, thigh: 60, &both)
    body.go(1, tilt: -12, thigh: 88, &both)
    body.go(12, &both)
    #expect(both.state == .finished)
    for placement in body.placements {
      #expect(degrees(try #require(both.calibration(of: placement), "\(placement)").right, right) < 0.5, "\(placement)")
      #expect(both.refusal(of: placement) == nil)
    }
  }
}
