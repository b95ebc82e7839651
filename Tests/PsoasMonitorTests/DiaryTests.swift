import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A lone accelerometer on the pelvis, 50 Hz.
private struct Wearer {
  var monitor = Monitor(catalog: ExerciseCatalog())
  var events: [TimedEvent] = []
  private(set) var time = Instant(microseconds: 3_400_000)
  private var last: Instant?

  /// - Parameters:
  ///   - lean: degrees behind upright.
  ///   - bounce: m/s2 along up, twice a second.
  mutating func pass(_ seconds: Double, lean: Double = 0, bounce: Double = 0) {
    for i in 0..<Int(seconds * 50) {
      let angle = lean * Trigonometry.radiansPerDegree
      let force = 9.81 + bounce * Trigonometry.cosine(4 * Trigonometry.pi * Double(i) / 50)
      // Breath, that a body has and a table has not.
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

  mutating func skip(_ seconds: Double) { time.microseconds += Int64(seconds * 1e6) }

  mutating func end() { monitor.handle(TimedInput(last ?? time, .end), into: &events) }

  var lastSample: Instant { last ?? time }

  var diary: [DiaryInterval] {
    events.compactMap { if case .diary(let interval) = $0.event { interval } else { nil } }
  }

  func seconds(_ posture: Posture) -> Double { diary.reduce(0) { $0 + ($1.posture == posture ? $1.seconds : 0) } }
}

@Suite struct TheDiary {
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

  @Test func `the wearer's word about an episode is in the diary`() {
    var wearer = Wearer()
    wearer.pass(60, bounce: 3)
    wearer.pass(30)
    wearer.monitor.handle(TimedInput(wearer.time, .command(.correctEpisode(.sitting))), into: &wearer.events)
    wearer.pass(30)
    wearer.end()
    #expect(wearer.seconds(.sitting) > 50)
  }

  @Test func `rows of CSV`() {
    var row = Text()
    DiaryCSV.append(
      DiaryInterval(
        began: Instant(microseconds: 0), ended: Instant(microseconds: 12_340_000), posture: .sitting, confidence: 0.9,
        isRevised: true), to: &row)
    #expect(String(decoding: row, as: UTF8.self) == "0.000,12.340,sitting,0.900,1\n")
  }
}
