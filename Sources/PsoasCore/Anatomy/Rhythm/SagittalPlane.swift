/// The plane in which one sensor's up moves while the wearer bends forward: its normal is the mediolateral axis.
///
/// The plane is computed from gravity alone, so it needs no gyroscope: the component of up that is horizontal in stance
/// points backward with the sine of the flexion, and its principal direction is the wearer's anteroposterior axis. The
/// sign follows from the forward bend.
struct SagittalPlane: Sendable {
  let cranial: Vector3
  let anterior: Vector3
  /// Share of the movement in the plane, 0.5 to 1.
  let share: Double

  /// Sums over a sensor's frames.
  struct Sums {
    private let cranial: Vector3
    private let first: Vector3
    private let second: Vector3
    private var (xx, xy, yy, x, y) = (0.0, 0.0, 0.0, 0.0, 0.0)

    /// - Parameter stance: up in stance, unit vector.
    init(stance: Vector3) {
      cranial = stance
      // Any horizontal direction will do: the axis furthest from up is well conditioned.
      let (a, b, c) = (stance.x.magnitude, stance.y.magnitude, stance.z.magnitude)
      let axis = a <= b && a <= c ? Vector3(1, 0, 0) : b <= c ? Vector3(0, 1, 0) : Vector3(0, 0, 1)
      first = (axis - stance * axis.dot(stance)).normalized ?? axis
      second = stance.cross(first)
    }

    mutating func add(_ up: Vector3) {
      let (a, b) = (up.dot(first), up.dot(second))
      xx += a * a
      xy += a * b
      yy += b * b
      x += a
      y += b
    }

    /// nil if nothing moved.
    var plane: SagittalPlane? {
      let total = xx + yy
      guard total > 0 else { return nil }
      let spread = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
      let angle = 0.5 * Trigonometry.atan2(2 * xy, xx - yy)
      var (a, b) = (Trigonometry.cosine(angle), Trigonometry.sine(angle))
      // When the wearer bends forward, up tilts backward in the wearer's axes.
      if x * a + y * b > 0 { (a, b) = (-a, -b) }
      return SagittalPlane(
        cranial: cranial, anterior: first * a + second * b, share: 0.5 * (total + spread) / total)
    }
  }

  /// Flexion relative to the stance, degrees, forward positive, -180 to 180.
  func flexion(_ up: Vector3) -> Double {
    Trigonometry.atan2(-up.dot(anterior), up.dot(cranial)) * Trigonometry.degreesPerRadian
  }
}
