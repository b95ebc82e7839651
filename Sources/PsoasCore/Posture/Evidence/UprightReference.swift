/// Up of the walking torso as an estimate that rests on so many seconds, and that newer walking outweighs.
struct UprightReference: Equatable, Sendable {
  private var sum = Vector3.zero
  /// Seconds of walking that it rests on, at most `memory`.
  private(set) var weight = 0.0

  /// Seconds of walking after which older walking fades.
  static let memory = 66.0
  /// Seconds of walking that an announced stance is worth: walking that disagrees outweighs it within a minute, while
  /// standing leans by 0 to 14 degrees from walking (HAR70+).
  static let stance = 30.0
  /// Seconds of walking at which the reference is half believed.
  static let halfBelieved = 3.3

  /// Unit, sensor axes; nil before anything showed it.
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
