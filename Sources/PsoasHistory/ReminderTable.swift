import PsoasMonitor
import PsoasSystem

/// A reminder and its outcome.
public struct Suggestion: Equatable, Sendable {
  /// The run of the daemon, identified by the time of its first event; `number` counts within the run.
  var run: Int64 = 0
  var number = 0
  var day: Int64 = 0
  var utcOffset: Int32?
  /// Microseconds since 1970-01-01 UTC.
  public internal(set) var raised: Int64 = 0
  public internal(set) var exercise = Text()
  /// Seconds of sitting that caused it.
  var sitting = 0.0
  /// Microseconds since 1970-01-01 UTC; nil while it is open.
  var closed: Int64?
  /// The outcome; empty if unknown.
  public internal(set) var outcome = Text()
}

enum ReminderTable {
  static let reminders = Table<Suggestion>(
    name: "reminders", blank: Suggestion(),
    columns: [
      .key("run", .moment) { $0.integer(&$1.run) },
      .key("number") { $0.integer(&$1.number) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("raised", .moment) { $0.integer(&$1.raised) },
      Column("exercise") { $0.text(&$1.exercise) },
      Column("sitting", .seconds) { $0.real(&$1.sitting) },
      Column("closed", .moment) { $0.integer(&$1.closed) },
      Column("outcome") { $0.text(orNothing: &$1.outcome) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
    ])
}

/// Completed exercises.
enum CompletionTable {
  static let completions = Table<ExerciseCompletion>(
    name: "practices", blank: ExerciseCompletion([], at: WallClock(unixMicroseconds: 0, utcOffset: 0)),
    columns: [
      .key("ended", .moment) { $0.integer(&$1.at.unixMicroseconds) },
      .key("exercise") { $0.text(&$1.exercise) },
      Column("day", .date) { $0.derived($1.at.localDay) },
      Column("utc_offset", .seconds) { $0.integer(&$1.at.utcOffset) },
      Column("share") { $0.real(&$1.share) },
      Column("checked") { $0.integer(&$1.isChecked) },
    ])

  /// Deletes a completion that the wearer has taken back.
  static func remove(_ completion: ExerciseCompletion, from database: Database) throws(SQLiteFailure) {
    try database.run(
      "DELETE FROM practices WHERE ended = ? AND exercise = ?",
      [.integer(completion.at.unixMicroseconds), .text(completion.exercise)])
  }
}
