/// Whole percentages that sum to 100.
public enum Percentages {
  /// The shares of some amounts in whole percent: each is rounded down, and the rest goes to those that lost most
  /// (largest remainder). All are 0 if there is nothing to share.
  public static func whole(_ amounts: [Double]) -> [Int] {
    let amounts = amounts.map { $0.isFinite ? max($0, 0) : 0 }
    let total = amounts.reduce(0, +)
    guard total > 0 else { return amounts.map { _ in 0 } }
    let shares = amounts.map { $0 / total * 100 }
    var percentages = shares.map { Int($0) }
    // The first of equal ones: the result does not depend on the sorting algorithm.
    let order = shares.indices.sorted { a, b in
      let (left, right) = (shares[a] - Double(percentages[a]), shares[b] - Double(percentages[b]))
      return left != right ? left > right : a < b
    }
    for index in order.prefix(max(100 - percentages.reduce(0, +), 0)) { percentages[index] += 1 }
    return percentages
  }
}
