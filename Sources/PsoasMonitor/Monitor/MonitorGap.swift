import PsoasCore

/// Long times without any input: a recording whose clock was set, a machine that nobody feeds.
extension Monitor {
  /// Seconds without input that are gone through one by one; whatever ends by itself has ended by then, or is looked for.
  static let steppedSeconds = 600

  /// Passes over the whole seconds before `time` in which nothing can happen but that hours and days end, with the
  /// same results as going through them one by one. What it costs depends on the days, and not on the seconds.
  mutating func skipGap(before time: Instant, _ events: inout [TimedEvent]) {
    let end = Instant(microseconds: calendar.nextSecond.microseconds.wholeSecond(upTo: time.microseconds) - 1_000_000)
    guard end > calendar.nextSecond, isDormant else { return }
    while calendar.settledUntil < end {
      let hourEnd = calendar.day.hourEnd(after: calendar.settledUntil) ?? end
      let stop = min(hourEnd, end)
      settle(until: stop, &events)
      if let ended = calendar.day.rollOver(at: stop) { endDay(ended, at: stop, &events) }
    }
    coaching.coach.skipTime()
    calendar.nextSecond.microseconds = end.microseconds + 1_000_000
  }

  /// No sensor gives readings, no procedure runs, no bout is open and no reminder waits: a second changes nothing.
  private var isDormant: Bool {
    guard wearer.posture.posture == .unknown, sensing.classifier.estimate.posture == .unknown, wearer.correction == nil,
      !sessions.isRunning, !wearer.bouts.isInBout, coaching.coach.openReminder == nil
    else { return false }
    return Placement.allCases.allSatisfy { !sensing.channels[$0].isReporting }
  }
}

extension Int64 {
  /// The last moment that is whole seconds after this one and not after `end`.
  fileprivate func wholeSecond(upTo end: Int64) -> Int64 { end - (end - self) % 1_000_000 }
}
