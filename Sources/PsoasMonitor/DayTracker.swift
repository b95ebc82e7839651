import PsoasCore
import PsoasSystem

/// Keeps the totals of the local day and notices when it turns, on a clock that may step.
struct DayTracker: Equatable, Sendable {
  private(set) var totals = DayTotals()
  /// The day before, where hindsight has changed it since it ended.
  private(set) var revisedYesterday: DayTotals?
  private var yesterday: DayTotals?
  /// Seconds of the longest bout among those that hindsight no longer changes.
  private var longestFinal = 0.0
  private var tracker = HourTracker()
  private var set: (at: Instant, clock: WallClock)?
  private var countedSteps = 0

  static func == (a: DayTracker, b: DayTracker) -> Bool {
    a.totals == b.totals && a.tracker == b.tracker && a.set?.at == b.set?.at && a.set?.clock == b.set?.clock
  }

  /// The hours of this day that had time in them; none where no clock was given.
  var hours: [HourTotals] { tracker.hours }

  /// What the clock on the wall reads at `time`; nil where none was given.
  func clock(at time: Instant) -> WallClock? {
    guard let set else { return nil }
    return set.clock.advanced(by: time.microseconds - set.at.microseconds)
  }

  /// The first whole second at which the hour that holds `time` is over; nil where no clock was given.
  func hourEnd(after time: Instant) -> Instant? {
    guard let clock = clock(at: time) else { return nil }
    let end = time.microseconds + clock.hourBegan + 3_600_000_000 - clock.unixMicroseconds
    let rest = ((end % 1_000_000) + 1_000_000) % 1_000_000
    return Instant(microseconds: rest == 0 ? end : end - rest + 1_000_000)
  }

  /// The clock was given or has stepped. Returns the totals of a day that this ends.
  mutating func set(_ clock: WallClock, at time: Instant) -> DayTotals? {
    let isFirst = set == nil
    set = (time, clock)
    if isFirst {
      totals.day = clock.localDay
      return nil
    }
    return rollOver(at: time)
  }

  /// The machine slept; the session's clock did not count it, the one on the wall did.
  mutating func sleep(for microseconds: Int64, at time: Instant) -> DayTotals? {
    guard let set else { return nil }
    self.set = (set.at, set.clock.advanced(by: microseconds))
    return rollOver(at: time)
  }

  /// The totals of the day that has ended by `time`, and a new day begun; nil where it is still the same.
  mutating func rollOver(at time: Instant) -> DayTotals? {
    guard let today = clock(at: time)?.localDay, today != totals.day else { return nil }
    defer {
      yesterday = totals
      revisedYesterday = nil
      longestFinal = 0
      totals = DayTotals(day: today)
      tracker.startDay()
    }
    return totals
  }

  /// What the history knows of this day is added to what the session has seen of it.
  mutating func restore(_ known: DayTotals) {
    guard known.day == totals.day else { return }
    totals.add(known)
    longestFinal = max(longestFinal, known.longestBout)
  }

  /// Whether forgetting the days before `day` (nil: all) forgets this one.
  func isForgotten(before day: Int64?) -> Bool { day.map { $0 > totals.day ?? Int64.max } ?? true }

  /// Forgets this day so far, if it is before `day`, or in any case.
  mutating func forget(before day: Int64?) {
    guard let today = totals.day, today < day ?? Int64.max else { return }
    totals = DayTotals(day: today)
    (yesterday, revisedYesterday, longestFinal) = (nil, nil, 0)
    tracker = HourTracker()
  }

  /// - Parameters:
  ///   - began: when the seconds began.
  ///   - steps: the classifier's count since the session began.
  mutating func add(_ seconds: Double, in posture: Posture, since began: Instant, steps: Int) {
    totals[posture] += seconds
    totals.steps += steps - countedSteps
    if let clock = clock(at: began) {
      tracker.add(seconds, in: posture, steps: steps - countedSteps, at: clock, day: totals.day)
    }
    countedSteps = steps
  }

  /// Books seconds of a posture by its tilt, where that may be counted.
  /// - Parameter began: when the seconds began.
  mutating func countTime(_ seconds: Double, _ posture: Posture, since began: Instant, _ tilt: TiltEstimator) {
    guard let deviation = tilt.countedDeviation(posture) else { return }
    totals.tilt.add(seconds, posture, tilt: deviation, deadBand: tilt.deadBand)
    guard let clock = clock(at: began) else { return }
    let band = TiltBands.Band(tilt: deviation, deadBand: tilt.deadBand)
    tracker.add(seconds, in: band, posture, at: clock, day: totals.day)
  }

  /// Counts a bout and the break that it ended, or takes them back.
  /// - Parameter number: 1 or -1.
  mutating func count(_ bout: BoutSpan, _ number: Int) {
    change(at: bout.noticed) { totals in
      totals.bouts = max(totals.bouts + number, 0)
      guard let rest = bout.rest else { return }
      totals.breaks = max(totals.breaks + number, 0)
      if rest.isActive { totals.activeBreaks = max(totals.activeBreaks + number, 0) }
    }
  }

  /// Time was counted as one posture and was another: the days and hours that it lies in follow.
  mutating func move(_ move: PostureMove) {
    var began = move.began
    while began < move.ended {
      var ended = move.ended
      if let hourEnd = hourEnd(after: began), hourEnd > began { ended = min(ended, hourEnd) }
      var seconds = ended.seconds(since: began)
      // As much as its hour has, so that the hours of a day add up to it.
      if let clock = clock(at: began) { seconds = tracker.move(seconds, from: move.from, to: move.to, at: clock) }
      change(at: began) { $0.move(seconds, from: move.from, to: move.to) }
      began = ended
    }
  }

  /// Changes the totals of the day that held at `time`: this one or the one before.
  private mutating func change(at time: Instant, _ body: (inout DayTotals) -> Void) {
    // At midnight itself the day has not yet turned.
    guard let day = clock(at: time)?.localDay, let today = totals.day, day < today else { return body(&totals) }
    guard var totals = revisedYesterday ?? yesterday, totals.day == day else { return }
    body(&totals)
    revisedYesterday = totals
  }

  /// Hindsight no longer changes this bout.
  mutating func settle(_ bout: BoutSpan) {
    guard let ended = bout.ended, clock(at: ended)?.localDay == totals.day else { return }
    longestFinal = max(longestFinal, bout.sitting)
  }

  /// The day's longest bout, where these are all that hindsight may change.
  mutating func findLongestBout(among bouts: [BoutSpan]) {
    totals.longestBout = longestFinal
    for bout in bouts {
      guard let ended = bout.ended, clock(at: ended)?.localDay == totals.day else { continue }
      totals.longestBout = max(totals.longestBout, bout.sitting)
    }
  }

  mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture) {
    totals.move(seconds, from: wrong, to: right)
    tracker.move(seconds, from: wrong, to: right, day: totals.day)
  }

  /// A bout that was counted has turned out to be none.
  mutating func uncountBout() { totals.bouts = max(totals.bouts - 1, 0) }
  mutating func endBout(_ sitting: Double) { totals.longestBout = max(totals.longestBout, sitting) }

  /// Counts the coach's events.
  mutating func count(_ event: Event) {
    switch event {
    case .reminder: totals.reminders += 1
    case .reminderClosed(_, let outcome): totals.outcomes[outcome] += 1
    default: break
    }
  }
}
