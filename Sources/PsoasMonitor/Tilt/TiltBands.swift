import PsoasCore
import PsoasSystem

/// Seconds in each band of tilt, in one posture. Standing and walking count from the wearer's standing neutral, sitting
/// from the seated one: a chair turns the pelvis back by 8 to 19 degrees, and that alone is no posterior tilt.
public struct TiltBands: Equatable, Sendable, AdditiveArithmetic {
  /// The postures that have a neutral, sitting only where a seated neutral is known.
  public static let postures: [Posture] = [.standing, .walking, .sitting]

  /// Where a tilt lies against the wearer's neutral of that posture.
  public enum Band: UInt8, CaseIterable, Sendable {
    case posterior, neutral, anterior

    /// - Parameters:
    ///   - tilt: degrees from the posture's own neutral, anterior positive.
    ///   - deadBand: degrees on either side that still count as neutral.
    public init(tilt: Double, deadBand: Double) {
      self = tilt > deadBand ? .anterior : tilt < -deadBand ? .posterior : .neutral
    }

    /// The word that D-Bus and JSON use.
    public var name: StaticString {
      switch self {
      case .posterior: "posterior"
      case .neutral: "neutral"
      case .anterior: "anterior"
      }
    }
  }

  public var posterior = 0.0
  public var neutral = 0.0
  public var anterior = 0.0

  public init(posterior: Double = 0, neutral: Double = 0, anterior: Double = 0) {
    self.posterior = posterior
    self.neutral = neutral
    self.anterior = anterior
  }

  public var total: Double { posterior + neutral + anterior }

  public subscript(band: Band) -> Double {
    switch band {
    case .posterior: posterior
    case .neutral: neutral
    case .anterior: anterior
    }
  }

  /// Share of the time in a band, 0 to 1; 0 where there is no time.
  public func share(of band: Band) -> Double { total > 0 ? self[band] / total : 0 }

  public mutating func add(_ seconds: Double, in band: Band) {
    switch band {
    case .posterior: posterior += seconds
    case .neutral: neutral += seconds
    case .anterior: anterior += seconds
    }
  }

  public static let zero = TiltBands()

  public static func + (a: TiltBands, b: TiltBands) -> TiltBands {
    TiltBands(posterior: a.posterior + b.posterior, neutral: a.neutral + b.neutral, anterior: a.anterior + b.anterior)
  }

  public static func - (a: TiltBands, b: TiltBands) -> TiltBands {
    TiltBands(posterior: a.posterior - b.posterior, neutral: a.neutral - b.neutral, anterior: a.anterior - b.anterior)
  }
}
