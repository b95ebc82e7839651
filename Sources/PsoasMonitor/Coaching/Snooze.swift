import PsoasSystem

/// How long reminders are put off: for so many minutes, or until a time of day.
struct Snooze: Equatable, Sendable {
  private enum End: Equatable {
    case none
    /// Seconds of the session.
    case session(Double)
    /// Day and second by the local clock, whatever that does meanwhile: "until 15:00" means 15:00.
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

  /// Until the clock next reads so many minutes since midnight; nothing where no clock is known.
  static func until(minute: Int, _ clock: WallClock?) -> Snooze {
    guard let clock else { return .none }
    var snooze = Snooze()
    let second = minute * 60
    snooze.end = .wall(day: clock.localDay + (second > clock.secondOfDay ? 0 : 1), second: second)
    return snooze
  }

  /// Seconds that it still lasts, as the clocks are now; 0 when it is over.
  func remaining(now: Double, _ clock: WallClock?) -> Double {
    switch end {
    case .none: return 0
    case .session(let end): return max(end - now, 0)
    case .wall(let day, let second):
      guard let clock else { return 0 }
      let left = Double(day - clock.localDay) * 86_400 + Double(second - clock.secondOfDay)
      // No snooze lasts longer than a day: where it seems to, the clock was set back, and it is over.
      return (0...86_400).contains(left) ? left : 0
    }
  }

  /// The session's clock stood still for so many seconds.
  mutating func sleep(_ seconds: Double) {
    if case .session(let end) = end { self.end = .session(end - seconds) }
  }
}

/// Patience with a wearer who does not answer: after some ignored reminders the intervals grow, until the next day, or
/// until one is followed (habituation: Klasnja 2019, Stephenson 2017; the factor is our judgement).
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

  /// An interval as it is now, seconds; never shorter than it was set.
  func stretched(_ interval: Double, _ configuration: Configuration) -> Double {
    max(interval, min(interval * factor, configuration.backOffMost))
  }
}
