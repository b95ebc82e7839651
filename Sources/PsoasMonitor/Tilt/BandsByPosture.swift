import PsoasCore

/// Seconds in each band of tilt, by the postures that have a neutral. Standing and walking count from the wearer's
/// standing neutral, sitting from the seated one: a chair turns the pelvis back by 8 to 19 degrees, and that alone is no
/// posterior tilt.
public struct BandsByPosture: Equatable, Sendable {
  public static let postures: [Posture] = [.standing, .walking, .sitting]

  public var standing = TiltBands()
  public var walking = TiltBands()
  /// Empty where no seated neutral is known.
  public var sitting = TiltBands()

  public init() {}

  public var total: Double { standing.total + walking.total + sitting.total }

  public mutating func merge(_ other: BandsByPosture) {
    for posture in Self.postures { self[posture].merge(other[posture]) }
  }

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
