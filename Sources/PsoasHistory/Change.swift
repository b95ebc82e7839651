import PsoasCore
import PsoasMonitor

/// One thing to be written.
enum Change: Equatable {
  case boutBegan(at: Int64, _ day: Int64, _ utcOffset: Int32)
  case boutEnded(began: Int64, ended: Int64, _ day: Int64, _ utcOffset: Int32, sitting: Double)
  case breakEnded(at: Int64, _ day: Int64, _ utcOffset: Int32, BoutTracker.Break)
  case reminder(
    run: Int64, number: Int, _ day: Int64, _ utcOffset: Int32, raised: Int64, exercise: Bytes, sitting: Double)
  case reminderClosed(run: Int64, number: Int, closed: Int64, ReminderOutcome)
  case exerciseDone(ExerciseCompletion)
  case rhythm(RhythmEntry, _ day: Int64, _ utcOffset: Int32)
  case sessionBegan(ExerciseSessionTable.Running, ExerciseSessionStart)
  case stageDone(ExerciseSessionTable.Running, ExerciseSessionStageResult)
  case sessionEnded(ExerciseSessionTable.Running, at: Int64, ExerciseSessionResult)
  case calibration(CalibrationEntry)
  case day(Int64, DayTotals)
  /// What came on top of an hour.
  case hour(HourTotals)

  /// The day that it belongs to; nil for what is said of a row that has one already.
  var day: Int64? {
    switch self {
    case .boutBegan(_, let day, _), .boutEnded(_, _, let day, _, _), .breakEnded(_, let day, _, _): day
    case .reminder(_, _, let day, _, _, _, _), .day(let day, _): day
    case .hour(let hour): hour.day
    case .exerciseDone(let completion): completion.at.localDay
    case .rhythm(_, let day, _): day
    case .sessionBegan(let session, _), .stageDone(let session, _), .sessionEnded(let session, _, _): session.day
    case .calibration(let memory): memory.day
    case .reminderClosed: nil
    }
  }

  func write(to database: Database) throws(SQLiteFailure) {
    switch self {
    case .boutBegan(let began, let day, let offset):
      try database.run(
        "INSERT OR IGNORE INTO bouts (began, day, utc_offset) VALUES (?, ?, ?)",
        [.integer(began), .integer(day), .integer(Int64(offset))])
    case .boutEnded(let began, let ended, let day, let offset, let sitting):
      try database.run(
        """
        INSERT INTO bouts (began, day, utc_offset, ended, sitting) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (began) DO UPDATE SET ended = excluded.ended, sitting = excluded.sitting
        """, [.integer(began), .integer(day), .integer(Int64(offset)), .integer(ended), .real(sitting)])
    case .breakEnded(let ended, let day, let offset, let rest):
      try database.run(
        "INSERT OR REPLACE INTO breaks (ended, day, utc_offset, length, upright, walking, active) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(ended), .integer(day), .integer(Int64(offset)), .real(rest.length), .real(rest.upright),
          .real(rest.walking), .integer(rest.isActive ? 1 : 0),
        ])
    case .reminder(let run, let number, let day, let offset, let raised, let exercise, let sitting):
      try database.run(
        """
        INSERT OR IGNORE INTO reminders (run, number, day, utc_offset, raised, exercise, sitting)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(run), .integer(Int64(number)), .integer(day), .integer(Int64(offset)), .integer(raised),
          .text(exercise), .real(sitting),
        ])
    case .reminderClosed(let run, let number, let closed, let outcome):
      try database.run(
        "UPDATE reminders SET closed = ?, outcome = ? WHERE run = ? AND number = ?",
        [.integer(closed), .text(Bytes().appending(outcome.name)), .integer(run), .integer(Int64(number))])
    case .exerciseDone(let completion):
      try database.run(
        "INSERT OR REPLACE INTO practices (ended, exercise, day, utc_offset, share, checked) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .integer(completion.at.unixMicroseconds), .text(completion.exercise), .integer(completion.at.localDay),
          .integer(Int64(completion.at.utcOffset)), .real(completion.share), .integer(completion.isChecked ? 1 : 0),
        ])
    case .rhythm(let memory, let day, let offset):
      try RhythmTable.write(memory, day: day, utcOffset: offset, to: database)
    case .sessionBegan(let session, let start): try ExerciseSessionTable.begin(session, start, in: database)
    case .stageDone(let session, let stage): try ExerciseSessionTable.write(stage, of: session, to: database)
    case .sessionEnded(let session, let ended, let result):
      try ExerciseSessionTable.end(session, at: ended, result, in: database)
    case .calibration(let memory): try CalibrationTable.write(memory, to: database)
    case .day(let day, let totals):
      try Change.write(totals, of: day, to: database)
      try TiltTable.write(totals.tilt, of: day, to: database)
    case .hour(let more):
      try Change.write(more, to: database)
      try TiltTable.write(more, to: database)
    }
  }

  private static func write(_ more: HourTotals, to database: Database) throws(SQLiteFailure) {
    try database.run(
      """
      INSERT INTO hours (began, utc_offset, day, sitting, standing, walking, lying, not_worn, unknown, steps)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (began, utc_offset) DO UPDATE SET
        sitting = sitting + excluded.sitting, standing = standing + excluded.standing,
        walking = walking + excluded.walking, lying = lying + excluded.lying,
        not_worn = not_worn + excluded.not_worn, unknown = unknown + excluded.unknown, steps = steps + excluded.steps
      """,
      [
        .integer(more.began), .integer(Int64(more.utcOffset)), .integer(more.day), .real(more.sitting),
        .real(more.standing), .real(more.walking), .real(more.lying), .real(more.notWorn), .real(more.unknown),
        .integer(Int64(more.steps)),
      ])
  }

  private static func write(_ totals: DayTotals, of day: Int64, to database: Database) throws(SQLiteFailure) {
    try database.run(
      "INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(day), .real(totals.sitting), .real(totals.standing), .real(totals.walking), .real(totals.lying),
        .real(totals.notWorn), .real(totals.unknown), .real(totals.longestBout), .integer(Int64(totals.bouts)),
        .integer(Int64(totals.steps)), .integer(Int64(totals.reminders)), .integer(Int64(totals.remindersDone)),
        .integer(Int64(totals.breaks)), .integer(Int64(totals.activeBreaks)),
        .integer(Int64(totals.remindersChecked)), .integer(Int64(totals.remindersSnoozed)),
        .integer(Int64(totals.remindersSkipped)), .integer(Int64(totals.remindersIgnored)),
        .integer(Int64(totals.remindersWithdrawn)),
      ])
  }

  static func totals(of day: Int64, in database: Database) throws(SQLiteFailure) -> DayTotals? {
    let known = try database.first("SELECT * FROM days WHERE day = ?", [.integer(day)]) { row in
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
      totals.remindersChecked = Int(row.integer(14))
      totals.remindersSnoozed = Int(row.integer(15))
      totals.remindersSkipped = Int(row.integer(16))
      totals.remindersIgnored = Int(row.integer(17))
      totals.remindersWithdrawn = Int(row.integer(18))
      return totals
    }
    guard var known else { return nil }
    known.tilt = try TiltTable.tilt(of: day, in: database)
    return known
  }

  /// What was done on `day` and later, in the order of time.
  static func completions(since day: Int64, in database: Database) throws(SQLiteFailure) -> [ExerciseCompletion] {
    var completions: [ExerciseCompletion] = []
    try database.each(
      "SELECT ended, utc_offset, exercise, share, checked FROM practices WHERE day >= ? ORDER BY ended",
      [.integer(day)]
    ) { row in
      completions.append(
        ExerciseCompletion(
          row.text(2),
          at: WallClock(unixMicroseconds: row.integer(0), utcOffset: Int32(truncatingIfNeeded: row.integer(1))),
          share: row.real(3), isChecked: row.integer(4) != 0))
    }
    return completions
  }
}
