import PsoasCore

/// Seconds of one local day, by posture, with the bouts and reminders of that day.
public struct DayTotals: Equatable, Sendable {
  /// Days since 1970-01-01 by the local calendar; nil where no clock was given.
  public var day: Int64?
  /// Seconds in each posture. `unknown` is time in which no sensor could tell: never counted as sitting.
  public var seconds = PerPosture<Double>()
  /// Sitting seconds of the longest bout.
  public var longestBout = 0.0
  public var bouts = 0
  /// Breaks between bouts, and those of them with two minutes of walking or five on the feet.
  public var breaks = 0
  public var activeBreaks = 0
  public var steps = 0
  public var reminders = 0
  /// How many reminders ended in each way; in sums that are shown, those that the sensor saw count as done, too. A snoozed one is raised again under another number (SafeEyes #327).
  public var outcomes = PerOutcome<Int>()
  /// Pelvic tilt, where a calibration is available.
  public var tilt = TiltDay()

  public init(day: Int64? = nil) { self.day = day }

  public subscript(posture: Posture) -> Double {
    get { seconds[posture] }
    set { seconds[posture] = newValue }
  }

  /// Reminders that were followed: those that the wearer reported as done, and those that the sensor confirmed.
  public var remindersDone: Int { outcomes[.done] + outcomes[.checked] }

  /// The count of an outcome as sums show it.
  public func count(of outcome: ReminderOutcome) -> Int { outcome == .done ? remindersDone : outcomes[outcome] }

  /// Books seconds of one posture as another's, as many as this day has of them.
  public mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture) {
    let moved = min(seconds, self.seconds[wrong])
    self.seconds[wrong] -= moved
    self.seconds[right] += moved
  }

  /// What came on top of `other`, an earlier state of the same day. The longest bout stays as it is now.
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

  /// Adds what another part of the same day has counted.
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
