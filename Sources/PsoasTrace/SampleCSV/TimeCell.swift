import PsoasSystem

/// The characters of a cell `time`, without quotation marks and with a decimal point. Most cells have up to 16, which are
/// copied at once: a `Text` checks its storage for every row.
struct TimeCell {
  private var short = SIMD16<UInt8>.zero
  /// Number of characters in `short`; 0 if they are in `long`.
  private var length = 0
  private var long = Text()

  init() { long.reserveCapacity(40) }

  /// Copies a cell of 1 to 16 characters.
  /// - Parameter start: 16 bytes can be read from there.
  @inline(__always)
  mutating func keepShort(_ start: UnsafePointer<UInt8>, count: Int) {
    short = UnsafeRawPointer(start).loadUnaligned(as: SIMD16<UInt8>.self)
    length = count
  }

  mutating func keep(_ cell: UnsafeBufferPointer<UInt8>) {
    length = 0
    // Most times have as many characters as the time whose place they take.
    guard long.bytes.count == cell.count else {
      long.removeAll(keepingCapacity: true)
      return long.append(contentsOf: cell)
    }
    long.bytes.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: cell) }
  }

  /// Replaces the decimal comma of a cell that `keep` has copied.
  mutating func replaceComma() {
    if let comma = long.firstIndex(of: UInt8(ascii: ",")) { long[comma] = UInt8(ascii: ".") }
  }

  var text: Text {
    var copy = self
    var text = Text()
    copy.append(to: &text)
    return text
  }

  /// Changes nothing; `mutating`, because the compiler would otherwise copy the cell.
  mutating func append(to text: inout Text) {
    guard length > 0 else { return text.append(contentsOf: long) }
    withUnsafeBytes(of: &short) { bytes in
      text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[..<length]))
    }
  }
}
