/// One sample of a sensor, in SI units and sensor axes.
@frozen
public struct Sample: Equatable, Sendable {
  /// Time of the sample. It never goes backward within a run.
  public var time: Instant
  /// Seconds since this sensor's previous sample by the sensor's own clock (MSC_TIMESTAMP if the device sends it); 0 if
  /// unknown: for the first sample, and the first after a loss.
  public var interval: Double
  /// Specific force, m/s2: at rest it points up with norm 9.81.
  public var acceleration: Vector3
  /// Angular velocity, rad/s, right-handed about the sensor's axes; zero without a gyroscope.
  public var angularVelocity: Vector3
  public var hasGyroscope: Bool

  @inlinable
  public init(
    time: Instant, interval: Double, acceleration: Vector3, angularVelocity: Vector3 = .zero,
    hasGyroscope: Bool = true
  ) {
    self.time = time
    self.interval = interval
    self.acceleration = acceleration
    self.angularVelocity = angularVelocity
    self.hasGyroscope = hasGyroscope
  }
}
