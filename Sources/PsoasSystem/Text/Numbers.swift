extension Text {
  /// Appends a whole number. A literal is a byte, as `append(0)`: only a value of type Int is a number here.
  @inlinable @_disfavoredOverload
  public mutating func append(_ number: Int) { append(number, width: 1) }

  /// Appends a whole number in base 10, padded with zeros to at least `width` digits (1 to 20).
  public mutating func append(_ number: Int, width: Int) {
    append(atMost: TextWriter.longestNumber) {
      if number < 0 { $0.append(UInt8(ascii: "-")) }
      $0.append(digits: UInt64(number.magnitude), width: width)
    }
  }

  /// Appends a whole number in base 10, padded with zeros to at least `width` digits (1 to 20).
  public mutating func append(digits number: UInt64, width: Int = 1) {
    append(atMost: TextWriter.longestNumber) { $0.append(digits: number, width: width) }
  }

  /// Appends a decimal with exactly `places` digits (0 to 9) after the point, rounded half away from zero.
  ///
  /// It never writes "nan" or "inf": such a value is omitted, and the cell stays empty. The same applies to values of
  /// 9e9 and more.
  public mutating func append(_ value: Double, places: Int) {
    append(atMost: TextWriter.longestNumber) { $0.append(value, places: places) }
  }

  /// Appends the lowest `digits` hexadecimal digits (1 to 16) of a number, in lower case.
  public mutating func append(hexadecimal number: some FixedWidthInteger, digits: Int) {
    let number = UInt64(truncatingIfNeeded: number)
    for place in stride(from: digits - 1, through: 0, by: -1) {
      append(UInt8.hexDigit(UInt8(truncatingIfNeeded: number >> UInt64(4 * place)) & 15))
    }
  }
}

extension UInt8 {
  /// The lower-case digit of a value from 0 to 15.
  public static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
