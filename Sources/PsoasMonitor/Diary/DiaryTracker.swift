import PsoasCore

/// Keeps the posture evidence of the last half hour and produces the diary: final intervals without gaps, from the
/// first sample to the last.
struct DiaryTracker: Sendable {
  /// Final intervals that have not been emitted yet.
  private(set) var finished: [DiaryInterval] = []
  /// The changes by the last run of hindsight; nil if there were none.
  private(set) var revision: DiaryRevision?
  /// Reclassified time, in order of time.
  private(set) var moves: [PostureMove] = []
  var bouts: BoutLog
  /// Start of the current posture, which the wearer can still correct.
  var episode: Instant?
  private var counts = CountedTime()
  private var rows = [PostureHindsight.Row](repeating: PostureHindsight.Row(), count: PostureHindsight.capacity)
  /// The counted posture of each row's second.
  private var countedPostures = [CountedPosture](repeating: CountedPosture(), count: PostureHindsight.capacity)
  /// Times when the wearer was away from sensors and machine.
  private var absences: [Range<Int64>] = []
  private var hindsight = PostureHindsight()
  /// The interval that the next second may extend, and the sum of its seconds' confidences.
  private var open: DiaryInterval?
  private var confidences = 0.0
  private var counted = 0.0
  private var first: Instant?
  private var last = Instant(microseconds: 0)

  /// Largest number of stored absences; the oldest are removed first.
  private static let absenceCapacity = 32

  init(_ tracker: BoutTracker) { bouts = BoutLog(tracker) }

  /// Notes a sample, regardless of its posture.
  @inline(__always)
  mutating func note(_ time: Instant) {
    if first == nil { first = time }
    last = time
  }

  /// - Parameters:
  ///   - seat: the wearer's own seated pose, if a calibration has measured it.
  ///   - posture: the counted posture of the second.
  ///   - isFixed: hindsight must not change it.
  mutating func add(_ second: PostureSecond, seat: SeatedPose?, counted posture: Posture, isFixed: Bool) {
    hindsight.seat = seat
    if hindsight.isFull { settle(PostureHindsight.batch) }
    countedPostures[hindsight.count] = CountedPosture(posture: posture, isFixed: isFixed)
    // A copy, because the rows passed to it are part of the same value.
    var hindsight = hindsight
    var span = rows.mutableSpan
    hindsight.add(second, to: &span)
    self.hindsight = hindsight
  }

  /// The time from `began` to `ended` was counted as a posture.
  mutating func count(_ posture: Posture, isFixed: Bool, since began: Instant, until ended: Instant) {
    counts.add(posture, isFixed: isFixed, since: began, until: ended)
  }

  /// The wearer reports the posture for the time since `began`.
  /// - Returns: the time that was counted as another posture.
  mutating func state(_ posture: Posture, since began: Instant) -> [PostureMove] {
    for i in 0..<hindsight.count where Int64(rows[i].second.second) * 1_000_000 >= began.microseconds {
      rows[i].second.state(posture)
      countedPostures[i].posture = posture
    }
    var moves: [PostureMove] = []
    counts.state(posture, since: began, &moves)
    return moves
  }

  /// Notes an absence, which counts as a break.
  mutating func noteAbsence(since began: Instant, until ended: Instant) {
    if let last = absences.indices.last, absences[last].upperBound == began.microseconds {
      absences[last] = absences[last].lowerBound..<ended.microseconds
      return
    }
    if absences.count == DiaryTracker.absenceCapacity { absences.removeFirst() }
    absences.append(began.microseconds..<ended.microseconds)
  }

  /// Makes the time so far final, because what follows is not connected with it.
  mutating func settleAll() { settle(hindsight.count) }

  /// Makes all remaining time final at the end of the samples.
  mutating func end() {
    settle(hindsight.count)
    guard let first, last > first else { return }
    if (open?.ended ?? first) < last { append(.unknown, 0, to: last, reported: .unknown) }
    if var open {
      open.ended = last
      if open.began < open.ended { close(open) }
    }
    open = nil
  }

  /// Counts the bouts again from the final state: over the settled seconds as corrected by hindsight, then over the
  /// others as counted.
  /// - Parameters:
  ///   - posture: the posture after the last second.
  ///   - episode: the start of the current posture.
  /// - Returns: the bouts until `time`, and the state at the start of the current posture, of the part of it that is
  ///   not final.
  func replay(
    until time: Instant, _ posture: Posture, episode: Instant?
  ) -> (now: BoutReplay, before: BoutReplay) {
    var replay = bouts.settled
    var before: BoutReplay?
    if let episode, episode < replay.until { before = replay }
    func note(_ next: Instant, _ posture: Posture, _ replay: inout BoutReplay) {
      if before == nil, let episode, episode >= replay.until, episode < next {
        replay.advance(to: episode, in: posture)
        before = replay
      }
    }
    for i in 0..<hindsight.count {
      let begins = Instant(microseconds: Int64(rows[i].second.second) * 1_000_000)
      let ends = Instant(microseconds: begins.microseconds + 1_000_000)
      passGap(until: begins, &replay)
      note(ends, countedPostures[i].posture, &replay)
      replay.advance(to: ends, in: countedPostures[i].posture)
    }
    passGap(until: max(min(time, episode ?? time), replay.until), &replay)
    let start = before ?? replay
    replay.advance(to: time, in: posture)
    return (replay, start)
  }

  /// The posture is unknown before the next second, unless the gap is short.
  private func passGap(until begins: Instant, _ replay: inout BoutReplay) {
    guard replay.until < begins else { return }
    if begins.seconds(since: replay.until) <= PostureClassifier.longestGap { return }
    for absence in absences where absence.upperBound > replay.until.microseconds {
      guard absence.lowerBound < begins.microseconds else { break }
      replay.advance(to: Instant(microseconds: absence.lowerBound), in: .unknown)
      let end = min(absence.upperBound, begins.microseconds)
      replay.advance(to: Instant(microseconds: end), in: .unknown, isAbsent: true)
    }
    replay.advance(to: begins, in: .unknown)
  }

  /// Deletes everything recorded so far, except the bout that continues.
  mutating func forget(_ tracker: BoutTracker, at time: Instant) {
    settleAll()
    clear()
    bouts.forget(tracker, at: time)
  }

  /// Removes the finished intervals.
  mutating func clear() {
    moves.removeAll(keepingCapacity: true)
    finished.removeAll(keepingCapacity: true)
    revision = nil
  }

  private mutating func settle(_ number: Int) {
    guard number > 0 else { return }
    var hindsight = hindsight
    var span = rows.mutableSpan
    hindsight.settle(in: &span)
    var replay = bouts.settled
    replay.until = max(replay.until, first ?? replay.until)
    for i in 0..<number {
      let row = rows[i]
      let begins = Instant(microseconds: Int64(row.second.second) * 1_000_000)
      let ends = Instant(microseconds: begins.microseconds + 1_000_000)
      let cursor = open?.ended ?? first ?? begins
      if cursor < begins {
        let isShort = begins.seconds(since: cursor) <= PostureClassifier.longestGap
        if isShort, let before = open {
          counts.follow(before.posture, until: begins, &moves)
          open?.ended = begins
        } else {
          append(.unknown, 0, to: begins, reported: .unknown)
        }
      }
      append(row.posture, Double(row.confidence), to: ends, reported: row.second.reported)
      let posture = countedPostures[i].isFixed ? countedPostures[i].posture : row.posture
      passGap(until: begins, &replay)
      replay.advance(to: ends, in: posture)
    }
    bouts.settled = replay
    counts.dropFinal(before: episode)
    for i in number..<hindsight.count { countedPostures[i - number] = countedPostures[i] }
    absences.removeAll { $0.upperBound <= replay.until.microseconds }
    span = rows.mutableSpan
    hindsight.drop(number, from: &span)
    self.hindsight = hindsight
  }

  /// Extends the diary from its current end to `end` with this posture.
  private mutating func append(_ posture: Posture, _ confidence: Double, to end: Instant, reported: Posture) {
    let began = open?.ended ?? first ?? end
    guard began < end else { return }
    // What was counted before the first sample stays.
    counts.follow(nil, until: began, &moves)
    counts.follow(posture, until: end, &moves)
    let isRevised = posture != reported
    if isRevised { revise(began, end, posture, reported) }
    let seconds = end.seconds(since: began)
    if var now = open, now.posture == posture, now.isRevised == isRevised {
      now.ended = end
      confidences += confidence * seconds
      counted += seconds
      now.confidence = confidences / counted
      open = now
      return
    }
    if let open { close(open) }
    open = DiaryInterval(began: began, ended: end, posture: posture, confidence: confidence, isRevised: isRevised)
    confidences = confidence * seconds
    counted = seconds
  }

  private mutating func close(_ interval: DiaryInterval) { finished.append(interval) }

  private mutating func revise(_ began: Instant, _ end: Instant, _ posture: Posture, _ reported: Posture) {
    var now = revision ?? DiaryRevision(began: began, ended: end, seconds: 0, sitting: 0)
    now.ended = end
    now.seconds += end.seconds(since: began)
    if posture == .sitting { now.sitting += end.seconds(since: began) }
    if reported == .sitting { now.sitting -= end.seconds(since: began) }
    revision = now
  }
}

/// The posture of a second as counted in the day's totals.
private struct CountedPosture: Sendable {
  var posture = Posture.unknown
  /// Hindsight must not change it: the time of an exercise is neither sitting nor a break.
  var isFixed = false
}
