/// Height and vertical velocity of a sensor, by strap-down integration of the acceleration along up.
///
/// A Kalman filter with five states: height and velocity since the anchor, and the accelerometer's offset vector.
/// The offset is what makes it work. Phones and game controllers read 9.7 m/s2 one way up and 10.2 the other; a
/// sit-down turns the sensor by tens of degrees, so that error changes meanwhile and, integrated twice, is as large as
/// the drop: with gravity taken as a constant, the sign came out right in half of HAPT's sit-downs; with the
/// offset learnt from the readings at rest, in all. Stillness counts as a measurement of no velocity, the better the
/// stiller, so there is no hard threshold between moving and resting.
struct HeightFilter: Equatable, Sendable {
  static let gravity = 9.81

  /// Metres above the anchor.
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

  /// Prior variance of the offset an axis: 0.22 m/s2 squared (HAPT's phones read 9.74 to 10.22).
  static let offsetPrior = 0.05
  /// Growth of the velocity's variance at rest, m2/s3: 0.03 m/s2 correlated over 0.3 s, what an error of 1 degree in up makes
  /// of a movement.
  static let drift = 0.00015
  /// The same for each (m/s2)2 of agitation.
  static let driftMoving = 0.00015
  /// Velocity, m/s, that complete stillness leaves possible, and the agitation, m/s2, at which that has doubled.
  static let restVelocity = 0.01
  static let restAgitation = 0.3
  /// Squared deviations by which the velocity may contradict stillness before that is doubted: in the middle of a
  /// smooth sit-down nothing accelerates for a moment, and it is no rest.
  static let gate = 2.5
  /// Velocity that an end of the movement leaves, m/s.
  static let endVelocity = 0.03
  /// Agitation, (m/s2)2, up to which the accelerometer shows gravity, and the variance with which it does within half
  /// a second, (m/s2)2.
  static let quiet = 0.09
  static let readingVariance = 0.0004
  /// Velocity, m/s, that is possible for a person who is not in a lift.
  static let commonVelocity = 0.25
  /// Seconds within which two readings of stillness are one.
  static let correlation = 0.3

  /// Height counts from here.
  mutating func anchor() {
    height = 0
    heightVariance = 0
    heightVelocity = 0
    heightOffset = .zero
  }

  /// A gap in the samples: only the offset is still known.
  mutating func restart() {
    anchor()
    velocity = 0
    velocityVariance = 0.01
    velocityOffset = .zero
  }

  /// - Parameters:
  ///   - vertical: reading along `up`, m/s2.
  ///   - mean: reading over the last 0.2 s, m/s2, its length.
  ///   - agitation: its mean square deviation beyond the sensor's noise, (m/s2)2.
  ///   - noise: that of the sensor's noise, three axes together, (m/s2)2.
  mutating func update(
    vertical: Double, mean: Double, agitation: Double, noise: Double, up: Vector3, interval dt: Double
  ) {
    predict(vertical - Self.gravity, agitation, up, dt)
    velocityVariance += noise / 3 * dt * dt
    let restlessness = 1 + agitation / (Self.restAgitation * Self.restAgitation)
    let sd = min(Self.commonVelocity, Self.restVelocity * restlessness)
    let contradiction = velocity * velocity / (Self.gate * (velocityVariance + sd * sd))
    zeroVelocityUpdate(variance: sd * sd * Self.correlation / dt * max(1, contradiction * contradiction))
    if agitation < Self.quiet {
      measurementUpdate(mean - Self.gravity, up, variance: Self.readingVariance * restlessness * 0.5 / dt)
    }
  }

  /// The state if the movement ended now: no velocity, and what the accelerometer then reads is gravity.
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
    // height += velocity dt
    heightVariance += (2 * heightVelocity + velocityVariance * dt) * dt
    heightVelocity += velocityVariance * dt
    heightOffset = heightOffset + velocityOffset * dt
    // velocity -= offset.up dt
    heightVelocity -= heightOffset.dot(up) * dt
    velocityVariance += (reach.dot(up) * dt - 2 * velocityOffset.dot(up)) * dt
    velocityOffset = velocityOffset - reach * dt
    velocityVariance += (Self.drift + Self.driftMoving * agitation) * dt
    // What one vector does not describe: scale, temperature.
    let wander = 1e-5 * dt
    xx = min(Self.offsetPrior, xx + wander)
    yy = min(Self.offsetPrior, yy + wander)
    zz = min(Self.offsetPrior, zz + wander)
  }

  /// The velocity is seen to be nought.
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

  /// The reading at rest shows the offset along up.
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

  private func times(_ v: Vector3) -> Vector3 {
    Vector3(xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z, xz * v.x + yz * v.y + zz * v.z)
  }
}
