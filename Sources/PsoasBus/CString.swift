import CLinux
import PsoasMonitor

extension StaticString {
  /// The literal as a C string, which it is: the compiler closes literals with a zero, and they live for ever.
  var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }

  var bytes: Bytes { Bytes(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)) }
}

extension [UInt8] {
  /// Calls `body` with the bytes as a C string. What lies behind a zero inside them is not seen.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var closed = self
    // Not a bare 0, which would be appended as the digit.
    closed.append(UInt8(0))
    return closed.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return body(StaticString("").cString) }
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }

  /// An errno in the C library's words.
  mutating func append(errno code: Int32) {
    append(Bytes(cString: strerror(code)))
  }

  /// The same text as D-Bus takes it: UTF-8 without zeros; other bytes become U+FFFD.
  var busText: Bytes {
    var result = Bytes()
    result.reserveCapacity(count)
    var index = 0
    while index < count {
      let length = utf8Length(at: index)
      if length == 0 || self[index] == 0 {
        result.append("\u{FFFD}")
        index += 1
      } else {
        result.append(contentsOf: self[index..<index + length])
        index += length
      }
    }
    return result
  }

  /// Bytes of the well-formed UTF-8 sequence at `index` (RFC 3629), 0 where there is none.
  private func utf8Length(at index: Int) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch self[index] {
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
    guard index + length <= count, second.contains(self[index + 1]) else { return 0 }
    for byte in self[(index + 2)..<(index + length)] where byte & 0xC0 != 0x80 { return 0 }
    return length
  }
}
