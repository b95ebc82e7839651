/// A piecewise linear function, constant beyond the first and the last point.
struct PiecewiseLinear<let count: Int>: Sendable {
  /// Ascending.
  let x: InlineArray<count, Double>
  let y: InlineArray<count, Double>

  /// The value at the largest `x`.
  var most: Double { y[count - 1] }

  func callAsFunction(_ value: Double) -> Double {
    guard value > x[0] else { return y[0] }
    for i in 1..<count where value < x[i] {
      return y[i - 1] + (y[i] - y[i - 1]) * (value - x[i - 1]) / (x[i] - x[i - 1])
    }
    return y[count - 1]
  }
}
