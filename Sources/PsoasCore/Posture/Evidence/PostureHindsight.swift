/// Looks back over the last half hour of seconds and settles what was unknown or wrong at the time: the forward and backward
/// passes of the filter's own model, with upright as the walking before and after has shown it.
///
/// It keeps nothing on the heap: the caller lends the rows, made once.
///
///     var hindsight = PostureHindsight()
///     var rows = [PostureHindsight.Row](repeating: .init(), count: PostureHindsight.capacity)
///     ...for every second that the classifier has ended:
///     var span = rows.mutableSpan
///     if hindsight.isFull {
///       hindsight.settle(in: &span)
///       ...use the first `PostureHindsight.batch` rows...
///       hindsight.drop(PostureHindsight.batch, from: &span)
///     }
///     hindsight.add(second, to: &span)
public struct PostureHindsight: Sendable {
  /// One second, and what hindsight makes of it.
  public struct Row: Sendable {
    public var second = PostureSecond.nothing
    /// What held in this second, as known now.
    public internal(set) var posture = Posture.unknown
    public internal(set) var confidence: Float = 0
    /// Up of the walking before and after.
    var upright = PackedReference()
    /// The evidence of the direction of up.
    var direction = PackedShares()
    /// Probabilities from all that came before.
    var past = PackedShares()

    public init() {}
  }

  /// Seconds that are looked back over.
  public static let capacity = 1800
  /// Seconds that are settled at a time: each has been looked at with at least ten minutes after it.
  public static let batch = 1200
  /// Seconds after which walking elsewhere shows upright by 1/e less.
  static let fading = 150.0

  /// The wearer's seated pose at the torso sensor, as currently worn; nil without a calibration.
  public var seat: SeatedPose?
  public private(set) var count = 0
  /// What is known at the first row's beginning.
  private var shares = PostureShares.prior
  private var direction = PostureShares()
  private var last = PostureSecond.nothing
  private var upright = PackedReference()

  public init() {}

  public var isFull: Bool { count == Self.capacity }

  public mutating func add(_ second: PostureSecond, to rows: inout MutableSpan<Row>) {
    guard count < rows.count else { return }
    rows[count] = Row()
    rows[count].second = second
    count += 1
  }

  /// Gives every row the posture that all rows together tell.
  public func settle(in rows: inout MutableSpan<Row>) {
    guard count > 0 else { return }
    findUpright(in: &rows)
    lookAhead(in: &rows)
    lookBack(in: &rows)
  }

  /// Lets go of the oldest `number` rows, which are settled for good.
  public mutating func drop(_ number: Int, from rows: inout MutableSpan<Row>) {
    let number = min(number, count)
    guard number > 0 else { return }
    for i in 0..<number { gather(rows[i], into: &upright, after: i > 0 ? rows[i - 1].second : last) }
    last = rows[number - 1].second
    direction = rows[number - 1].direction.shares
    shares = rows[number - 1].past.shares
    for i in number..<count { rows[i - number] = rows[i] }
    count -= number
  }

  // MARK: Passes

  /// Upright at each row from the walking before and after it, and forward from where it was known at last.
  private func findUpright(in rows: inout MutableSpan<Row>) {
    var sum = upright
    for i in 0..<count {
      gather(rows[i], into: &sum, after: i > 0 ? rows[i - 1].second : last)
      rows[i].upright = sum
    }
    sum = PackedReference()
    for i in (0..<count).reversed() {
      if i < count - 1 {
        sum.fade(after: rows[i + 1].second.second - rows[i].second.second)
        rows[i].second.adopt(rows[i + 1].second)
      }
      rows[i].upright.add(sum)
      sum.add(rows[i].second.up, weight: Float(rows[i].second.showsUpright))
    }
  }

  private func gather(_ row: Row, into sum: inout PackedReference, after former: PostureSecond) {
    sum.fade(after: row.second.second - former.second)
    sum.add(row.second.up, weight: Float(row.second.showsUpright))
  }

  /// The filter's pass.
  private func lookAhead(in rows: inout MutableSpan<Row>) {
    var shares = shares
    var before = direction
    for i in 0..<count {
      let second = rows[i].second
      let upright = rows[i].upright
      let now = PostureModel.direction(second, upright: upright.direction, belief: upright.belief, seat: seat)
      rows[i].direction = PackedShares(now)
      if second.gap > PostureModel.longestGap { shares = .prior }
      shares = step(second, now, after: i > 0 ? rows[i - 1].second : last, before).forward(shares).normalized
      rows[i].past = PackedShares(shares)
      before = now
    }
  }

  /// The pass that the future takes part in.
  private func lookBack(in rows: inout MutableSpan<Row>) {
    let unknown = PostureShares(walking: 1, pausing: 1, lingering: 1, sitting: 1, lying: 1)
    var future = unknown
    var isOff = false
    for i in (0..<count).reversed() {
      let second = rows[i].second
      let found = (rows[i].past.shares * future).normalized.estimate(least: PostureFilter.least)
      // A sensor is known to lie on the table ten minutes after it was put there.
      isOff = second.said == .notWorn || isOff && second.isMotionless
      rows[i].posture = isOff ? .notWorn : second.isStated ? second.said : onFeet(found.posture, second)
      rows[i].confidence = Float(isOff ? PostureClassifier.notWornConfidence : found.confidence)
      guard i > 0 else { return }
      let step = step(second, rows[i].direction.shares, after: rows[i - 1].second, rows[i - 1].direction.shares)
      future = second.gap > PostureModel.longestGap ? unknown : step.backward(future).normalized
    }
  }

  /// On the feet, whoever witnessed the second knows walking from standing better than these rows do.
  private func onFeet(_ found: Posture, _ second: PostureSecond) -> Posture {
    guard found.isUpright, second.isWitnessed else { return found }
    if second.said.isUpright { return second.said }
    return second.steps >= 0.5 ? .walking : .standing
  }

  private func step(
    _ second: PostureSecond, _ direction: PostureShares, after former: PostureSecond, _ before: PostureShares
  ) -> PostureStep {
    PostureStep(
      change: PostureModel.change(second, after: former), direction: direction, before: before,
      sameness: PostureModel.sameness(second, former), movement: PostureModel.movement(second))
  }
}
