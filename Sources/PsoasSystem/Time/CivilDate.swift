/// A date of the proleptic Gregorian calendar.
public struct CivilDate: Equatable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Parses a date in ISO 8601, `2026-03-29`; nil if it is not a date.
  public init?(iso8601 text: Text) {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return nil }
    var numbers = [0, 0, 0]
    for (index, byte) in text.enumerated() where index != 4 && index != 7 {
      guard byte.isDigit else { return nil }
      let part = index < 4 ? 0 : index < 7 ? 1 : 2
      numbers[part] = numbers[part] * 10 + Int(byte - 48)
    }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// nil if the numbers are no date.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    // The 31st of a month with thirty days would become the first of the next.
    guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
  }

  /// Days since 1970-01-01.
  public var daysSinceEpoch: Int64 {
    // The inverse of the calculation below.
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// 0 for Monday to 6 for Sunday.
  public static func weekday(ofDay daysSinceEpoch: Int64) -> Int {
    Int(WallClock.floorRemainder(daysSinceEpoch + 3, 7))
  }

  /// - Parameter daysSinceEpoch: days since 1970-01-01.
  public init(daysSinceEpoch: Int64) {
    // In a year that starts in March the leap day is the last, and an era of 400 years has 146097 days.
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
