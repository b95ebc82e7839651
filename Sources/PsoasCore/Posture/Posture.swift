/// What the wearer is doing, as far as the sensors tell.
public enum Posture: UInt8, Sendable {
  case unknown
  case standing
  case walking
  case sitting
  case lying
  case notWorn

  /// The word that estimates, events and D-Bus use.
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

  /// On the feet: what a break from sitting is made of.
  public var isUpright: Bool { self == .standing || self == .walking }
}

/// A posture and how sure of it the classifier is.
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
