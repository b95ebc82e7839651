import PsoasCore

/// Seconds of one local day, by posture, with the bouts and reminders of that day.
public struct DayTotals: Equatable, Sendable {
  /// Days since 1970-01-01 in the local calendar; nil without a clock.
  public var day: Int64?
  /// Seconds in each posture. `unknown` is time without a measured posture: it never counts as sitting.
  public var seconds = PerPosture<Double>()
  /// Sitting seconds of the longest bout.
  public var longestBout = 0.0
  public var bouts = 0
  /// Number of breaks between bouts, and of those with two minutes of walking or five minutes upright.
  public var breaks = 0
  public var activeBreaks = 0
  public var steps = 0
  public var reminders = 0
  /// Number of reminders by outcome. Displayed totals count checked ones as done as well. A snoozed reminder is raised
  /// again with another number (SafeEyes #327).
  public var outcomes = PerOutcome<Int>()
  /// Pelvic tilt, if a calibration is available.
  public var tilt = TiltDay()

  public init(day: Int64? = nil) { self.day = day }

  public subscript(posture: Posture) -> Double {
    get { seconds[posture] }
    set { seconds[posture] = newValue }
  }

  /// Followed reminders: reported as done by the wearer, or confirmed by the sensor.
  public var remindersDone: Int { outcomes[.done] + outcomes[.checked] }

  /// The count of an outcome as displayed totals show it.
  public func count(of outcome: ReminderOutcome) -> Int { outcome == .done ? remindersDone : outcomes[outcome] }

  /// Moves seconds from one posture to another, at most as many as this day has.
  public mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture) {
    let moved = min(seconds, self.seconds[wrong])
    self.seconds[wrong] -= moved
    self.seconds[right] += moved
  }

  /// The difference to `other`, an earlier state of the same day. The longest bout keeps its current value.
  public func subtracting(_ other: DayTotals) -> DayTotals {
    var result = self
    result.seconds -= other.seconds
    result.bouts -= other.bouts
    result.breaks -= other.breaks
    result.activeBreaks -= other.activeBreaks
    result.steps -= other.steps
    result.reminders -= other.reminders
    result.outcomes -= other.outcomes
    result.tilt = tilt.subtracting(other.tilt)
    return result
  }

  /// Adds the totals of another part of the same day.
  public mutating func add(_ other: DayTotals) {
    seconds += other.seconds
    longestBout = max(longestBout, other.longestBout)
    bouts += other.bouts
    breaks += other.breaks
    activeBreaks += other.activeBreaks
    steps += other.steps
    reminders += other.reminders
    outcomes += other.outcomes
    tilt.merge(other.tilt)
  }
}
