/// Parses the blank-separated fields of one line in order, without copying.
struct Fields {
  private var text: UnsafePointer<UInt8>
  private var rest: Int

  /// - Parameter offset: number of bytes to skip.
  init?(_ line: UnsafeBufferPointer<UInt8>, from offset: Int = 0) {
    guard let start = line.baseAddress, offset <= line.count else { return nil }
    text = start + offset
    rest = line.count - offset
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while rest > 0, text[0] == UInt8(ascii: " ") || text[0] == 0x09 { advance(1) }
  }

  @inline(__always)
  private mutating func advance(_ count: Int) {
    text += count
    rest -= count
  }

  /// Nothing follows on the line except blanks or a comment.
  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return rest == 0 || text[0] == UInt8(ascii: "#")
    }
  }

  @inline(__always)
  private var isAtBoundary: Bool { rest == 0 || text[0] == UInt8(ascii: " ") || text[0] == 0x09 }

  /// A hexadecimal field of 1 to 4 digits, without 0x.
  @inline(__always)
  mutating func hexadecimal() -> UInt16? {
    skipBlanks()
    var value: UInt16 = 0
    var digits = 0
    while rest > 0, digits < 4 {
      let byte = text[0]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt16(digit)
      digits += 1
      advance(1)
      if isAtBoundary { return value }
    }
    return nil
  }

  /// A decimal field in the range of an int32.
  @inline(__always)
  mutating func integer() -> Int32? {
    skipBlanks()
    var isNegative = false
    if rest > 0, text[0] == UInt8(ascii: "-") {
      isNegative = true
      advance(1)
    }
    guard let magnitude = digits(limit: 1 << 31) else { return nil }
    guard isAtBoundary else { return nil }
    return Int32(exactly: isNegative ? -magnitude : magnitude)
  }

  /// A decimal field in the range of an int32 or a uint32, as an int32: some programs write MSC_TIMESTAMP unsigned.
  @inline(__always)
  mutating func eventValue() -> Int32? {
    skipBlanks()
    guard rest > 0, text[0] != UInt8(ascii: "-") else { return integer() }
    guard let value = digits(limit: Int64(UInt32.max)), isAtBoundary else { return nil }
    return Int32(truncatingIfNeeded: value)
  }

  /// One to eighteen digits; nil beyond `limit`.
  @inline(__always)
  private mutating func digits(limit: Int64) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while rest > 0 {
      let digit = text[0] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value &* 10 &+ Int64(digit)
      count += 1
      guard count <= 18 else { return nil }
      advance(1)
    }
    return count > 0 && value <= limit ? value : nil
  }

  /// `SECONDS.MICROSECONDS` with exactly six decimal places, like the kernel's struct timeval.
  @inline(__always)
  mutating func timeval() -> (microseconds: Int64, text: UnsafeBufferPointer<UInt8>)? {
    skipBlanks()
    let start = text
    guard let seconds = digits(limit: Int64(TraceLimits.time / 1_000_000)) else { return nil }
    guard rest > 7, text[0] == UInt8(ascii: ".") else { return nil }
    advance(1)
    let fraction = text
    guard let microseconds = digits(limit: 999_999), text - fraction == 6, isAtBoundary else { return nil }
    return (seconds * 1_000_000 + microseconds, UnsafeBufferPointer(start: start, count: text - start))
  }

  /// The next field verbatim.
  mutating func word() -> UnsafeBufferPointer<UInt8> {
    skipBlanks()
    let start = text
    while !isAtBoundary { advance(1) }
    return UnsafeBufferPointer(start: start, count: text - start)
  }
}
