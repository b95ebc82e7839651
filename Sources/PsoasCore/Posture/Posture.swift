/// The posture of the wearer, as classified from the sensors.
public enum Posture: UInt8, Sendable {
  case unknown
  case standing
  case walking
  case sitting
  case lying
  case notWorn

  /// The name in estimates, events and D-Bus.
  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .standing: "standing"
    case .walking: "walking"
    case .sitting: "sitting"
    case .lying: "lying"
    case .notWorn: "not-worn"
    }
  }

  /// Standing or walking: a break from sitting.
  public var isUpright: Bool { self == .standing || self == .walking }
}

/// A posture and its confidence.
public struct PostureEstimate: Equatable, Sendable {
  public var posture: Posture
  /// Probability, from 0 to 1, that `posture` is right.
  public var confidence: Double

  public init(_ posture: Posture, confidence: Double) {
    self.posture = posture
    self.confidence = confidence
  }

  public static let unknown = PostureEstimate(.unknown, confidence: 0)
}
