import PsoasCore

/// What a status display and D-Bus show of calibrations.
public struct CalibrationStatus: Equatable, Sendable {
  /// Of the pelvis sensor's.
  public var trust = CalibrationTrust.none
  /// The sensor that would lead a calibration; nil where none is worn.
  public var leader: Placement?
  /// A calibration under way.
  public var progress: CalibrationProgress?
  public var records = PerPlacement<CalibrationRecord?>(repeating: nil)

  public init() {}
}
