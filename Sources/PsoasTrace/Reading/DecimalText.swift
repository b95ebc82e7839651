import PsoasMonitor
import PsoasSystem

extension Double {
  /// Parses the whole `text` as a number with a decimal point, independent of the locale; nil if it is not a number, or
  /// is not finite.
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
