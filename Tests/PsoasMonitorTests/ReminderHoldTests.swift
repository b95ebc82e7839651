import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A pause, a skipped day and a snooze remain after a restart.
@Suite struct ReminderHoldTests {
  private static let morning = WallClock(unixMicroseconds: 1_800_000_000_000_000, utcOffset: 3600)

  private func monitor(at clock: WallClock, _ hold: ReminderHold? = nil) -> Monitor {
    var monitor = Monitor(catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    let start = Instant(microseconds: 0)
    monitor.handle(TimedInput(start, .wallClock(clock)), into: &events)
    if let hold { monitor.handle(TimedInput(start, .hold(hold)), into: &events) }
    monitor.handle(TimedInput(Instant(microseconds: 1_000_000), .tick), into: &events)
    return monitor
  }

  /// Performs a command and restarts after `seconds` of the wall clock.
  private func restarted(after seconds: Int64, _ command: Command) throws -> Monitor {
    var first = monitor(at: Self.morning)
    var events: [TimedEvent] = []
    _ = try first.perform(command, at: Instant(microseconds: 2_000_000), into: &events)
    return monitor(at: Self.morning.advanced(by: seconds * 1_000_000), first.status.hold)
  }

  @Test func `a pause holds until the wearer resumes`() throws {
    var next = try restarted(after: 3 * 86_400, .pause)
    #expect(next.status.isPaused)
    var events: [TimedEvent] = []
    _ = try next.perform(.resume, at: Instant(microseconds: 2_000_000), into: &events)
    #expect(next.status.hold.isEmpty)
  }

  @Test func `a skipped day is skipped until it ends`() throws {
    #expect(try restarted(after: 60, .skip).status.pauseReasons.contains(.skippedToday))
    #expect(try !restarted(after: 86_400, .skip).status.pauseReasons.contains(.skippedToday))
  }

  @Test func `a snooze lasts as long as it would have`() throws {
    #expect(try restarted(after: 540, .snooze(minutes: 10)).status.pauseReasons.contains(.snoozed))
    #expect(try !restarted(after: 610, .snooze(minutes: 10)).status.pauseReasons.contains(.snoozed))
    let minute = Self.morning.secondOfDay / 60 + 30
    #expect(try restarted(after: 1700, .snoozeUntil(minute: minute)).status.pauseReasons.contains(.snoozed))
    #expect(try !restarted(after: 1860, .snoozeUntil(minute: minute)).status.pauseReasons.contains(.snoozed))
    // A clock that was set back does not extend a snooze by days.
    #expect(try !restarted(after: -7 * 86_400, .snooze(minutes: 10)).status.pauseReasons.contains(.snoozed))
    var absurd = ReminderHold()
    absurd.snoozedUntil = Int64.min
    #expect(!monitor(at: Self.morning, absurd).status.pauseReasons.contains(.snoozed))
  }

  @Test func `the same snooze is not stored again each second`() throws {
    var first = monitor(at: Self.morning)
    var events: [TimedEvent] = []
    _ = try first.perform(.snooze(minutes: 10), at: Instant(microseconds: 2_000_000), into: &events)
    let hold = first.status.hold
    for second in 3...500 {
      first.handle(TimedInput(Instant(microseconds: Int64(second) * 1_000_000 + 123_456), .tick), into: &events)
      #expect(first.status.hold.isSame(as: hold))
    }
  }
}
