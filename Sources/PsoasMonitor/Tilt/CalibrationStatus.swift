import PsoasCore

/// The state of calibrations for displays and D-Bus.
public struct CalibrationStatus: Equatable, Sendable {
  /// The trust in the pelvis sensor's calibration.
  public var trust = CalibrationTrust.none
  /// The sensor that would lead a calibration; nil if none is worn.
  public var leader: Placement?
  /// The progress of an active calibration.
  public var progress: CalibrationProgress?
  public var records = PerPlacement<CalibrationRecord?>(repeating: nil)

  public init() {}
}
