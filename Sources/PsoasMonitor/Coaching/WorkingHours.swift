import PsoasSystem

/// The times at which reminders are allowed: intervals of the local day, by weekday. An empty value means always.
public struct WorkingHours: Equatable, Sendable {
  struct Span: Equatable, Sendable {
    /// Weekdays on which the interval begins: bit 0 is Monday, bit 6 Sunday.
    var days: UInt8
    /// Minutes after local midnight, 0 to 1440. An end at or before the beginning is on the next day.
    var from: Int
    var to: Int
  }

  private(set) var spans: [Span] = []

  /// Always.
  public init() {}

  public var isAlways: Bool { spans.isEmpty }

  /// Whether the wall clock is within the working hours. The result is computed at each call, so summer time, clock
  /// changes and time zones need no handling.
  public func contains(_ clock: WallClock) -> Bool {
    if isAlways { return true }
    let minute = clock.secondOfDay / 60
    let today = WorkingHours.weekday(clock.localDay)
    let yesterday = (today + 6) % 7
    for span in spans {
      let endsNextDay = span.to <= span.from
      if span.days & (1 << today) != 0, minute >= span.from, endsNextDay || minute < span.to { return true }
      if endsNextDay, span.days & (1 << yesterday) != 0, minute < span.to { return true }
    }
    return false
  }

  /// 0 is Monday. 1970-01-01 was a Thursday.
  static func weekday(_ localDay: Int64) -> UInt8 { UInt8(((localDay + 3) % 7 + 7) % 7) }

  /// Hours that continue past midnight for more than twelve hours, if there are any. They are almost always an
  /// afternoon that was written without `pm`: `08:00-4:00`.
  public var suspicious: (from: Int, to: Int)? {
    for span in spans where span.to <= span.from && span.to + 1440 - span.from > 720 { return (span.from, span.to) }
    return nil
  }

  static let dayNames: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
}

extension WorkingHours {
  /// Parses `Mon-Fri 09:00-12:00 13:00-17:30, Sat 10:00-12:00`: days, then the hours of those days. Hours without days
  /// apply to every day; days without hours are whole days. Words are separated by blanks or commas; case is ignored.
  /// - Returns: nil if a word is invalid; `fault` is that word.
  public init?(_ text: Text, fault: inout Text) {
    var days: UInt8 = 0
    var haveHours = true
    for slice in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }) {
      let word = Text(slice)
      if let named = WorkingHours.days(word) {
        // Days after hours start a new group; days after days extend the group.
        days = haveHours ? named : days | named
        haveHours = false
      } else if let (from, to) = WorkingHours.hours(word) {
        spans.append(Span(days: days == 0 ? 0x7F : days, from: from, to: to))
        haveHours = true
      } else {
        fault = word
        return nil
      }
    }
    if !haveHours { spans.append(Span(days: days, from: 0, to: 1440)) }
  }

  /// Appends the text that `init` parses to the same value.
  public func append(to text: inout Text) {
    for (index, span) in spans.enumerated() {
      if index > 0 { text.append(", ") }
      if span.days != 0x7F {
        for (day, name) in WorkingHours.dayNames.enumerated() where span.days & (1 << day) != 0 {
          text += "\(name) "
        }
      }
      text.append(minutes: span.from)
      text.append("-")
      text.append(minutes: span.to)
    }
  }

  /// Parses `Mon`, `Monday`, `Mon-Fri`.
  private static func days(_ word: Text) -> UInt8? {
    let dash = word.firstIndex(of: UInt8(ascii: "-")) ?? word.endIndex
    guard let first = day(Text(word[..<dash])) else { return nil }
    guard dash < word.endIndex else { return 1 << first }
    guard let last = day(Text(word[(dash + 1)...])) else { return nil }
    var days: UInt8 = 0
    var next = first
    while true {
      days |= 1 << next
      if next == last { return days }
      next = (next + 1) % 7
    }
  }

  private static func day(_ word: Text) -> UInt8? {
    guard word.count >= 3 else { return nil }
    let lower = word.lowercase
    let long: [StaticString] = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    for (index, name) in long.enumerated() where lower.count <= name.utf8CodeUnitCount {
      if Text(name).starts(with: lower) { return UInt8(index) }
    }
    return nil
  }

  /// Parses `09:00-17:30`.
  private static func hours(_ word: Text) -> (Int, Int)? {
    guard let dash = word.firstIndex(of: UInt8(ascii: "-")), let from = Text(word[..<dash]).minuteOfDay,
      let to = Text(word[(dash + 1)...]).minuteOfDay, from < 1440
    else { return nil }
    return (from, to)
  }
}

extension Text {
  /// Minutes after midnight of `09:00`, `9:00` or `9`, up to `24:00`, and of `9am`, `3:30pm`; nil for anything else.
  public var minuteOfDay: Int? {
    let lower = lowercase
    if lower.hasSuffix("am") || lower.hasSuffix("pm") {
      guard let minute = Text(self[..<(count - 2)]).trimmed.minuteOfDay, (60..<780).contains(minute) else { return nil }
      return minute % 720 + (lower.hasSuffix("pm") ? 720 : 0)
    }
    let colon = firstIndex(of: UInt8(ascii: ":")) ?? endIndex
    guard let hour = Text(self[..<colon]).digits, hour <= 24 else { return nil }
    guard colon < endIndex else { return hour * 60 }
    guard count - colon == 3, let minute = Text(self[(colon + 1)...]).digits, minute < 60, hour < 24 || minute == 0
    else { return nil }
    return hour * 60 + minute
  }

  /// The value of one or two decimal digits.
  private var digits: Int? {
    guard (1...2).contains(count) else { return nil }
    var value = 0
    for byte in self {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// Appends `09:00`.
  public mutating func append(minutes: Int) {
    self += "\(minutes / 60, width: 2):\(minutes % 60, width: 2)"
  }
}
