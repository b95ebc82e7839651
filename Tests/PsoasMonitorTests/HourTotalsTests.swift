import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A `Monitor` whose posture is set by corrections of the wearer, with a wall clock and a time zone.
private struct Day {
  var monitor = Monitor(Configuration(), catalog: ExerciseCatalog())
  var now = Instant(microseconds: 0)
  var events: [TimedEvent] = []

  init(_ clock: WallClock) {
    handle(.wallClock(clock))
    handle(.sensorAdded(.pelvis, SensorTraits()))
    pass(1)
  }

  mutating func handle(_ input: Input) {
    now.microseconds += 1
    monitor.handle(TimedInput(now, input), into: &events)
  }

  mutating func pass(_ seconds: Int) {
    for _ in 0..<seconds {
      now.microseconds += 1_000_000
      handle(.sample(.pelvis, Sample(time: now, interval: 1, acceleration: .rest(at: now))))
    }
  }

  mutating func spend(_ minutes: Int, _ posture: Posture) {
    handle(.command(.correct(posture)))
    pass(minutes * 60)
  }

  var hours: [HourTotals] { monitor.status.hours }
}

/// 2026-10-25 00:30 in Paris: summer time ends at 03:00.
private let beforeWinter = WallClock(unixMicroseconds: 1_792_881_000_000_000, utcOffset: 7200)
/// 2026-03-29 00:30 in Paris: summer time begins at 02:00.
private let beforeSummer = WallClock(unixMicroseconds: 1_774_740_600_000_000, utcOffset: 3600)

@Suite struct HourTotalsTests {
  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 2 }

  @Test func `each hour has its seconds by posture, and together they are the day's`() throws {
    var day = Day(beforeSummer)
    day.spend(20, .sitting)
    day.spend(20, .standing)
    let hours = day.hours
    try #require(hours.count == 2)
    #expect(hours[0].began == beforeSummer.unixMicroseconds - 1_800_000_000)
    #expect(hours[1].began == beforeSummer.unixMicroseconds + 1_800_000_000)
    #expect(near(hours[0][.sitting], 1200) && near(hours[0][.standing], 600) && near(hours[1][.standing], 600))
    let today = day.monitor.status.today
    for posture in Posture.allCases {
      let sum = hours.reduce(0) { $0 + $1[posture] }
      var single = HourTotals(at: beforeSummer)
      single[.sitting] = today[.sitting]
      single[.standing] = today[.standing]
      single[.walking] = today[.walking]
      single[.lying] = today[.lying]
      single[.notWorn] = today[.notWorn]
      single[.unknown] = today[.unknown]
      #expect(abs(sum - single[posture]) < 1e-6)
    }
  }

  @Test func `the hour that the end of summer time repeats is two, and the day has 25`() throws {
    var day = Day(beforeWinter)
    day.handle(.command(.correct(.sitting)))
    // Until 02:59:59 of summer time.
    day.pass(2 * 3600 + 1800 - 1)
    let wall = beforeWinter.advanced(by: day.now.microseconds)
    day.handle(.wallClock(WallClock(unixMicroseconds: wall.unixMicroseconds, utcOffset: 3600)))
    day.pass(22 * 3600 - 60)
    let hours = day.hours.filter { $0.day == beforeWinter.localDay }
    #expect(hours.count == 25)
    #expect(Set(hours.map(\.began)).count == hours.count)
    let twice = hours.filter { ($0.began + Int64($0.utcOffset) * 1_000_000) / 3_600_000_000 % 24 == 2 }
    #expect(twice.map(\.utcOffset) == [7200, 3600])
    #expect(twice.allSatisfy { near($0[.sitting], 3600) })
  }

  @Test func `the hour that the start of summer time skips has no row`() {
    var day = Day(beforeSummer)
    day.handle(.command(.correct(.sitting)))
    day.pass(90 * 60 - 1)
    let wall = beforeSummer.advanced(by: day.now.microseconds)
    day.handle(.wallClock(WallClock(unixMicroseconds: wall.unixMicroseconds, utcOffset: 7200)))
    day.pass(2 * 3600)
    let local = day.hours.map { ($0.began + Int64($0.utcOffset) * 1_000_000) / 3_600_000_000 % 24 }
    #expect(local == [0, 1, 3, 4])
  }

  @Test func `at midnight a bout goes on, and its time goes to the day that it was in`() throws {
    // 23:30 in a zone whose offset includes half an hour.
    let mumbai = WallClock(unixMicroseconds: 1_772_388_000_000_000, utcOffset: 19_800)
    try #require(mumbai.secondOfDay == 23 * 3600 + 1800)
    var day = Day(mumbai)
    day.spend(70, .sitting)
    let hours = day.hours
    #expect(hours.map(\.day) == [mumbai.localDay, mumbai.localDay + 1])
    #expect(near(hours[0][.sitting], 1800) && near(hours[1][.sitting], 2400))
    #expect(day.events.filter { "\($0.event.name)" == "bout-started" }.count == 1)
    #expect(near(day.monitor.status.today[.sitting], 2400))
  }

  @Test func `a correction changes its hours, the latest first`() {
    var day = Day(beforeSummer)
    day.spend(10, .standing)
    day.spend(50, .sitting)
    day.handle(.command(.correctEpisode(.standing)))
    let hours = day.hours
    #expect(near(hours[0][.standing], 1800) && hours[0][.sitting] < 2)
    #expect(near(hours[1][.standing], 1800) && hours[1][.sitting] < 2)
  }

  @Test func `tilt is counted in its hour, and together the hours are the day's`() throws {
    let calibration = try #require(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1)))
    var day = Day(beforeSummer)
    day.handle(.calibration(.pelvis, CalibrationRecord(calibration)))
    day.spend(20, .standing)
    day.spend(20, .walking)
    day.spend(20, .sitting)
    let tilts = day.hours.map(\.tilt)
    try #require(tilts.count == 2)
    #expect(near(tilts[0][.standing].neutral, 1200) && near(tilts[0][.walking].neutral, 600))
    #expect(near(tilts[1][.walking].neutral, 600) && tilts[1][.standing] == TiltBands())
    // The seated neutral is unknown.
    #expect(tilts.allSatisfy { $0[.sitting] == TiltBands() })
    let today = day.monitor.status.today.tilt
    for posture in TiltBands.postures {
      var sum = TiltBands()
      for tilt in tilts { sum += tilt[posture] }
      #expect(abs(sum.total - (today.bands[posture].total)) < 1e-6)
    }
  }

  @Test func `without a clock there are no hours`() {
    var monitor = Monitor(Configuration(), catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    for second in 0..<10 {
      monitor.handle(TimedInput(Instant(microseconds: Int64(second) * 1_000_000), .tick), into: &events)
    }
    #expect(monitor.status.hours.isEmpty)
  }
}
