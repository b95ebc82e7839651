import PsoasCore

/// Tilt of one hour, by the postures that have a neutral.
public struct HourTilt: Equatable, Sendable {
  public static let postures: [Posture] = [.standing, .walking, .sitting]

  public var standing = TiltBands()
  public var walking = TiltBands()
  public var sitting = TiltBands()

  public init() {}

  /// Empty for a posture that has no neutral.
  public subscript(posture: Posture) -> TiltBands {
    get {
      switch posture {
      case .standing: standing
      case .walking: walking
      case .sitting: sitting
      case .lying, .notWorn, .unknown: TiltBands()
      }
    }
    set {
      switch posture {
      case .standing: standing = newValue
      case .walking: walking = newValue
      case .sitting: sitting = newValue
      case .lying, .notWorn, .unknown: break
      }
    }
  }
}
