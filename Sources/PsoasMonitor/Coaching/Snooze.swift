import PsoasSystem

/// The end of a snooze: after so many minutes, or at a time of day.
struct Snooze: Equatable, Sendable {
  private enum End: Equatable {
    case none
    /// Seconds of the run.
    case session(Double)
    /// Day and second of the local clock, even if the clock is set: "until 15:00" means 15:00.
    case wall(day: Int64, second: Int)
  }

  private var end = End.none

  static let none = Snooze()

  static func minutes(_ minutes: Int, from now: Double) -> Snooze { seconds(Double(minutes) * 60, from: now) }

  static func seconds(_ seconds: Double, from now: Double) -> Snooze {
    var snooze = Snooze()
    snooze.end = .session(now + seconds)
    return snooze
  }

  /// Until the next time that the clock shows so many minutes after midnight; without a clock there is no snooze.
  static func until(minute: Int, _ clock: WallClock?) -> Snooze {
    guard let clock else { return .none }
    var snooze = Snooze()
    let second = minute * 60
    snooze.end = .wall(day: clock.localDay + (second > clock.secondOfDay ? 0 : 1), second: second)
    return snooze
  }

  /// Remaining seconds by the current clocks; 0 when it is over.
  func remaining(now: Double, _ clock: WallClock?) -> Double {
    switch end {
    case .none: return 0
    case .session(let end): return max(end - now, 0)
    case .wall(let day, let second):
      guard let clock else { return 0 }
      let left = Double(day - clock.localDay) * 86_400 + Double(second - clock.secondOfDay)
      // No snooze lasts longer than a day: a longer remainder means that the clock was set back, and the snooze ends.
      return (0...86_400).contains(left) ? left : 0
    }
  }

  /// The run's clock was stopped for so many seconds.
  mutating func sleep(_ seconds: Double) {
    if case .session(let end) = end { self.end = .session(end - seconds) }
  }
}

/// Longer intervals for a wearer who does not answer: they grow after some ignored reminders, until the next day, or
/// until one is followed (habituation: Klasnja 2019, Stephenson 2017; the factor is chosen by judgement).
struct BackOff: Equatable, Sendable {
  private var ignoredInRow = 0
  private(set) var factor = 1.0

  mutating func note(_ outcome: ReminderOutcome, _ configuration: Configuration) {
    switch outcome {
    case .ignored:
      guard configuration.backOffAfter > 0 else { return }
      ignoredInRow += 1
      guard ignoredInRow >= configuration.backOffAfter else { return }
      ignoredInRow = 0
      factor *= configuration.backOffFactor
    case .done, .checked, .withdrawn: self = BackOff()
    case .snoozed, .skipped: ignoredInRow = 0
    }
  }

  /// The current length of an interval, seconds; never shorter than configured.
  func stretched(_ interval: Double, _ configuration: Configuration) -> Double {
    max(interval, min(interval * factor, configuration.backOffMost))
  }
}
