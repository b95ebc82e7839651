/// How good a calibration is, in figures that a person can judge. What was not measured is nil.
public struct CalibrationQuality: Equatable, Sendable {
  /// Degrees, root mean square: how far the stance swayed about its mean.
  public var sway: Double?
  /// The gyroscope's reading at rest, degrees/s; nil without a gyroscope.
  public var gyroscopeBias: Double?
  /// Bends (of the thigh: lifts) that the mediolateral axis rests on.
  public var bends = 0
  /// Mean of their peaks, degrees.
  public var depth: Double?
  /// Share of the turning that was about one axis, 0 to 1: the largest eigenvalue over the trace. 0.90 is good.
  public var planarity: Double?
  /// Degrees between the two estimates of the mediolateral axis: by angular rate and by gravity; nil without a
  /// gyroscope, where only gravity is available.
  public var disagreement: Double?
  /// Degrees that the axis of one bend lay off their common one, at most.
  public var scatter: Double?
  /// The verification bend and leans agreed.
  public var isVerified = false

  public init() {}
}
