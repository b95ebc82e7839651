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
      cursor.take(UInt8(ascii: "-")), let day = cursor.number(digits: 2), (1...12).contains(month),
      (1...DateTime.days(inMonth: month, of: year)).contains(day),
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
    let days = DateTime.days(since1970: year, month, day)
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second - zone.offset)
    microseconds = seconds * 1_000_000 + Int64(fraction)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Proleptic Gregorian calendar (Hinnant, chrono-compatible low-level date algorithms).
  private static func days(since1970 year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// Appends `2023-09-06T12:00:00Z`.
  static func append(_ microseconds: Int64, to text: inout Text) {
    let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    let dayNumber = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let ofDay = Int(seconds - dayNumber * 86_400)
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    text.append(Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), width: 4)
    text.append("-")
    text.append(Int(month), width: 2)
    text.append("-")
    text.append(Int(dayOfYear - (153 * part + 2) / 5 + 1), width: 2)
    text.append("T")
    text.append(ofDay / 3600, width: 2)
    text.append(":")
    text.append(ofDay / 60 % 60, width: 2)
    text.append(":")
    text.append(ofDay % 60, width: 2)
    text.append("Z")
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
