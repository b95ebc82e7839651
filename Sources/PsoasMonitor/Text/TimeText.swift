import PsoasCore

extension [UInt8] {
  /// Seconds with six decimals: an `Instant` exactly.
  public mutating func append(time: Instant) {
    let magnitude = time.microseconds.magnitude
    if time.microseconds < 0 { append(UInt8(ascii: "-")) }
    append(Int(magnitude / 1_000_000))
    append(UInt8(ascii: "."))
    append(Int(magnitude % 1_000_000), width: 6)
  }

  /// Local date and time with its offset, to the second: `2026-03-29T03:00:00+02:00`.
  public mutating func append(iso8601 clock: WallClock) {
    append(date: clock.localDay)
    append("T")
    append(timeOfDay: clock.secondOfDay)
    append(clock.utcOffset < 0 ? "-" : "+")
    let minutes = Int(clock.utcOffset.magnitude / 60)
    append(minutes / 60, width: 2)
    append(":")
    append(minutes % 60, width: 2)
  }

  /// `2026-03-29`.
  public mutating func append(date daysSinceEpoch: Int64) {
    let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
    append(date.year, width: 4)
    append("-")
    append(date.month, width: 2)
    append("-")
    append(date.day, width: 2)
  }

  /// `HH:MM:SS`.
  public mutating func append(timeOfDay seconds: Int) {
    append(seconds / 3600, width: 2)
    append(":")
    append(seconds / 60 % 60, width: 2)
    append(":")
    append(seconds % 60, width: 2)
  }

  /// A duration as people say it: `42 s`, `31 min`, `2 h 05 min`.
  public mutating func append(duration seconds: Double) {
    // Whole units, cut and not rounded: "30 min" is said when thirty minutes are full.
    let whole = Int(Swift.max(seconds, 0) + 0.001)
    if whole < 60 {
      append(whole)
      append(" s")
    } else if whole < 3600 {
      append(whole / 60)
      append(" min")
    } else {
      append(whole / 3600)
      append(" h ")
      append(whole / 60 % 60, width: 2)
      append(" min")
    }
  }
}

/// A date of the Gregorian calendar, before its introduction too.
public struct CivilDate: Equatable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// A date as ISO 8601 writes it, `2026-03-29`; nil for what is no date.
  public init?(iso8601 text: [UInt8]) {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return nil }
    var numbers = [0, 0, 0]
    for (index, byte) in text.enumerated() where index != 4 && index != 7 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let part = index < 4 ? 0 : index < 7 ? 1 : 2
      numbers[part] = numbers[part] * 10 + Int(byte - 48)
    }
    guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
    (year, month, day) = (numbers[0], numbers[1], numbers[2])
    // The 31st of a month with thirty days is the first of the next.
    guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
  }

  /// Days since 1970-01-01.
  public var daysSinceEpoch: Int64 {
    // The inverse of the reckoning below.
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// - Parameter daysSinceEpoch: days since 1970-01-01.
  public init(daysSinceEpoch: Int64) {
    // A year that starts in March puts the leap day last, and an era of 400 years has 146097 days.
    let shifted = Int(daysSinceEpoch) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}
