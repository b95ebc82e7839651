/// The axis about which the wearer bends, learned from sitting down and standing up: both begin with a forward swing.
struct BendAxis: Equatable, Sendable {
  /// To the wearer's right, unit vector, sensor axes; nil before the first bend.
  private(set) var right: Vector3?
  /// Weight of the estimate: the sum of squared swings, rad2.
  private var weight = 0.0

  /// Weight beyond which older bends lose weight, rad2: eight bends of 30 degrees.
  static let memory = 2.2

  /// - Parameter transition: sitting down or standing up.
  mutating func learn(_ transition: Transition) {
    let swing = transition.extreme - transition.before
    let forward = transition.first - transition.before
    guard forward.squaredNorm > 1e-3, let axis = transition.before.cross(transition.extreme).normalized else { return }
    // A chair may tilt the pelvis further back than it swung forward: then the largest swing is backward.
    let toRight = swing.dot(forward) < 0 ? -axis : axis
    let gained = swing.squaredNorm
    guard let known = right else {
      right = toRight
      weight = gained
      return
    }
    right = (known * weight + toRight * gained).normalized ?? toRight
    weight = min(Self.memory, weight + gained)
  }
}
