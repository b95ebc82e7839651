/// A textbook Kalman filter on plain arrays in double precision.
struct DenseFilter {
  typealias Matrix = [[Double]]

  var states: [Double]
  var covariance: Matrix

  init(states: [Double], covariance: Matrix) {
    self.states = states
    self.covariance = covariance
  }

  var size: Int { states.count }

  static func identity(_ size: Int) -> Matrix {
    (0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } }
  }

  static func multiply(_ a: Matrix, _ b: Matrix) -> Matrix {
    a.map { row in
      var product = [Double](repeating: 0, count: b[0].count)
      for (factor, other) in zip(row, b) where factor != 0 {
        for column in other.indices { product[column] += factor * other[column] }
      }
      return product
    }
  }

  static func transpose(_ a: Matrix) -> Matrix { a[0].indices.map { column in a.map { $0[column] } } }

  /// P := F P F'. The states are unchanged.
  mutating func propagate(_ transition: Matrix) {
    covariance = Self.multiply(transition, Self.transpose(Self.multiply(transition, covariance)))
  }

  /// Measurement h'x: gain P h / (h'P h + R), with the covariance in Joseph form, which stays positive definite.
  mutating func measure(_ value: Double, _ direction: [Double], variance: Double) {
    let reach = covariance.map { row in zip(row, direction).reduce(0) { $0 + $1.0 * $1.1 } }
    let expected = zip(reach, direction).reduce(variance) { $0 + $1.0 * $1.1 }
    let gain = reach.map { $0 / expected }
    let innovation = value - zip(states, direction).reduce(0) { $0 + $1.0 * $1.1 }
    for state in 0..<size { states[state] += gain[state] * innovation }
    var left = Self.identity(size)
    for row in 0..<size { for column in 0..<size { left[row][column] -= gain[row] * direction[column] } }
    propagate(left)
    for row in 0..<size { for column in 0..<size { covariance[row][column] += variance * gain[row] * gain[column] } }
  }

  /// Measurement of a single state.
  mutating func measure(_ value: Double, of state: Int, variance: Double) {
    measure(value, (0..<size).map { $0 == state ? 1 : 0 }, variance: variance)
  }

  /// Whether the correlation matrix has a Cholesky decomposition, after `slack` is added to its diagonal.
  static func isPositiveDefinite(_ covariance: Matrix, slack: Double = 0) -> Bool {
    let deviations = covariance.indices.map { covariance[$0][$0].squareRoot() }
    guard deviations.allSatisfy({ $0 > 0 }) else { return false }
    var root = covariance
    for row in covariance.indices {
      for column in 0...row {
        var rest = covariance[row][column] / (deviations[row] * deviations[column]) + (row == column ? slack : 0)
        for k in 0..<column { rest -= root[row][k] * root[column][k] }
        if row == column {
          guard rest > 0 else { return false }
          root[row][row] = rest.squareRoot()
        } else {
          root[row][column] = rest / root[column][column]
        }
      }
    }
    return true
  }
}
