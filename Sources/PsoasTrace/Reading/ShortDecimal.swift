/// The usual reading in a cell, without the branches of `parse`.
extension Decimal {
  /// Parses a cell of up to seven digits with a point before the last of them, after at most a minus sign: the same
  /// number as from `parse`, and the end of its cell. nil for every other cell, and near the `end` of the line.
  ///
  /// Eight bytes are parsed at once, the point is taken out of them, and no branch depends on the sign or on the number
  /// of digits, which no processor predicts in noise about zero.
  @inline(__always)
  static func short(
    _ text: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, separator: UInt8
  ) -> (value: Double, end: UnsafePointer<UInt8>)? {
    // A sign, eight bytes and a separator.
    guard text <= end - 10 else { return nil }
    let isNegative = text[0] == UInt8(ascii: "-")
    let digits = text + (isNegative ? 1 : 0)
    let word = UInt64(littleEndian: UnsafeRawPointer(digits).loadUnaligned(as: UInt64.self))
    var others = Decimal.otherBytes(word)
    guard others != 0 else { return nil }
    let point = UInt64(others.trailingZeroBitCount) & ~7
    guard (word &>> point) & 0xFF == UInt64(UInt8(ascii: ".")) else { return nil }
    others &= others &- 1
    let count = others.trailingZeroBitCount / 8
    let places = count &- Int(point / 8) &- 1
    guard places > 0, digits[count] == separator else { return nil }
    let whole = (UInt64(1) &<< point) &- 1
    let mantissa = Decimal.number(ofDigits: (word & whole) | ((word &>> 8) & ~whole), count: count &- 1)
    let magnitude = Double(mantissa) / PowersOfTen.doubles[places]
    let sign: UInt64 = isNegative ? 1 : 0
    return (Double(bitPattern: magnitude.bitPattern | sign &<< 63), digits + count)
  }

  /// The number of millionths in a cell with one to seven digits, a point and one to six digits; nil for any other cell:
  /// it may still be a number.
  @inline(__always)
  static func shortMillionths(
    _ text: UnsafePointer<UInt8>, count: Int, separator: UInt8
  ) -> (value: Int64, length: Int)? {
    // Seven digits, a point and eight bytes.
    guard count >= 16 else { return nil }
    let bytes = UnsafeRawPointer(text)
    let first = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    let point = Decimal.otherBytes(first).trailingZeroBitCount / 8
    guard point > 0, point < 8, text[point] == UInt8(ascii: ".") else { return nil }
    let second = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: point &+ 1, as: UInt64.self))
    let places = Decimal.otherBytes(second).trailingZeroBitCount / 8
    guard places > 0, places <= 6, text[point &+ 1 &+ places] == separator else { return nil }
    let whole = Decimal.number(ofDigits: first, count: point)
    let rest = Decimal.number(ofDigits: second, count: places) &* PowersOfTen.integers[6 &- places]
    return (Int64(whole &* 1_000_000 &+ rest), point &+ 1 &+ places)
  }

  /// The top bit of each byte that is not a digit. Only a byte beyond ASCII carries, and only bytes after it are wrong.
  @inline(__always)
  static func otherBytes(_ word: UInt64) -> UInt64 {
    let digits = word ^ 0x3030_3030_3030_3030
    return ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
  }

  /// The number with these digits, the first in the lowest byte (Lemire 2018, "Quickly parsing eight digits").
  /// - Parameter count: 1 to 8; the bytes after them are ignored.
  @inline(__always)
  static func number(ofDigits text: UInt64, count: Int) -> UInt64 {
    // Zeros before the digits, in place of the bytes after them.
    var word = (text ^ 0x3030_3030_3030_3030) &<< UInt64(64 &- 8 &* count)
    // Two digits each in every other byte, then four in each half.
    word = (word &* 10) &+ (word &>> 8)
    let first = (word & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let second = ((word &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return ((first &+ second) &>> 32) & 0xFFFF_FFFF
  }
}
