import PsoasCore

/// Seconds by what the label says and what the estimate says.
public struct Confusion: Equatable, Sendable {
  /// The postures that an estimate can have, in the order of tables.
  public static let estimates: [Posture] = [.sitting, .standing, .walking, .lying, .notWorn, .unknown]

  private var seconds = [Int](repeating: 0, count: LabelClass.allCases.count * Confusion.estimates.count)

  public init() {}

  private static func index(_ truth: LabelClass, _ said: Posture) -> Int {
    truth.index * estimates.count + said.index
  }

  public subscript(truth: LabelClass, said: Posture) -> Int { seconds[Confusion.index(truth, said)] }

  public mutating func add(_ count: Int, _ truth: LabelClass, said: Posture) {
    seconds[Confusion.index(truth, said)] += count
  }

  public mutating func add(_ other: Confusion) {
    for index in seconds.indices { seconds[index] += other.seconds[index] }
  }

  /// All scored seconds.
  public var total: Int { seconds.reduce(0, +) }

  /// Seconds with this label.
  public func labelled(_ truth: LabelClass) -> Int {
    Confusion.estimates.reduce(0) { $0 + self[truth, $1] }
  }

  /// Scored seconds with this estimate.
  public func estimated(_ said: Posture) -> Int {
    LabelClass.allCases.reduce(0) { $0 + self[$1, said] }
  }

  /// One posture against all others. Every other estimate, `unknown` too, says that it is not this one.
  public func counts(of truth: LabelClass) -> BinaryCounts {
    guard let posture = truth.posture else { return BinaryCounts() }
    let hits = self[truth, posture]
    let (labelled, estimated) = (labelled(truth), estimated(posture))
    return BinaryCounts(
      truePositive: hits, falseNegative: labelled - hits, falsePositive: estimated - hits,
      trueNegative: total - labelled - estimated + hits)
  }

  /// Share of the seconds whose estimate is the label's posture; nil without a second.
  public var accuracy: Double? { ratio(hits, total) }

  private var hits: Int {
    LabelClass.allCases.reduce(0) { sum, truth in truth.posture.map { sum + self[truth, $0] } ?? sum }
  }

  /// Cohen's kappa over the four postures, with `other`, `not-worn` and `unknown` as categories of their own that
  /// never agree; nil where it is undefined.
  public var kappa: Double? {
    let chance = LabelClass.allCases.reduce(0.0) { sum, truth in
      truth.posture.map { sum + Double(labelled(truth)) * Double(estimated($0)) } ?? sum
    }
    let whole = Double(total)
    guard whole > 0, chance < whole * whole else { return nil }
    let expected = chance / (whole * whole)
    return (Double(hits) / whole - expected) / (1 - expected)
  }
}

/// Seconds of one posture against all others.
public struct BinaryCounts: Equatable, Sendable {
  public var truePositive = 0
  public var falseNegative = 0
  public var falsePositive = 0
  public var trueNegative = 0

  public init() {}

  public init(truePositive: Int, falseNegative: Int, falsePositive: Int, trueNegative: Int) {
    self.truePositive = truePositive
    self.falseNegative = falseNegative
    self.falsePositive = falsePositive
    self.trueNegative = trueNegative
  }

  public var total: Int { truePositive + falseNegative + falsePositive + trueNegative }

  /// Share of the labelled seconds that are found; nil if there are none.
  public var sensitivity: Double? { ratio(truePositive, truePositive + falseNegative) }
  /// Share of the other seconds that are found not to be it; nil if there are none.
  public var specificity: Double? { ratio(trueNegative, trueNegative + falsePositive) }
  /// Share of the estimated seconds that are right; nil if there are none.
  public var precision: Double? { ratio(truePositive, truePositive + falsePositive) }

  /// Mean of sensitivity and specificity; nil if one is.
  public var balancedAccuracy: Double? {
    guard let sensitivity, let specificity else { return nil }
    return (sensitivity + specificity) / 2
  }

  /// Harmonic mean of precision and sensitivity; nil if the posture is neither labelled nor estimated.
  public var f1: Double? { ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative) }

  /// Cohen's kappa; nil where it is undefined.
  public var kappa: Double? {
    let whole = Double(total)
    let labelled = Double(truePositive + falseNegative)
    let estimated = Double(truePositive + falsePositive)
    let chance = labelled * estimated + (whole - labelled) * (whole - estimated)
    guard whole > 0, chance < whole * whole else { return nil }
    let expected = chance / (whole * whole)
    return (Double(truePositive + trueNegative) / whole - expected) / (1 - expected)
  }
}

func ratio(_ part: Int, _ whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
