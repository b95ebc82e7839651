import CSQLite
import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor
@testable import psoas_long_history

/// Reading a period takes as much work whatever the length of the history is, counted in the steps of SQLite's virtual
/// machine (sqlite3_stmt_status).
@Suite struct HistoryLengthTests {
  /// Adds up the steps of each statement on a connection.
  private final class Steps {
    private(set) var byStatement: [String: Int32] = [:]

    init(_ database: Database) {
      sqlite3_trace_v2(
        database.handle, UInt32(SQLITE_TRACE_PROFILE),
        { _, context, statement, _ in
          guard let context, let statement else { return 0 }
          let steps = sqlite3_stmt_status(OpaquePointer(statement), SQLITE_STMTSTATUS_VM_STEP, 0)
          let sql = String(cString: sqlite3_sql(OpaquePointer(statement)))
          Unmanaged<Steps>.fromOpaque(context).takeUnretainedValue().byStatement[sql, default: 0] += steps
          return 0
        }, Unmanaged.passUnretained(self).toOpaque())
    }
  }

  private static let last: Int64 = 20_600
  private static let week = last - 6...last

  private static func history(days: Int) throws -> Scratch {
    let folder = try Scratch()
    try LongHistory.write(to: folder.bytes, days: days, until: last)
    return folder
  }

  private static func readingAWeek(of folder: Scratch) throws -> [String: Int32] {
    let archive = try HistoryArchive(directory: folder.bytes)
    let steps = Steps(archive.database)
    let midnight = last * 86_400_000_000
    #expect(try archive.rowsLeftOut(week) == 0)
    #expect(try archive.days(week).count == 7)
    #expect(try archive.hours(of: last).count == LongHistory.hours.count)
    #expect(try archive.bouts(in: midnight..<midnight + 86_400_000_000).count == LongHistory.hours.count)
    #expect(try !archive.suggestions(of: last).isEmpty)
    #expect(try !archive.sessions(of: last).isEmpty)
    #expect(try archive.clockHours(week).count == LongHistory.hours.count)
    #expect(try !archive.exercises(week).isEmpty)
    #expect(try !archive.completions(week).isEmpty)
    _ = try archive.calibrations(week)
    for table in archive.tables { try archive.rows(of: table, days: week) { _ in } }
    return steps.byStatement
  }

  @Test func `reading a week takes the same steps in a history of a year as in one of a month`() throws {
    let month = try Self.readingAWeek(of: Self.history(days: 30))
    let year = try Self.readingAWeek(of: Self.history(days: 365))
    #expect(month.count > 15)
    for (statement, steps) in month { #expect(year[statement] == steps, "\(statement)") }
    #expect(Set(year.keys) == Set(month.keys))
  }

  @Test func `a bout across midnight is one of both days`() throws {
    let folder = try Scratch()
    let history = History(directory: folder.bytes)
    try history.open()
    // 8:00 UTC and later: the bout of 57,000 s begins at 23:50 and ends at 0:10.
    try history.record(.at(57_000, .boutStarted))
    try history.record(.at(58_200, .boutEnded(sitting: 1200)))
    try history.record(.at(60_000, .boutStarted))
    try history.close()
    let archive = try HistoryArchive(directory: folder.bytes)
    let midnight: Int64 = 20_515 * 86_400_000_000
    let day: Int64 = 86_400_000_000
    #expect(try archive.bouts(in: midnight - day..<midnight).map(\.sitting) == [1200])
    #expect(try archive.bouts(in: midnight..<midnight + day).map(\.sitting) == [1200, nil])
    #expect(try archive.bouts(in: midnight + day..<midnight + 2 * day).isEmpty, "where it ended is not known")
  }

  @Test func `what the daemon reads at its start and writes each minute takes the same steps too`() throws {
    let steps = try [30, 365].map { days in
      let folder = try Self.history(days: days)
      let history = History(directory: folder.bytes)
      try history.open()
      let steps = Steps(try #require(history.database))
      let today = try #require(history.restore(day: Self.last))
      for day in Self.week { #expect(history.totals(day: day) != nil) }
      #expect(!history.completions(since: Self.last - 20).isEmpty)
      var more = today
      more[.sitting] += 60
      try history.keep(more, at: Instant(microseconds: 0))
      try history.flush()
      return steps.byStatement
    }
    #expect(steps[0].count > 5)
    for (statement, count) in steps[0] { #expect(steps[1][statement] == count, "\(statement)") }
  }

  /// Bytes of the pages that SQLite keeps.
  private static func cached(_ history: History) throws -> Int32 {
    var (now, most): (Int32, Int32) = (0, 0)
    let database = try #require(history.database)
    #expect(sqlite3_db_status(database.handle, SQLITE_DBSTATUS_CACHE_USED, &now, &most, 0) == SQLITE_OK)
    return now
  }

  @Test(arguments: [30, 365]) func `between its writes the daemon keeps few pages of the file`(days: Int) throws {
    // SQLite itself needs a page and holds on to up to two; the file has 90 or more.
    let few: Int32 = 5 * 4096
    let folder = try Self.history(days: days)
    let history = History(directory: folder.bytes)
    try history.open()
    #expect(try Self.cached(history) < few, "after the check of the whole file")
    var totals = try #require(history.restore(day: Self.last))
    for minute in 1...3 {
      totals[.sitting] += 60
      for day in Self.week { _ = history.totals(day: day) }
      _ = history.completions(since: Self.last - 20)
      #expect(try Self.cached(history) > few, "reading keeps more")
      try history.keep(totals, at: Instant(microseconds: Int64(minute) * 60_000_000))
      try history.flush()
      #expect(try Self.cached(history) < few, "after a write")
    }
  }
}
