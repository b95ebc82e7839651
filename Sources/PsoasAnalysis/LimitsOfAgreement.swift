/// The differences of an estimate from the labels over several people (Bland and Altman 1986, Lancet 327:307).
public struct LimitsOfAgreement: Equatable, Sendable {
  /// Mean difference, estimate minus label.
  public let bias: Double
  /// Standard deviation of the differences, with n - 1; nil for fewer than two people.
  public let deviation: Double?
  /// Mean of the differences' absolute values.
  public let meanAbsoluteError: Double

  /// - Parameter differences: estimate minus label, one for each person.
  /// - Returns: nil without a person.
  public init?(_ differences: [Double]) {
    guard !differences.isEmpty else { return nil }
    let count = Double(differences.count)
    let bias = differences.reduce(0, +) / count
    self.bias = bias
    let squares = differences.reduce(0) { $0 + ($1 - bias) * ($1 - bias) }
    deviation = differences.count > 1 ? (squares / (count - 1)).squareRoot() : nil
    meanAbsoluteError = differences.reduce(0) { $0 + abs($1) } / count
  }

  /// 95 % of the differences are expected between the limits, if they are distributed normally.
  public var lower: Double? { deviation.map { bias - 1.96 * $0 } }
  public var upper: Double? { deviation.map { bias + 1.96 * $0 } }
}
