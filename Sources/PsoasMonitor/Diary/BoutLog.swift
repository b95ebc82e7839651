import PsoasCore

/// One bout of sitting of this run.
public struct BoutSpan: Equatable, Sendable {
  /// When the bout was noticed; its identity in the history.
  public var noticed: Instant
  /// When the sitting began.
  public var began: Instant
  /// nil while it goes on.
  public var ended: Instant?
  /// Seconds sat in it when it ended; 0 before.
  public var sitting: Double
  /// The break that it ended; nil where none is counted.
  public var rest: BoutTracker.Break?
  /// It goes on where a short sleep of the machine cut it: no break lies before it.
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

/// What hindsight changed in the bouts.
public struct BoutRevision: Equatable, Sendable {
  public var removed: [BoutSpan] = []
  /// Bouts that are new, or whose end or sitting changed.
  public var added: [BoutSpan] = []

  public init() {}

  public var isEmpty: Bool { removed.isEmpty && added.isEmpty }
}

/// The bouts of the time that hindsight may still change, and where it begins.
struct BoutLog: Sendable {
  /// The bouts, as they are counted so far, that go on or ended after `settled`.
  private(set) var bouts: [BoutSpan] = []
  /// What is final: the tracker at its end, with the bout that was open then.
  var settled: BoutReplay

  /// Bouts that may wait for hindsight: one begins and ends in a minute and a bit at least.
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

  /// The bout that began last was none.
  mutating func removeLast() { _ = bouts.popLast() }

  /// The bout that ended last goes on.
  mutating func reopenLast() {
    guard let last = bouts.indices.last else { return }
    bouts[last].ended = nil
    bouts[last].sitting = 0
  }

  /// Everything before `time` is final as it was counted.
  mutating func settle(_ tracker: BoutTracker, at time: Instant) {
    settled = BoutReplay(tracker: tracker, open: bouts.last { $0.ended == nil }, until: time)
  }

  /// Forgets the bouts that have ended.
  mutating func forget(_ tracker: BoutTracker, at time: Instant) {
    bouts.removeAll { $0.ended != nil }
    settle(tracker, at: time)
  }

  /// The bouts since the time that was final before are these.
  /// - Returns: what this changes in the bouts; a difference below two seconds is one of rounding, and none.
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

  /// Takes the bouts that are final out of the log.
  mutating func takeFinal() -> [BoutSpan] {
    let until = settled.until
    settled.forgetEnded()
    let final = bouts.filter { $0.ended.map { $0 <= until } ?? false }
    bouts.removeAll { $0.ended.map { $0 <= until } ?? false }
    return final
  }
}

/// Bouts that are counted once more over postures as they are known later.
struct BoutReplay: Sendable {
  var tracker: BoutTracker
  /// The bout that goes on.
  var open: BoutSpan?
  var until = Instant(microseconds: 0)
  /// The bouts that ended.
  private(set) var ended: [BoutSpan] = []

  init(tracker: BoutTracker, open: BoutSpan? = nil, until: Instant = Instant(microseconds: 0)) {
    self.tracker = tracker
    self.open = open
    self.until = until
  }

  var bouts: [BoutSpan] { ended + (open.map { [$0] } ?? []) }

  /// The posture holds until `time`; `isAbsent` where the wearer was away from sensors and machine.
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
