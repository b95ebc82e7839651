import PsoasCore
import PsoasSystem

extension Posture {
  /// Every posture; the core itself has no array to put them in.
  public static var allCases: [Posture] { [.unknown, .standing, .walking, .sitting, .lying, .notWorn] }

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
