/// Writes text into the unused memory of a `Text`. A row of many numbers is written with one writer, because a `Text` checks
/// its storage for every piece.
public struct TextWriter: ~Copyable {
  @usableFromInline let start: UnsafeMutablePointer<UInt8>
  @usableFromInline let capacity: Int
  @usableFromInline var count = 0

  /// Characters of the longest number: 20 digits, a point and a sign.
  public static let longestNumber = 22

  /// The numbers from 00 to 99.
  private static let pairs: StaticString = """
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """

  fileprivate init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
    // Memory of more than 0 bytes has an address.
    guard let start = memory.baseAddress else { preconditionFailure("no memory to write text into") }
    self.start = start
    capacity = memory.count
  }

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

  /// Appends a decimal; see `Text.append(_:places:)`. The usual form is compiled for each caller's number of places.
  @inlinable @inline(__always)
  public mutating func append(_ value: Double, places: Int) {
    if !appendShort(value, places: places) { appendLong(value, places: places) }
  }

  /// Appends a decimal and a character after it.
  @inlinable @inline(__always)
  public mutating func append(_ value: Double, places: Int, then byte: UInt8) {
    guard appendShort(value, places: places) else {
      appendLong(value, places: places)
      return append(byte)
    }
    start[count] = byte
    count &+= 1
  }

  @usableFromInline
  mutating func appendLong(_ value: Double, places: Int) {
    // Also false for NaN.
    guard value.magnitude < 9e9 else { return }
    let unit = UInt64(Self.power(places))
    let scaled = UInt64(Int64(value.magnitude * Double(unit) + 0.5))
    let whole = scaled / unit
    let rest = UInt32(truncatingIfNeeded: scaled &- whole &* unit)
    if value < 0, scaled > 0 { append(UInt8(ascii: "-")) }
    append(digits: whole, width: 1)
    guard places > 0 else { return }
    append(UInt8(ascii: "."))
    write(rest, digits: places)
  }

  /// Appends the usual decimal, of up to seven digits, 1 to 6 of them after the point: eight bytes with the point. Room
  /// for another byte is left.
  /// - Returns: whether it is one.
  @inlinable @inline(__always)
  mutating func appendShort(_ value: Double, places: Int) -> Bool {
    guard places > 0, places <= 6, capacity &- count >= 10 else { return false }
    let unit = Self.power(places)
    let rounded = value.magnitude * Double(unit) + 0.5
    // Also false for NaN.
    guard rounded < 1e7 else { return false }
    // The whole part of a number from 0.5 to 2 to the power of 24: UInt32(rounded) would check the range again.
    let significand = rounded.significandBitPattern | 1 &<< 52
    let scaled = UInt32(truncatingIfNeeded: significand &>> (1075 &- UInt64(rounded.exponentBitPattern)))
    var whole = 1
    var limit = 10 &* unit
    while whole &+ places < 7, scaled >= limit {
      whole &+= 1
      limit &*= 10
    }
    // Never "-0.00": a sign that remains only from rounding would make two equal outputs differ.
    start[count] = UInt8(ascii: "-")
    count &+= scaled > 0 ? Int(value.bitPattern &>> 63) : 0
    let digits = Self.eightDigits(scaled) &>> UInt64(8 &* (8 &- whole &- places))
    let point = UInt64(8 &* whole)
    let lower: UInt64 = (1 &<< point) &- 1
    let text = (digits & lower) | (UInt64(UInt8(ascii: ".")) | (digits &>> point) &<< 8) &<< point
    UnsafeMutableRawPointer(start + count).storeBytes(of: text.littleEndian, as: UInt64.self)
    count &+= whole &+ 1 &+ places
    return true
  }

  /// 10 to the power of 0 to 9.
  @inlinable @inline(__always)
  static func power(_ places: Int) -> UInt32 {
    precondition(places <= 9, "a decimal has at most 9 places")
    var power: UInt32 = 1
    for _ in 0..<places { power &*= 10 }
    return power
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

  /// Writes a number below 10 to the power of `digits`, 1 to 8, with eight bytes.
  @inline(__always)
  private mutating func writeEight(_ number: UInt32, digits: Int) {
    let text = Self.eightDigits(number) &>> UInt64(64 &- 8 &* digits)
    UnsafeMutableRawPointer(start + count).storeBytes(of: text.littleEndian, as: UInt64.self)
    count &+= digits
  }

  /// The eight digits of a number below 10 to the power of 8, the first in the lowest byte: two numbers of four digits
  /// are divided into four of two at once, and these into eight of one, by multiplying (Warren, Hacker's Delight, 10-9).
  @inlinable @inline(__always)
  static func eightDigits(_ number: UInt32) -> UInt64 {
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
    bytes.append(addingCapacity: capacity) { span in
      span.withUnsafeMutableBufferPointer { memory, count in
        var writer = TextWriter(memory)
        body(&writer)
        count = writer.count
      }
    }
  }
}
