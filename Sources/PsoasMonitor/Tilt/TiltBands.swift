import PsoasCore
import PsoasSystem

/// Seconds in each band of tilt in one posture. Standing and walking refer to the standing neutral, sitting to the
/// seated one: a chair tilts the pelvis posteriorly by 8 to 19 degrees, which alone does not count as posterior tilt.
public struct TiltBands: Equatable, Sendable, AdditiveArithmetic {
  /// The postures with a neutral; sitting only if a seated neutral is known.
  public static let postures: [Posture] = [.standing, .walking, .sitting]

  /// The position of a tilt relative to the neutral of its posture.
  public enum Band: UInt8, CaseIterable, Sendable {
    case posterior, neutral, anterior

    /// - Parameters:
    ///   - tilt: degrees from the posture's own neutral, anterior positive.
    ///   - deadBand: degrees on either side that still count as neutral.
    public init(tilt: Double, deadBand: Double) {
      self = tilt > deadBand ? .anterior : tilt < -deadBand ? .posterior : .neutral
    }

    /// The name in D-Bus and JSON.
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

  /// Share of the time in a band, 0 to 1; 0 without any time.
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

extension TiltBands {
  /// The shares of the bands in whole percent, in their order; together 100.
  public var percentages: [Int] { Percentages.whole(Band.allCases.map { self[$0] }) }
}
