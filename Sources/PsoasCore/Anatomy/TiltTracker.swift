/// Computes the sagittal tilt of one sensor in all postures.
///
/// While the wearer lies on the side, an accelerometer cannot measure it: the tilt is nil, and the filtered value stays
/// constant. Beyond the vertical the angle is unwrapped: it does not jump from +180 to -180.
public struct TiltTracker: Equatable, Sendable {
  /// Latest value, degrees from the standing neutral, anterior positive, unwrapped; nil on the side and before the
  /// first sample.
  public private(set) var sagittal: Double?
  /// `sagittal` before it was unwrapped, -180 to 180.
  private var wrapped: Double?
  /// The rightward component of the latest up in the wearer's axes: the sine of the lateral tilt.
  private var toTheRight = 0.0
  private var filter = LowPass(cutoff: 0.5)
  private var last: Double?
  private var since = 0.0

  /// Seconds without a tilt after which the filter restarts.
  static let longestGap = 1.0
  /// Degrees beyond which the previous value determines the revolution.
  static let unwraps = 150.0

  public init() {}

  /// The tilt below 0.5 Hz: the posture of the pelvis. Degrees; nil before the first sample.
  public var posture: Double? { filter.value }
  /// Degrees, right side up positive.
  public var lateral: Double { Trigonometry.asin(toTheRight) * Trigonometry.degreesPerRadian }
  /// The tilt of the latest sample alone. `mutating`, because the compiler would otherwise copy the tracker.
  public var latest: PelvicTilt { mutating get { PelvicTilt(sagittal: wrapped, lateral: lateral) } }
  /// The wearer lies on the side.
  public private(set) var isOnSide = false

  /// Adds one sample of the sensor whose calibration gave `axes`.
  /// - Parameters:
  ///   - up: unit vector, sensor axes.
  ///   - dt: seconds since the previous sample; 0 if unknown.
  @inlinable
  public mutating func update(_ axes: Calibration.Axes, up: Vector3, _ dt: Double) {
    update(axes.anatomical(up), dt)
  }

  /// - Parameter u: up in the wearer's axes.
  @usableFromInline
  mutating func update(_ u: Vector3, _ dt: Double) {
    toTheRight = u.z
    since += dt
    guard u.x * u.x + u.y * u.y >= 0.25 else {
      sagittal = nil
      wrapped = nil
      isOnSide = true
      return
    }
    var tilt = Trigonometry.atan2(-u.x, u.y) * Trigonometry.degreesPerRadian
    wrapped = tilt
    if let last, tilt.magnitude > Self.unwraps || last.magnitude > Self.unwraps {
      while tilt - last > 180 { tilt -= 360 }
      while tilt - last < -180 { tilt += 360 }
    }
    if since > Self.longestGap { filter.forget() }
    isOnSide = false
    sagittal = tilt
    last = tilt
    filter.update(tilt, since)
    since = 0
  }
}
