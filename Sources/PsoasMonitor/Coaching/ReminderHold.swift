import PsoasSystem

/// The wearer's requests for fewer reminders, stored for the next run so that they survive a restart.
public struct ReminderHold: Equatable, Sendable {
  /// Paused until the wearer resumes.
  public var isPaused = false
  /// The local day (since 1970-01-01) that was skipped; nil if none.
  public var skippedDay: Int64?
  /// End of the snooze, microseconds since 1970-01-01 UTC; nil without a snooze.
  public var snoozedUntil: Int64?

  public init() {}

  public var isEmpty: Bool { self == ReminderHold() }

  /// Whether both are equal; the end of a snooze by the run's clock varies by a second or two due to rounding.
  public func isSame(as other: ReminderHold) -> Bool {
    guard isPaused == other.isPaused, skippedDay == other.skippedDay else { return false }
    guard let mine = snoozedUntil, let others = other.snoozedUntil else { return snoozedUntil == other.snoozedUntil }
    return abs(mine - others) <= 5_000_000
  }
}
