import PsoasMonitor
import PsoasSystem

extension Double {
  /// The number that `text` is from its first byte to its last, with a decimal point in any locale; nil where it is
  /// none, or is not finite.
  public init?(decimal text: Text) {
    let value = text.withUnsafeBufferPointer { bytes -> Double? in
      guard let start = bytes.baseAddress, let parsed = Decimal.parse(start, count: bytes.count),
        parsed.length == bytes.count
      else { return nil }
      return parsed.value.double
    }
    guard let value else { return nil }
    self = value
  }
}
