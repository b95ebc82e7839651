import PsoasCore
import PsoasSystem

/// A calibration as stored between runs.
public struct CalibrationRecord: Equatable, Sendable {
  public var calibration: Calibration
  /// When it was made, and when the stance was last renewed; nil without a clock.
  public var made: WallClock?
  public var rezeroed: WallClock?

  public init(_ calibration: Calibration, made: WallClock? = nil, rezeroed: WallClock? = nil) {
    self.calibration = calibration
    self.made = made
    self.rezeroed = rezeroed
  }

  /// The local day (since 1970-01-01) on which it was last made or confirmed; nil without a clock.
  public var day: Int64? {
    guard let made, let rezeroed else { return (made ?? rezeroed)?.localDay }
    return max(made.localDay, rezeroed.localDay)
  }
}

extension Calibration {
  /// The figures in events, in D-Bus and in files, with the decimals that an event shows; nil if not measured.
  public var figures: [(name: StaticString, value: Double?, places: Int)] {
    [
      ("seated_neutral_deg", seatedNeutral, 1), ("habitual_stance_deg", habitualStance, 1),
      ("habitual_seat_deg", habitualSeat, 1), ("range_posterior_deg", activeRange?.posterior, 1),
      ("range_anterior_deg", activeRange?.anterior, 1), ("sway_deg", quality.sway, 2),
      ("gyroscope_bias_deg_per_s", quality.gyroscopeBias, 2), ("depth_deg", quality.depth, 1),
      ("planarity", quality.planarity, 3), ("disagreement_deg", quality.disagreement, 1),
      ("scatter_deg", quality.scatter, 1),
    ]
  }
}

/// The trust in the calibration of a sensor.
public enum CalibrationTrust: Equatable, Sendable {
  /// No calibration, and none learned.
  case none
  /// Upright from walking, the axis from sitting down: tilt refers to the walking mean, not to a guided neutral.
  case learnt
  /// Made or confirmed in the current mounting.
  case current
  /// The sensor may have been put on again since.
  case unproven
  /// Upright is 8 to 20 degrees from the calibrated one: the sensor's mounting has changed.
  case shifted(degrees: Double)
  /// More than 20 degrees, or upside down: tilt is not reported.
  case refused(degrees: Double)

  /// The name in D-Bus and JSON.
  public var name: StaticString {
    switch self {
    case .none: "none"
    case .learnt: "learnt"
    case .current: "current"
    case .unproven: "unproven"
    case .shifted: "shifted"
    case .refused: "refused"
    }
  }

  /// - Parameter degrees: angle between the measured upright and the calibrated one.
  init(offset degrees: Double) {
    if degrees > CalibrationTrust.most {
      self = .refused(degrees: degrees)
    } else {
      self = degrees > CalibrationTrust.same ? .shifted(degrees: degrees) : .current
    }
  }

  /// Degrees: 8 and 20, chosen by judgement.
  static let same = 8.0
  static let most = 20.0

  /// Whether tilt counts for the day's totals: from a guided neutral, without evidence against the mounting.
  var counts: Bool { self == .current || self == .unproven }
}
