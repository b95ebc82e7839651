/// Measures of a calibration's quality that a person can judge; nil means not measured.
public struct CalibrationQuality: Equatable, Sendable {
  /// Root mean square deviation of the stance from its mean, degrees.
  public var sway: Double?
  /// The gyroscope's reading at rest, degrees/s; nil without a gyroscope.
  public var gyroscopeBias: Double?
  /// Number of bends (of the thigh: lifts) behind the mediolateral axis.
  public var bends = 0
  /// Mean of their peak angles, degrees.
  public var depth: Double?
  /// Share of the rotation about one axis, 0 to 1: the largest eigenvalue over the trace. 0.90 is good.
  public var planarity: Double?
  /// Degrees between the two estimates of the mediolateral axis: by angular rate and by gravity; nil without a
  /// gyroscope, where only gravity is available.
  public var disagreement: Double?
  /// Largest angle between the axis of one bend and the common axis, degrees.
  public var scatter: Double?
  /// The verification bend and leans agreed with the calibration.
  public var isVerified = false

  public init() {}
}
