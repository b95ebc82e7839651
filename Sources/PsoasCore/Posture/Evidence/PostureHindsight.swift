/// Looks back over the last half hour of seconds and settles what was unknown or wrong at the time: the forward and backward
/// passes of the filter's own model, with upright as the walking before and after has shown it.
///
/// It keeps nothing on the heap: the caller lends the rows, made once.
///
///     var hindsight = PostureHindsight()
///     var rows = [PostureHindsight.Row](repeating: .init(), count: PostureHindsight.capacity)
///     ...for every second that the classifier has ended:
///     var span = rows.mutableSpan
///     if hindsight.isFull { hindsight.settle(in: &span); ...use the first `hindsight.settled` rows...; hindsight.drop(from: &span) }
///     hindsight.add(second, to: &span)
public struct PostureHindsight: Sendable {
  /// One second, and what hindsight makes of it.
  public struct Row: Sendable {
    public var second = PostureSecond.nothing
    /// What held in this second, as known now.
    public internal(set) var posture = Posture.unknown
    public internal(set) var confidence: Float = 0
    /// Seconds of walking nearby, faded by their distance, and their mean up; not unit.
    var upright = PackedReference()
    /// Probabilities from all that came before.
    var past = PackedShares()
    /// Share of the second that hindsight takes for walking, by how well it shows upright.
    var walking: Float = 0

    public init() {}
  }

  /// Seconds that are looked back over.
  public static let capacity = 1800
  /// Rows that are settled at a time: each has been looked at with at least a quarter of an hour after it.
  public static let batch = 900

  public private(set) var count = 0
  /// What is known at the first row's beginning.
  private var last: PostureSecond?
  private var shares = PostureShares.prior
  private var direction = PostureShares()
  private var reference = UprightReference()
  private var earlier = PackedReference()

  /// Seconds of walking or time after which walking elsewhere in the half hour shows upright by 1/e less.
  static let fading = 150.0

  public init() {}

  public var isFull: Bool { count == Self.capacity }

  public mutating func add(_ second: PostureSecond, to rows: inout MutableSpan<Row>) {
    guard count < rows.count else { return }
    rows[count] = Row()
    rows[count].second = second
    count += 1
  }

  /// Gives every row the posture that all rows together tell.
  public mutating func settle(in rows: inout MutableSpan<Row>) {
    guard count > 0 else { return }
    lookAhead(in: &rows, learns: true)
    backwardPass(in: &rows)
    findUpright(in: &rows)
    lookAhead(in: &rows, learns: false)
    backwardPass(in: &rows)
  }

  /// Lets go of the oldest `number` rows, which are settled for good.
  public mutating func drop(_ number: Int, from rows: inout MutableSpan<Row>) {
    let number = min(number, count)
    guard number > 0 else { return }
    last = rows[number - 1].second
    direction = PostureModel.direction(rows[number - 1])
    shares = rows[number - 1].past.shares
    for i in 0..<number {
      reference.add(rows[i].second.up, weight: Double(rows[i].walking))
      gather(
        rows[i], into: &earlier, after: i > 0 ? rows[i - 1].second.second : rows[i].second.second)
    }
    for i in number..<count { rows[i - number] = rows[i] }
    count -= number
  }

  // MARK: Passes

  /// The filter's pass; where it `learns`, upright is what walking had shown by then.
  private func lookAhead(in rows: inout MutableSpan<Row>, learns: Bool) {
    var shares = shares
    var before = direction
    var reference = reference
    for i in 0..<count {
      if learns { rows[i].upright = PackedReference(reference) }
      let step = step(rows[i], after: i > 0 ? rows[i - 1].second : last, before: before)
      before = PostureModel.direction(rows[i])
      if rows[i].second.gap > PostureModel.longestGap { shares = .prior }
      shares = step.forward(shares).normalized
      rows[i].past = PackedShares(shares)
      if learns {
        reference.add(rows[i].second.up, weight: rows[i].second.showsUpright * shares.walking)
      }
    }
  }

  private func backwardPass(in rows: inout MutableSpan<Row>) {
    var isOff = false
    var future = PostureShares(walking: 1, pausing: 1, lingering: 1, sitting: 1, lying: 1)
    for i in (0..<count).reversed() {
      let both = (rows[i].past.shares * future).normalized
      let found = both.estimate(least: PostureFilter.least)
      isOff = rows[i].second.said == .notWorn || isOff && rows[i].second.isMotionless
      rows[i].posture =
        isOff ? .notWorn : rows[i].second.isStated ? rows[i].second.said : found.posture
      rows[i].confidence =
        isOff ? Float(PostureClassifier.notWornConfidence) : Float(found.confidence)
      rows[i].walking = Float(both.walking * rows[i].second.showsUpright)
      guard i > 0 else { return }
      if rows[i].second.gap > PostureModel.longestGap {
        future = PostureShares(walking: 1, pausing: 1, lingering: 1, sitting: 1, lying: 1)
      } else {
        future =
          step(rows[i], after: rows[i - 1].second, before: PostureModel.direction(rows[i - 1]))
          .backward(future).normalized
      }
    }
  }

  /// Upright at each row from the walking before and after it, and forward from where it was known at last.
  private func findUpright(in rows: inout MutableSpan<Row>) {
    var sum = earlier
    for i in 0..<count {
      gather(rows[i], into: &sum, after: i > 0 ? rows[i - 1].second.second : rows[i].second.second)
      rows[i].upright = sum
    }
    sum = PackedReference()
    for i in (0..<count).reversed() {
      if i < count - 1 {
        sum.fade(after: rows[i + 1].second.second - rows[i].second.second)
        rows[i].second.adopt(rows[i + 1].second)
      }
      rows[i].upright.add(sum)
      sum.add(rows[i].second.up, weight: rows[i].walking)
    }
  }

  private func gather(_ row: Row, into sum: inout PackedReference, after former: Int32) {
    sum.fade(after: row.second.second - former)
    sum.add(row.second.up, weight: row.walking)
  }

  private func step(_ row: Row, after former: PostureSecond?, before: PostureShares) -> PostureStep {
    PostureStep(
      change: PostureModel.change(row.second, after: former),
      direction: PostureModel.direction(row), before: before,
      sameness: former.map { PostureModel.sameness(row.second, $0) } ?? 0,
      movement: PostureModel.movement(row.second))
  }
}

extension PostureModel {
  static func direction(_ row: PostureHindsight.Row) -> PostureShares {
    direction(row.second, upright: row.upright.direction, belief: row.upright.belief)
  }
}
