/// The steps of a calibration, in order.
public enum CalibrationStep: UInt8, CaseIterable, Strideable, Sendable {
  /// Rock the pelvis fully forward, fully back, stop midway, stand tall for five seconds.
  case neutral
  /// Stand as usual.
  case habitualStance
  /// Three slow forward bends; three knee lifts if only the thigh has a sensor.
  case bends
  /// Sit tall on the front of the chair.
  case seatedNeutral
  /// Sit as usual.
  case habitualSeat
  /// One more bend, then a lean to either side.
  case verification

  /// The name for D-Bus and the command line.
  public var name: StaticString {
    switch self {
    case .neutral: "neutral"
    case .habitualStance: "habitual-stance"
    case .bends: "bends"
    case .seatedNeutral: "seated-neutral"
    case .habitualSeat: "habitual-seat"
    case .verification: "verification"
    }
  }

  /// In order. A range, because Embedded Swift has no array without a heap.
  public static var allCases: AllCases { .neutral ... .verification }
  public typealias AllCases = ClosedRange<CalibrationStep>

  public func distance(to other: CalibrationStep) -> Int { Int(other.rawValue) - Int(rawValue) }

  public func advanced(by n: Int) -> CalibrationStep {
    UInt8(exactly: Int(rawValue) + n).flatMap(CalibrationStep.init) ?? self
  }
}

/// The steps of one calibration.
public struct CalibrationPlan: Equatable, Sendable {
  /// One bit for each step, indexed by its raw value.
  public private(set) var steps: UInt8
  /// Only five seconds of neutral stance, compared with the stored calibration of the same mounting.
  public var isQuick = false

  public static let full = CalibrationPlan(steps: 0b11_1111)
  public static let quick = CalibrationPlan(steps: 1, isQuick: true)

  /// Bits that match no step are ignored.
  public init(steps: UInt8, isQuick: Bool = false) {
    self.steps = steps & 0b11_1111
    self.isQuick = isQuick
  }

  public var isEmpty: Bool { steps == 0 }

  public func has(_ step: CalibrationStep) -> Bool { steps & 1 << step.rawValue != 0 }

  /// The name for events, the journal and the history: quick, full, or standing for a plan without bends, which gives a
  /// stance but no axes.
  public var kind: StaticString { isQuick ? "quick" : has(.bends) ? "full" : "standing" }

  public mutating func add(_ step: CalibrationStep) { steps |= 1 << step.rawValue }

  public var count: Int { steps.nonzeroBitCount }

  /// The first planned step from `step` on; nil if none is left.
  public func first(from step: UInt8) -> CalibrationStep? {
    for candidate in CalibrationStep.allCases where candidate.rawValue >= step && has(candidate) { return candidate }
    return nil
  }

  /// Counted from 1.
  public func number(of step: CalibrationStep) -> Int { (steps & (1 << step.rawValue - 1)).nonzeroBitCount + 1 }
}
