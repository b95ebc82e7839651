import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import TestSupport
import Testing

/// Calibration in the whole pipeline, with a synthetic wearer who follows it.
@Suite struct MonitorCalibrationTests {
  struct Session {
    var monitor: Monitor
    var wearer: SyntheticWearer
    var decoder: FrameDecoder
    var events: [TimedEvent] = []
    var inputs: [TimedInput] = []
    var time = Instant(microseconds: 0)
    private var frame: [InputEvent] = []

    init(seed: UInt64 = 3, day: [Activity], stored: CalibrationRecord? = nil) throws {
      // The usual seat is 5 degrees posterior of the tall one, which is within this band.
      var configuration = Configuration()
      configuration.tiltDeadBand = 9
      monitor = Monitor(configuration, catalog: ExerciseCatalog())
      var options = SyntheticWearer.Options()
      options.seed = seed
      wearer = SyntheticWearer(day: day, options)
      decoder = try FrameDecoder(try #require(wearer.description(of: .pelvis)))
      handle(.wallClock(WallClock(unixMicroseconds: 1_700_000_000_000_000, utcOffset: 3600)))
      handle(.sensorAdded(.pelvis, SensorTraits()))
      if let stored { handle(.calibration(.pelvis, stored)) }
    }

    mutating func handle(_ input: Input) {
      time.microseconds += 1
      handle(TimedInput(time, input))
    }

    private mutating func handle(_ input: TimedInput) {
      inputs.append(input)
      let known = events.count
      monitor.handle(input, into: &events)
      for event in events[known...] {
        switch event.event {
        case .calibrationProgress(let progress): wearer.perform(Activity.Kind(progress))
        case .calibrationDone, .calibrationFailed, .calibrationCancelled: wearer.perform(nil)
        default: break
        }
      }
    }

    /// - Parameter isSilent: the sensor sends nothing, and only the clock goes on.
    mutating func run(_ seconds: Double, isSilent: Bool = false) {
      let end = time.seconds + seconds
      while time.seconds < end {
        let (placement, moment) = wearer.next(&frame)
        time = max(moment, Instant(microseconds: time.microseconds + 1))
        if isSilent {
          handle(TimedInput(time, .tick))
          continue
        }
        for event in frame {
          if let sample = decoder.decode(event, at: time) { handle(TimedInput(time, .sample(placement, sample))) }
        }
      }
    }

    mutating func runUntilCalibrated() {
      for _ in 0..<300 where monitor.status.calibration.progress != nil { run(1) }
    }

    var names: [String] { events.map { "\($0.event.name)" } }
    var record: CalibrationRecord? { monitor.status.calibration.records[.pelvis] }
  }

  private static let day = [
    Activity(.stand, seconds: 20), Activity(.walk, seconds: 40), Activity(.sit, seconds: 60),
    Activity(.slump, seconds: 60), Activity(.stand, seconds: 30),
  ]

  @Test(arguments: TestSeed.seeds(1...20))
  func `a wearer who follows is calibrated, and sitting then counts from the seat`(seed: UInt64) throws {
    var session = try Session(seed: seed, day: Self.day)
    session.run(5)
    #expect(session.monitor.status.tilt.missingReason == .uncalibrated)
    session.handle(.command(.calibrate(.full)))
    session.runUntilCalibrated()
    let record = try #require(session.record, "\(session.names.suffix(5))")
    #expect(session.monitor.status.calibration.trust == .current)
    #expect(record.made != nil && record.rezeroed == record.made)
    #expect(record.calibration.quality.isVerified)
    session.run(240)
    let tilt = session.monitor.status.today.tilt
    // The usual seat is neutral although it is 14 degrees posterior of standing; a slump of another 11 degrees is
    // posterior.
    #expect(tilt.bands[.sitting].neutral > 35 && tilt.bands[.sitting].posterior > 35, "\(tilt.bands[.sitting])")
    #expect(tilt.bands[.sitting].anterior < 10)
    #expect(tilt.bands[.standing].share(of: .neutral) > 0.9, "\(tilt.bands[.standing])")
    #expect(tilt.bands[.walking].share(of: .neutral) > 0.9, "\(tilt.bands[.walking])")
    #expect((tilt.standingDegrees.median ?? 9).magnitude < 2)
    #expect(session.monitor.status.calibration.trust == .current)
  }

  /// Seconds classified as sitting, and true seconds of sitting, from the first sit-down on.
  private func sat(_ session: inout Session, seconds: Double) -> (emitted: Double, of: Double) {
    var (emitted, of) = (0.0, 0.0)
    let end = session.time.seconds + seconds
    while session.time.seconds < end {
      session.run(0.5)
      guard session.wearer.truth.posture == .sitting else { continue }
      of += 0.5
      if session.monitor.status.posture.posture == .sitting { emitted += 0.5 }
    }
    return (emitted, of)
  }

  private static let tallDay = [
    Activity(.stand, seconds: 15), Activity(.walk, seconds: 25), Activity(.sitTall, seconds: 120),
  ]

  @Test(arguments: TestSeed.seeds(1...20))
  func `a tall seat is told straight from walking once it was calibrated`(seed: UInt64) throws {
    var session = try Session(seed: seed, day: Self.tallDay)
    session.run(5)
    session.handle(.command(.calibrate(.full)))
    // The wearer has held both seats, and the calibration confirms that both are sitting.
    while session.monitor.status.calibration.progress?.step != .verification { session.run(1) }
    #expect(session.monitor.status.posture.posture == .sitting)
    session.runUntilCalibrated()
    let (emitted, of) = sat(&session, seconds: 160)
    #expect(of > 60 && emitted > 0.95 * of, "\(emitted) of \(of) s")
  }

  @Test func `a tall seat is told without a calibration in four wearers of five`() throws {
    var reported = 0
    for seed in TestSeed.seeds(1...20) {
      var session = try Session(seed: seed, day: Self.tallDay)
      let (emitted, of) = sat(&session, seconds: 165)
      if emitted > 0.95 * of { reported += 1 }
    }
    #expect(reported >= 16, "\(reported) of 20")
  }

  @Test func `a calibration ends in the same events when the inputs are given again`() throws {
    var session = try Session(day: Self.day)
    session.run(3)
    session.handle(.command(.calibrate(.full)))
    while session.monitor.status.calibration.progress?.step == .neutral { session.run(1) }
    session.handle(.command(.skipStep))
    session.handle(.command(.nextStep))
    session.runUntilCalibrated()
    session.run(60)
    var events: [TimedEvent] = []
    var configuration = Configuration()
    configuration.tiltDeadBand = 9
    var monitor = Monitor(configuration, catalog: ExerciseCatalog())
    for input in session.inputs { monitor.handle(input, into: &events) }
    #expect(events == session.events)
    #expect(session.names.contains("calibration-done"), "\(session.events.suffix(3))")
  }

  @Test func `a stored one is unproven until the wearer has walked`() throws {
    var first = try Session(day: Self.day)
    first.run(3)
    first.handle(.command(.calibrate(.full)))
    first.runUntilCalibrated()
    let record = try #require(first.record)
    var next = try Session(day: Self.day, stored: record)
    next.run(10)
    #expect(next.monitor.status.calibration.trust == .unproven)
    #expect(next.monitor.status.tilt.tilt != nil)
    next.run(60)
    #expect(next.monitor.status.calibration.trust == .current)
    // The calibration belongs to the data of its day.
    let day = try #require(record.day)
    next.handle(.command(.forget(before: day)))
    #expect(next.record == record)
    next.handle(.command(.forget(before: day + 1)))
    #expect(next.record == nil)
    #expect(next.names.last == "calibration-forgotten")
  }

  @Test func `another mounting is found by walking, and tilt is refused`() throws {
    var first = try Session(seed: 3, day: Self.day)
    first.run(3)
    first.handle(.command(.calibrate(.full)))
    first.runUntilCalibrated()
    var other = try Session(seed: 4, day: Self.day, stored: first.record)
    other.run(65)
    guard case .refused(let degrees) = other.monitor.status.calibration.trust else {
      Issue.record("\(other.monitor.status.calibration.trust)")
      return
    }
    #expect(degrees > 20)
    #expect(other.monitor.status.tilt.missingReason == .refused)
    #expect(other.names.contains("calibration-trust"))
    // A quick calibration cannot correct that, a full one does.
    other.handle(.command(.calibrate(.quick)))
    other.runUntilCalibrated()
    #expect(other.names.last { $0.hasPrefix("calibration-") } == "calibration-failed")
    other.handle(.command(.calibrate(.full)))
    other.runUntilCalibrated()
    #expect(other.monitor.status.calibration.trust == .current)
    other.handle(.command(.forgetCalibration(.pelvis)))
    #expect(other.record == nil)
    #expect(other.names.last == "calibration-forgotten")
  }

  @Test func `a stance without bends is no calibration, and this is reported`() throws {
    var session = try Session(day: Self.day)
    session.run(3)
    session.handle(.command(.calibrate(.full)))
    while session.monitor.status.calibration.progress?.step == .neutral { session.run(1) }
    session.handle(.command(.skipStep))
    session.handle(.command(.skipStep))
    #expect(session.monitor.status.calibration.progress == nil)
    #expect(session.events.last?.event == .calibrationWithheld(.pelvis, .noBends(.pelvis), .full))
    #expect(session.names.contains("calibrated"))
    #expect(session.record == nil)
  }

  @Test func `cancelling leaves what was stored`() throws {
    var session = try Session(day: Self.day)
    session.run(3)
    session.handle(.command(.calibrate(.full)))
    session.run(10)
    session.handle(.command(.cancelCalibration))
    #expect(session.names.last == "calibration-cancelled")
    #expect(session.monitor.status.calibration.progress == nil)
    #expect(session.record == nil)
  }

  @Test func `several days make a trend`() throws {
    var session = try Session(day: Self.day)
    let today = Int64(1_700_003_600 / 86400)
    var tilt = TiltDay()
    tilt.add(900, .standing, tilt: 8, deadBand: 5)
    for back in [1, 2, 40] as [Int64] { session.handle(.earlierTilt(day: today - back, tilt)) }
    #expect(session.monitor.status.tilt.trend == nil)
    session.handle(.earlierTilt(day: today - 3, tilt))
    #expect(session.monitor.status.tilt.trend?.median == 8)
    #expect(session.monitor.status.tilt.trend?.days == 3)
  }
}
