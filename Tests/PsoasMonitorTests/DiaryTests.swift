import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasMonitor

/// A wearer with only an accelerometer on the pelvis, 50 Hz.
private struct Wearer {
  var monitor = Monitor(catalog: ExerciseCatalog())
  var events: [TimedEvent] = []
  private(set) var time = Instant(microseconds: 3_400_000)
  private var last: Instant?

  /// - Parameters:
  ///   - lean: degrees posterior of upright.
  ///   - bounce: acceleration along up, m/s2, at 2 Hz.
  mutating func pass(_ seconds: Double, lean: Double = 0, bounce: Double = 0) {
    for i in 0..<Int(seconds * 50) {
      let angle = lean * Trigonometry.radiansPerDegree
      let force = 9.81 + bounce * Trigonometry.cosine(4 * Trigonometry.pi * Double(i) / 50)
      // Breathing distinguishes a body from a table.
      let sway = 0.02 * Trigonometry.sine(1.6 * Double(i) / 50)
      let sample = Sample(
        time: time, interval: last.map { time.seconds(since: $0) } ?? 0,
        acceleration: Vector3(
          Trigonometry.sine(angle) * force, Trigonometry.cosine(angle) * force, sway),
        hasGyroscope: false)
      last = time
      monitor.handle(TimedInput(time, .sample(.pelvis, sample)), into: &events)
      time.microseconds += 20_000
    }
  }

  /// Sits, and shifts slightly once a minute: a body does, a sensor on a table does not.
  mutating func sit(_ seconds: Double) {
    var rest = seconds
    while rest > 0 {
      pass(min(rest, 57), lean: 30)
      if rest > 57 { pass(min(rest - 57, 3), lean: 36) }
      rest -= 60
    }
  }

  mutating func skip(_ seconds: Double) { time.microseconds += Int64(seconds * 1e6) }

  mutating func end() { monitor.handle(TimedInput(last ?? time, .end), into: &events) }

  var lastSample: Instant { last ?? time }

  var diary: [DiaryInterval] {
    events.compactMap { if case .diary(let interval) = $0.event { interval } else { nil } }
  }

  /// The seconds in a posture, including the time before the first sample, which the day counts as unknown.
  func counted(_ posture: Posture) -> Double {
    seconds(posture) + (posture == .unknown ? diary.first?.began.seconds ?? 0 : 0)
  }

  func seconds(_ posture: Posture) -> Double { diary.reduce(0) { $0 + ($1.posture == posture ? $1.seconds : 0) } }
}

@Suite struct DiaryTests {
  private static func day(_ hours: Int = 1) -> Wearer {
    var wearer = Wearer()
    for _ in 0..<hours {
      wearer.pass(200, lean: 30)
      wearer.pass(60, bounce: 3)
      wearer.pass(20)
      wearer.skip(4)
      wearer.pass(600, lean: 35)
      wearer.skip(90)
      wearer.pass(60, bounce: 3)
    }
    wearer.end()
    return wearer
  }

  @Test(arguments: [1, 4])
  func `it has no gap from the first sample to the last`(hours: Int) {
    let wearer = Self.day(hours)
    let diary = wearer.diary
    #expect(diary.first?.began == Instant(microseconds: 3_400_000))
    #expect(diary.last?.ended == wearer.lastSample)
    for (one, next) in zip(diary, diary.dropFirst()) {
      #expect(one.ended == next.began)
      #expect(one.posture != next.posture || one.isRevised != next.isRevised)
    }
    #expect(diary.allSatisfy { $0.began < $0.ended && $0.confidence >= 0 && $0.confidence <= 1 })
  }

  @Test func `the first walk settles what was sat before it, and one event says so`() throws {
    let wearer = Self.day()
    let first = try #require(wearer.diary.first)
    #expect(first.posture == .sitting)
    #expect(first.isRevised)
    #expect(wearer.seconds(.sitting) > 780)
    let revisions = wearer.events.compactMap { timed -> DiaryRevision? in
      if case .revised(let revision) = timed.event { revision } else { nil }
    }
    #expect(revisions.count == 1)
    #expect(try #require(revisions.first).sitting > 0)
  }

  @Test func `walking that contradicts an announced stance is reported as a revised calibration`() {
    func calibrations(lean: Double) -> [CalibrationSource] {
      var wearer = Wearer()
      wearer.monitor.handle(TimedInput(wearer.time, .standingBegan), into: &wearer.events)
      wearer.pass(5, lean: lean)
      wearer.monitor.handle(TimedInput(wearer.time, .standingEnded), into: &wearer.events)
      wearer.pass(60, bounce: 3)
      wearer.pass(20)
      return wearer.events.compactMap { if case .calibrated(let source) = $0.event { source } else { nil } }
    }
    #expect(calibrations(lean: 40) == [.standing, .revised])
    #expect(calibrations(lean: 5) == [.standing])
  }

  @Test func `a short gap changes nothing, and what nobody saw for long is unknown`() {
    let wearer = Self.day()
    let unknown = wearer.diary.filter { $0.posture == .unknown }
    #expect(unknown.contains { $0.seconds >= 89 && $0.seconds <= 92 })
    #expect(unknown.reduce(0) { $0 + $1.seconds } < 100)
  }

  @Test func `an hour comes out while the next is under way`() {
    var wearer = Wearer()
    for _ in 0..<3 {
      wearer.pass(60, bounce: 3)
      wearer.pass(900, lean: 30)
    }
    let early = wearer.diary
    #expect(!early.isEmpty)
    wearer.end()
    #expect(Array(wearer.diary.prefix(early.count)) == early)
  }

  @Test func `without an upright direction all is unknown`() {
    var wearer = Wearer()
    wearer.monitor = Monitor(catalog: ExerciseCatalog(), calibration: .none)
    wearer.pass(30, lean: 30)
    wearer.end()
    #expect(wearer.diary.map(\.posture) == [.unknown])
    #expect(wearer.diary.first?.ended == wearer.lastSample)
  }

  @Test func `the wearer's correction of an episode is in the diary`() {
    var wearer = Wearer()
    wearer.pass(60, bounce: 3)
    wearer.pass(30)
    wearer.monitor.handle(TimedInput(wearer.time, .command(.correctEpisode(.sitting))), into: &wearer.events)
    wearer.pass(30)
    wearer.end()
    #expect(wearer.seconds(.sitting) > 50)
  }

  /// Simulates a run that begins at `wall`, Unix microseconds.
  private static func follow(from wall: Int64, _ wear: (inout Wearer) -> Void) -> Wearer {
    var wearer = Wearer()
    wearer.monitor.handle(
      TimedInput(Instant(microseconds: 0), .wallClock(WallClock(unixMicroseconds: wall, utcOffset: 0))),
      into: &wearer.events)
    wear(&wearer)
    wearer.end()
    return wearer
  }

  private static let noon: Int64 = 1_800_000_000_000_000 / 86_400_000_000 * 86_400_000_000 + 43_200_000_000

  @Test func `the day, its hours and its bouts follow what the diary found`() {
    let wearer = Self.follow(from: Self.noon) { wearer in
      for _ in 0..<4 {
        wearer.sit(700)
        wearer.pass(90, bounce: 3)
      }
    }
    let status = wearer.monitor.status
    for posture in Posture.listed {
      #expect(abs(status.today[posture] - wearer.counted(posture)) < 0.2, "\(posture)")
      #expect(abs(status.hours.reduce(0) { $0 + $1[posture] } - status.today[posture]) < 1e-6, "\(posture)")
    }
    let diaryBouts = wearer.diary.filter { $0.posture == .sitting && $0.seconds > 60 }
    #expect(status.today.bouts == diaryBouts.count)
    #expect(status.today.breaks == diaryBouts.count - 1)
    #expect(abs(status.today.longestBout - (diaryBouts.map(\.seconds).max() ?? 0)) < 12)
    let added = wearer.events.compactMap { timed -> [BoutSpan]? in
      if case .revised(let revision) = timed.event { revision.bouts.added } else { nil }
    }
    // The first bout was not detected while it lasted.
    #expect(added.joined().contains { $0.began.seconds < 5 && abs($0.sitting - 700) < 12 })
  }

  @Test func `what was sat before midnight is credited to the day before`() throws {
    let midnight = Self.noon + 43_200_000_000
    let wearer = Self.follow(from: midnight - 400_000_000) { wearer in
      wearer.sit(700)
      wearer.pass(90, bounce: 3)
    }
    let yesterday = try #require(wearer.monitor.status.revisedYesterday)
    let today = wearer.monitor.status.today
    #expect(abs(yesterday[.sitting] - 396) < 12)
    #expect(abs(today[.sitting] - 304) < 12)
    #expect(yesterday.bouts == 1 && today.bouts == 0)
    #expect(abs(yesterday.seconds.total - 400) < 0.01)
  }

  @Test func `the longest bout of the day before follows as well`() throws {
    let midnight = Self.noon + 43_200_000_000
    let wearer = Self.follow(from: midnight - 800_000_000) { wearer in
      // The first walk is after midnight.
      wearer.sit(700)
      wearer.pass(80, lean: 88)
      wearer.sit(100)
      wearer.pass(90, bounce: 3)
    }
    let yesterday = try #require(wearer.monitor.status.revisedYesterday)
    #expect(abs(yesterday.longestBout - 696) < 12)
    #expect(wearer.monitor.status.today.longestBout < 120)
  }

  @Test func `a correction after hindsight has decided half of the episode counts nothing twice`() {
    let wearer = Self.follow(from: Self.noon) { wearer in
      wearer.sit(1900)
      wearer.monitor.handle(TimedInput(wearer.time, .command(.correctEpisode(.sitting))), into: &wearer.events)
      wearer.sit(60)
    }
    let status = wearer.monitor.status
    #expect(abs(status.today.seconds.total - wearer.lastSample.seconds) < 1)
    #expect(status.today[.sitting] < wearer.lastSample.seconds)
    #expect(status.today.longestBout <= status.today[.sitting] + 1)
    for posture in Posture.listed {
      #expect(abs(status.hours.reduce(0) { $0 + $1[posture] } - status.today[posture]) < 1e-6, "\(posture)")
    }
  }

  @Test func `a reminder that turns out to be due comes early, and one that was given stays`() throws {
    let wearer = Self.follow(from: Self.noon) { wearer in
      // Sitting is not recognized before a walk of forty seconds, which is too short for a break.
      wearer.sit(600)
      wearer.pass(40, bounce: 3)
      wearer.sit(1300)
      wearer.pass(90, bounce: 3)
    }
    let reminders = wearer.events.filter { if case .reminder = $0.event { true } else { false } }
    #expect(reminders.count == 1)
    // Half an hour has passed after 1840 s, and the reminder comes at the next break point between two shifts. With the
    // live count alone it would be due after 2440 s, which is after the end.
    let raised = try #require(reminders.first).time.seconds
    #expect(raised > 1800 && raised < 1930)
    #expect(wearer.monitor.status.today.longestBout > 1850)
  }

  @Test func `hindsight brings nothing back that was forgotten`() throws {
    var wearer = Wearer()
    wearer.monitor.handle(
      TimedInput(Instant(microseconds: 0), .wallClock(WallClock(unixMicroseconds: Self.noon, utcOffset: 0))),
      into: &wearer.events)
    wearer.sit(600)
    wearer.events = []
    _ = try wearer.monitor.perform(.forget(before: nil), at: wearer.time, into: &wearer.events)
    wearer.pass(90, bounce: 3)
    wearer.end()
    #expect(wearer.monitor.status.today[.sitting] < 5)
    #expect(wearer.monitor.status.today.bouts == 0)
    #expect(wearer.diary.allSatisfy { $0.ended.seconds > 600 || $0.posture == .unknown })
    for timed in wearer.events {
      if case .revised(let revision) = timed.event { #expect(revision.bouts.added.isEmpty) }
    }
  }

  @Test func `a change of zone moves no seconds into other hours`() {
    let wearer = Self.follow(from: Self.noon) { wearer in
      wearer.sit(600)
      wearer.monitor.handle(
        TimedInput(
          wearer.time, .wallClock(WallClock(unixMicroseconds: Self.noon + 603_400_000, utcOffset: 7200))),
        into: &wearer.events)
      wearer.pass(90, bounce: 3)
      wearer.sit(300)
    }
    let status = wearer.monitor.status
    for posture in Posture.listed {
      #expect(abs(status.hours.reduce(0) { $0 + $1[posture] } - status.today[posture]) < 1e-6, "\(posture)")
    }
    #expect(status.hours.allSatisfy { hour in Posture.listed.allSatisfy { hour[$0] > -1e-9 } })
  }

  @Test func `a day never has more time than has passed, nor less than none`() {
    var random = SeededGenerator(seed: TestSeed.seed())
    for _ in 0..<6 {
      var total = 0.0
      let wearer = Self.follow(from: Self.noon) { wearer in
        while total < 5000 {
          let seconds = Double(Int.random(in: 5...600, using: &random))
          total += seconds
          switch Int.random(in: 0..<4, using: &random) {
          case 0: wearer.pass(seconds, bounce: 3)
          case 1: wearer.pass(seconds)
          case 2: wearer.skip(seconds)
          default: wearer.pass(seconds, lean: Double.random(in: -60...90, using: &random))
          }
        }
      }
      let today = wearer.monitor.status.today
      #expect(abs(today.seconds.total - wearer.lastSample.seconds) < 1)
      for posture in Posture.listed {
        #expect(today[posture] > -1e-9)
        #expect(abs(today[posture] - wearer.counted(posture)) < 0.2, "\(posture)")
      }
      for hour in wearer.monitor.status.hours {
        #expect(hour.seconds.total < 3600.001)
        for posture in Posture.listed { #expect(hour[posture] > -1e-9) }
      }
      #expect(today.bouts >= today.breaks && today.breaks >= today.activeBreaks && today.activeBreaks >= 0)
    }
  }

  @Test func `rows are CSV with a header`() {
    var row = Text()
    DiaryCSV.append(
      DiaryInterval(
        began: Instant(microseconds: 0), ended: Instant(microseconds: 12_340_000), posture: .sitting, confidence: 0.9,
        isRevised: true), to: &row)
    #expect(String(decoding: row, as: UTF8.self) == "0.000,12.340,sitting,0.900,1\n")
  }
}

@Suite struct MountingTests {
  /// The posture of a resting thigh sensor with the direction `up`.
  private func posture(_ seconds: Int, up: Vector3, mounting: Vector3?) -> Posture {
    var monitor = Monitor(catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    let start = Instant(microseconds: 0)
    monitor.handle(TimedInput(start, .sensorAdded(.thigh, SensorTraits(hasGyroscope: false))), into: &events)
    if let mounting { monitor.handle(TimedInput(start, .mounting(.thigh, upright: mounting)), into: &events) }
    for i in 1...(seconds * 50) {
      let time = Instant(microseconds: Int64(i) * 20_000)
      let breath = 0.02 * Trigonometry.sine(1.6 * Double(i) / 50)
      monitor.handle(
        TimedInput(
          time,
          .sample(
            .thigh,
            Sample(
              time: time, interval: i == 1 ? 0 : 0.02, acceleration: up * 9.81 + Vector3(0, 0, breath),
              hasGyroscope: false))), into: &events)
    }
    return monitor.status.posture.posture
  }

  @Test func `a mounting that an earlier run learnt tells sitting before the first walk`() {
    #expect(posture(30, up: Vector3(1, 0, 0), mounting: nil) == .unknown)
    #expect(posture(30, up: Vector3(1, 0, 0), mounting: Vector3(0, 1, 0)) == .sitting)
    #expect(posture(30, up: Vector3(0, 1, 0), mounting: Vector3(0, 1, 0)) == .standing)
  }
}
