/// The plane that one sensor's up moves in while the wearer bends forward: its normal is the mediolateral axis.
///
/// Found from gravity alone, so that a sensor without a gyroscope has it too: the parts of up that are level in
/// stance point backwards by the sine of the flexion, and their main direction is the wearer's front and back. The
/// sign follows from bending forward.
struct SagittalPlane: Sendable {
  let cranial: Vector3
  let anterior: Vector3
  /// How much of the movement lies in the plane, 0.5 to 1.
  let share: Double

  /// Sums over a sensor's frames.
  struct Sums {
    private let cranial: Vector3
    private let first: Vector3
    private let second: Vector3
    private var (xx, xy, yy, x, y) = (0.0, 0.0, 0.0, 0.0, 0.0)

    /// - Parameter stance: up in stance, unit.
    init(stance: Vector3) {
      cranial = stance
      // Any level direction serves: the axis furthest from up gives a good one.
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

    /// nil where nothing has moved.
    var plane: SagittalPlane? {
      let total = xx + yy
      guard total > 0 else { return nil }
      let spread = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
      let angle = 0.5 * Trigonometry.atan2(2 * xy, xx - yy)
      var (a, b) = (Trigonometry.cosine(angle), Trigonometry.sine(angle))
      // Up leans backwards in the axes of who bends forward.
      if x * a + y * b > 0 { (a, b) = (-a, -b) }
      return SagittalPlane(
        cranial: cranial, anterior: first * a + second * b, share: 0.5 * (total + spread) / total)
    }
  }

  /// Flexion from the stance, degrees, forward positive, -180 to 180.
  func flexion(_ up: Vector3) -> Double {
    Trigonometry.atan2(-up.dot(anterior), up.dot(cranial)) * Trigonometry.degreesPerRadian
  }
}
