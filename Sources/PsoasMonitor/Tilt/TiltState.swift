import PsoasCore
import PsoasSystem

/// What is known of the pelvis's tilt now.
public struct TiltState: Equatable, Sendable {
  /// Why there is no tilt.
  public enum MissingReason: UInt8, Sendable {
    /// No calibration, and not yet learnt from walking and sitting down.
    case uncalibrated
    /// The calibration does not fit how the sensor is worn.
    case refused
    /// The wearer lies on the side, where no accelerometer sees it.
    case onSide
    /// No pelvis sensor sends data.
    case noSensor

    public var name: StaticString {
      switch self {
      case .uncalibrated: "uncalibrated"
      case .refused: "refused"
      case .onSide: "on-side"
      case .noSensor: "no-sensor"
      }
    }
  }

  /// Sagittal, below 0.5 Hz, degrees from the standing neutral, anterior positive; if nil, `absence` gives the reason.
  public var tilt: Double?
  /// The same from the neutral of the present posture; nil while lying, and in a seat whose neutral is not known.
  public var fromNeutral: Double?
  /// Degrees, right side up positive.
  public var lateral: Double?
  public var band: TiltBands.Band?
  public var missingReason: MissingReason?
  /// Several days' standing; nil until three have enough of it.
  public var trend: TiltTrend?

  public init() {}

  /// The word that D-Bus and JSON use: the band; `lying` or `seat-unknown` where there is a tilt but no neutral; else why
  /// there is none.
  public func name(in posture: Posture) -> StaticString {
    if let missingReason { return missingReason.name }
    if let band { return band.name }
    return posture == .sitting ? "seat-unknown" : "no-neutral"
  }
}
