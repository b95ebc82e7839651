/// The middle of a few figures and how far they lie apart.
public struct Spread: Equatable, Sendable {
  public let median: Double
  public let least: Double
  public let greatest: Double
  /// How many figures it rests on.
  public let count: Int

  /// Figures that a median takes at least: bends vary by 8 to 15 % (Laird 2016).
  public static let fewest = 3

  /// Of the first `count` values; nil where there are fewer than three.
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
