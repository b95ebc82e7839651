/// Probabilities in single precision.
struct PackedShares: Sendable {
  private var walking: Float = 0
  private var pausing: Float = 0
  private var lingering: Float = 0
  private var sitting: Float = 0
  private var lying: Float = 0

  init() {}

  init(_ shares: PostureShares) {
    walking = Float(shares.walking)
    pausing = Float(shares.pausing)
    lingering = Float(shares.lingering)
    sitting = Float(shares.sitting)
    lying = Float(shares.lying)
  }

  var shares: PostureShares {
    PostureShares(
      walking: Double(walking), pausing: Double(pausing), lingering: Double(lingering),
      sitting: Double(sitting),
      lying: Double(lying))
  }
}

/// Sum of up, weighted by its evidence for upright, and the sum of the weights; single precision.
struct PackedReference: Sendable {
  private var x: Float = 0
  private var y: Float = 0
  private var z: Float = 0
  /// Seconds of walking, faded like the sum, and not.
  private var weight: Float = 0
  private var total: Float = 0
  /// In the axes of the trunk's sensor, not of the pelvis's.
  private var isTrunk = false

  /// Square of the length of the sum below which it fades no further: a direction stays known, however long ago.
  private static let least: Float = 1e-12

  init() {}

  var direction: Vector3? { Vector3(Double(x), Double(y), Double(z)).normalized }
  var belief: Double { UprightReference.belief(Double(weight)) }
  /// The belief for angles so large that no drift of the sensor explains them.
  var lastingBelief: Double { UprightReference.belief(Double(total)) }

  /// Adds up of a second. Another sensor than before begins anew, because its axes are others.
  mutating func add(_ second: PostureSecond) {
    guard second.showsTorso else { return }
    if second.isTrunk != isTrunk {
      self = PackedReference()
      isTrunk = second.isTrunk
    }
    let up = second.up
    let added = Float(second.showsUpright)
    x += Float(up.x) * added
    y += Float(up.y) * added
    z += Float(up.z) * added
    weight += added
    total += added
  }

  /// Adds the sum of other seconds of the same sensor.
  mutating func add(_ other: PackedReference) {
    guard other.isTrunk == isTrunk else { return }
    x += other.x
    y += other.y
    z += other.z
    weight += other.weight
    total += other.total
  }

  /// Nearer walking outweighs more distant walking, and distance lowers the belief that the direction still holds to a
  /// few degrees, but not to tens of degrees: only through a gap the sensor may have been worn otherwise.
  mutating func fade(after seconds: Int32) {
    guard total > 0, seconds > 0 else { return }
    let kept = Float(Trigonometry.exp(-Double(seconds) / PostureHindsight.fading))
    weight *= kept
    if Double(seconds) > PostureModel.longestGap { total *= kept }
    guard (x * x + y * y + z * z) * kept * kept > Self.least else { return }
    x *= kept
    y *= kept
    z *= kept
  }
}
