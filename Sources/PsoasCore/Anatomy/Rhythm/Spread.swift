/// The median of a few values and their spread.
public struct Spread: Equatable, Sendable {
  public let median: Double
  public let least: Double
  public let greatest: Double
  /// Number of values.
  public let count: Int

  /// Least number of values for a median: bends vary by 8 to 15 % (Laird 2016).
  public static let fewest = 3

  /// Of the first `count` values; nil for fewer than three.
  init?(_ values: InlineArray<10, Double>, count: Int) {
    guard count >= Self.fewest else { return nil }
    var sorted = values
    for i in 1..<count {
      var j = i
      while j > 0, sorted[j - 1] > sorted[j] {
        (sorted[j - 1], sorted[j]) = (sorted[j], sorted[j - 1])
        j -= 1
      }
    }
    median = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2])
    least = sorted[0]
    greatest = sorted[count - 1]
    self.count = count
  }
}
