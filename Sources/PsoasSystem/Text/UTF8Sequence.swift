extension Text {
  /// The number of bytes of the well-formed UTF-8 sequence that starts at `index` (RFC 3629): 1 to 4, or 0 if there is
  /// none.
  public func sequenceLength(at index: Int) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    // Overlong forms, surrogates and code points beyond U+10FFFF are detected in the second byte.
    switch bytes[index] {
    case 0..<0x80: return 1
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= count, second.contains(bytes[index + 1]) else { return 0 }
    for byte in bytes[(index + 2)..<(index + length)] where byte & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// The code point of the sequence of `length` bytes at `index`.
  func codePoint(at index: Int, length: Int) -> UInt32 {
    guard length > 1 else { return UInt32(bytes[index]) }
    var value = UInt32(bytes[index]) & (0x7F >> UInt32(length))
    for byte in bytes[(index + 1)..<(index + length)] { value = value << 6 | UInt32(byte & 0x3F) }
    return value
  }

  /// The text in a form that sd-bus accepts: UTF-8 without zeros and noncharacters; U+FFFD replaces them and all other
  /// bytes.
  public var wellFormed: Text {
    var result = Text()
    result.reserveCapacity(count)
    var index = 0
    while index < count {
      let length = sequenceLength(at: index)
      if length == 0 || bytes[index] == 0 {
        result.append("\u{FFFD}")
        index += 1
      } else if isNoncharacter(codePoint(at: index, length: length)) {
        result.append("\u{FFFD}")
        index += length
      } else {
        result.append(contentsOf: bytes[index..<index + length])
        index += length
      }
    }
    return result
  }

  /// U+FDD0 to U+FDEF, and the last two code points of each plane (Unicode 23.7).
  private func isNoncharacter(_ point: UInt32) -> Bool { 0xFDD0...0xFDEF ~= point || point & 0xFFFE == 0xFFFE }
}
