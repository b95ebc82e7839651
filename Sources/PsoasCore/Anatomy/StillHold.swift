/// Watches one sensor while its wearer is to be still, and takes the means.
struct StillHold: Equatable, Sendable {
  /// Seconds of stillness so far.
  private(set) var elapsed = 0.0
  private var up = Vector3.zero
  private var spread = 0.0
  private var rate = Vector3.zero
  private var rateSquares = Vector3.zero
  private var force = 0.0
  private var smoothed = Vector3.zero
  private var smoothedRate = Vector3.zero
  private var count = 0.0

  /// degrees/s beyond the mean: the reference's 5 (body sway is about 1).
  static let mostRate = 5.0
  /// m/s2 beyond the mean force.
  static let mostForce = 0.3
  /// Degrees of up from its mean: twice what the sacrum drifts in a minute of quiet standing (2.9, Pan 2021); without
  /// a gyroscope the direction shows more of the sensor's own noise.
  static let mostDrift = 4.0
  static let mostCoarseDrift = 6.0
  /// degrees/s of a gyroscope at rest, and of its standard deviation on one axis.
  static let mostBias = 3.0
  static let mostNoise = 2.0
  /// m/s2 about gravity's 9.81 of an accelerometer at rest: 7 %, what uncalibrated ones are off by (our judgement).
  static let mostGravity = 0.7
  /// Seconds until means are worth comparing with.
  private static let settling = 0.3
  /// Seconds over which single readings are averaged before they are judged: a Wii Remote resolves 0.4 m/s2.
  private static let smoothing = 0.15

  /// Takes a sample.
  /// - Returns: why this is no stillness; nil where it is.
  mutating func update(_ sample: Sample, up direction: Vector3, _ dt: Double, _ placement: Placement)
    -> CalibrationRefusal?
  {
    let share = count == 0 ? 1 : min(1, dt / (StillHold.smoothing + dt))
    smoothed = smoothed + (sample.acceleration - smoothed) * share
    smoothedRate = smoothedRate + (sample.angularVelocity - smoothedRate) * share
    count += 1
    elapsed += dt
    up = up + direction
    force += sample.acceleration.norm
    rate = rate + sample.angularVelocity
    let w = sample.angularVelocity
    rateSquares = rateSquares + Vector3(w.x * w.x, w.y * w.y, w.z * w.z)
    let angle = Angle.degrees(direction, up)
    spread += angle * angle
    guard elapsed > StillHold.settling else {
      // There is no mean to compare with yet: a rate above any gyroscope bias means that the wearer still moves.
      let speed = sample.angularVelocity.norm * Trigonometry.degreesPerRadian
      return speed > StillHold.mostRate + StillHold.mostBias ? .moved(placement, degreesPerSecond: speed) : nil
    }
    if sample.hasGyroscope {
      let speed = (smoothedRate - rate * (1 / count)).norm * Trigonometry.degreesPerRadian
      if speed > StillHold.mostRate { return .moved(placement, degreesPerSecond: speed) }
    }
    let excess = (smoothed.norm - force / count).magnitude
    if excess > StillHold.mostForce * (sample.hasGyroscope ? 1 : 2) { return .shaken(placement, force: excess) }
    if angle > (sample.hasGyroscope ? StillHold.mostDrift : StillHold.mostCoarseDrift) {
      return .drifted(placement, degrees: angle)
    }
    return nil
  }

  /// The sensor's own faults, which a stance brings to light.
  func fault(hasGyroscope: Bool, _ placement: Placement) -> CalibrationRefusal? {
    guard count > 0 else { return nil }
    let gravity = force / count
    if (gravity - 9.81).magnitude > StillHold.mostGravity { return .gravity(placement, force: gravity) }
    guard hasGyroscope else { return nil }
    if bias > StillHold.mostBias { return .bias(placement, degreesPerSecond: bias) }
    let mean = rate * (1 / count)
    let squares = rateSquares * (1 / count)
    let variance = max(
      squares.x - mean.x * mean.x, max(squares.y - mean.y * mean.y, squares.z - mean.z * mean.z))
    let noise = max(0, variance).squareRoot() * Trigonometry.degreesPerRadian
    return noise > StillHold.mostNoise ? .noise(placement, degreesPerSecond: noise) : nil
  }

  /// Mean up, unit; nil before the first sample.
  var direction: Vector3? { up.normalized }
  /// Mean angular rate, rad/s.
  var meanRate: Vector3 { count > 0 ? rate * (1 / count) : .zero }
  /// degrees/s.
  var bias: Double { meanRate.norm * Trigonometry.degreesPerRadian }
  /// Degrees, root mean square about the mean.
  var sway: Double { count > 0 ? (spread / count).squareRoot() : 0 }
}
