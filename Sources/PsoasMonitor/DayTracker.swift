import PsoasCore
import PsoasSystem

/// Maintains the totals of the local day and detects its end, on a clock that may be set.
struct DayTracker: Equatable, Sendable {
  private(set) var totals = DayTotals()
  /// The totals of the previous day, if hindsight has changed them since its end.
  private(set) var revisedYesterday: DayTotals?
  private var yesterday: DayTotals?
  /// Seconds of the longest bout among those that hindsight can no longer change.
  private var longestFinal = 0.0
  /// The same of the previous day.
  private var longestFinalYesterday = 0.0
  private var tracker = HourTracker()
  private var set: (at: Instant, clock: WallClock)?
  private var countedSteps = 0

  static func == (a: DayTracker, b: DayTracker) -> Bool {
    a.totals == b.totals && a.tracker == b.tracker && a.set?.at == b.set?.at && a.set?.clock == b.set?.clock
  }

  /// The hours of this day with recorded time; empty without a clock.
  var hours: [HourTotals] { tracker.hours }

  /// The wall clock at `time`; nil without a clock.
  func clock(at time: Instant) -> WallClock? {
    guard let set else { return nil }
    return set.clock.advanced(by: time.microseconds - set.at.microseconds)
  }

  /// The first whole second after the end of the hour that contains `time`; nil without a clock.
  func hourEnd(after time: Instant) -> Instant? {
    guard let clock = clock(at: time) else { return nil }
    let end = time.microseconds + clock.hourBegan + 3_600_000_000 - clock.unixMicroseconds
    let rest = ((end % 1_000_000) + 1_000_000) % 1_000_000
    return Instant(microseconds: rest == 0 ? end : end - rest + 1_000_000)
  }

  /// The wall clock of time that counts in one hour and one day: a second across their ends counts in the earlier ones.
  private func countingClock(at time: Instant) -> WallClock? {
    let rest = time.microseconds % 1_000_000
    let second = Instant(microseconds: time.microseconds - (rest < 0 ? rest + 1_000_000 : rest))
    // Not before the clock was set: another one applied then.
    return clock(at: set.map { $0.at <= time ? max(second, $0.at) : second } ?? second)
  }

  /// The clock was set. Returns the totals of a day that this ends.
  mutating func set(_ clock: WallClock, at time: Instant) -> DayTotals? {
    let isFirst = set == nil
    set = (time, clock)
    if isFirst {
      totals.day = clock.localDay
      return nil
    }
    return rollOver(at: time)
  }

  /// The system was suspended: the wall clock advanced, the run's clock did not.
  mutating func sleep(for microseconds: Int64, at time: Instant) -> DayTotals? {
    guard let set else { return nil }
    self.set = (set.at, set.clock.advanced(by: microseconds))
    return rollOver(at: time)
  }

  /// Returns the totals of the day that has ended by `time` and starts a new day; nil if the day continues.
  mutating func rollOver(at time: Instant) -> DayTotals? {
    guard let today = clock(at: time)?.localDay, today != totals.day else { return nil }
    defer {
      yesterday = totals
      revisedYesterday = nil
      (longestFinalYesterday, longestFinal) = (longestFinal, 0)
      totals = DayTotals(day: today)
      tracker.startDay()
    }
    return totals
  }

  /// Adds this day's totals from the history to those of this run.
  mutating func restore(_ known: DayTotals) {
    guard known.day == totals.day else { return }
    totals.add(known)
    longestFinal = max(longestFinal, known.longestBout)
  }

  /// Whether deleting the days before `day` (nil: all) includes this one.
  func isForgotten(before day: Int64?) -> Bool { day.map { $0 > totals.day ?? Int64.max } ?? true }

  /// Deletes this day's totals, if the day is before `day`, or if `day` is nil.
  mutating func forget(before day: Int64?) {
    guard isForgotten(before: day) else { return }
    totals = DayTotals(day: totals.day)
    (yesterday, revisedYesterday, longestFinal, longestFinalYesterday) = (nil, nil, 0, 0)
    tracker = HourTracker()
  }

  /// - Parameters:
  ///   - began: start of the time.
  ///   - steps: the classifier's count since the start of the run.
  mutating func add(_ seconds: Double, in posture: Posture, since began: Instant, steps: Int) {
    totals[posture] += seconds
    totals.steps += steps - countedSteps
    if let clock = countingClock(at: began) {
      tracker.add(seconds, in: posture, steps: steps - countedSteps, at: clock, day: totals.day)
    }
    countedSteps = steps
  }

  /// Adds time in a posture to its tilt band.
  /// - Parameters:
  ///   - began: start of the time.
  ///   - deviation: degrees from the neutral of the posture.
  ///   - deadBand: degrees on either side of neutral.
  mutating func countTime(
    _ seconds: Double, _ posture: Posture, since began: Instant, tilt deviation: Double, deadBand: Double
  ) {
    totals.tilt.add(seconds, posture, tilt: deviation, deadBand: deadBand)
    guard let clock = countingClock(at: began) else { return }
    let band = TiltBands.Band(tilt: deviation, deadBand: deadBand)
    tracker.add(seconds, in: band, posture, at: clock, day: totals.day)
  }

  /// Counts a bout and the break before it, or subtracts them.
  /// - Parameter number: 1 or -1.
  mutating func count(_ bout: BoutSpan, _ number: Int) {
    change(at: bout.noticed) { totals in
      totals.bouts = max(totals.bouts + number, 0)
      guard let rest = bout.rest else { return }
      totals.breaks = max(totals.breaks + number, 0)
      if rest.isActive { totals.activeBreaks = max(totals.activeBreaks + number, 0) }
    }
  }

  /// Reclassifies counted time in its days and hours.
  mutating func move(_ move: PostureMove) {
    var began = move.began
    while began < move.ended {
      var ended = move.ended
      if let hourEnd = hourEnd(after: began), hourEnd > began { ended = min(ended, hourEnd) }
      var seconds = ended.seconds(since: began)
      // As much as its hour has, so that the hours of a day add up to it.
      if let clock = countingClock(at: began) {
        seconds = tracker.move(seconds, from: move.from, to: move.to, at: clock)
      }
      change(at: began) { $0.move(seconds, from: move.from, to: move.to) }
      began = ended
    }
  }

  /// Changes the totals of the day that contains `time`: this one or the previous one.
  private mutating func change(at time: Instant, _ body: (inout DayTotals) -> Void) {
    // At midnight itself the new day has not begun yet.
    guard let day = countingClock(at: time)?.localDay, let today = totals.day, day < today else { return body(&totals) }
    guard var totals = revisedYesterday ?? yesterday, totals.day == day else { return }
    body(&totals)
    revisedYesterday = totals
  }

  /// Hindsight can no longer change this bout.
  mutating func settle(_ bout: BoutSpan) {
    if endedToday(bout) { longestFinal = max(longestFinal, bout.sitting) }
    if endedYesterday(bout) { longestFinalYesterday = max(longestFinalYesterday, bout.sitting) }
  }

  /// Computes the longest bout of this day and of the previous one from the final ones and these.
  mutating func findLongestBout(among bouts: [BoutSpan]) {
    totals.longestBout = bouts.reduce(longestFinal) { endedToday($1) ? max($0, $1.sitting) : $0 }
    guard var before = revisedYesterday ?? yesterday else { return }
    let longest = bouts.reduce(longestFinalYesterday) { endedYesterday($1) ? max($0, $1.sitting) : $0 }
    guard longest != before.longestBout else { return }
    before.longestBout = longest
    revisedYesterday = before
  }

  private func endedToday(_ bout: BoutSpan) -> Bool { bout.ended.map { day(at: $0) == totals.day } ?? false }

  private func endedYesterday(_ bout: BoutSpan) -> Bool {
    guard let yesterday = yesterday?.day, let ended = bout.ended else { return false }
    return day(at: ended) == yesterday
  }

  /// The day that counted what ended at `time`: at midnight itself the new day has not begun yet.
  private func day(at time: Instant) -> Int64? {
    clock(at: Instant(microseconds: time.microseconds - 1))?.localDay
  }

  /// A counted bout has turned out not to be one.
  mutating func uncountBout() { totals.bouts = max(totals.bouts - 1, 0) }
  mutating func endBout(_ sitting: Double) { totals.longestBout = max(totals.longestBout, sitting) }

  /// Counts the coach's events.
  mutating func count(_ event: Event) {
    switch event {
    case .reminder: totals.reminders += 1
    case .reminderClosed(_, let outcome): totals.outcomes[outcome] += 1
    case .reminderReopened(_, let outcome): totals.outcomes[outcome] -= 1
    default: break
    }
  }
}
