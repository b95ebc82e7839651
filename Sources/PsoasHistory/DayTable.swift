import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The totals of days, and of hours of the local clock.
enum DayTable {
  static let days = Table<DayTotals>(
    name: "days", blank: DayTotals(),
    columns: [.key("day", .date) { $0.integer(&$1.day) }]
      + Posture.listed.map { posture in .sum(posture.column, .seconds) { $0.real(&$1[posture]) } } + [
        .greatest("longest_bout", .seconds) { $0.real(&$1.longestBout) },
        .sum("bouts") { $0.integer(&$1.bouts) },
        .sum("breaks") { $0.integer(&$1.breaks) },
        .sum("active_breaks") { $0.integer(&$1.activeBreaks) },
        .sum("steps") { $0.integer(&$1.steps) },
        .sum("reminders") { $0.integer(&$1.reminders) },
        .sum("reminders_checked") { $0.integer(&$1.outcomes[.checked]) },
        // Confirmed reminders are counted in both columns; they are read above.
        .sum("reminders_done") { carrier, totals in
          var done = totals.remindersDone
          carrier.integer(&done)
          totals.outcomes[.done] = done - totals.outcomes[.checked]
        },
      ]
      + [ReminderOutcome.snoozed, .skipped, .ignored, .withdrawn].map { outcome in
        .sum(outcome.key) { $0.integer(&$1.outcomes[outcome]) }
      })

  static let hours = Table<HourTotals>(
    name: "hours", blank: HourTotals(at: WallClock(unixMicroseconds: 0, utcOffset: 0)),
    columns: [
      .key("began", .moment) { $0.integer(&$1.began) },
      .key("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("day", .date) { $0.integer(&$1.day) },
      .sum("steps") { $0.integer(&$1.steps) },
    ] + Posture.listed.map { posture in .sum(posture.column, .seconds) { $0.real(&$1[posture]) } })

  /// The totals of the days in a range with their tilt, in order of time.
  static func totals(of days: ClosedRange<Int64>, in database: Database) throws(SQLiteFailure) -> [DayTotals] {
    let range: [Database.Value] = [.integer(days.lowerBound), .integer(days.upperBound)]
    var totals = try self.days.rows(where: "day BETWEEN ? AND ?", range, orderedBy: "day", from: database)
    try TiltTable.read(days, in: database, into: &totals)
    return totals
  }

  /// The hours of a day with their tilt, in order of time.
  static func hours(of day: Int64, in database: Database) throws(SQLiteFailure) -> [HourTotals] {
    var hours = try self.hours.rows(where: "day = ?", [.integer(day)], orderedBy: "began", from: database)
    for tilt in try TiltTable.hours.rows(where: "day = ?", [.integer(day)], orderedBy: "began", from: database) {
      for index in hours.indices where hours[index].began == tilt.began && hours[index].utcOffset == tilt.utcOffset {
        hours[index].tilt[tilt.posture] = tilt.bands
      }
    }
    return hours
  }
}
