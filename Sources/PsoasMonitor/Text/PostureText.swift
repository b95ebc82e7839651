import PsoasCore
import PsoasSystem

extension Posture {
  /// Every posture, in the order of the raw values; the core itself has no array to put them in.
  public static let allCases: [Posture] = [.unknown, .standing, .walking, .sitting, .lying, .notWorn]

  /// The order in which summaries, tables and JSON list postures.
  public static let listed: [Posture] = [.sitting, .standing, .walking, .lying, .notWorn, .unknown]

  /// A posture's seconds as a column of the history.
  public var column: StaticString { self == .notWorn ? "not_worn" : name }

  /// A posture's seconds as a JSON key.
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

  /// The posture in words for people.
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
