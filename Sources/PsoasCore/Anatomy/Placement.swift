/// Where a sensor is worn.
public enum Placement: UInt8, CaseIterable, Strideable, Sendable {
  /// Flat of the sacrum, or the belt.
  case pelvis
  /// Front of the thigh, half-way down.
  case thigh
  /// Over T12 to L1.
  case trunk

  /// The name in recordings, configuration and D-Bus.
  public var name: StaticString {
    switch self {
    case .pelvis: "pelvis"
    case .thigh: "thigh"
    case .trunk: "trunk"
    }
  }

  /// Every placement, in the order of the raw values: a range, because the array that `CaseIterable` makes needs the
  /// heap, which the core does not use.
  public static var allCases: AllCases { .pelvis ... .trunk }
  public typealias AllCases = ClosedRange<Placement>

  public func distance(to other: Placement) -> Int { Int(other.rawValue) - Int(rawValue) }

  /// The placement `n` places further in the order; `self` if there is none.
  public func advanced(by n: Int) -> Placement { UInt8(exactly: Int(rawValue) + n).flatMap(Placement.init) ?? self }
}
