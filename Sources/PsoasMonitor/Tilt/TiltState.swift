import PsoasCore
import PsoasSystem

/// The current tilt of the pelvis.
public struct TiltState: Equatable, Sendable {
  /// Why the tilt is unknown.
  public enum MissingReason: UInt8, Sendable {
    /// No calibration, and none learned yet from walking and sitting down.
    case uncalibrated
    /// The calibration does not match the mounting of the sensor.
    case refused
    /// The wearer lies on the side, where an accelerometer cannot measure it.
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
  /// The same from the neutral of the current posture; nil while lying, and for a seat whose neutral is unknown.
  public var fromNeutral: Double?
  /// Degrees, right side up positive.
  public var lateral: Double?
  public var band: TiltBands.Band?
  /// Degrees on either side of a neutral that still count as neutral.
  public var deadBand = 0.0
  public var missingReason: MissingReason?
  /// Standing tilt over several days; nil until three have enough data.
  public var trend: TiltTrend?

  public init() {}

  /// The name in D-Bus and JSON: the band; `lying` or `seat-unknown` for a tilt without a neutral; otherwise the reason
  /// why the tilt is unknown.
  public func name(in posture: Posture) -> StaticString {
    if let missingReason { return missingReason.name }
    if let band { return band.name }
    return posture == .sitting ? "seat-unknown" : "no-neutral"
  }
}
