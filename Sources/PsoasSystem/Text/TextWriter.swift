/// Writes text into memory of fixed size. A row of many numbers is written with it and appended to a `Text` once, because
/// a `Text` checks its storage for every piece.
public struct TextWriter: ~Copyable {
  @usableFromInline let start: UnsafeMutablePointer<UInt8>
  @usableFromInline let capacity: Int
  @usableFromInline var count = 0

  /// Characters of the longest number: 20 digits, a point and a sign.
  public static let longestNumber = 22

  /// 10 to the power of 0 to 9.
  private static let powers: InlineArray<10, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// The numbers from 00 to 99.
  private static let pairs: StaticString = """
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """

  fileprivate init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
    // The memory of a temporary allocation of more than 0 bytes has an address.
    guard let start = memory.baseAddress else { preconditionFailure("no memory to write text into") }
    self.start = start
    capacity = memory.count
  }

  fileprivate var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Requires room for so many more bytes: less is an error of the program.
  @inlinable
  func requireRoom(_ needed: Int) { precondition(needed <= capacity &- count, "a row is longer than its memory") }

  @inlinable
  public mutating func append(_ byte: UInt8) {
    requireRoom(1)
    start[count] = byte
    count &+= 1
  }

  @inlinable
  public mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inlinable
  public mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    requireRoom(bytes.count)
    (start + count).update(from: source, count: bytes.count)
    count &+= bytes.count
  }

  /// Appends a decimal; see `Text.append(_:places:)`.
  public mutating func append(_ value: Double, places: Int) {
    // Also false for NaN.
    guard value.magnitude < 9e9 else { return }
    let unit = Self.powers[places]
    let scaled = UInt64(Int64(value.magnitude * Double(unit) + 0.5))
    // Never "-0.00": a sign that remains only from rounding would make two equal outputs differ.
    let isNegative = value < 0 && scaled > 0
    if places > 0, places <= 6, scaled < 10 &* unit, capacity &- count >= 9 {
      start[count] = UInt8(ascii: "-")
      count &+= isNegative ? 1 : 0
      return writeShort(UInt32(truncatingIfNeeded: scaled), places: places)
    }
    let whole = scaled / unit
    let rest = UInt32(truncatingIfNeeded: scaled &- whole &* unit)
    if isNegative { append(UInt8(ascii: "-")) }
    append(digits: whole, width: 1)
    guard places > 0 else { return }
    append(UInt8(ascii: "."))
    write(rest, digits: places)
  }

  /// Appends a whole number in base 10, padded with zeros to at least `width` digits (1 to 20).
  mutating func append(digits number: UInt64, width: Int) {
    var digits = 1
    var rest = number / 10
    while rest > 0 {
      digits &+= 1
      rest /= 10
    }
    digits = max(digits, min(width, 20))
    if let small = UInt32(exactly: number) { return write(small, digits: digits) }
    write(number, digits: digits)
  }

  /// Writes the usual decimal, of one digit before the point and 1 to 6 after it, with eight bytes.
  @inline(__always)
  private mutating func writeShort(_ scaled: UInt32, places: Int) {
    let digits = Self.eightDigits(scaled) &>> UInt64(8 &* (7 &- places))
    let text = (digits & 0xFF) | UInt64(UInt8(ascii: ".")) &<< 8 | (digits &>> 8) &<< 16
    UnsafeMutableRawPointer(start + count).storeBytes(of: text.littleEndian, as: UInt64.self)
    count &+= places &+ 2
  }

  /// Writes a number below 10 to the power of `digits`, 1 to 8, with eight bytes.
  @inline(__always)
  private mutating func writeEight(_ number: UInt32, digits: Int) {
    let text = Self.eightDigits(number) &>> UInt64(64 &- 8 &* digits)
    UnsafeMutableRawPointer(start + count).storeBytes(of: text.littleEndian, as: UInt64.self)
    count &+= digits
  }

  /// The eight digits of a number below 10 to the power of 8, the first in the lowest byte: two numbers of four digits
  /// are divided into four of two at once, and these into eight of one, by multiplying (Warren, Hacker's Delight, 10-9).
  @inline(__always)
  private static func eightDigits(_ number: UInt32) -> UInt64 {
    let upper = number / 10_000
    let fours = UInt64(upper) | UInt64(number &- 10_000 &* upper) &<< 32
    let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- 100 &* hundreds) &<< 16
    let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
    let ones = tens | (twos &- 10 &* tens) &<< 8
    return ones | 0x3030_3030_3030_3030
  }

  /// Writes the lowest digits.
  @inline(__always)
  private mutating func write(_ number: some FixedWidthInteger & UnsignedInteger, digits: Int) {
    if digits <= 8, capacity &- count >= 8 { return writeEight(UInt32(truncatingIfNeeded: number), digits: digits) }
    requireRoom(digits)
    var rest = number
    var index = count &+ digits
    while index &- count >= 2 {
      index &-= 2
      let pair = Self.pairs.utf8Start + 2 &* Int(truncatingIfNeeded: rest % 100)
      start[index] = pair[0]
      start[index &+ 1] = pair[1]
      rest /= 100
    }
    if index > count { start[count] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10) }
    count &+= digits
  }
}

extension Text {
  /// Appends what `body` writes.
  /// - Parameter capacity: the most bytes, above 0.
  public mutating func append(atMost capacity: Int, _ body: (inout TextWriter) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { memory in
      var writer = TextWriter(memory)
      body(&writer)
      bytes.append(contentsOf: writer.written)
    }
  }
}
