extension Text {
  /// Appends a whole number. A literal is a byte, as `append(0)`: only a value of type Int is a number here.
  @inlinable @_disfavoredOverload
  public mutating func append(_ number: Int) { append(number, width: 1) }

  /// Appends a whole number in base 10, padded with zeros to at least `width` digits (1 to 20).
  public mutating func append(_ number: Int, width: Int) {
    append(digits: UInt64(number.magnitude), width: width, places: 0, isNegative: number < 0)
  }

  /// Appends a whole number in base 10, padded with zeros to at least `width` digits (1 to 20).
  public mutating func append(digits number: UInt64, width: Int = 1) {
    append(digits: number, width: width, places: 0, isNegative: false)
  }

  /// Appends a decimal with exactly `places` digits (0 to 9) after the point, rounded half away from zero.
  ///
  /// It never writes "nan" or "inf": such a value is omitted, and the cell stays empty. The same applies to values of
  /// 9e9 and more.
  public mutating func append(_ value: Double, places: Int) {
    guard value.isFinite, value.magnitude < 9e9 else { return }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = UInt64(value.magnitude * scale + 0.5)
    // Never "-0.00": a sign that remains only from rounding would make two equal outputs differ.
    append(digits: scaled, width: places + 1, places: places, isNegative: value < 0 && scaled > 0)
  }

  /// Appends the sign, then the digits with a point before the last `places` of them.
  private mutating func append(digits number: UInt64, width: Int, places: Int, isNegative: Bool) {
    // 20 digits, a point and a sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 22) { buffer in
      var start = buffer.count
      var rest = number
      var written = 0
      repeat {
        start -= 1
        buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        written += 1
        if written == places {
          start -= 1
          buffer[start] = UInt8(ascii: ".")
        }
      } while rest > 0 || written < Swift.min(width, 20)
      if isNegative {
        start -= 1
        buffer[start] = UInt8(ascii: "-")
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
    }
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
