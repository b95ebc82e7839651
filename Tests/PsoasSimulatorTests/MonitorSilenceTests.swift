import PsoasCore
import PsoasMonitor
import PsoasSimulator
import Testing

/// A sensor that sends nothing for some seconds, in the whole pipeline.
@Suite struct MonitorSilenceTests {
  /// - Parameter asleep: how long the machine sleeps meanwhile, microseconds.
  @Test(arguments: [0, 28_800_000_000])
  func `sitting goes on after seconds of silence, and not after a suspend in them`(asleep: Int64) throws {
    var session = try MonitorCalibrationTests.Session(
      day: [Activity(.stand, seconds: 10), Activity(.walk, seconds: 40), Activity(.sit, seconds: 600)])
    session.run(200)
    #expect(session.monitor.status.posture.posture == .sitting)
    session.run(1, isSilent: true)
    if asleep > 0 {
      session.handle(.suspending)
      session.handle(.resumed(asleep: asleep))
    }
    session.run(4, isSilent: true)
    #expect(session.monitor.status.posture.posture == .unknown)
    session.run(2)
    let after = session.monitor.status.posture
    #expect(asleep > 0 || after.posture == .sitting)
    // Only the direction shows it after a suspend.
    #expect((after.confidence > 0.9) == (asleep == 0), "\(after)")
  }
}
