import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Read-only access to the history, which is safe while a daemon is running.
public final class HistoryArchive {
  private let file: HistoryFile
  let database: Database
  /// Names of the tables, in order of creation.
  public let tables: [Text]

  /// - Throws: `HistoryError.missing` if there is no history.
  public init(directory: Text) throws(HistoryError) {
    file = HistoryFile(directory: directory)
    guard Files.exists(file.path) else { throw .missing(path: file.path) }
    do throws(SQLiteFailure) {
      database = try Database(path: file.path, readOnly: true)
      try database.run("PRAGMA busy_timeout = 2000")
      tables = try database.tables()
    } catch {
      throw file.unreadable(error)
    }
  }

  public var path: Text { file.path }

  /// The file of the history in a state directory.
  public static func path(in directory: Text) -> Text { directory.inside("history.sqlite") }

  /// Number of rows with invalid values, which are not returned.
  /// - Parameter days: the requested days, since 1970-01-01; nil: all, which reads the whole file.
  public func rowsLeftOut(_ days: ClosedRange<Int64>? = nil) throws(HistoryError) -> Int {
    try read { database throws(SQLiteFailure) in try database.rowsOutOfRange(days) }
  }

  /// The columns of a table, in order.
  public func columns(of table: Text) throws(HistoryError) -> [Text] {
    try read { database throws(SQLiteFailure) in try database.columns(of: table) }
  }

  /// The unit of a column; `plain` if this version does not know the column.
  public func unit(of column: Text, in table: Text) -> ColumnUnit {
    for form in TableForm.all where table == form.name {
      for known in form.columns where column == known.name { return known.unit }
    }
    return .plain
  }

  /// The value of a cell.
  public enum Cell: Equatable, Sendable {
    case nothing
    case integer(Int64)
    case real(Double)
    case text(Text)
  }

  /// Calls `body` with each row of a table, in the order of its key.
  /// - Parameter days: the requested days, since 1970-01-01.
  public func rows(of table: Text, days: ClosedRange<Int64>, _ body: ([Cell]) -> Void) throws(HistoryError) {
    guard tables.contains(table) else { return }
    let columns = try columns(of: table)
    var statement = Text()
    for (index, column) in columns.enumerated() {
      statement += "\(index == 0 ? "SELECT \"" : ", \"")\(column)\""
    }
    statement += " FROM \"\(table)\" WHERE day BETWEEN ? AND ? ORDER BY 1, 2, 3, 4"
    try ask(statement, [.integer(days.lowerBound), .integer(days.upperBound)]) { row in
      body(columns.indices.map { row.value(Int32($0)) })
    }
  }

  /// The latest time in the history: microseconds since 1970-01-01 UTC; nil if it is empty.
  public func newest() throws(HistoryError) -> Int64? {
    try read { database throws(SQLiteFailure) in
      let sources: [(StaticString, StaticString)] = [
        ("bouts", "max(began, coalesce(ended, began))"), ("hours", "began"), ("reminders", "raised"),
        ("sessions", "began"),
      ]
      var newest: Int64?
      for (table, time) in sources where tables.contains(where: { $0 == table }) {
        let last = try database.first("SELECT max(\(time)) FROM \(table)") { $0.value(0) }
        if case .integer(let last) = last { newest = max(newest ?? last, last) }
      }
      return newest
    }
  }

  /// Whether a newer version of Psoas has written it.
  public func isNewer() throws(HistoryError) -> Bool {
    let version = try read { database throws(SQLiteFailure) in
      try database.first("PRAGMA user_version") { $0.integer(0) }
    }
    return (version ?? 0) > Int64(Schema.version)
  }

  // MARK: Days

  /// The totals of the requested days, in order of time.
  public func days(_ range: ClosedRange<Int64>) throws(HistoryError) -> [DayTotals] {
    try read { database throws(SQLiteFailure) in try DayTable.totals(of: range, in: database) }
  }

  /// The hours of a day with recorded time, in order of time.
  public func hours(of day: Int64) throws(HistoryError) -> [HourTotals] {
    try read { database throws(SQLiteFailure) in try DayTable.hours(of: day, in: database) }
  }

  /// The bouts that overlap a day, in order of time.
  /// - Parameter span: start and end of the day, microseconds since 1970-01-01 UTC.
  public func bouts(in span: Range<Int64>) throws(HistoryError) -> [Bout] {
    // The end of an interrupted bout is unknown: only its start decides whether it is in the range. Earlier bouts than
    // those of the week before are not read: nobody sits so long.
    let earliest = max(span.lowerBound, 0) - 7 * 86_400_000_000
    return try read { database throws(SQLiteFailure) in
      try BoutTable.bouts.rows(
        where: "began >= ? AND began < ? AND coalesce(ended, began + 1) > ?",
        [.integer(earliest), .integer(span.upperBound), .integer(span.lowerBound)], orderedBy: "began",
        from: database)
    }
  }

  /// The reminders of a day, in order of time.
  public func suggestions(of day: Int64) throws(HistoryError) -> [Suggestion] {
    try read { database throws(SQLiteFailure) in
      try ReminderTable.reminders.rows(where: "day = ?", [.integer(day)], orderedBy: "raised", from: database)
    }
  }

  /// The exercise sessions of a day, in order of time.
  public func sessions(of day: Int64) throws(HistoryError) -> [ExerciseSessionEntry] {
    try read { database throws(SQLiteFailure) in
      try ExerciseSessionTable.sessions.rows(where: "day = ?", [.integer(day)], orderedBy: "began", from: database)
    }
  }

  func read<Result>(
    _ body: (Database) throws(SQLiteFailure) -> Result
  ) throws(HistoryError) -> Result {
    do throws(SQLiteFailure) { return try body(database) } catch { throw file.unreadable(error) }
  }

  func ask(
    _ sql: Text, _ values: [Database.Value], _ read: (Database.Row) -> Void
  ) throws(HistoryError) {
    do throws(SQLiteFailure) { try database.each(sql, values, read) } catch { throw file.unreadable(error) }
  }
}
