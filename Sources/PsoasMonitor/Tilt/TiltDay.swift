import PsoasCore

/// Tilt of one local day.
public struct TiltDay: Equatable, Sendable {
  public var bands = BandsByPosture()
  /// Degrees from the standing neutral while standing still.
  public var standingDegrees = TiltHistogram()
  /// Degrees from the seated neutral while sitting; empty where none is known.
  public var sittingDegrees = TiltHistogram()

  public init() {}

  public var isEmpty: Bool { bands.total <= 0 }

  /// Books seconds of a posture.
  /// - Parameters:
  ///   - tilt: degrees from that posture's neutral, anterior positive.
  ///   - deadBand: degrees on either side of the neutral that still count as neutral.
  public mutating func add(_ seconds: Double, _ posture: Posture, tilt: Double, deadBand: Double) {
    bands[posture].add(seconds, in: TiltBands.Band(tilt: tilt, deadBand: deadBand))
    switch posture {
    case .standing: standingDegrees.add(seconds, at: tilt)
    case .sitting: sittingDegrees.add(seconds, at: tilt)
    case .walking, .lying, .notWorn, .unknown: break
    }
  }

  public mutating func merge(_ other: TiltDay) {
    bands.merge(other.bands)
    standingDegrees.merge(other.standingDegrees)
    sittingDegrees.merge(other.sittingDegrees)
  }
}
