import PsoasCore
import PsoasSystem

/// Keeps the totals of the local day and notices when it turns, on a clock that may step.
struct DayTracker: Equatable, Sendable {
  private(set) var totals = DayTotals()
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
      totals = DayTotals(day: today)
      tracker.startDay()
    }
    return totals
  }

  /// What the history knows of this day is added to what the session has seen of it.
  mutating func restore(_ known: DayTotals) {
    guard known.day == totals.day else { return }
    totals.add(known)
  }

  /// Forgets this day so far, if it is before `day`, or in any case.
  mutating func forget(before day: Int64?) {
    guard let today = totals.day, today < day ?? Int64.max else { return }
    totals = DayTotals(day: today)
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

  mutating func count(_ rest: BoutTracker.Break) {
    totals.breaks += 1
    if rest.isActive { totals.activeBreaks += 1 }
  }

  mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture) {
    totals.move(seconds, from: wrong, to: right)
    tracker.move(seconds, from: wrong, to: right, day: totals.day)
  }

  /// A bout that was counted has turned out to be none.
  mutating func uncountBout() { totals.bouts = max(totals.bouts - 1, 0) }
  mutating func countBout() { totals.bouts += 1 }
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
