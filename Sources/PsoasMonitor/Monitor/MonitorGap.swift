import PsoasCore

/// Long gaps without any input: after a clock change in a recording, or on a machine without sensors.
extension Monitor {
  /// Seconds without input that are processed one by one; everything that ends by itself has ended by then.
  static let steppedSeconds = 600

  /// Skips the whole seconds before `time` in which only hours and days can end, with the same result as processing
  /// them one by one. The cost depends on the number of days, not of seconds.
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

  /// No sensor sends data, no procedure is active, no bout is open and no reminder is due: a second changes nothing.
  private var isDormant: Bool {
    guard wearer.posture.posture == .unknown, sensing.classifier.estimate.posture == .unknown, wearer.correction == nil,
      !sessions.isRunning, !wearer.bouts.isInBout, coaching.coach.openReminder == nil
    else { return false }
    return Placement.allCases.allSatisfy { !sensing.channels[$0].isReporting }
  }
}

extension Int64 {
  /// The last time a whole number of seconds after this one and not after `end`.
  fileprivate func wholeSecond(upTo end: Int64) -> Int64 { end - (end - self) % 1_000_000 }
}
