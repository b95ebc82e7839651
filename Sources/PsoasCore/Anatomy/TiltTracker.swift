/// Follows the sagittal tilt of one sensor through all postures.
///
/// Lying on the side no accelerometer sees it: then it is nil, and the filtered values stay as they were. Beyond the
/// vertical it runs on instead of jumping from +180 to -180.
public struct TiltTracker: Equatable, Sendable {
  /// Newest, degrees from the standing neutral, anterior positive, unwrapped; nil on the side and before the first.
  public private(set) var sagittal: Double?
  /// Newest up in the wearer's axes, its part to the right: the sine of the lateral tilt.
  private var toTheRight = 0.0
  private var slow = LowPass(cutoff: 0.5)
  private var quick = LowPass(cutoff: 5)
  private var last: Double?
  private var since = 0.0

  /// Seconds without a tilt after which the filters begin anew.
  static let longestGap = 1.0
  /// Degrees beyond which the last value determines the turn.
  static let unwraps = 150.0

  public init() {}

  /// The tilt below 0.5 Hz: how the wearer holds the pelvis. Degrees; nil before the first.
  public var posture: Double? { slow.value }
  /// The tilt below 5 Hz: bends and repetitions. Degrees; nil before the first.
  public var movement: Double? { quick.value }
  /// Degrees, right side up positive.
  public var lateral: Double { Trigonometry.asin(toTheRight) * Trigonometry.degreesPerRadian }
  /// The wearer lies on the side.
  public private(set) var isOnSide = false

  /// One sample of the sensor that `calibration` belongs to.
  /// - Parameters:
  ///   - up: unit, sensor axes.
  ///   - dt: seconds since the sample before; 0 where that is not known.
  @inlinable
  public mutating func update(_ calibration: Calibration, up: Vector3, _ dt: Double) {
    update(calibration.anatomical(up), dt)
  }

  /// - Parameter u: up in the wearer's axes.
  @usableFromInline
  mutating func update(_ u: Vector3, _ dt: Double) {
    toTheRight = u.z
    since += dt
    guard u.x * u.x + u.y * u.y >= 0.25 else {
      sagittal = nil
      isOnSide = true
      return
    }
    var tilt = Trigonometry.atan2(-u.x, u.y) * Trigonometry.degreesPerRadian
    if let last, tilt.magnitude > Self.unwraps || last.magnitude > Self.unwraps {
      while tilt - last > 180 { tilt -= 360 }
      while tilt - last < -180 { tilt += 360 }
    }
    if since > Self.longestGap {
      slow.forget()
      quick.forget()
    }
    isOnSide = false
    sagittal = tilt
    last = tilt
    slow.update(tilt, since)
    quick.update(tilt, since)
    since = 0
  }
}
