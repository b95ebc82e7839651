import PsoasCore
import PsoasMonitor
import PsoasSystem

/// An hour of the local clock over several days.
public struct ClockHour: Equatable, Sendable {
  /// 0 to 23.
  public var hour = 0
  /// Number of days with recorded time in this hour.
  public var days = 0
  /// Seconds in each posture, summed over the days.
  public var seconds = PerPosture<Double>()
}

/// How often an exercise was done in a period.
public struct ExerciseCount: Equatable, Sendable {
  /// The exercise's identifier in the catalog.
  public var exercise = Text()
  /// Number of times that the sensor confirmed it, and that the wearer reported it.
  public var checked = 0
  public var reported = 0
  /// Sum of the shares of the dose that were done.
  public var doses = 0.0
}

/// The end of a calibration.
public struct CalibrationMark: Equatable, Sendable {
  public var at: WallClock
  public var placement: Placement
  /// full, standing or quick.
  public var kind: Text
  public var isDone: Bool
  /// Why it was refused; empty if it was done.
  public var reason: Text
}

/// Sums over several days. SQLite adds them up: ten years have tens of thousands of rows.
extension HistoryArchive {
  /// The hours of the clock with recorded time on the requested days, in order.
  public func clockHours(_ days: ClosedRange<Int64>) throws(HistoryError) -> [ClockHour] {
    guard tables.contains("hours") else { return [] }
    var sql: Text = "SELECT (began / 1000000 + utc_offset) % 86400 / 3600 AS hour, count(DISTINCT day)"
    for posture in Posture.listed { sql += ", sum(\(posture.column))" }
    sql += " FROM hours WHERE day BETWEEN ? AND ? AND began > 0 GROUP BY hour ORDER BY hour"
    var hours: [ClockHour] = []
    try ask(sql, days) { row in
      var hour = ClockHour(hour: Int(row.integer(0)), days: Int(row.integer(1)))
      for (index, posture) in Posture.listed.enumerated() { hour.seconds[posture] = row.real(Int32(index + 2)) }
      if (0..<24).contains(hour.hour) { hours.append(hour) }
    }
    return hours
  }

  /// How often each exercise was done on the requested days; the most frequent first.
  public func exercises(_ days: ClosedRange<Int64>) throws(HistoryError) -> [ExerciseCount] {
    guard tables.contains("practices") else { return [] }
    var counts: [ExerciseCount] = []
    try ask(
      """
      SELECT exercise, sum(checked <> 0), sum(checked = 0), sum(share) FROM practices WHERE day BETWEEN ? AND ?
      GROUP BY exercise ORDER BY count(*) DESC, exercise
      """, days
    ) { row in
      counts.append(
        ExerciseCount(
          exercise: row.text(0), checked: Int(row.integer(1)), reported: Int(row.integer(2)), doses: row.real(3)))
    }
    return counts
  }

  /// The exercises done on the requested days, in order of time.
  public func completions(_ days: ClosedRange<Int64>) throws(HistoryError) -> [ExerciseCompletion] {
    try read { database throws(SQLiteFailure) in
      try CompletionTable.completions.rows(
        where: "day BETWEEN ? AND ?", [.integer(days.lowerBound), .integer(days.upperBound)], orderedBy: "ended",
        from: database)
    }
  }

  /// The ends of calibrations on the requested days, in order of time.
  public func calibrations(_ days: ClosedRange<Int64>) throws(HistoryError) -> [CalibrationMark] {
    guard tables.contains("calibrations") else { return [] }
    var marks: [CalibrationMark] = []
    try ask(
      """
      SELECT at, utc_offset, placement, kind, outcome, reason FROM calibrations WHERE day BETWEEN ? AND ? ORDER BY at
      """, days
    ) { row in
      guard let placement = Placement(name: row.text(2)) else { return }
      let at = WallClock(unixMicroseconds: row.integer(0), utcOffset: Int32(truncatingIfNeeded: row.integer(1)))
      marks.append(
        CalibrationMark(
          at: at, placement: placement, kind: row.text(3), isDone: row.text(4) == "done", reason: row.text(5)))
    }
    return marks
  }

  private func ask(
    _ sql: Text, _ days: ClosedRange<Int64>, _ body: (Database.Row) -> Void
  ) throws(HistoryError) {
    try ask(sql, [.integer(days.lowerBound), .integer(days.upperBound)], body)
  }
}
