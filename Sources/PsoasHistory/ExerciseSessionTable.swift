import PsoasMonitor

/// A guided session as the history keeps it.
public struct ExerciseSessionEntry: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC.
  public var began: Int64
  /// nil where it was cut off: the service was killed in it.
  public var ended: Int64?
  /// The exercise's identifier in the catalog.
  public var exercise: Bytes
  /// completed, by-hand, stopped or abandoned; empty where it was cut off.
  public var ending = Bytes()
  public var holds = 0
  public var repetitions = 0
  /// Seconds held, and of these the seconds that the sensor vouches for.
  public var held = 0.0
  public var heldChecked = 0.0
  /// Share, 0 to 1, of what was asked for that was done, and that the sensor vouches for.
  public var share = 0.0
  public var shareChecked = 0.0

  init(_ row: Database.Row) {
    began = row.integer(0)
    if case .integer(let moment) = row.value(1) { ended = moment }
    exercise = row.text(2)
    ending = row.text(3)
    holds = Int(row.integer(4))
    repetitions = Int(row.integer(5))
    held = row.real(6)
    heldChecked = row.real(7)
    share = row.real(8)
    shareChecked = row.real(9)
  }
}

/// The tables of guided sessions and their stages.
enum ExerciseSessionTable {
  /// The session that runs.
  struct Running: Equatable {
    /// Microseconds since 1970-01-01 UTC: what it is known by.
    var began: Int64
    var day: Int64
    var utcOffset: Int32
    var sets = 1

    /// One that begins at a moment.
    init(_ wall: WallClock) {
      (began, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
    }
  }

  static func begin(_ session: Running, _ start: ExerciseSessionStart, in database: Database) throws(SQLiteFailure) {
    try database.run(
      "INSERT OR IGNORE INTO sessions (began, day, utc_offset, exercise, basis, sets) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .integer(session.began), .integer(session.day), .integer(Int64(session.utcOffset)), .text(start.exercise),
        .text(Bytes().appending(start.basis.name)), .integer(Int64(session.sets)),
      ])
  }

  static func write(
    _ stage: ExerciseSessionStageResult, of session: Running, to database: Database
  ) throws(SQLiteFailure) {
    var row: [Database.Value] = [
      .integer(session.began), .integer(Int64(stage.number)), .integer(session.day),
      .text(Bytes().appending(stage.work.name)), stage.side.map { .text(Bytes().appending($0.name)) } ?? .nothing,
      .integer(Int64(stage.set)),
    ]
    let target = stage.work.target
    if case .repetitions = stage.work {
      row += [.nothing, .nothing, .nothing, .integer(Int64(target)), .integer(Int64(stage.done))]
      row += [.integer(Int64(stage.checked)), stage.amplitude > 0 ? .real(stage.amplitude) : .nothing]
    } else {
      row += [.real(Double(target)), .real(stage.done), .real(stage.checked), .nothing, .nothing, .nothing, .nothing]
    }
    try database.run(
      """
      INSERT OR REPLACE INTO session_stages (session, stage, day, work, side, set_number, planned, held, held_checked,
        planned_repetitions, repetitions, repetitions_checked, amplitude) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, row)
  }

  static func end(
    _ session: Running, at ended: Int64, _ result: ExerciseSessionResult, in database: Database
  ) throws(SQLiteFailure) {
    try database.run(
      """
      INSERT OR REPLACE INTO sessions (began, day, utc_offset, exercise, basis, sets, ended, ending, holds, repetitions,
        held, held_checked, amplitude, share, share_checked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(session.began), .integer(session.day), .integer(Int64(session.utcOffset)), .text(result.exercise),
        .text(Bytes().appending(result.basis.name)), .integer(Int64(session.sets)), .integer(ended),
        .text(Bytes().appending(result.ending.name)), .integer(Int64(result.holds)),
        .integer(Int64(result.repetitions)), .real(result.heldSeconds), .real(result.checkedSeconds),
        result.amplitude > 0 ? .real(result.amplitude) : .nothing, .real(result.credit), .real(result.checked),
      ])
  }

  /// The sessions of a day, in the order of time; none in a file of a form that had none.
  static func sessions(of day: Int64, in database: Database) throws(SQLiteFailure) -> [ExerciseSessionEntry] {
    guard try database.has(table: "sessions") else { return [] }
    var sessions: [ExerciseSessionEntry] = []
    try database.each(
      """
      SELECT began, ended, exercise, ending, holds, repetitions, held, held_checked, share, share_checked FROM sessions
      WHERE day = ? ORDER BY began
      """, [.integer(day)]
    ) { sessions.append(ExerciseSessionEntry($0)) }
    return sessions
  }
}
