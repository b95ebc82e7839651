/// Where a sensor is worn.
public enum Placement: UInt8, CaseIterable, Strideable, Sendable {
  /// Flat of the sacrum, or the belt.
  case pelvis
  /// Front of the thigh, half-way down.
  case thigh
  /// Over T12 to L1.
  case trunk

  /// The word that recordings, configuration and D-Bus use.
  public var name: StaticString {
    switch self {
    case .pelvis: "pelvis"
    case .thigh: "thigh"
    case .trunk: "trunk"
    }
  }

  /// Every placement, in the order of the raw values: a range, because the array that `CaseIterable` makes needs
  /// the heap, which the core has not.
  public static var allCases: AllCases { .pelvis ... .trunk }
  public typealias AllCases = ClosedRange<Placement>

  public func distance(to other: Placement) -> Int { Int(other.rawValue) - Int(rawValue) }

  /// The placement `n` further in the order; this one where there is none.
  public func advanced(by n: Int) -> Placement { UInt8(exactly: Int(rawValue) + n).flatMap(Placement.init) ?? self }
}
