import PsoasSystem

/// What the wearer asked for to have fewer reminders, as the next run needs it: it outlives a restart.
public struct ReminderHold: Equatable, Sendable {
  /// Paused until the wearer resumes.
  public var isPaused = false
  /// The local day (since 1970-01-01) that was skipped; nil where none was.
  public var skippedDay: Int64?
  /// Put off until then, microseconds since 1970-01-01 UTC; nil where nothing is put off.
  public var snoozedUntil: Int64?

  public init() {}

  public var isEmpty: Bool { self == ReminderHold() }

  /// Whether this says the same; a snooze by the run's clock ends at a moment that is rounded by a second or two.
  public func isSame(as other: ReminderHold) -> Bool {
    guard isPaused == other.isPaused, skippedDay == other.skippedDay else { return false }
    guard let mine = snoozedUntil, let others = other.snoozedUntil else { return snoozedUntil == other.snoozedUntil }
    return abs(mine - others) <= 5_000_000
  }
}
