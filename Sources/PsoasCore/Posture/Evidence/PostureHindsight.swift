/// Re-estimates the posture of the last half hour: the forward and backward passes of the filter's model, with the
/// upright direction from the walking before and after.
///
/// It uses no heap: the caller provides the rows, allocated once.
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
  /// One second and its re-estimated posture.
  public struct Row: Sendable {
    public var second = PostureSecond.nothing
    /// The posture in this second by the latest estimate.
    public internal(set) var posture = Posture.unknown
    public internal(set) var confidence: Float = 0
    /// Up while walking, from before and after.
    var upright = PackedReference()
    /// The log-likelihoods of the direction of up.
    var direction = PackedShares()
    /// Probabilities after the forward pass.
    var past = PackedShares()

    public init() {}
  }

  /// Number of seconds in the window.
  public static let capacity = 1800
  /// Number of seconds that become final at a time: each has had at least ten minutes of later data.
  public static let batch = 1200
  /// Seconds after which walking counts 1/e as much as the present for the upright direction.
  static let fading = 150.0

  /// The wearer's seated pose at the torso sensor, as currently worn; nil without a calibration.
  public var seat: SeatedPose?
  public private(set) var count = 0
  /// The state at the beginning of the first row.
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

  /// Re-estimates the posture of every row from all rows.
  public func settle(in rows: inout MutableSpan<Row>) {
    guard count > 0 else { return }
    findUpright(in: &rows)
    lookAhead(in: &rows)
    lookBack(in: &rows)
  }

  /// Removes the oldest `number` rows, which are final.
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

  /// Computes upright at each row from the walking before and after it, and fills in forward from later rows.
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
      sum.add(rows[i].second)
    }
  }

  private func gather(_ row: Row, into sum: inout PackedReference, after former: PostureSecond) {
    sum.fade(after: row.second.second - former.second)
    sum.add(row.second)
  }

  /// The forward pass.
  private func lookAhead(in rows: inout MutableSpan<Row>) {
    var shares = shares
    var before = direction
    for i in 0..<count {
      let second = rows[i].second
      let upright = rows[i].upright
      let now = PostureModel.direction(
        second, upright: upright.direction, belief: upright.belief, lasting: upright.lastingBelief, seat: seat)
      rows[i].direction = PackedShares(now)
      if second.gap > PostureModel.longestGap { shares = .prior }
      shares = step(second, now, after: i > 0 ? rows[i - 1].second : last, before).forward(shares).normalized
      rows[i].past = PackedShares(shares)
      before = now
    }
  }

  /// The backward pass.
  private func lookBack(in rows: inout MutableSpan<Row>) {
    let unknown = PostureShares(walking: 1, pausing: 1, lingering: 1, sitting: 1, lying: 1)
    var future = unknown
    var isOff = false
    for i in (0..<count).reversed() {
      let second = rows[i].second
      let found = (rows[i].past.shares * future).normalized.estimate(of: second, least: PostureFilter.least)
      // A sensor on a table is recognized ten minutes after it was put there.
      isOff = second.reported == .notWorn || isOff && second.isMotionless
      rows[i].posture = isOff ? .notWorn : second.isStated ? second.reported : onFeet(found.posture, second)
      rows[i].confidence = Float(isOff ? PostureClassifier.notWornConfidence : found.confidence)
      guard i > 0 else { return }
      let step = step(second, rows[i].direction.shares, after: rows[i - 1].second, rows[i - 1].direction.shares)
      future = second.gap > PostureModel.longestGap ? unknown : step.backward(future).normalized
    }
  }

  /// Between standing and walking, the posture reported in a witnessed second is more reliable than these rows.
  private func onFeet(_ found: Posture, _ second: PostureSecond) -> Posture {
    guard found.isUpright, second.isWitnessed else { return found }
    if second.reported.isUpright { return second.reported }
    return second.steps >= 0.5 ? .walking : .standing
  }

  private func step(
    _ second: PostureSecond, _ direction: PostureShares, after former: PostureSecond, _ before: PostureShares
  ) -> PostureStep {
    PostureStep(
      change: PostureModel.change(second, after: former), direction: direction, before: before,
      sameness: PostureModel.sameness(second, former),
      movement: PostureModel.movement(second, agitation: PostureModel.agitationInHindsight))
  }
}
