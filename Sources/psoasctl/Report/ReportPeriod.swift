import PsoasSystem

/// The days of a report.
struct ReportPeriod: Equatable {
  enum Kind { case day, week, month, range }

  let kind: Kind
  /// Since 1970-01-01, local calendar.
  let days: ClosedRange<Int64>

  /// As many days as `psoasctl history` accepts.
  static let mostDays = 36_525

  static func day(_ day: Int64) -> ReportPeriod { ReportPeriod(kind: .day, days: day...day) }

  /// Monday to Sunday.
  static func week(of day: Int64) -> ReportPeriod {
    let monday = day - Int64(CivilDate.weekday(ofDay: day))
    return ReportPeriod(kind: .week, days: monday...(monday + 6))
  }

  static func month(of day: Int64) -> ReportPeriod {
    let date = CivilDate(daysSinceEpoch: day)
    let first = day - Int64(date.day) + 1
    // The 31st day after the first of a month is in the next one.
    let next = first + 31
    let last = next - Int64(CivilDate(daysSinceEpoch: next).day)
    return ReportPeriod(kind: .month, days: first...last)
  }

  var count: Int { days.count }

  /// From the first midnight to the last, microseconds since 1970-01-01 UTC.
  var span: Range<Int64> { LocalZone.start(ofDay: days.lowerBound)..<LocalZone.start(ofDay: days.upperBound + 1) }

  var title: Text {
    let first = days.lowerBound
    switch kind {
    case .day: return "\(Text(LocalDay(first).weekday.utf8)) \(longDate: first)"
    case .month: return "\(month: first) \(CivilDate(daysSinceEpoch: first).year)"
    case .week: return "Week of \(dates)"
    case .range: return dates
    }
  }

  /// `23 to 29 November 2026`: what both dates share is said once.
  private var dates: Text {
    let (first, last) = (days.lowerBound, days.upperBound)
    let (from, to) = (CivilDate(daysSinceEpoch: first), CivilDate(daysSinceEpoch: last))
    guard from.year == to.year else { return "\(longDate: first) to \(longDate: last)" }
    guard from.month == to.month else { return "\(from.day) \(month: first) to \(longDate: last)" }
    return from.day == to.day ? "\(longDate: last)" : "\(from.day) to \(longDate: last)"
  }

  /// `2026-11-29`, or `2026-11-23_2026-11-29`.
  var fileName: Text {
    let name: Text = "psoas-report-\(date: days.lowerBound)"
    return count == 1 ? name : "\(name)_\(date: days.upperBound)"
  }
}

extension TextInterpolation {
  /// `29 November 2026`.
  mutating func appendInterpolation(longDate day: Int64) {
    let date = CivilDate(daysSinceEpoch: day)
    insert { $0 += "\(date.day) \(month: day) \(date.year)" }
  }

  /// `November`: the output is English in every locale.
  mutating func appendInterpolation(month day: Int64) {
    let names: [StaticString] = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    insert { $0.append(names[CivilDate(daysSinceEpoch: day).month - 1]) }
  }

  /// `Mon 23`.
  mutating func appendInterpolation(shortDay day: Int64) {
    insert { $0 += "\(Text(LocalDay(day).weekday.utf8.prefix(3))) \(CivilDate(daysSinceEpoch: day).day)" }
  }

  /// The time of day in the time zone of this machine: `09:05`.
  mutating func appendInterpolation(clock unixMicroseconds: Int64) {
    insert { $0.append(hourAndMinute: WallClock(local: unixMicroseconds).secondOfDay) }
  }
}
