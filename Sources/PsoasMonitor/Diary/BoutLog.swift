import PsoasCore

/// One bout of sitting of this run.
public struct BoutSpan: Equatable, Sendable {
  /// When the bout was detected; its identity in the history.
  public var noticed: Instant
  /// When the sitting began.
  public var began: Instant
  /// nil while it continues.
  public var ended: Instant?
  /// Seconds of sitting at its end; 0 before.
  public var sitting: Double
  /// The break that it ended; nil if none is counted.
  public var rest: BoutTracker.Break?
  /// It continues a bout that a short suspend interrupted: there is no break before it.
  var isContinued = false

  public init(
    noticed: Instant, began: Instant, ended: Instant? = nil, sitting: Double = 0, rest: BoutTracker.Break? = nil
  ) {
    self.noticed = noticed
    self.began = began
    self.ended = ended
    self.sitting = sitting
    self.rest = rest
  }
}

/// The changes of the bouts by hindsight.
public struct BoutRevision: Equatable, Sendable {
  public var removed: [BoutSpan] = []
  /// New bouts, and those whose end or sitting time changed.
  public var added: [BoutSpan] = []

  public init() {}

  public var isEmpty: Bool { removed.isEmpty && added.isEmpty }
}

/// The bouts in the time that hindsight can still change, and the start of that time.
struct BoutLog: Sendable {
  /// The bouts as counted so far that continue or ended after `settled`.
  private(set) var bouts: [BoutSpan] = []
  /// The final state: the tracker at its end, with the bout that was open then.
  var settled: BoutReplay

  /// Largest number of bouts in the log: a bout and a break take more than a minute.
  private static let capacity = 64

  init(_ tracker: BoutTracker) { settled = BoutReplay(tracker: tracker) }

  mutating func begin(_ bout: BoutSpan) {
    bouts.append(bout)
    if bouts.count > BoutLog.capacity { bouts.removeFirst() }
  }

  mutating func end(at time: Instant, sitting: Double) {
    guard let last = bouts.indices.last, bouts[last].ended == nil else { return }
    bouts[last].ended = time
    bouts[last].sitting = sitting
  }

  /// The latest bout has turned out not to be one.
  mutating func removeLast() { _ = bouts.popLast() }

  /// The bout that ended last continues.
  mutating func reopenLast() {
    guard let last = bouts.indices.last else { return }
    bouts[last].ended = nil
    bouts[last].sitting = 0
  }

  /// Everything before `time` becomes final as counted.
  mutating func settle(_ tracker: BoutTracker, at time: Instant) {
    settled = BoutReplay(tracker: tracker, open: bouts.last { $0.ended == nil }, until: time)
  }

  /// Deletes the ended bouts.
  mutating func forget(_ tracker: BoutTracker, at time: Instant) {
    bouts.removeAll { $0.ended != nil }
    settle(tracker, at: time)
  }

  /// Replaces the bouts since the previous final time.
  /// - Returns: the resulting changes; differences below two seconds are rounding and are ignored.
  mutating func revise(to bouts: [BoutSpan]) -> BoutRevision {
    let tolerance = 2.0
    func isClose(_ a: Instant?, _ b: Instant?) -> Bool {
      guard let a, let b else { return (a == nil) == (b == nil) }
      return abs(a.seconds(since: b)) <= tolerance
    }
    func isSame(_ a: BoutSpan, _ b: BoutSpan) -> Bool {
      isClose(a.began, b.began) && isClose(a.ended, b.ended) && abs(a.sitting - b.sitting) <= tolerance
        && (a.rest == nil) == (b.rest == nil) && a.rest?.isActive == b.rest?.isActive
    }
    var revision = BoutRevision()
    var kept: [BoutSpan] = []
    for var bout in bouts {
      if self.bouts.contains(where: { $0.isContinued && isClose($0.began, bout.began) }) {
        bout.rest = nil
        bout.isContinued = true
      }
      if let known = self.bouts.first(where: { isSame($0, bout) }) {
        kept.append(known)
      } else {
        revision.added.append(bout)
        kept.append(bout)
      }
    }
    for bout in self.bouts where !kept.contains(bout) { revision.removed.append(bout) }
    self.bouts = kept
    return revision
  }

  /// Removes the final bouts from the log.
  mutating func takeFinal() -> [BoutSpan] {
    let until = settled.until
    settled.forgetEnded()
    let final = bouts.filter { $0.ended.map { $0 <= until } ?? false }
    bouts.removeAll { $0.ended.map { $0 <= until } ?? false }
    return final
  }
}

/// Counts the bouts again for corrected postures.
struct BoutReplay: Sendable {
  var tracker: BoutTracker
  /// The bout that continues.
  var open: BoutSpan?
  var until = Instant(microseconds: 0)
  /// The ended bouts.
  private(set) var ended: [BoutSpan] = []

  init(tracker: BoutTracker, open: BoutSpan? = nil, until: Instant = Instant(microseconds: 0)) {
    self.tracker = tracker
    self.open = open
    self.until = until
  }

  var bouts: [BoutSpan] { ended + (open.map { [$0] } ?? []) }

  /// Advances to `time` in one posture; `isAbsent` if the wearer was away from sensors and machine.
  mutating func advance(to time: Instant, in posture: Posture, isAbsent: Bool = false) {
    let seconds = time.seconds(since: until)
    guard seconds > 0 else { return }
    until = time
    switch isAbsent ? tracker.absence(for: seconds) : tracker.advance(by: seconds, in: posture) {
    case .began(let rest):
      let began = Instant(microseconds: time.microseconds - Int64(tracker.sitting * 1e6))
      open = BoutSpan(noticed: time, began: began, rest: rest)
    case .ended(let sitting):
      if var bout = open {
        bout.ended = time
        bout.sitting = sitting
        ended.append(bout)
      }
      open = nil
    case nil: break
    }
  }

  mutating func forgetEnded() { ended.removeAll(keepingCapacity: true) }
}
