/// Where a sensor is worn.
public enum Placement: UInt8, CaseIterable, Sendable {
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
}
