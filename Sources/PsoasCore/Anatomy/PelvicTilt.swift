/// The tilt of the pelvis relative to the wearer's standing neutral, degrees.
public struct PelvicTilt: Equatable, Sendable {
  /// Anterior positive, -180 to 180: 0 in neutral stance, -90 supine, +90 prone. nil within 30 degrees of lying on the
  /// side: there gravity lies along the mediolateral axis and an accelerometer cannot measure this angle.
  public let sagittal: Double?
  /// Right side up positive, -90 to 90: +90 lying on the left side.
  public let lateral: Double

  init(sagittal: Double?, lateral: Double) { (self.sagittal, self.lateral) = (sagittal, lateral) }

  /// - Parameter up: unit vector, axes of the sensor of `calibration`.
  public init(_ calibration: Calibration, up: Vector3) { self.init(calibration.axes, up: up) }

  /// - Parameter up: unit vector, axes of the sensor whose calibration gave `axes`.
  @inlinable
  public init(_ axes: Calibration.Axes, up: Vector3) {
    let u = axes.anatomical(up)
    lateral = Trigonometry.asin(u.z) * Trigonometry.degreesPerRadian
    sagittal =
      u.x * u.x + u.y * u.y < 0.25
      ? nil : Trigonometry.atan2(-u.x, u.y) * Trigonometry.degreesPerRadian
  }
}
