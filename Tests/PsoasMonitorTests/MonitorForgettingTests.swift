import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@Suite struct MonitorForgettingTests {
  private static let today: Int64 = 20_600

  /// A run at noon of `today`, with the standing of five earlier days and an exercise that was done in the morning.
  private static func known() -> Monitor {
    var exercise = Exercise(identifier: "plank", title: "Plank")
    exercise.frequency = .daily
    var monitor = Monitor(catalog: ExerciseCatalog([exercise]))
    let clock = WallClock(unixMicroseconds: today * 86_400_000_000 + 43_200_000_000, utcOffset: 0)
    var tilt = TiltDay()
    tilt.add(3600, .standing, tilt: 8, deadBand: 5)
    give(&monitor, .wallClock(clock))
    for ago in 1...5 { give(&monitor, .earlierTilt(day: today - Int64(ago), tilt)) }
    let done = ExerciseCompletion("plank", at: clock.advanced(by: -3_600_000_000), share: 1, isChecked: false)
    give(&monitor, .exerciseDone(done))
    give(&monitor, .tick)
    return monitor
  }

  private static func give(_ monitor: inout Monitor, _ input: Input) {
    var events: [TimedEvent] = []
    monitor.handle(TimedInput(Instant(microseconds: 1_000_000), input), into: &events)
  }

  @Test func `forgetting all forgets the tilt of earlier days and what was done today`() {
    var monitor = Self.known()
    #expect(monitor.status.tilt.trend?.days == 5)
    #expect(monitor.status.programme.entries.map(\.done) == [1])
    Self.give(&monitor, .command(.forget(before: nil)))
    #expect(monitor.status.tilt.trend == nil)
    #expect(monitor.status.programme.entries.map(\.done) == [0])
  }

  @Test func `forgetting the days before one keeps the later ones`() {
    var monitor = Self.known()
    Self.give(&monitor, .command(.forget(before: Self.today - 3)))
    #expect(monitor.status.tilt.trend?.days == 3)
    #expect(monitor.status.programme.entries.map(\.done) == [1])
    Self.give(&monitor, .command(.forget(before: Self.today - 1)))
    #expect(monitor.status.tilt.trend == nil)
  }
}
