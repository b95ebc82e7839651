/// Height and vertical velocity of a sensor, by strap-down integration of the acceleration along up.
///
/// A Kalman filter with five states: height and velocity since the anchor, and the accelerometer's offset vector.
/// Estimating the offset is essential. Phones and game controllers read 9.7 m/s2 in one orientation and 10.2 in the
/// opposite one; sitting down rotates the sensor by tens of degrees, so this error changes during the movement and,
/// integrated twice, is as large as the drop. With a constant gravity, the sign was correct in only half of HAPT's
/// sit-downs; with the offset estimated at rest, in all. Stillness is a zero-velocity update whose variance decreases
/// with stillness, so there is no hard threshold between moving and resting.
struct HeightFilter: Equatable, Sendable {
  static let gravity = 9.81

  /// Height above the anchor, metres.
  private(set) var height = 0.0
  /// m/s, up positive.
  private(set) var velocity = 0.0
  /// Accelerometer offset, m/s2, sensor axes.
  private(set) var offset = Vector3.zero
  /// Variance of `height`, m2.
  private(set) var heightVariance = 0.0

  private var heightVelocity = 0.0
  private var heightOffset = Vector3.zero
  private var velocityVariance = 0.01
  private var velocityOffset = Vector3.zero
  // Covariance of the offset, (m/s2)2, upper triangle.
  private var xx = Self.offsetPrior
  private var xy = 0.0
  private var xz = 0.0
  private var yy = Self.offsetPrior
  private var yz = 0.0
  private var zz = Self.offsetPrior

  /// Prior variance of the offset per axis: 0.22 m/s2 squared (HAPT's phones read 9.74 to 10.22).
  static let offsetPrior = 0.05
  /// Process noise of the velocity at rest, m2/s3: 0.03 m/s2 correlated over 0.3 s, the effect of an error of 1 degree
  /// in up on a movement.
  static let drift = 0.00015
  /// The same per (m/s2)2 of agitation.
  static let driftMoving = 0.00015
  /// Standard deviation of the velocity in complete stillness, m/s, and the agitation at which it has doubled, m/s2.
  static let restVelocity = 0.01
  static let restAgitation = 0.3
  /// Normalized innovation squared above which the zero-velocity update is weakened: in the middle of a smooth sit-down
  /// the acceleration vanishes for a moment without rest.
  static let gate = 2.5
  /// Standard deviation of the velocity at the end of a movement, m/s.
  static let endVelocity = 0.03
  /// Agitation up to which the accelerometer measures gravity, (m/s2)2, and the variance of that measurement over half
  /// a second, (m/s2)2.
  static let quiet = 0.09
  static let readingVariance = 0.0004
  /// Standard deviation of the velocity of a person who is not in a lift, m/s.
  static let commonVelocity = 0.25
  /// Correlation time of the zero-velocity measurements, seconds.
  static let correlation = 0.3

  /// Sets the height to zero at this place.
  mutating func anchor() {
    height = 0
    heightVariance = 0
    heightVelocity = 0
    heightOffset = .zero
  }

  /// Handles a gap in the samples: only the offset is kept.
  mutating func restart() {
    anchor()
    velocity = 0
    velocityVariance = 0.01
    velocityOffset = .zero
  }

  /// - Parameters:
  ///   - vertical: specific force along `up`, m/s2.
  ///   - mean: norm of the specific force averaged over the last 0.2 s, m/s2.
  ///   - agitation: its mean square deviation beyond the sensor's noise, (m/s2)2.
  ///   - noise: the sensor's noise, sum over three axes, (m/s2)2.
  mutating func update(
    vertical: Double, mean: Double, agitation: Double, noise: Double, up: Vector3, interval dt: Double
  ) {
    predict(vertical - Self.gravity, agitation, up, dt)
    velocityVariance += noise / 3 * dt * dt
    let restlessness = 1 + agitation / (Self.restAgitation * Self.restAgitation)
    let sd = min(Self.commonVelocity, Self.restVelocity * restlessness)
    let (square, limit) = (velocity * velocity, Self.gate * (velocityVariance + sd * sd))
    // Usually 1, without a division.
    let contradiction = square > limit ? square / limit : 1
    zeroVelocityUpdate(variance: sd * sd * Self.correlation / dt * (contradiction * contradiction))
    if agitation < Self.quiet {
      measurementUpdate(mean - Self.gravity, up, variance: Self.readingVariance * restlessness * 0.5 / dt)
    }
  }

  /// The state if the movement ended now: the velocity is zero, and the accelerometer measures gravity.
  func ended(mean: Double, agitation: Double, up: Vector3) -> HeightFilter {
    var state = self
    let doubt = 1 + agitation / Self.quiet
    state.zeroVelocityUpdate(variance: Self.endVelocity * Self.endVelocity * doubt * doubt)
    state.measurementUpdate(mean - Self.gravity, up, variance: Self.readingVariance * doubt * doubt)
    return state
  }

  private mutating func predict(_ acceleration: Double, _ agitation: Double, _ up: Vector3, _ dt: Double) {
    let reach = times(up)
    height += velocity * dt
    velocity += (acceleration - offset.dot(up)) * dt
    // Time update: height += velocity dt
    heightVariance += (2 * heightVelocity + velocityVariance * dt) * dt
    heightVelocity += velocityVariance * dt
    heightOffset = heightOffset + velocityOffset * dt
    // Time update: velocity -= offset.up dt
    heightVelocity -= heightOffset.dot(up) * dt
    velocityVariance += (reach.dot(up) * dt - 2 * velocityOffset.dot(up)) * dt
    velocityOffset = velocityOffset - reach * dt
    velocityVariance += (Self.drift + Self.driftMoving * agitation) * dt
    // Process noise of the offset: errors that one vector does not describe, as scale and temperature.
    let wander = 1e-5 * dt
    xx = min(Self.offsetPrior, xx + wander)
    yy = min(Self.offsetPrior, yy + wander)
    zz = min(Self.offsetPrior, zz + wander)
  }

  /// Zero-velocity update (ZUPT).
  private mutating func zeroVelocityUpdate(variance: Double) {
    let gain = 1 / (velocityVariance + variance)
    let error = -velocity * gain
    height += heightVelocity * error
    offset = offset + velocityOffset * error
    velocity += velocityVariance * error
    let v = velocityOffset
    heightVariance -= heightVelocity * heightVelocity * gain
    heightOffset = heightOffset - v * (heightVelocity * gain)
    subtract(v, gain)
    velocityOffset = v * (variance * gain)
    heightVelocity *= variance * gain
    velocityVariance *= variance * gain
  }

  /// Measurement update: a reading at rest measures the offset along up.
  private mutating func measurementUpdate(_ value: Double, _ up: Vector3, variance: Double) {
    let reach = times(up)
    let ofHeight = heightOffset.dot(up)
    let ofVelocity = velocityOffset.dot(up)
    let gain = 1 / (reach.dot(up) + variance)
    let error = (value - offset.dot(up)) * gain
    height += ofHeight * error
    velocity += ofVelocity * error
    offset = offset + reach * error
    heightVariance -= ofHeight * ofHeight * gain
    heightVelocity -= ofHeight * ofVelocity * gain
    velocityVariance -= ofVelocity * ofVelocity * gain
    heightOffset = heightOffset - reach * (ofHeight * gain)
    velocityOffset = velocityOffset - reach * (ofVelocity * gain)
    subtract(reach, gain)
  }

  private mutating func subtract(_ v: Vector3, _ gain: Double) {
    xx -= v.x * v.x * gain
    xy -= v.x * v.y * gain
    xz -= v.x * v.z * gain
    yy -= v.y * v.y * gain
    yz -= v.y * v.z * gain
    zz -= v.z * v.z * gain
  }

  /// Inlined, because the compiler would otherwise copy the filter.
  @inline(__always)
  private func times(_ v: Vector3) -> Vector3 {
    Vector3(xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z, xz * v.x + yz * v.y + zz * v.z)
  }
}
