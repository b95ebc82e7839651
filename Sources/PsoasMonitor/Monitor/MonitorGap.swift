import PsoasCore

/// Long gaps without any input: after a clock change in a recording, or on a machine without sensors.
extension Monitor {
  /// Seconds without input that are processed one by one; everything that ends by itself has ended by then.
  static let steppedSeconds = 600

  /// Seconds without input after which nothing is known any more, and time is skipped in any state: a sparse sensor
  /// counts as lost, and what the wearer reported no longer applies.
  static let knownSeconds = Int(SensorChannel.heldLimit) + 2 * steppedSeconds
  /// Seconds of a gap whose hours and days are counted on a clock: ten years. What is beyond belongs to no day.
  static let countedGap = 315_576_000.0

  /// Skips the whole seconds before `time` in which only hours and days can end, with the same result as processing
  /// them one by one. The cost depends on the number of days, not of seconds, and ten years are the most.
  /// - Parameter stepped: seconds without input that were processed one by one.
  mutating func skipGap(before time: Instant, after stepped: Int, _ events: inout [TimedEvent]) {
    let end = Instant(microseconds: calendar.nextSecond.microseconds.wholeSecond(upTo: time.microseconds) - 1_000_000)
    guard end > calendar.nextSecond else { return }
    if stepped >= Monitor.knownSeconds { expire(at: calendar.settledUntil, &events) }
    guard isDormant || stepped >= 2 * Monitor.knownSeconds else { return }
    var counted = end
    if calendar.day.clock(at: end) != nil, end.seconds(since: calendar.settledUntil) > Monitor.countedGap {
      counted.microseconds = calendar.settledUntil.microseconds + Int64(Monitor.countedGap * 1e6)
    }
    while calendar.settledUntil < counted {
      let hourEnd = calendar.day.hourEnd(after: calendar.settledUntil) ?? counted
      let stop = min(hourEnd, counted)
      settle(until: stop, &events)
      if let ended = calendar.day.rollOver(at: stop) { endDay(ended, at: stop, &events) }
    }
    if counted < end {
      calendar.settledUntil = end
      if let ended = calendar.day.rollOver(at: end) { endDay(ended, at: end, &events) }
    }
    coaching.coach.skipTime()
    calendar.nextSecond.microseconds = end.microseconds + 1_000_000
  }

  /// After so long without input nothing is known about the wearer.
  private mutating func expire(at time: Instant, _ events: inout [TimedEvent]) {
    wearer.correction = nil
    notePosture(at: time, &events)
  }

  /// No sensor sends data, no procedure is active, no bout is open and no reminder is due: a second changes nothing.
  private var isDormant: Bool {
    mutating get {
      wearer.posture.posture == .unknown && sensing.classifier.estimate.posture == .unknown && wearer.correction == nil
        && !sessions.isRunning && !wearer.bouts.isInBout && coaching.coach.openReminder == nil && !isMeasured
    }
  }
}

extension Int64 {
  /// The last time a whole number of seconds after this one and not after `end`.
  fileprivate func wholeSecond(upTo end: Int64) -> Int64 { end - (end - self) % 1_000_000 }
}
