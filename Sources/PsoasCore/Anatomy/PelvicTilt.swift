/// How the pelvis leans from the wearer's standing neutral, degrees.
public struct PelvicTilt: Equatable, Sendable {
  /// Anterior positive, -180 to 180: 0 in neutral stance, -90 supine, +90 prone. nil where gravity lies within
  /// 30 degrees of the mediolateral axis: on the side no accelerometer sees it.
  public let sagittal: Double?
  /// Right side up positive, -90 to 90: +90 lying on the left side.
  public let lateral: Double

  /// `up`: unit, axes of the sensor that `calibration` belongs to.
  @inlinable
  public init(_ calibration: Calibration, up: Vector3) {
    let u = calibration.anatomical(up)
    lateral = Trigonometry.asin(u.z) * Trigonometry.degreesPerRadian
    sagittal =
      u.x * u.x + u.y * u.y < 0.25
      ? nil : Trigonometry.atan2(-u.x, u.y) * Trigonometry.degreesPerRadian
  }
}
