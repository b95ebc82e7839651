import PsoasCore

/// Tilt of one local day, by posture. Standing and walking count from the wearer's standing neutral, sitting from the
/// seated one: a chair turns the pelvis back by 8 to 19 degrees, and that alone is no posterior tilt.
public struct TiltDay: Equatable, Sendable {
  public var standing = TiltBands()
  public var walking = TiltBands()
  /// Empty where no seated neutral is known.
  public var sitting = TiltBands()
  /// Degrees from the standing neutral while standing still.
  public var standingDegrees = TiltHistogram()
  /// Degrees from the seated neutral while sitting; empty where none is known.
  public var sittingDegrees = TiltHistogram()

  public init() {}

  public var isEmpty: Bool { standing.total + walking.total + sitting.total <= 0 }

  /// The bands of a posture; nil for one that has no neutral.
  public func bands(_ posture: Posture) -> TiltBands? {
    switch posture {
    case .standing: standing
    case .walking: walking
    case .sitting: sitting
    case .lying, .notWorn, .unknown: nil
    }
  }

  /// Books seconds of a posture.
  /// - Parameters:
  ///   - tilt: degrees from that posture's neutral, anterior positive.
  ///   - deadBand: degrees on either side of the neutral that still count as neutral.
  public mutating func add(_ seconds: Double, _ posture: Posture, tilt: Double, deadBand: Double) {
    let band = TiltBands.Band(tilt: tilt, deadBand: deadBand)
    switch posture {
    case .standing:
      standing.add(seconds, in: band)
      standingDegrees.add(seconds, at: tilt)
    case .walking: walking.add(seconds, in: band)
    case .sitting:
      sitting.add(seconds, in: band)
      sittingDegrees.add(seconds, at: tilt)
    case .lying, .notWorn, .unknown: break
    }
  }

  public mutating func merge(_ other: TiltDay) {
    standing.merge(other.standing)
    walking.merge(other.walking)
    sitting.merge(other.sitting)
    standingDegrees.merge(other.standingDegrees)
    sittingDegrees.merge(other.sittingDegrees)
  }
}
