import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The event of an `E:` line, and the text of its time.
///
/// The events of a frame share one time, and almost all lines have the same layout. If the time equals that of the
/// previous line, byte for byte, only type, code and value are parsed. This makes the replay of a day three times as
/// fast.
struct EventLine {
  private(set) var event = InputEvent.report
  private(set) var time = Instant(microseconds: 0)

  /// The text of the time: at most 18 digits of seconds, the point and six digits.
  private let text = OwnedBuffer(capacity: 32)
  private let bytes: UnsafeMutablePointer<UInt8>
  private var length = 0

  init() { bytes = text.bytes }

  func appendTime(to other: inout Text) {
    other.append(contentsOf: UnsafeBufferPointer(start: bytes, count: length))
  }

  /// Parses a line; false if it is not an event.
  @inline(__always)
  mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = line.baseAddress else { return false }
    if readSameTime(start, line.count) { return true }
    return readAny(line)
  }

  /// Parses `E: `, the time of the previous line, and ` TTTT CCCC VALUE`, whose value blanks may precede.
  @inline(__always)
  private mutating func readSameTime(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let begin = length + 4
    guard length >= 8, length <= 16, count > begin + 10, line[0] == UInt8(ascii: "E"), line[1] == UInt8(ascii: ":"),
      line[2] == UInt8(ascii: " "), line[begin - 1] == UInt8(ascii: " "), hasSameTime(UnsafeRawPointer(line + 3)),
      let type = EventLine.hexadecimal(line + begin), line[begin + 4] == UInt8(ascii: " "),
      let code = EventLine.hexadecimal(line + begin + 5), line[begin + 9] == UInt8(ascii: " ")
    else { return false }
    var index = begin + 10
    // Compressed recordings have values of one width.
    while index < count - 1, line[index] == UInt8(ascii: " ") { index += 1 }
    let isNegative = line[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let first = index
    var value: UInt64 = 0
    while index < count {
      let digit = line[index] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value &* 10 &+ UInt64(digit)
      index += 1
    }
    // Ten digits cannot overflow; values beyond an int32, and trailing text, use the slow path.
    guard index > first, index - first <= 10, value <= UInt64(Int32.max),
      index == count || line[index] == 0x09 || line[index] == UInt8(ascii: " ")
    else { return false }
    if index < count, !EventLine.isBlankOrComment(line + index, count - index) { return false }
    event = InputEvent(type: type, code: code, value: isNegative ? -Int32(value) : Int32(value))
    return true
  }

  /// Two overlapping loads cover 8 to 16 bytes.
  @inline(__always)
  private func hasSameTime(_ other: UnsafeRawPointer) -> Bool {
    let mine = UnsafeRawPointer(bytes)
    let tail = length - 8
    return mine.loadUnaligned(as: UInt64.self) == other.loadUnaligned(as: UInt64.self)
      && mine.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
        == other.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
  }

  /// Parses four digits.
  @inline(__always)
  private static func hexadecimal(_ text: UnsafePointer<UInt8>) -> UInt16? {
    var value: UInt16 = 0
    for index in 0..<4 {
      var digit = text[index] &- UInt8(ascii: "0")
      if digit > 9 {
        digit = (text[index] | 0x20) &- UInt8(ascii: "a") &+ 10
        guard digit > 9, digit < 16 else { return nil }
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  private static func isBlankOrComment(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var index = 0
    while index < count, text[index] == UInt8(ascii: " ") || text[index] == 0x09 { index += 1 }
    return index == count || text[index] == UInt8(ascii: "#")
  }

  @inline(never)
  private mutating func readAny(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count > 2, line[0] == UInt8(ascii: "E"), line[1] == UInt8(ascii: ":"),
      var fields = Fields(line, from: 2), let timeval = fields.timeval(), let type = fields.hexadecimal(),
      let code = fields.hexadecimal(), let value = fields.eventValue(), fields.isAtEnd
    else { return false }
    event = InputEvent(type: type, code: code, value: value)
    time = Instant(microseconds: timeval.microseconds)
    if let start = timeval.text.baseAddress { memcpy(bytes, start, timeval.text.count) }
    length = timeval.text.count
    return true
  }
}
