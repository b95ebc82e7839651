import PsoasCore
import Testing

/// Movements that do not give what a step of the calibration measures: each is refused with its values, and the step
/// can be repeated.
@Suite struct CalibrationWrongMovementTests {
  private func stored(_ body: CalibrationBody) throws -> Calibration {
    try #require(
      Calibration(
        upright: body.up(), mediolateral: Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)))
  }

  // MARK: Bends

  @Test func `bends that turn to one side are slanted`() {
    var body = CalibrationBody()
    var run = CalibrationProcedure(steps: .neutral, .bends)
    body.neutral(&run)
    body.go(4.5, &run)
    for _ in 0..<3 { body.bend(twist: 20, &run) }
    guard case .slanted(.pelvis, let degrees)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    // The rotation is (45, 20) degrees about the mediolateral axis and the vertical, which leans by half of the bend.
    #expect(degrees > 18 && degrees < 24)
    #expect(run.state == .running && run.progress.repetitions == 0)
    for _ in 0..<3 { body.bend(twist: 10, &run) }
    #expect(run.state == .finished)
  }

  @Test func `bends below 15 degrees a second have no axis of rotation, and are measured by gravity`() throws {
    var body = CalibrationBody()
    var run = CalibrationProcedure(steps: .neutral, .bends)
    body.neutral(&run)
    body.go(4.5, &run)
    for _ in 0..<3 { body.bend(seconds: 3.2, &run) }
    #expect(run.state == .finished && body.refusals.isEmpty)
    let calibration = try #require(run.calibration(of: .pelvis))
    #expect(calibration.quality.planarity == nil && calibration.quality.disagreement == nil)
    let right = Vector3(body.mounting.0.z, body.mounting.1.z, body.mounting.2.z)
    #expect((calibration.right - right).norm < 0.02)
  }

  @Test func `a trunk sensor that sends nothing during the bends has no axes, and the pelvis sensor has`() {
    var body = CalibrationBody()
    body.placements = [.pelvis, .trunk]
    var run = CalibrationProcedure(steps: .neutral, .bends)
    body.neutral(&run)
    body.placements = [.pelvis]
    body.bends(&run)
    #expect(run.state == .finished)
    #expect(run.calibration(of: .pelvis) != nil && run.refusal(of: .pelvis) == nil)
    #expect(run.calibration(of: .trunk) == nil)
    #expect(run.refusal(of: .trunk) == .shallow(degrees: 0, needed: 25))
  }

  @Test func `a sensor that is lost beside the leading one leaves it alone, and is not calibrated`() {
    var body = CalibrationBody()
    body.placements = [.pelvis, .trunk]
    var run = CalibrationProcedure(steps: .neutral, .bends)
    body.neutral(&run)
    run.lose(.trunk)
    body.placements = [.pelvis]
    body.bends(&run)
    #expect(run.state == .finished)
    #expect(run.calibration(of: .pelvis) != nil)
    #expect(run.calibration(of: .trunk) == nil && run.stance(of: .trunk) == nil && run.refusal(of: .trunk) == nil)
  }

  // MARK: Seats

  @Test(arguments: [-70.0, 45])
  func `a seat too far from standing is refused with its angle, and sitting tall then accepted`(angle: Double) throws {
    var body = CalibrationBody()
    var run = CalibrationProcedure(steps: .seatedNeutral, stored: try stored(body))
    body.go(5, tilt: angle, &run)
    body.go(9, &run)
    guard case .seatOff(let degrees)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect((degrees - angle).magnitude < 0.1)
    #expect(run.progress.step == .seatedNeutral && run.progress.phase == .preparing)
    body.go(5, tilt: -15, &run)
    body.go(9, &run)
    #expect(run.state == .finished)
    #expect(((run.calibration(of: .pelvis)?.seatedNeutral ?? 0) + 15).magnitude < 0.1)
  }

  @Test func `a stored calibration is not set to a stance along its mediolateral axis`() throws {
    let body = CalibrationBody()
    let calibration = try stored(body)
    #expect(calibration.rezeroed(upright: calibration.right) == nil)
    #expect(calibration.rezeroed(upright: calibration.right + calibration.cranial * 0.5) == nil)
    #expect(calibration.rezeroed(upright: calibration.right + calibration.cranial)?.angle(from: body.up()) ?? 0 > 44)
  }

  @Test func `a thigh that does not rise to the seat is reported, and the pelvis is calibrated`() {
    var body = CalibrationBody()
    body.placements = [.pelvis, .thigh]
    var run = CalibrationProcedure(steps: .neutral, .bends, .seatedNeutral)
    body.neutral(&run)
    body.bends(&run)
    body.go(1.5, tilt: 30, thigh: 15, &run)
    body.go(1.5, tilt: -12, thigh: 18, &run)
    body.go(12, &run)
    #expect(run.state == .finished)
    #expect(run.calibration(of: .pelvis) != nil)
    #expect(run.calibration(of: .thigh) == nil)
    guard case .shallow(let degrees, needed: 25)? = run.refusal(of: .thigh) else {
      Issue.record("\(String(describing: run.refusal(of: .thigh)))")
      return
    }
    #expect((degrees - 18).magnitude < 0.1)
  }

  // MARK: Verification

  @Test func `a verification bend that is too small, and leans that are, are refused with their angles`() throws {
    var body = CalibrationBody()
    var run = CalibrationProcedure(steps: .verification, stored: try stored(body))
    body.go(6.5, &run)
    body.bend(to: 17, &run)
    guard case .shallow(let degrees, needed: 20)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect((degrees - 17).magnitude < 0.1)
    body.bend(&run)
    #expect(run.progress.phase == .leaning)
    body.go(2, lateral: 3, &run)
    body.go(2, &run)
    body.go(2, lateral: -4, &run)
    body.go(2, &run)
    body.go(2, lateral: 0, &run)
    body.go(18, &run)
    #expect(body.refusals.count == 1)
    body.go(3, &run)
    guard case .notLeant(let right, let left)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect((right - 3).magnitude < 0.1 && (left - 4).magnitude < 0.1)
    #expect(run.state == .running && run.progress.phase == .leaning)
    // A lean to one side only does not count any more after the refusal.
    body.go(2, lateral: 8, &run)
    body.go(2, lateral: 0, &run)
    body.go(28, &run)
    #expect(body.refusals.count == 3)
    body.go(2, lateral: -8, &run)
    #expect(run.state == .running)
    body.go(3, lateral: 8, &run)
    #expect(run.state == .finished)
    #expect(run.calibration(of: .pelvis)?.quality.isVerified == true)
  }
}
