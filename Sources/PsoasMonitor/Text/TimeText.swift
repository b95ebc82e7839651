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
    let date = CivilDate(daysSinceEpoch: clock.localDay)
    append(date.year, width: 4)
    append("-")
    append(date.month, width: 2)
    append("-")
    append(date.day, width: 2)
    append("T")
    append(timeOfDay: clock.secondOfDay)
    append(clock.utcOffset < 0 ? "-" : "+")
    let minutes = Int(clock.utcOffset.magnitude / 60)
    append(minutes / 60, width: 2)
    append(":")
    append(minutes % 60, width: 2)
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
