/// Checks that one sensor is held still, and averages its readings.
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

  /// Largest rate beyond the mean, degrees/s: 5, as in the literature (body sway is about 1).
  static let mostRate = 5.0
  /// Largest deviation from the mean specific force, m/s2.
  static let mostForce = 0.3
  /// Largest deviation of up from its mean, degrees: twice the drift of the sacrum in a minute of quiet standing (2.9,
  /// Pan 2021). Without a gyroscope the direction contains more sensor noise.
  static let mostDrift = 4.0
  static let mostCoarseDrift = 6.0
  /// Largest gyroscope bias at rest, and largest standard deviation on one axis, degrees/s.
  static let mostBias = 3.0
  static let mostNoise = 2.0
  /// Largest difference of an accelerometer at rest from 9.81 m/s2: 7 %, the error of uncalibrated ones (chosen by
  /// judgement).
  static let mostGravity = 0.7
  /// Seconds until the means are usable as a reference.
  private static let settling = 0.3
  /// Seconds over which readings are averaged before they are checked: a Wii Remote resolves 0.4 m/s2.
  private static let smoothing = 0.15

  /// Adds a sample.
  /// - Returns: why the sensor is not still; nil if it is.
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

  /// Faults of the sensor itself, which a hold shows.
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

  /// Mean up, unit vector; nil before the first sample.
  var direction: Vector3? { up.normalized }
  /// Mean angular rate, rad/s.
  var meanRate: Vector3 { count > 0 ? rate * (1 / count) : .zero }
  /// Norm of the bias, degrees/s.
  var bias: Double { meanRate.norm * Trigonometry.degreesPerRadian }
  /// Root mean square deviation from the mean, degrees.
  var sway: Double { count > 0 ? (spread / count).squareRoot() : 0 }
}
