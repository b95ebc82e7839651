/// A decimal number parsed from text: `mantissa` times ten to the power of `exponent`, before any rounding.
///
/// It replaces strtod(3), which depends on the locale ("1,5" or "1.5"), accepts hexadecimal, "nan" and leading blanks,
/// and needs a terminating zero.
struct Decimal {
  var isNegative = false
  /// The first 18 significant digits, one more than a Double can distinguish.
  var mantissa: UInt64 = 0
  var exponent = 0

  /// Parses the number from the start of `text` to a comma or the end.
  ///
  /// - Returns: the number and its length in bytes; nil if there is no number. A sign, a decimal point and an exponent
  ///   are optional; at least one digit is required.
  @inline(__always)
  static func parse(_ text: UnsafePointer<UInt8>, count: Int) -> (value: Decimal, length: Int)? {
    guard count > 0 else { return nil }
    var value = Decimal()
    // No branch on the sign, which no processor predicts in noise about zero; nor in `double`.
    value.isNegative = text[0] == UInt8(ascii: "-")
    let firstDigit = (value.isNegative ? 1 : 0) | (text[0] == UInt8(ascii: "+") ? 1 : 0)
    var index = firstDigit
    value.takeDigits(text, &index, count)
    var digits = index &- firstDigit
    if index < count, text[index] == UInt8(ascii: ".") {
      index &+= 1
      let firstDecimal = index
      value.takeEightDigits(text, &index, count)
      value.takeDigits(text, &index, count)
      value.exponent = firstDecimal &- index
      digits &-= value.exponent
    }
    guard digits > 0 else { return nil }
    if digits > Self.mostDigits { value.takeFirstDigits(text + firstDigit, count: index - firstDigit) }
    if index < count, text[index] | 0x20 == UInt8(ascii: "e") {
      guard let scale = scale(text + index + 1, count: count - index - 1) else { return nil }
      value.exponent += scale.value
      index += 1 + scale.length
    }
    return (value, index)
  }

  /// The exponent after the `e`, limited so that nothing overflows.
  private static func scale(_ text: UnsafePointer<UInt8>, count: Int) -> (value: Int, length: Int)? {
    var index = 0
    var isNegative = false
    if index < count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var value = 0
    let first = index
    while index < count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = min(value * 10 + Int(digit), 100_000)
      index += 1
    }
    guard index > first else { return nil }
    return (isNegative ? -value : value, index)
  }

  private static let mostDigits = 18

  /// Adds the digits from `index` on, which moves after them. More than 18 wrap around.
  @inline(__always)
  private mutating func takeDigits(_ text: UnsafePointer<UInt8>, _ index: inout Int, _ count: Int) {
    while index < count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      index &+= 1
    }
  }

  /// Adds up to eight digits at once, if the text has eight more bytes.
  @inline(__always)
  private mutating func takeEightDigits(_ text: UnsafePointer<UInt8>, _ index: inout Int, _ count: Int) {
    guard index &+ 8 <= count else { return }
    let word = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self))
    let digits = Decimal.otherBytes(word).trailingZeroBitCount / 8
    guard digits > 0 else { return }
    let number = Decimal.number(ofDigits: word, count: digits)
    mantissa = (mantissa &* PowersOfTen.integers[digits]) &+ number
    index &+= digits
  }

  /// Replaces the number by that of the first significant digits: `text` has only digits and at most one point.
  @inline(never)
  private mutating func takeFirstDigits(_ text: UnsafePointer<UInt8>, count: Int) {
    mantissa = 0
    exponent = 0
    var isFraction = false
    for index in 0..<count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else {
        isFraction = true
        continue
      }
      if isFraction { exponent -= 1 }
      if mantissa < 100_000_000_000_000_000 {
        mantissa = mantissa * 10 + UInt64(digit)
      } else {
        exponent += 1
      }
    }
  }

  /// The nearest Double; nil if it would be infinite.
  ///
  /// Exact (round half to even) for up to 18 significant digits with at most 27 decimal places, as in all recordings;
  /// otherwise within two units in the last place.
  @inline(__always)
  var double: Double? {
    // Both numbers are exact in a Double, so one operation rounds once (Clinger 1990, doi 10.1145/93542.93557).
    if mantissa <= 1 << 53, exponent <= 0, exponent >= -22 {
      let magnitude = Double(mantissa) / PowersOfTen.doubles[-exponent]
      return Double(bitPattern: magnitude.bitPattern | (isNegative ? 1 << 63 : 0))
    }
    return slowDouble
  }

  @inline(never)
  private var slowDouble: Double? {
    if mantissa == 0 { return isNegative ? -0.0 : 0 }
    var magnitude: Double
    if exponent < 0, exponent >= -27 {
      // Ten is twice five, and powers of two are exact in a Double: 5^27 is the last power below 2^63.
      magnitude = Decimal.quotient(mantissa, PowersOfTen.fives(-exponent)) * Decimal.power2(exponent)
    } else {
      magnitude = Double(mantissa)
      var rest = min(exponent.magnitude, 400)
      while rest > 0 {
        let step = min(rest, 22)
        let power = PowersOfTen.doubles[Int(step)]
        magnitude = exponent < 0 ? magnitude / power : magnitude * power
        rest -= step
      }
    }
    guard magnitude.isFinite else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// `a / b` rounded once, half to even; both above 0.
  private static func quotient(_ a: UInt64, _ b: UInt64) -> Double {
    // With both shifted up to their top bit, a/2 : b lies between 1/4 and 1, so the quotient of a * 2^63 : b has at
    // least 62 bits: 53 for the result, and the rest for rounding.
    let shiftA = a.leadingZeroBitCount
    let shiftB = b.leadingZeroBitCount
    let divided = (b << UInt64(shiftB)).dividingFullWidth(((a << UInt64(shiftA)) >> 1, 0))
    // A lost remainder must still break a tie.
    let bits = divided.quotient | (divided.remainder != 0 ? 1 : 0)
    // The quotient represents a * 2^(shiftA - 1 + 64) / (b * 2^shiftB).
    return Double(bits) * power2(shiftB - shiftA - 63)
  }

  /// Two to the power of `exponent`, -1022 to 1023.
  private static func power2(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  /// The nearest whole number of millionths, half away from zero; nil beyond `limit` millionths.
  @inline(__always)
  func millionths(limit: UInt64) -> Int64? {
    var magnitude = mantissa
    let shift = exponent + 6
    if shift > 0, magnitude > 0 {
      guard shift < 20 else { return nil }
      let scaled = magnitude.multipliedReportingOverflow(by: PowersOfTen.integer(shift))
      guard !scaled.overflow else { return nil }
      magnitude = scaled.partialValue
    } else if shift < 0 {
      if shift < -19 {
        magnitude = 0
      } else {
        let unit = PowersOfTen.integer(-shift)
        let rest = magnitude % unit
        magnitude = magnitude / unit + (rest >= unit - rest ? 1 : 0)
      }
    }
    guard magnitude <= limit else { return nil }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }
}

/// Powers of ten, exact.
enum PowersOfTen {
  /// 10^0 to 10^22: the last is the largest that a Double represents exactly.
  static let doubles: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]

  /// 10^0 to 10^8.
  static let integers: InlineArray<9, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// 5 to the power of `exponent`, 0 to 27.
  static func fives(_ exponent: Int) -> UInt64 {
    var value: UInt64 = 1
    for _ in 0..<exponent { value &*= 5 }
    return value
  }

  /// 10 to the power of `exponent`, 0 to 19.
  @inline(__always)
  static func integer(_ exponent: Int) -> UInt64 {
    var value: UInt64 = 1
    for _ in 0..<exponent { value &*= 10 }
    return value
  }
}
