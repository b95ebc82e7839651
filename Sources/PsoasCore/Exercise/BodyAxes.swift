/// What is known about the orientation of the pelvis sensor on the wearer, from nothing to the full calibration.
public enum BodyAxes: Equatable, Sendable {
  case unknown
  /// Up in neutral stance, unit vector, sensor axes: the inclination of the pelvis is known, but not its direction.
  case upright(Vector3)
  /// The wearer's axes.
  case full(Calibration)
}

/// Orientation of the pelvis at one moment of an exercise, degrees; nil if unknown.
public struct ExercisePose: Equatable, Sendable {
  /// Angle from upright in any direction, 0 to 180.
  public var inclination: Double?
  /// Anterior positive: 0 upright, -90 supine, +90 prone; -180 to 180.
  public var tilt: Double?
  /// Right side up positive.
  public var lateral: Double?

  public init(inclination: Double? = nil, tilt: Double? = nil, lateral: Double? = nil) {
    self.inclination = inclination
    self.tilt = tilt
    self.lateral = lateral
  }

  /// - Parameter up: unit vector, sensor axes.
  public init(_ axes: BodyAxes, up: Vector3) {
    switch axes {
    case .unknown: break
    case .upright(let reference): inclination = Angle.degrees(up, reference)
    case .full(let calibration):
      let pelvis = PelvicTilt(calibration, up: up)
      inclination = Angle.degrees(up, calibration.cranial)
      tilt = pelvis.sagittal
      lateral = pelvis.lateral
    }
  }
}
