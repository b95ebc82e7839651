import PsoasCore
import PsoasSystem

extension Posture {
  /// Every posture, in the order of the raw values; the core itself has no arrays.
  public static let allCases: [Posture] = [.unknown, .standing, .walking, .sitting, .lying, .notWorn]

  /// The order of postures in summaries, tables and JSON.
  public static let listed: [Posture] = [.sitting, .standing, .walking, .lying, .notWorn, .unknown]

  /// The column of a posture's seconds in the history.
  public var column: StaticString { self == .notWorn ? "not_worn" : name }

  /// The JSON key of a posture's seconds.
  public var key: StaticString {
    switch self {
    case .unknown: "unknown_s"
    case .standing: "standing_s"
    case .walking: "walking_s"
    case .sitting: "sitting_s"
    case .lying: "lying_s"
    case .notWorn: "not_worn_s"
    }
  }

  /// The posture as text for people.
  public var phrase: StaticString {
    switch self {
    case .unknown: "posture unknown"
    case .standing: "standing"
    case .walking: "walking"
    case .sitting: "sitting"
    case .lying: "lying"
    case .notWorn: "sensor not worn"
    }
  }
}
