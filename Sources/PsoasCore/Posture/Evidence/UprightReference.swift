/// Estimate of up while walking, weighted by seconds; newer walking outweighs older.
struct UprightReference: Equatable, Sendable {
  private var sum = Vector3.zero
  /// Seconds of walking in the estimate, at most `memory`.
  private(set) var weight = 0.0

  /// Seconds of walking after which older walking loses weight.
  static let memory = 66.0
  /// Weight of an announced stance in seconds of walking: walking that disagrees outweighs it within a minute, while
  /// standing inclines by 0 to 14 degrees from walking (HAR70+).
  static let stance = 30.0
  /// Seconds of walking at which the belief is one half.
  static let halfBelieved = 3.3

  /// Unit vector, sensor axes; nil before any evidence.
  var direction: Vector3? { sum.normalized }
  /// From 0 to 1.
  var belief: Double { Self.belief(weight) }

  static func belief(_ weight: Double) -> Double { weight / (weight + halfBelieved) }

  mutating func add(_ up: Vector3, weight added: Double) {
    let total = weight + added
    let kept = total > Self.memory ? Self.memory / total : 1
    sum = (sum + up * added) * kept
    weight = total * kept
  }

  mutating func set(_ up: Vector3, weight: Double) {
    sum = up * weight
    self.weight = weight
  }
}
