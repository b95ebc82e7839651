import PsoasCore
import PsoasMonitor

/// One thing to be written.
enum Change: Equatable {
  case boutBegan(at: Int64, day: Int64)
  case boutEnded(began: Int64, ended: Int64, day: Int64, sitting: Double)
  case reminder(run: Int64, number: Int, day: Int64, raised: Int64, exercise: Bytes, sitting: Double)
  case reminderClosed(run: Int64, number: Int, closed: Int64, ReminderOutcome)
  case day(Int64, DayTotals)

  func write(to database: Database) throws(SQLiteFailure) {
    switch self {
    case .boutBegan(let began, let day):
      try database.run(
        "INSERT OR IGNORE INTO bouts (began, day) VALUES (?, ?)", [.integer(began), .integer(day)])
    case .boutEnded(let began, let ended, let day, let sitting):
      try database.run(
        """
        INSERT INTO bouts (began, day, ended, sitting) VALUES (?, ?, ?, ?)
        ON CONFLICT (began) DO UPDATE SET ended = excluded.ended, sitting = excluded.sitting
        """, [.integer(began), .integer(day), .integer(ended), .real(sitting)])
    case .reminder(let run, let number, let day, let raised, let exercise, let sitting):
      try database.run(
        """
        INSERT OR IGNORE INTO reminders (run, number, day, raised, exercise, sitting) VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(run), .integer(Int64(number)), .integer(day), .integer(raised), .text(exercise), .real(sitting),
        ])
    case .reminderClosed(let run, let number, let closed, let outcome):
      try database.run(
        "UPDATE reminders SET closed = ?, outcome = ? WHERE run = ? AND number = ?",
        [.integer(closed), .text(Bytes().appending(outcome.name)), .integer(run), .integer(Int64(number))])
    case .day(let day, let totals):
      try Change.write(totals, of: day, to: database)
    }
  }

  private static func write(_ totals: DayTotals, of day: Int64, to database: Database) throws(SQLiteFailure) {
    try database.run(
      "INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(day), .real(totals.sitting), .real(totals.standing), .real(totals.walking), .real(totals.lying),
        .real(totals.notWorn), .real(totals.unknown), .real(totals.longestBout), .integer(Int64(totals.bouts)),
        .integer(Int64(totals.steps)), .integer(Int64(totals.reminders)), .integer(Int64(totals.remindersDone)),
        .integer(Int64(totals.breaks)), .integer(Int64(totals.activeBreaks)),
      ])
  }

  static func totals(of day: Int64, in database: Database) throws(SQLiteFailure) -> DayTotals? {
    try database.first("SELECT * FROM days WHERE day = ?", [.integer(day)]) { row in
      var totals = DayTotals(day: day)
      totals.sitting = row.real(1)
      totals.standing = row.real(2)
      totals.walking = row.real(3)
      totals.lying = row.real(4)
      totals.notWorn = row.real(5)
      totals.unknown = row.real(6)
      totals.longestBout = row.real(7)
      totals.bouts = Int(row.integer(8))
      totals.steps = Int(row.integer(9))
      totals.reminders = Int(row.integer(10))
      totals.remindersDone = Int(row.integer(11))
      totals.breaks = Int(row.integer(12))
      totals.activeBreaks = Int(row.integer(13))
      return totals
    }
  }
}
