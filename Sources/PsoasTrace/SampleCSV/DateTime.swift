import PsoasMonitor
import PsoasSystem

/// A date and time in ISO 8601 and RFC 3339: `2023-09-06T08:00:00.123-04:00`.
struct DateTime {
  /// Since 1970-01-01 00:00 UTC. A time without a zone is taken as UTC.
  var microseconds: Int64
  var namesZone: Bool

  /// Parses a whole cell: `T` or a blank separates date and time, seconds and their fraction are optional, and the zone
  /// is `Z`, `+02:00`, `+0200`, `+02` or missing.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var cursor = Cursor(text: text)
    guard let year = cursor.number(digits: 4), cursor.take(UInt8(ascii: "-")), let month = cursor.number(digits: 2),
      cursor.take(UInt8(ascii: "-")), let day = cursor.number(digits: 2),
      let date = CivilDate(year: year, month: month, day: day),
      cursor.take(UInt8(ascii: "T")) || cursor.take(UInt8(ascii: "t")) || cursor.take(UInt8(ascii: " ")),
      let hour = cursor.number(digits: 2), hour < 24, cursor.take(UInt8(ascii: ":")),
      let minute = cursor.number(digits: 2), minute < 60
    else { return nil }
    var second = 0
    var fraction = 0
    if cursor.take(UInt8(ascii: ":")) {
      // 60 is a leap second.
      guard let given = cursor.number(digits: 2), given <= 60 else { return nil }
      second = given
      if cursor.take(UInt8(ascii: ".")) || cursor.take(UInt8(ascii: ",")) {
        guard let given = cursor.millionths() else { return nil }
        fraction = given
      }
    }
    guard let zone = cursor.zone() else { return nil }
    namesZone = zone.isNamed
    let seconds = date.daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second - zone.offset)
    microseconds = seconds * 1_000_000 + Int64(fraction)
  }
}

private struct Cursor {
  let text: UnsafeBufferPointer<UInt8>
  var index = 0

  private var next: UInt8? { index < text.count ? text[index] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func digit() -> Int? {
    guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    index += 1
    return Int(byte - UInt8(ascii: "0"))
  }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One or more digits; digits beyond a microsecond are truncated.
  mutating func millionths() -> Int? {
    var value = 0
    var count = 0
    while let digit = digit() {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  /// Seconds east of Greenwich; nil if there is no valid zone, or if text follows it.
  mutating func zone() -> (offset: Int, isNamed: Bool)? {
    _ = take(UInt8(ascii: " "))
    guard let byte = next else { return (0, false) }
    index += 1
    if byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "z") { return next == nil ? (0, true) : nil }
    guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), let hours = number(digits: 2), hours < 19 else {
      return nil
    }
    var minutes = 0
    if next != nil {
      _ = take(UInt8(ascii: ":"))
      guard let given = number(digits: 2), given < 60, next == nil else { return nil }
      minutes = given
    }
    let offset = hours * 3600 + minutes * 60
    return (byte == UInt8(ascii: "-") ? -offset : offset, true)
  }
}
