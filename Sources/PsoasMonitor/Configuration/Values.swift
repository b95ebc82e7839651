import PsoasSystem

/// Parses setting values byte by byte: the C library's functions depend on the locale, and with a French one parsing
/// "0.5" stops at the point.
public enum Values {
  /// `yes`/`no` and their synonyms in systemd.syntax(7).
  public static func boolean(_ text: Text) -> Bool? {
    for word in ["1", "yes", "true", "on"] as [StaticString] where Spelling.distance(text, word) == 0 { return true }
    for word in ["0", "no", "false", "off"] as [StaticString] where Spelling.distance(text, word) == 0 { return false }
    return nil
  }

  /// A whole number, decimal or with `0x`; nil beyond 2^31.
  public static func whole(_ text: Text) -> Int? {
    var digits = text[...]
    var base = 10
    if text.count > 2, text[0] == UInt8(ascii: "0"), text[1].lowercase == UInt8(ascii: "x") {
      base = 16
      digits = text[2...]
    }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      let digit: Int
      switch byte.lowercase {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int(byte) - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f") where base == 16: digit = Int(byte.lowercase) - 87
      default: return nil
      }
      value = value * base + digit
      guard value <= Int(Int32.max) else { return nil }
    }
    return value
  }

  /// A decimal of at most 15 digits, with a point and without exponent or sign.
  public static func decimal(_ text: ArraySlice<UInt8>) -> Double? {
    var mantissa: Int64 = 0
    var divisor = 1.0
    var digits = 0
    var seenPoint = false
    for byte in text {
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
        continue
      }
      guard byte.isDigit, digits < 15 else { return nil }
      mantissa = mantissa * 10 + Int64(byte - 48)
      digits += 1
      if seenPoint { divisor *= 10 }
    }
    // Both are whole numbers below 2^53, so the quotient is the nearest double.
    return digits > 0 ? Double(mantissa) / divisor : nil
  }

  /// A time span in the syntax of systemd.time(7) (`90s`, `30min`, `1h 30min`; a number alone is seconds), in seconds.
  public static func span(_ text: Text) -> Double? {
    var total = 0.0
    var rest = text.trimmed[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
      guard let value = decimal(number) else { return nil }
      rest = rest[number.endIndex...].drop { $0.isBlank }
      let unit = rest.prefix { !$0.isDigit && !$0.isBlank && $0 != UInt8(ascii: ".") }
      guard let seconds = seconds(in: Text(unit)) else { return nil }
      total += value * seconds
      rest = rest[unit.endIndex...].drop { $0.isBlank }
    }
    return total
  }

  private static func seconds(in unit: Text) -> Double? {
    if unit.isEmpty { return 1 }
    for (name, seconds) in units where unit == name { return seconds }
    return nil
  }

  /// Months and years are not supported: no bout lasts that long.
  private static let units: [(StaticString, Double)] = [
    ("usec", 1e-6), ("us", 1e-6), ("µs", 1e-6), ("msec", 1e-3), ("ms", 1e-3),
    ("seconds", 1), ("second", 1), ("sec", 1), ("s", 1), ("minutes", 60), ("minute", 60), ("min", 60), ("m", 60),
    ("hours", 3600), ("hour", 3600), ("hr", 3600), ("h", 3600), ("days", 86400), ("day", 86400), ("d", 86400),
    ("weeks", 604_800), ("week", 604_800), ("w", 604_800),
  ]

  /// The inverse of `span`, to the microsecond: `1h 30min`.
  public static func write(span seconds: Double, to text: inout Text) {
    var rest = Int(seconds * 1e6 + 0.5)
    let start = text.count
    let units: [(StaticString, Int)] = [
      ("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1),
    ]
    for (unit, length) in units where rest >= length {
      if text.count > start { text.append(" ") }
      text += "\(rest / length)\(unit)"
      rest %= length
    }
    if text.count == start { text.append("0") }
  }
}

/// The levels of syslog(3), with the names of systemd.syntax(7) and `journalctl -p`.
enum SyslogLevel {
  static let names: [StaticString] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

  /// - Parameter level: 0 to 7.
  static func name(_ level: Int) -> StaticString { names.indices.contains(level) ? names[level] : "notice" }

  /// A level by its name or number.
  static func level(_ text: Text) -> Int? {
    for (level, name) in names.enumerated() where Spelling.distance(text, name) == 0 { return level }
    guard let number = Values.whole(text), names.indices.contains(number) else { return nil }
    return number
  }
}

extension Values {
  /// The inverse of `decimal`: up to nine decimal places, without trailing zeros.
  static func write(decimal number: Double, to text: inout Text) {
    text.append(number, places: 9)
    guard text.contains(UInt8(ascii: ".")) else { return }
    while text.last == UInt8(ascii: "0") { text.removeLast() }
    if text.last == UInt8(ascii: ".") { text.removeLast() }
  }
}
