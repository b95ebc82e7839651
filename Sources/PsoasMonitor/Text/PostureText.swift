import PsoasCore

extension Posture {
  /// Every posture; the core itself has no array to put them in.
  public static var allCases: [Posture] { [.unknown, .standing, .walking, .sitting, .lying, .notWorn] }

  /// The posture of a word as `name` gives it; nil where there is none such.
  public init?(name: Bytes) {
    for posture in Posture.allCases where name.equals(posture.name) {
      self = posture
      return
    }
    return nil
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
