/// Which way is up in sensor axes, from accelerometer and gyroscope without a magnetometer.
///
/// The gyroscope carries an attitude into a frame that is almost inertial: upright as far as we know, its
/// heading free. There the wearer's own acceleration integrates to a velocity and a position that stay
/// bounded, while a tilt error lets both run away; a Kalman filter with tilt, velocity and position on each
/// horizontal axis tells the two apart. Both axes share one covariance.
public struct OrientationFilter: Sendable {
  public struct Parameters: Sendable {
    /// Length of gravity as the accelerometer shows it, m/s2.
    public var gravity = 9.81
    /// Growth of the tilt error at rest, rad per square root of a second.
    public var tiltNoise = 0.0007
    /// Further growth per rad/s of turning, rad per square root of a second: scale and axis errors.
    public var turnNoise = 0.0007
    /// Accelerometer noise, m/s2 per square root of a hertz.
    public var accelerationNoise = 0.02
    /// How far the wearer's velocity strays from zero, as noise density: m/s times square root of a second.
    public var velocityNoise = 0.4
    /// The same for position: m times square root of a second.
    public var positionNoise = 0.6
    /// The velocity's noise at rest: m/s times square root of a second.
    public var restVelocityNoise = 0.02
    /// Rest: the largest deviation of the angular velocity from its own mean, rad/s (Laidig and Seel 2023: 2 deg/s).
    public var restTurn = 0.035
    /// Rest: the largest deviation of the acceleration from its own mean, m/s2 (Laidig and Seel 2023: 0.5).
    public var restAcceleration = 0.5
    /// Rest: for how long, s (Laidig and Seel 2023: 1.5).
    public var restTime = 1.5
    /// Time constant of the means that rest is told by, s (Laidig and Seel 2023: 0.5).
    public var restFilterTime = 0.5
    /// The largest bias believed, rad/s: the DualSense's data sheet class of gyroscopes stays below 10 deg/s.
    public var largestBias = 0.175
    /// Time constant with which rest shows the bias, s.
    public var restBiasTime = 1.0
    /// Share of a tilt correction that goes to the bias while moving, 1/s.
    public var motionBiasRate = 0.02
    /// Deviation of the inclination after the first sample, rad.
    public var initialDeviation = 0.35
    /// Longest spacing that is integrated over, s; a longer one is a gap.
    public var longestInterval = 1.0
    public init() {}
  }

  public let parameters: Parameters
  /// Attitude: turns sensor axes into the almost inertial frame, whose z is up.
  @usableFromInline var qw = 1.0
  @usableFromInline var qx = 0.0
  @usableFromInline var qy = 0.0
  @usableFromInline var qz = 0.0
  @usableFromInline var started = false
  @usableFromInline var velocityX = 0.0
  @usableFromInline var velocityY = 0.0
  @usableFromInline var positionX = 0.0
  @usableFromInline var positionY = 0.0
  /// Covariance of tilt, velocity, position: shared by the horizontal axes.
  @usableFromInline var p00 = 0.0
  @usableFromInline var p01 = 0.0
  @usableFromInline var p02 = 0.0
  @usableFromInline var p11 = 0.0
  @usableFromInline var p12 = 0.0
  @usableFromInline var p22 = 0.0
  @usableFromInline var meanTurn = Vector3.zero
  @usableFromInline var meanAcceleration = Vector3.zero
  @usableFromInline var stillFor = 0.0
  /// Angular rate that the gyroscope shows at rest, rad/s.
  public private(set) var bias = Vector3.zero

  public init(_ parameters: Parameters = Parameters()) { self.parameters = parameters }

  /// Unit vector of gravity-up in sensor axes; nil before the first sample.
  public var up: Vector3? {
    guard started else { return nil }
    return Vector3(2 * (qx * qz - qw * qy), 2 * (qy * qz + qw * qx), qw * qw - qx * qx - qy * qy + qz * qz)
  }

  /// Standard deviation of the inclination, rad: both horizontal axes together.
  public var deviation: Double { started ? (2 * p00).squareRoot() : Trigonometry.pi }

  /// True while nothing has moved for `restTime`.
  public var isResting: Bool { stillFor >= parameters.restTime }

  /// Takes the next sample. One with a component that is not finite is left out.
  public mutating func update(_ sample: Sample) {
    guard sample.acceleration.isFinite, sample.angularVelocity.isFinite, sample.interval.isFinite else { return }
    guard started else {
      start(sample)
      return
    }
    let interval = sample.interval
    guard interval > 0, interval <= parameters.longestInterval else {
      resume(sample)
      return
    }
    watchForRest(sample, interval)
    if sample.hasGyroscope {
      turn(sample.angularVelocity, interval)
      weigh(sample, interval)
    } else {
      follow(sample.acceleration, interval)
    }
  }

  private mutating func start(_ sample: Sample) {
    guard let direction = sample.acceleration.normalized else { return }
    meanTurn = sample.angularVelocity
    meanAcceleration = sample.acceleration
    (qw, qx, qy, qz) = (1, 0, 0, 0)
    // The shortest turn that takes the acceleration upright; any half turn where it points down.
    if direction.z > -0.999999 {
      let w = ((1 + direction.z) / 2).squareRoot()
      (qw, qx, qy) = (w, direction.y / (2 * w), -direction.x / (2 * w))
    } else {
      (qw, qx) = (0, 1)
    }
    started = true
    loosen()
  }

  /// After a gap the old inclination is a guess, no better than the new acceleration's.
  private mutating func resume(_ sample: Sample) {
    stillFor = 0
    start(sample)
  }

  private mutating func loosen() {
    (velocityX, velocityY, positionX, positionY) = (0, 0, 0, 0)
    let start = parameters.initialDeviation
    (p00, p01, p02, p11, p12, p22) = (start * start, 0, 0, 1, 0, 1)
  }

  private mutating func watchForRest(_ sample: Sample, _ interval: Double) {
    let share = interval / (parameters.restFilterTime + interval)
    let turnOff = sample.angularVelocity - meanTurn
    let accelerationOff = sample.acceleration - meanAcceleration
    meanTurn = meanTurn + turnOff * share
    meanAcceleration = meanAcceleration + accelerationOff * share
    let turning =
      turnOff.squaredNorm > parameters.restTurn * parameters.restTurn
      || meanTurn.squaredNorm > parameters.largestBias * parameters.largestBias
    let pushed = accelerationOff.squaredNorm > parameters.restAcceleration * parameters.restAcceleration
    stillFor = turning || pushed ? 0 : stillFor + interval
  }

  private mutating func turn(_ angularVelocity: Vector3, _ interval: Double) {
    let half = (angularVelocity - bias) * (interval / 2)
    let angle = half.norm
    let sineShare = angle > 1e-6 ? Trigonometry.sine(angle) / angle : 1
    let w = Trigonometry.cosine(angle)
    let (x, y, z) = (half.x * sineShare, half.y * sineShare, half.z * sineShare)
    (qw, qx, qy, qz) = (
      qw * w - qx * x - qy * y - qz * z,
      qw * x + qx * w + qy * z - qz * y,
      qw * y - qx * z + qy * w + qz * x,
      qw * z + qx * y - qy * x + qz * w
    )
    normalize()
  }

  private mutating func normalize() {
    let scale = 1 / (qw * qw + qx * qx + qy * qy + qz * qz).squareRoot()
    (qw, qx, qy, qz) = (qw * scale, qx * scale, qy * scale, qz * scale)
  }

  /// One step of the Kalman filter.
  private mutating func weigh(_ sample: Sample, _ interval: Double) {
    let a = sample.acceleration
    // The two horizontal rows of the attitude's matrix.
    let pushX =
      (1 - 2 * (qy * qy + qz * qz)) * a.x + 2 * (qx * qy - qw * qz) * a.y + 2 * (qx * qz + qw * qy) * a.z
    let pushY =
      2 * (qx * qy + qw * qz) * a.x + (1 - 2 * (qx * qx + qz * qz)) * a.y + 2 * (qy * qz - qw * qx) * a.z
    let g = parameters.gravity
    positionX += velocityX * interval + 0.5 * pushX * interval * interval
    positionY += velocityY * interval + 0.5 * pushY * interval * interval
    velocityX += pushX * interval
    velocityY += pushY * interval

    // Prediction: velocity takes up -g times the tilt error, position the velocity.
    let gravityStep = g * interval
    let n01 = p01 - gravityStep * p00
    let n11 = p11 - 2 * gravityStep * p01 + gravityStep * gravityStep * p00
    let n02 = p02 + interval * p01
    let n12 = p12 + interval * p11 - gravityStep * (p02 + interval * p01)
    let n22 = p22 + 2 * interval * p12 + interval * interval * p11
    let turnRate = (sample.angularVelocity - bias).norm
    let tiltNoise = parameters.tiltNoise + parameters.turnNoise * turnRate
    p00 += tiltNoise * tiltNoise * interval
    (p01, p02, p12, p22) = (n01, n02, n12, n22)
    p11 = n11 + parameters.accelerationNoise * parameters.accelerationNoise * interval

    let velocityNoise = isResting ? parameters.restVelocityNoise : parameters.velocityNoise
    var tiltX = 0.0
    var tiltY = 0.0
    // Velocity is near zero.
    do {
      let scale = 1 / (p11 + velocityNoise * velocityNoise / interval)
      let (k0, k1, k2) = (p01 * scale, p11 * scale, p12 * scale)
      let (offX, offY) = (velocityX, velocityY)
      tiltX -= k0 * offX
      tiltY -= k0 * offY
      velocityX -= k1 * offX
      velocityY -= k1 * offY
      positionX -= k2 * offX
      positionY -= k2 * offY
      p00 -= k0 * p01
      p02 -= k0 * p12
      p22 -= k2 * p12
      p12 -= k1 * p12
      p01 -= k1 * p01
      p11 -= k1 * p11
    }
    // Position is near zero.
    do {
      let scale = 1 / (p22 + parameters.positionNoise * parameters.positionNoise / interval)
      let (k0, k1, k2) = (p02 * scale, p12 * scale, p22 * scale)
      let (offX, offY) = (positionX, positionY)
      tiltX -= k0 * offX
      tiltY -= k0 * offY
      velocityX -= k1 * offX
      velocityY -= k1 * offY
      positionX -= k2 * offX
      positionY -= k2 * offY
      p00 -= k0 * p02
      p01 -= k0 * p12
      p11 -= k1 * p12
      p02 -= k2 * p02
      p12 -= k2 * p12
      p22 -= k2 * p22
    }
    lean(tiltX, tiltY)
    learnBias(tiltX, tiltY, interval)
  }

  /// Takes a tilt error (the horizontal share of up that the attitude shows too much) out of the attitude.
  private mutating func lean(_ tiltX: Double, _ tiltY: Double) {
    // Turn about (y, -x) by the error: brings (tiltX, tiltY, 1) upright.
    let (x, y) = (0.5 * tiltY, -0.5 * tiltX)
    (qw, qx, qy, qz) = (
      qw - x * qx - y * qy,
      qx + x * qw + y * qz,
      qy + y * qw - x * qz,
      qz + x * qy - y * qx
    )
    normalize()
  }

  private mutating func learnBias(_ tiltX: Double, _ tiltY: Double, _ interval: Double) {
    if isResting {
      bias = bias + (meanTurn - bias) * (interval / parameters.restBiasTime)
    } else {
      // The turn just made, (tiltY, -tiltX, 0), seen from the sensor; a bias makes it needed again and again.
      let (x, y) = (tiltY, -tiltX)
      let turn = Vector3(
        (1 - 2 * (qy * qy + qz * qz)) * x + 2 * (qx * qy + qw * qz) * y,
        2 * (qx * qy - qw * qz) * x + (1 - 2 * (qx * qx + qz * qz)) * y,
        2 * (qx * qz + qw * qy) * x + 2 * (qy * qz - qw * qx) * y)
      bias = bias - turn * parameters.motionBiasRate
    }
    let size = bias.norm
    if size > parameters.largestBias { bias = bias * (parameters.largestBias / size) }
  }

  /// Without a gyroscope: follows the acceleration while it looks like gravity, slowly while it does not.
  private mutating func follow(_ acceleration: Vector3, _ interval: Double) {
    guard let current = up, let direction = acceleration.normalized else { return }
    let excess = (acceleration.norm - parameters.gravity).magnitude
    let restless = (acceleration - meanAcceleration).norm + excess
    let time = 0.5 + 4 * restless
    let share = interval / (time + interval)
    guard let next = (current + (direction - current) * share).normalized else { return }
    let step = current.cross(next)
    let turned = step.norm
    // In sensor axes, so the inverse on the right: rotates the sensor's view of up from `current` to `next`.
    if turned > 1e-12 {
      let angle = Trigonometry.atan2(turned, current.dot(next))
      turn(bias - step * (angle / (turned * interval)), interval)
    }
    let target = 0.02 + 0.1 * restless
    let spread = (p00.squareRoot() + (target - p00.squareRoot()) * share)
    p00 = spread * spread
  }
}
