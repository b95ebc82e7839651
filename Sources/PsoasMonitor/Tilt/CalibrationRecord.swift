import PsoasCore
import PsoasSystem

/// A calibration as it is kept from session to session.
public struct CalibrationRecord: Equatable, Sendable {
  public var calibration: Calibration
  /// When it was made, and when the stance was last taken anew; nil where no clock was known.
  public var made: WallClock?
  public var rezeroed: WallClock?

  public init(_ calibration: Calibration, made: WallClock? = nil, rezeroed: WallClock? = nil) {
    self.calibration = calibration
    self.made = made
    self.rezeroed = rezeroed
  }

  /// The local day (since 1970-01-01) on which it was last made or confirmed; nil where no clock was known.
  public var day: Int64? {
    guard let made, let rezeroed else { return (made ?? rezeroed)?.localDay }
    return max(made.localDay, rezeroed.localDay)
  }
}

/// How far the calibration of a sensor may be believed.
public enum CalibrationTrust: Equatable, Sendable {
  /// None, and nothing learnt.
  case none
  /// Upright from walking, the axis from sitting down: tilt is against the walking mean, not against a guided neutral.
  case learnt
  /// Made, or confirmed, while worn as it is now.
  case current
  /// The sensor may have been put on again since.
  case unproven
  /// Upright lies so many degrees from the calibrated one, 8 to 20: the sensor sits differently.
  case shifted(degrees: Double)
  /// More than 20, or upside down: tilt is not reported.
  case refused(degrees: Double)

  /// The word that D-Bus and JSON use.
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

  /// - Parameter degrees: between the upright seen and the calibrated one.
  init(offset degrees: Double) {
    if degrees > CalibrationTrust.most {
      self = .refused(degrees: degrees)
    } else {
      self = degrees > CalibrationTrust.same ? .shifted(degrees: degrees) : .current
    }
  }

  /// Degrees: the reference's 8 and 20, our judgement.
  static let same = 8.0
  static let most = 20.0

  /// Whether tilt may be counted for the day: from a guided neutral, worn as calibrated for all that is known.
  var counts: Bool { self == .current || self == .unproven }
}
