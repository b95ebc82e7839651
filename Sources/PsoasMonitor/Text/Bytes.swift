/// UTF-8 text in the making. Bytes and not `String`, because the daemon's build has no Unicode tables, and because
/// what is written must not depend on any locale.
public typealias Bytes = [UInt8]

extension [UInt8] {
  @inlinable
  public mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inlinable
  public mutating func append(_ text: [UInt8]) { append(contentsOf: text) }

  /// A whole number in base 10, padded with zeros to at least `width` digits.
  public mutating func append(_ number: Int, width: Int = 1) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    while count - start < width { append(UInt8(ascii: "0")) }
    self[start...].reverse()
  }

  /// A decimal with exactly `places` digits (0 to 9) behind the point, rounded half away from zero; "nan" and
  /// "inf" are never written: such a value is left out, and the cell stays empty.
  public mutating func append(_ value: Double, places: Int) {
    guard value.isFinite, value.magnitude < 9e9 else { return }
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = UInt64(value.magnitude * Double(scale) + 0.5)
    // No "-0.00": a sign that only rounding has left would make two equal outputs differ.
    if value < 0, scaled > 0 { append(UInt8(ascii: "-")) }
    append(Int(scaled / scale))
    guard places > 0 else { return }
    append(UInt8(ascii: "."))
    append(Int(scaled % scale), width: places)
  }

  /// A text as a JSON string (RFC 8259), with its quotation marks. Bytes that are no UTF-8 become U+FFFD.
  public mutating func append(json text: [UInt8]) {
    append(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<0x20, 0x7F:
        append("\\u00")
        append(UInt8.hexDigit(byte >> 4))
        append(UInt8.hexDigit(byte & 15))
      case 0x20..<0x80:
        append(byte)
      default:
        let length = Array.sequenceLength(of: text, at: index)
        if length == 0 {
          append("\u{FFFD}")
        } else {
          append(contentsOf: text[index..<index + length])
          index += length - 1
        }
      }
      index += 1
    }
    append(UInt8(ascii: "\""))
  }

  /// Bytes of the well-formed UTF-8 sequence that starts at `index`, 0 where it is not well-formed.
  private static func sequenceLength(of text: [UInt8], at index: Int) -> Int {
    let length: Int
    switch text[index] {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return 0
    }
    guard index + length <= text.count else { return 0 }
    for offset in 1..<length where text[index + offset] & 0xC0 != 0x80 { return 0 }
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    switch (text[index], text[index + 1]) {
    case (0xE0, 0x80...0x9F), (0xED, 0xA0...0xBF), (0xF0, 0x80...0x8F), (0xF4, 0x90...0xBF): return 0
    default: return length
    }
  }
}

extension UInt8 {
  /// The lower-case digit of a value from 0 to 15.
  public static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension [UInt8] {
  /// The bytes of a C string, without its closing zero; empty for nil.
  public init(cString: UnsafePointer<CChar>?) {
    self.init()
    guard var next = cString else { return }
    while next.pointee != 0 {
      append(UInt8(bitPattern: next.pointee))
      next += 1
    }
  }

  /// Whether these are the bytes of `text`: comparing Strings would need tables that the daemon does not link.
  public func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for (index, byte) in enumerated() where text.utf8Start[index] != byte { return false }
    return true
  }

  public func ends(with text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count >= length else { return false }
    return Array(self[(count - length)...]).equals(text)
  }
}
