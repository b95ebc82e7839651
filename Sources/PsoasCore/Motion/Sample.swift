/// One reading of a sensor, in SI units and sensor axes.
@frozen
public struct Sample: Equatable, Sendable {
  /// When it was read. Never goes backwards within a session.
  public var time: Instant
  /// Seconds since this sensor's previous sample by the sensor's own clock (MSC_TIMESTAMP where the device
  /// sends it); 0 where that is not known: the first sample, and the first after a loss.
  public var interval: Double
  /// Specific force, m/s2: points up at rest, 9.81 long.
  public var acceleration: Vector3
  /// Angular velocity, rad/s, right-handed about the sensor's axes; zero where there is no gyroscope.
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
