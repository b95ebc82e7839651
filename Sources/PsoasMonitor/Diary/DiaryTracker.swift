import PsoasCore

/// Keeps the last half hour of posture evidence and turns it into the diary: final intervals without gaps, from the first
/// sample to the last.
struct DiaryTracker: Sendable {
  /// Intervals that are final and wait to be emitted.
  private(set) var finished: [DiaryInterval] = []
  /// What the last look back changed; nil where it changed nothing.
  private(set) var revision: DiaryRevision?
  private var rows = [PostureHindsight.Row](repeating: PostureHindsight.Row(), count: PostureHindsight.capacity)
  private var hindsight = PostureHindsight()
  /// The interval that the next second may lengthen, and the sum of its seconds' confidences.
  private var open: DiaryInterval?
  private var confidences = 0.0
  private var counted = 0.0
  private var first: Instant?
  private var last = Instant(microseconds: 0)

  /// Seconds without a sample through which a posture is taken to have gone on: longer ones are `unknown`.
  static let longestGap: Int32 = 10

  /// A sample was read, regardless of the posture it shows.
  @inline(__always)
  mutating func note(_ time: Instant) {
    if first == nil { first = time }
    last = time
  }

  /// - Parameter seat: the wearer's own, where a calibration has measured it.
  mutating func add(_ second: PostureSecond, seat: SeatedPose?) {
    hindsight.seat = seat
    if hindsight.isFull { settle(PostureHindsight.batch) }
    // A copy, for the rows that it is lent are of the same value.
    var hindsight = hindsight
    var span = rows.mutableSpan
    hindsight.add(second, to: &span)
    self.hindsight = hindsight
  }

  /// The wearer reports the posture for the time since `began`.
  mutating func state(_ posture: Posture, since began: Instant) {
    for i in 0..<hindsight.count where Int64(rows[i].second.second) * 1_000_000 >= began.microseconds {
      rows[i].second.state(posture)
    }
  }

  /// No more samples come: all that is left becomes final.
  mutating func end() {
    settle(hindsight.count)
    guard let first, last > first else { return }
    if (open?.ended ?? first) < last { append(.unknown, 0, to: last, said: .unknown) }
    if var open {
      open.ended = last
      if open.began < open.ended { close(open) }
    }
    open = nil
  }

  /// The finished intervals are taken.
  mutating func clear() {
    finished.removeAll(keepingCapacity: true)
    revision = nil
  }

  private mutating func settle(_ number: Int) {
    guard number > 0 else { return }
    var hindsight = hindsight
    var span = rows.mutableSpan
    hindsight.settle(in: &span)
    for i in 0..<number {
      let row = rows[i]
      let begins = Instant(microseconds: Int64(row.second.second) * 1_000_000)
      let ends = Instant(microseconds: begins.microseconds + 1_000_000)
      let cursor = open?.ended ?? first ?? begins
      if cursor < begins {
        let isShort = begins.seconds(since: cursor) <= Double(Self.longestGap)
        if isShort, open != nil { open?.ended = begins } else { append(.unknown, 0, to: begins, said: .unknown) }
      }
      append(row.posture, Double(row.confidence), to: ends, said: row.second.said)
    }
    span = rows.mutableSpan
    hindsight.drop(number, from: &span)
    self.hindsight = hindsight
  }

  /// The posture holds from where the diary ends so far until `end`.
  private mutating func append(_ posture: Posture, _ confidence: Double, to end: Instant, said: Posture) {
    let began = open?.ended ?? first ?? end
    guard began < end else { return }
    let isRevised = posture != said
    if isRevised { revise(began, end, posture, said) }
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

  private mutating func revise(_ began: Instant, _ end: Instant, _ posture: Posture, _ said: Posture) {
    var now = revision ?? DiaryRevision(began: began, ended: end, seconds: 0, sitting: 0)
    now.ended = end
    now.seconds += end.seconds(since: began)
    if posture == .sitting { now.sitting += end.seconds(since: began) }
    if said == .sitting { now.sitting -= end.seconds(since: began) }
    revision = now
  }
}
