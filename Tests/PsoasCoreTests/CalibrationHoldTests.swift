import PsoasCore
import Testing

/// What disturbs a hold of the calibration: each is refused with its value, and the hold starts anew.
@Suite struct CalibrationHoldTests {
  /// A procedure whose hold of the neutral stance has lasted for two seconds.
  private func holding(_ body: inout CalibrationBody) -> CalibrationProcedure {
    var run = CalibrationProcedure(steps: .neutral)
    body.go(3.5, &run)
    run.next()
    run.next()
    body.go(2, &run)
    #expect(run.progress.phase == .holding)
    return run
  }

  /// Two degrees a second are slower than a movement. Without a gyroscope the direction may vary further.
  @Test(arguments: [(true, 4.0), (false, 6)])
  func `a slow sway in the stance is a drift, and the hold starts anew`(gyroscope: Bool, most: Double) {
    var body = CalibrationBody()
    body.hasGyroscope = gyroscope
    var run = holding(&body)
    body.go(2.9, tilt: most - 0.5, &run)
    #expect(body.refusals.isEmpty && run.state == .running, "\(body.refusals)")

    body = CalibrationBody()
    body.hasGyroscope = gyroscope
    run = holding(&body)
    body.go(2.9, tilt: most + 4, &run)
    guard case .drifted(.pelvis, let degrees)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect(degrees > most && degrees < most + 0.2)
    #expect(body.refusals.count == 1)
    // The new hold began during the rest of the sway.
    body.go(3.9, &run)
    #expect(run.state == .running)
    body.go(1.1, &run)
    #expect(run.state == .finished)
  }

  /// Without a gyroscope the sensor's own noise is larger.
  @Test(arguments: [(true, 0.3), (false, 0.6)])
  func `a force on the sensor in the stance is a shake, and the hold starts anew`(gyroscope: Bool, most: Double) {
    for force in [most - 0.1, most + 0.2] {
      var body = CalibrationBody()
      body.hasGyroscope = gyroscope
      var run = holding(&body)
      body.forceScale = 1 + force / 9.81
      body.go(0.4, &run)
      body.forceScale = 1
      guard force > most else {
        #expect(body.refusals.isEmpty)
        continue
      }
      guard case .shaken(.pelvis, let excess)? = body.refusals.last else {
        Issue.record("\(body.refusals)")
        continue
      }
      #expect(excess > most && excess < force)
      body.go(4.5, &run)
      #expect(run.state == .running)
      body.go(1.5, &run)
      #expect(run.state == .finished)
    }
  }

  @Test(arguments: [1.0, 3])
  func `a gyroscope that varies at rest is refused with its deviation`(noise: Double) {
    var body = CalibrationBody()
    body.rateNoise = Vector3(0, 0, noise * Trigonometry.radiansPerDegree)
    var run = CalibrationProcedure(steps: .neutral)
    body.neutral(&run)
    if noise < 2 {
      #expect(run.state == .finished)
      return
    }
    guard case .noise(.pelvis, let deviation)? = body.refusals.last else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect((deviation - noise).magnitude < 0.01)
    #expect(run.state == .running && run.progress.step == .neutral)
    body.rateNoise = .zero
    body.go(6, &run)
    #expect(run.state == .finished)
  }

  @Test func `a movement of another worn sensor starts the hold anew as well`() {
    var body = CalibrationBody()
    body.placements = [.pelvis, .thigh]
    var run = holding(&body)
    body.go(0.5, thigh: 6, &run)
    guard case .moved(.thigh, let speed)? = body.refusals.first else {
      Issue.record("\(body.refusals)")
      return
    }
    #expect(speed > 5 && speed < 13)
    #expect(run.state == .running)
  }
}
