import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

@Suite struct ForgettingTests {
  let folder: Scratch
  init() throws { folder = try Scratch() }

  private func exercise(_ name: String) -> Exercise { Exercise(identifier: Text(name.utf8)) }

  /// Stores three days of reminders, sessions and calibrations that contain words to search for; more than one page of
  /// data.
  private func fill(_ history: History) throws {
    for day in 0..<3 {
      for number in 1...300 {
        let reminder = Reminder(
          number: day * 300 + number, exercise: exercise("secret-of-day-\(day)-\(number)"), sittingSeconds: 1800)
        try history.record(.at(Double(day) * 86_400 + Double(number), .reminder(reminder)))
      }
      history.assign(.pelvis, Text("secret-of-day-\(day)-sensor".utf8))
      for number in 1...30 {
        let start = Double(day) * 86_400 + 1000 + Double(number * 100)
        var result = ExerciseSessionResult()
        result.exercise = Text("secret-of-day-\(day)-session".utf8)
        let stage = ExerciseSessionStageResult(number: 2, work: .hold(seconds: 30), side: .left, done: 30)
        try history.record(
          .at(start, .session(number: number, .started(ExerciseSessionStart(exercise: result.exercise)))))
        try history.record(.at(start + 40, .session(number: number, .stageDone(stage))))
        try history.record(.at(start + 50, .session(number: number, .finished(result))))
        try history.record(.at(start, .calibrationFailed(.pelvis, .lost(.pelvis), .quick)))
      }
      var totals = DayTotals.example(sitting: 1)
      totals.day = 20514 + Int64(day)
      totals.tilt.add(60, .standing, tilt: 8, deadBand: 5)
      var hour = HourTotals(
        at: WallClock(unixMicroseconds: 1_772_438_400_000_000 + Int64(day) * 86_400_000_000, utcOffset: 3600))
      hour.tilt[.standing].anterior = 60
      try history.keep(totals, hours: [hour], at: Instant(microseconds: Int64(day) * 86_400_000_000))
      try history.flush()
    }
  }

  /// The number of occurrences of a word in all files of the folder. A child process reads them: closing the file in
  /// this process would release SQLite's locks on it (fcntl(2)).
  private func traces(of word: String) throws -> Int {
    try Child.run("grep", ["-rao", word, folder.path]).output.split(separator: "\n").count
  }

  @Test func `days before one are gone from the file, its free pages and its log, and the others are there`() throws {
    let history = History(directory: folder.bytes)
    try history.open()
    try fill(history)
    #expect(try traces(of: "secret-of-day-0") >= 300 && traces(of: "secret-of-day-1") >= 300)
    try history.forget(before: 20516)
    #expect(try traces(of: "secret-of-day-0") == 0)
    #expect(try traces(of: "secret-of-day-1") == 0)
    #expect(try ask(folder.file, "SELECT count(*) FROM reminders") == "300")
    for (table, count) in [
      ("sessions", 30), ("session_stages", 30), ("calibrations", 30), ("tilt_hours", 1), ("tilt_bands", 1),
      ("hours", 1),
    ] {
      #expect(try ask(folder.file, "SELECT count(*), min(day) FROM \(table)") == "\(count)|20516", "\(table)")
    }
    #expect(try ask(folder.file, "SELECT day FROM days") == "20516")
    #expect(try ask(folder.file, "PRAGMA freelist_count; PRAGMA quick_check") == "0\nok")
  }

  @Test func `everything is deleted, damaged files too, and rows in memory are not written`() throws {
    try Data("no database: secret-of-day-9".utf8).write(to: URL(fileURLWithPath: folder.file))
    let history = History(directory: folder.bytes)
    #expect(throws: HistoryError.self) { try history.open() }
    try fill(history)
    let waiting = Reminder(number: 1000, exercise: exercise("secret-of-day-2-late"), sittingSeconds: 1)
    try history.record(.at(2 * 86_400 + 2000, .reminder(waiting)))
    var hour = HourTotals(at: WallClock(unixMicroseconds: 1_772_438_400_000_000, utcOffset: 3600))
    hour[.sitting] = 600
    try history.keep(.example(sitting: 5), hours: [hour], at: Instant(microseconds: 200_000_000_000))
    try history.forget(before: nil)
    #expect(try traces(of: "secret") == 0)
    try history.flush()
    #expect(try traces(of: "secret") == 0)
    let tables = try ask(folder.file, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    for table in tables.split(separator: "\n") {
      #expect(try ask(folder.file, "SELECT count(*) FROM \(table)") == "0", "\(table)")
    }
    #expect(folder.names.allSatisfy { !$0.contains("damaged") })
    // Later rows are stored as usual.
    try history.record(.at(3 * 86_400, .boutStarted))
    try history.flush()
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts") == "1")
  }

  @Test func `every table can be forgotten by day`() throws {
    let database = try HistoryFile(directory: folder.bytes).open().database
    try HistoryFile(directory: folder.bytes).migrate(database)
    for table in try database.tables().map({ String(decoding: $0, as: UTF8.self) }) {
      #expect(try ask(folder.file, "SELECT count(*) FROM pragma_table_info('\(table)') WHERE name = 'day'") == "1")
    }
  }

  @Test func `a reader makes it fail, and it can be tried again`() throws {
    let history = History(directory: folder.bytes)
    try history.open()
    try fill(history)
    let reader = try Database(path: Text(folder.file.utf8), readOnly: true)
    try reader.run("BEGIN")
    _ = try reader.first("SELECT count(*) FROM reminders") { $0.integer(0) }
    #expect(throws: HistoryError.busy(path: history.path)) { try history.forget(before: nil) }
    try reader.run("COMMIT")
    try history.forget(before: nil)
    #expect(try traces(of: "secret") == 0)
  }

  /// A program that another test starts has this process's descriptors, and their locks, until it executes.
  private func forgetWhenReleased(_ folder: Scratch) throws {
    for _ in 0..<100 {
      do throws(HistoryError) { return try History.forget(before: nil, in: folder.bytes) } catch {
        guard case .inUse = error else { throw error }
        usleep(50_000)
      }
    }
    try History.forget(before: nil, in: folder.bytes)
  }

  @Test func `forgetting is refused while a daemon keeps the file`() throws {
    let history = History(directory: folder.bytes)
    try history.open()
    try fill(history)
    #expect(throws: HistoryError.inUse(path: history.path)) { try History.forget(before: nil, in: folder.bytes) }
    let other = try Scratch()
    try fill(History(directory: other.bytes))
    try forgetWhenReleased(other)
    #expect(try ask(other.file, "SELECT count(*) FROM reminders") == "0")
    // An empty store is not created.
    let empty = try Scratch()
    try History.forget(before: nil, in: empty.bytes)
    #expect(empty.names.isEmpty)
  }

  @Test func `rows older than the retention are deleted, except the sums of days`() throws {
    let history = History(directory: folder.bytes)
    try history.open()
    history.retentionDays = 1
    try fill(history)
    #expect(try ask(folder.file, "SELECT DISTINCT day FROM reminders ORDER BY day") == "20515\n20516")
    #expect(try ask(folder.file, "SELECT day FROM days ORDER BY day") == "20514\n20515\n20516")
    #expect(try traces(of: "secret-of-day-0") >= 0)
    history.retentionDays = 0
    try fill(history)
    #expect(try ask(folder.file, "SELECT DISTINCT day FROM reminders ORDER BY day") == "20514\n20515\n20516")
  }

  /// RLIMIT_FSIZE applies to a whole process, so this test runs in a separate one.
  @Test func `a limit on the size of files is a full disk`() async throws {
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let history = History(directory: Text(path.utf8))
      try history.open()
      try history.flush()
      var limit = rlimit(rlim_cur: 1, rlim_max: rlim_t(bitPattern: -1))
      #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
      var errors: [HistoryError] = []
      for number in 1...400 {
        do throws(HistoryError) {
          try history.record(.at(Double(number) * 51, .boutStarted))
        } catch {
          errors.append(error)
        }
      }
      #expect(errors == [.diskFull(path: history.path)], "\(errors.count) \(errors.first as Any)")
      limit.rlim_cur = rlim_t(bitPattern: -1)
      #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
      try history.flush()
      #expect(try ask(path + "/history.sqlite", "SELECT count(*) FROM bouts") == "400")
    }
  }
}
