import PsoasCore

/// Tilt of one local day.
public struct TiltDay: Equatable, Sendable {
  /// Seconds in each band of a posture; empty for a posture without a neutral.
  public var bands = PerPosture<TiltBands>()
  /// Degrees from the standing neutral while standing still.
  public var standingDegrees = TiltHistogram()
  /// Degrees from the seated neutral while sitting; empty if that is unknown.
  public var sittingDegrees = TiltHistogram()

  public init() {}

  public var isEmpty: Bool { bands.total.total <= 0 }

  /// Adds time in a posture.
  /// - Parameters:
  ///   - tilt: degrees from that posture's neutral, anterior positive.
  ///   - deadBand: degrees on either side of the neutral that still count as neutral.
  public mutating func add(_ seconds: Double, _ posture: Posture, tilt: Double, deadBand: Double) {
    guard TiltBands.postures.contains(posture) else { return }
    bands[posture].add(seconds, in: TiltBands.Band(tilt: tilt, deadBand: deadBand))
    switch posture {
    case .standing: standingDegrees.add(seconds, at: tilt)
    case .sitting: sittingDegrees.add(seconds, at: tilt)
    case .walking, .lying, .notWorn, .unknown: break
    }
  }

  /// The difference to `other`, an earlier state of the same day.
  public func subtracting(_ other: TiltDay) -> TiltDay {
    var result = self
    result.bands -= other.bands
    result.standingDegrees = standingDegrees.subtracting(other.standingDegrees)
    result.sittingDegrees = sittingDegrees.subtracting(other.sittingDegrees)
    return result
  }

  public mutating func merge(_ other: TiltDay) {
    bands += other.bands
    standingDegrees.merge(other.standingDegrees)
    sittingDegrees.merge(other.sittingDegrees)
  }
}
