import CLinux
import PsoasCore
import PsoasMonitor

/// The history as somebody reads it who does not keep it: nothing is changed, and a daemon may run meanwhile.
public final class HistoryArchive {
  private let file: HistoryFile
  private let database: Database
  /// Whether a daemon goes on writing it: what has no end yet may still be going on.
  public let isKept: Bool
  /// Names of the tables, in the order in which they were made.
  public let tables: [Bytes]

  /// - Throws: `HistoryError.missing` where there is none.
  public init(directory: Bytes) throws(HistoryError) {
    file = HistoryFile(directory: directory)
    isKept = StateLock.isHeld(directory)
    guard file.path.withPath({ access($0, F_OK) }) == 0 else { throw .missing(path: file.path) }
    do throws(SQLiteFailure) {
      database = try Database(path: file.path, readOnly: true)
      try database.run("PRAGMA busy_timeout = 2000")
      tables = try database.tables()
    } catch {
      throw file.unreadable(error)
    }
  }

  public var path: Bytes { file.path }

  /// Columns of a table, in their order.
  public func columns(of table: Bytes) throws(HistoryError) -> [Bytes] {
    var names: [Bytes] = []
    try ask("SELECT name FROM pragma_table_info(?) ORDER BY cid", [.text(table)]) { names.append($0.text(0)) }
    return names
  }

  /// What a cell of a table holds.
  public enum Cell: Equatable, Sendable {
    case nothing
    case integer(Int64)
    case real(Double)
    case text(Bytes)
  }

  /// Calls `body` with each row of a table, in the order of its key.
  /// - Parameter days: the days that are wanted, since 1970-01-01.
  public func rows(of table: Bytes, days: ClosedRange<Int64>, _ body: ([Cell]) -> Void) throws(HistoryError) {
    guard tables.contains(table) else { return }
    let width = Int32(try columns(of: table).count)
    var statement = Bytes()
    statement.append("SELECT * FROM \"")
    statement.append(table)
    statement.append("\" WHERE day BETWEEN ? AND ? ORDER BY 1, 2, 3, 4")
    try ask(statement, [.integer(days.lowerBound), .integer(days.upperBound)]) { row in
      body((0..<width).map { row.value($0) })
    }
  }

  // MARK: Days

  /// The sums of the days that are wanted, the earliest first.
  public func days(_ range: ClosedRange<Int64>) throws(HistoryError) -> [DayTotals] {
    var numbers: [Int64] = []
    try ask(
      Bytes().appending("SELECT day FROM days WHERE day BETWEEN ? AND ? ORDER BY day"),
      [.integer(range.lowerBound), .integer(range.upperBound)]
    ) { numbers.append($0.integer(0)) }
    var days: [DayTotals] = []
    do throws(SQLiteFailure) {
      for number in numbers { if let totals = try Change.totals(of: number, in: database) { days.append(totals) } }
    } catch {
      throw file.unreadable(error)
    }
    return days
  }

  /// The hours of a day that had time in them, in the order of time.
  public func hours(of day: Int64) throws(HistoryError) -> [HourTotals] {
    guard tables.contains(where: { $0.equals("hours") }) else { return [] }
    var hours: [HourTotals] = []
    let sql: StaticString = """
      SELECT began, utc_offset, sitting, standing, walking, lying, not_worn, unknown, steps FROM hours WHERE day = ?
      ORDER BY began
      """
    try ask(Bytes().appending(sql), [.integer(day)]) { row in
      let clock = WallClock(unixMicroseconds: row.integer(0), utcOffset: Int32(truncatingIfNeeded: row.integer(1)))
      var hour = HourTotals(at: clock)
      for (column, posture) in [Posture.sitting, .standing, .walking, .lying, .notWorn, .unknown].enumerated() {
        hour[posture] = row.real(Int32(column) + 2)
      }
      hour.steps = Int(row.integer(8))
      hours.append(hour)
    }
    do throws(SQLiteFailure) {
      for index in hours.indices { try TiltTable.read(into: &hours[index], from: database) }
    } catch {
      throw file.unreadable(error)
    }
    return hours
  }

  /// A bout of sitting, or a reminder, for whoever looks back.
  public struct Bout: Equatable, Sendable {
    /// Microseconds since 1970-01-01 UTC.
    public var began: Int64
    /// nil where it was cut off, or goes on.
    public var ended: Int64?
    public var utcOffset: Int32?
    /// Seconds sat, without short interruptions.
    public var sitting: Double?
  }

  /// The bouts that a day has a part in, in the order of time.
  /// - Parameter span: the day's beginning and end, microseconds since 1970-01-01 UTC.
  public func bouts(in span: Range<Int64>) throws(HistoryError) -> [Bout] {
    var bouts: [Bout] = []
    // A bout that was cut off ended nobody knows when: it belongs to the time in which it began.
    let sql: StaticString = """
      SELECT * FROM bouts WHERE began < ? AND coalesce(ended, began + 1) > ? ORDER BY began
      """
    let offsetColumn = try columns(of: Bytes().appending("bouts")).firstIndex { $0.equals("utc_offset") }
    try ask(Bytes().appending(sql), [.integer(span.upperBound), .integer(span.lowerBound)]) { row in
      var bout = Bout(began: row.integer(0))
      if case .integer(let ended) = row.value(2) { bout.ended = ended }
      if case .real(let sitting) = row.value(3) { bout.sitting = sitting }
      if let offsetColumn, case .integer(let offset) = row.value(Int32(offsetColumn)) {
        bout.utcOffset = Int32(truncatingIfNeeded: offset)
      }
      bouts.append(bout)
    }
    return bouts
  }

  public struct Suggestion: Equatable, Sendable {
    /// Microseconds since 1970-01-01 UTC.
    public var raised: Int64
    public var exercise: Bytes
    /// How it ended; empty where nobody knows.
    public var outcome: Bytes
  }

  /// The reminders of a day, in the order of time.
  public func suggestions(of day: Int64) throws(HistoryError) -> [Suggestion] {
    var suggestions: [Suggestion] = []
    try ask(
      Bytes().appending("SELECT raised, exercise, outcome FROM reminders WHERE day = ? ORDER BY raised"),
      [.integer(day)]
    ) { suggestions.append(Suggestion(raised: $0.integer(0), exercise: $0.text(1), outcome: $0.text(2))) }
    return suggestions
  }

  /// The guided sessions of a day, in the order of time.
  public func sessions(of day: Int64) throws(HistoryError) -> [ExerciseSessionEntry] {
    do throws(SQLiteFailure) { return try ExerciseSessionTable.sessions(of: day, in: database) } catch {
      throw file.unreadable(error)
    }
  }

  private func ask(
    _ sql: Bytes, _ values: [Database.Value], _ read: (Database.Row) -> Void
  ) throws(HistoryError) {
    do throws(SQLiteFailure) { try database.each(sql, values, read) } catch { throw file.unreadable(error) }
  }

  private func ask(
    _ sql: StaticString, _ values: [Database.Value], _ read: (Database.Row) -> Void
  ) throws(HistoryError) {
    try ask(Bytes().appending(sql), values, read)
  }
}
