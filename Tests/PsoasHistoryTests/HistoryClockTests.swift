import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// Clocks that go back or are wrong, and files that others change: stored data are not lost.
@Suite struct HistoryClockTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func history() throws -> History {
    let history = History(directory: folder.bytes)
    try history.open()
    return history
  }

  private func day(_ day: Int64, sitting: Double, bouts: Int = 0, longest: Double = 0) -> DayTotals {
    var totals = DayTotals(day: day)
    totals[.sitting] = sitting
    totals.bouts = bouts
    totals.longestBout = longest
    totals.tilt.add(sitting, .standing, tilt: 7, deadBand: 5)
    return totals
  }

  private func at(_ seconds: Double) -> Instant { Instant(microseconds: Int64(seconds * 1e6)) }

  @Test func `a clock that goes back over midnight adds to the day that it comes back to`() throws {
    let history = try history()
    try history.keep(day(20514, sitting: 2580, bouts: 2, longest: 1500), at: at(0))
    try history.record(.at(1, .dayEnded(day(20514, sitting: 2580, bouts: 2, longest: 1500))))
    try history.keep(day(20515, sitting: 60), at: at(2))
    try history.flush()
    // Travel west across the date line: the run counts the repeated day from zero.
    try history.record(.at(70, .dayEnded(day(20515, sitting: 90))))
    try history.keep(day(20514, sitting: 20, bouts: 1, longest: 20), at: at(80))
    try history.flush()
    let again = try self.history()
    #expect(again.totals(day: 20514) == day(20514, sitting: 2600, bouts: 3, longest: 1500))
    #expect(again.totals(day: 20515) == day(20515, sitting: 90))
  }

  @Test func `a run that comes back to a day is given what is known of it, and adds nothing twice`() throws {
    let history = try history()
    try history.keep(day(20514, sitting: 100), at: at(0))
    try history.record(.at(1, .dayEnded(day(20514, sitting: 100))))
    let known = try #require(history.restore(day: 20514))
    #expect(known[.sitting] == 100)
    var totals = known
    totals[.sitting] += 10
    try history.keep(totals, at: at(10))
    try history.flush()
    #expect(try self.history().totals(day: 20514)?[.sitting] == 110)
  }

  @Test func `totals are added where the file could not be read at the start`() throws {
    let first = try history()
    try first.keep(day(20514, sitting: 7200, bouts: 4, longest: 3000), at: at(0))
    try first.close()
    // Another program locks the file while the run begins.
    #expect(try ask(folder.file, "PRAGMA journal_mode = DELETE") == "delete")
    let blocker = try Database(path: Text(folder.file.utf8))
    try blocker.run("BEGIN EXCLUSIVE")
    let second = History(directory: folder.bytes)
    try? second.open()
    #expect(second.restore(day: 20514) == nil)
    try? second.keep(day(20514, sitting: 1500, bouts: 1, longest: 1500), at: at(0))
    try? second.flush()
    try blocker.run("COMMIT")
    try second.flush()
    #expect(try history().totals(day: 20514) == day(20514, sitting: 8700, bouts: 5, longest: 3000))
    // The stored totals are returned later, once, and are not added again.
    let known = try #require(second.restoreLater())
    #expect(known[.sitting] == 7200)
    #expect(second.restoreLater() == nil)
    try second.keep(day(20514, sitting: 8710, bouts: 5, longest: 3000), at: at(60))
    try second.flush()
    #expect(try history().totals(day: 20514)?[.sitting] == 8710)
  }

  @Test func `hindsight may shorten the longest bout of a day that the run knows`() throws {
    let history = try history()
    _ = history.restore(day: 20514)
    try history.keep(day(20514, sitting: 100, longest: 90), at: at(0))
    try history.flush()
    let later = try self.history()
    let known = try #require(later.restore(day: 20514))
    #expect(known.longestBout == 90)
    var shorter = known
    shorter.longestBout = 40
    try later.keep(shorter, at: at(0))
    try later.flush()
    #expect(try self.history().totals(day: 20514)?.longestBout == 40)
  }

  @Test func `a wrong clock deletes nothing, and says that it waits`() throws {
    let history = try history()
    history.retentionDays = 30
    for day in [19_900, 19_990, 20_000] as [Int64] {
      try history.keep(self.day(day, sitting: 10), at: at(0))
      try history.record(bout(day))
      try history.record(.at(1, .dayEnded(self.day(day, sitting: 10))))
    }
    try? history.flush()
    let bouts = "SELECT count(*) FROM bouts"
    #expect(try ask(folder.file, bouts) == "3")
    try history.close()
    let behind = History(directory: folder.bytes)
    behind.retentionDays = 30
    try behind.open()
    try behind.keep(day(0, sitting: 1), at: at(0))
    #expect(throws: HistoryError.clockDoubted(path: behind.path)) { try behind.flush() }
    #expect(try ask(folder.file, bouts) == "3")
    try behind.close()
    let ahead = History(directory: folder.bytes)
    ahead.retentionDays = 30
    try ahead.open()
    try ahead.keep(day(30_000, sitting: 1), at: at(0))
    #expect(throws: HistoryError.clockDoubted(path: ahead.path)) { try ahead.flush() }
    #expect(try ask(folder.file, bouts) == "3")
    try ahead.record(.at(1, .dayEnded(day(30_000, sitting: 1))))
    // Three days of the same clock confirm it.
    for day in [30_001, 30_002] as [Int64] {
      try ahead.keep(self.day(day, sitting: 1), at: at(0))
      try ahead.flush()
      try ahead.record(.at(1, .dayEnded(self.day(day, sitting: 1))))
    }
    try ahead.keep(day(30_003, sitting: 1), at: at(0))
    try ahead.flush()
    #expect(try ask(folder.file, bouts) == "0")
  }

  private func bout(_ day: Int64) -> TimedEvent {
    TimedEvent(
      at(5), .boutStarted, wall: WallClock(unixMicroseconds: day * 86_400_000_000 + 40_000_000_000, utcOffset: 0))
  }

  @Test func `a file that was removed or replaced is noticed, and what the run knows is in the new one`() throws {
    let history = try history()
    _ = history.restore(day: 20514)
    try history.keep(day(20514, sitting: 100, bouts: 1, longest: 100), at: at(0))
    try history.close()
    let backup = folder.path("backup")
    try FileManager.default.copyItem(atPath: folder.file, toPath: backup)
    let run = try self.history()
    var totals = try #require(run.restore(day: 20514))
    totals[.sitting] += 50
    try run.keep(totals, at: at(0))
    try run.flush()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.file + suffix) }
    totals[.sitting] += 10
    try run.keep(totals, at: at(1))
    #expect(throws: HistoryError.replaced(path: run.path)) { try run.flush() }
    #expect(try ask(folder.file, "SELECT sitting FROM days WHERE day = 20514") == "160.0")
    // A backup with an earlier state of the day is restored, and is merged with the totals of the run.
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.file + suffix) }
    try FileManager.default.copyItem(atPath: backup, toPath: folder.file)
    totals[.sitting] += 10
    try run.keep(totals, at: at(2))
    #expect(throws: HistoryError.replaced(path: run.path)) { try run.flush() }
    #expect(try ask(folder.file, "SELECT sitting, bouts FROM days WHERE day = 20514") == "170.0|1")
    totals[.sitting] += 10
    try run.keep(totals, at: at(3))
    try run.flush()
    #expect(try ask(folder.file, "SELECT sitting FROM days WHERE day = 20514") == "180.0")
  }

  @Test func `after closing, the one file holds everything`() throws {
    let history = try history()
    try history.keep(day(20514, sitting: 100), at: at(0))
    try history.close()
    let copy = folder.path("copy.sqlite")
    try FileManager.default.copyItem(atPath: folder.file, toPath: copy)
    #expect(try ask(copy, "SELECT sitting FROM days") == "100.0")
  }

  @Test func `rows with impossible numbers are set aside, and nothing traps`() throws {
    let first = try history()
    for day in 20510...20514 as ClosedRange<Int64> { try first.keep(self.day(day, sitting: 100), at: at(0)) }
    try first.close()
    _ = try ask(folder.file, "UPDATE days SET sitting = 1e23 WHERE day = 20511")
    _ = try ask(folder.file, "UPDATE days SET walking = -9e999 WHERE day = 20512")
    _ = try ask(folder.file, "UPDATE days SET steps = -9223372036854775808 WHERE day = 20513")
    let archive = try HistoryArchive(directory: folder.bytes)
    #expect(try archive.rowsLeftOut() == 3)
    #expect(try archive.rowsLeftOut(20512...20514) == 2, "of some days")
    let run = History(directory: folder.bytes)
    #expect(throws: HistoryError.rowsSetAside(path: run.path, count: 3)) { try run.open() }
    #expect(run.totals(day: 20511) == nil)
    #expect(run.totals(day: 20514)?[.sitting] == 100)
    #expect(try ask(folder.file, "SELECT count(*) FROM set_aside WHERE content LIKE '%day=205%'") == "3")
    try run.forget(before: nil)
    #expect(try ask(folder.file, "SELECT count(*) FROM set_aside") == "0")
  }

  @Test(arguments: [-1, -2_147_483_648, 99]) func `an unknown schema version is refused, and the file stays`(
    version: Int
  ) throws {
    try history().close()
    _ = try ask(folder.file, "PRAGMA user_version = \(version)")
    let run = History(directory: folder.bytes)
    #expect(throws: HistoryError.newer(path: run.path, version: version)) { try run.open() }
    #expect(try ask(folder.file, "PRAGMA user_version") == "\(version)")
  }

  @Test func `forgetting all finds every damaged file, and leaves a table of another program alone`() throws {
    try history().close()
    for number in [1, 3, 17] { try folder.write("history.sqlite.damaged-\(number)", "x") }
    _ = try ask(folder.file, "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')")
    let run = try history()
    try run.keep(day(20514, sitting: 1), at: at(0))
    try run.flush()
    try run.forget(before: nil)
    #expect(!folder.names.contains { $0.contains("damaged") })
    #expect(try ask(folder.file, "SELECT count(*) FROM days") == "0")
    #expect(try ask(folder.file, "SELECT text FROM notes") == "mine")
  }

  @Test func `days of a clock that was once ahead do not stop retention for ever`() throws {
    let history = try history()
    history.retentionDays = 30
    for day in [19_900, 30_000, 19_998, 19_999] as [Int64] {
      try history.keep(self.day(day, sitting: 10), at: at(0))
      try history.record(bout(day))
      try history.record(.at(1, .dayEnded(self.day(day, sitting: 10))))
    }
    try? history.flush()
    try history.keep(day(20_000, sitting: 1), at: at(0))
    try? history.flush()
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts WHERE day = 19900") == "0")
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts") == "3")
  }

  @Test func `tables of another program stop nothing and lose nothing, whatever their names and columns`() throws {
    let history = try history()
    try history.keep(day(20514, sitting: 1), at: at(0))
    try history.flush()
    _ = try ask(
      folder.file,
      """
      CREATE TABLE "a""b c" (day INTEGER); INSERT INTO "a""b c" VALUES (1); CREATE TABLE diary (day INTEGER);
      INSERT INTO diary VALUES (2); CREATE TABLE keep (day INTEGER); INSERT INTO keep VALUES (3);
      CREATE TRIGGER never BEFORE DELETE ON keep BEGIN SELECT RAISE(ABORT, 'no'); END;
      """)
    try history.forget(before: nil)
    #expect(try ask(folder.file, "SELECT count(*) FROM days") == "0")
    #expect(
      try ask(folder.file, "SELECT * FROM \"a\"\"b c\" UNION SELECT * FROM diary UNION SELECT * FROM keep") == "1\n2\n3"
    )
  }

  @Test func `forgetting all finds damaged files also where the history is gone`() throws {
    try folder.write("history.sqlite.damaged-4", "x")
    try History.forget(before: nil, in: folder.bytes)
    #expect(folder.names.isEmpty)
  }

  @Test func `a backup that was put in place under the run is forgotten as well`() throws {
    let history = try history()
    try history.keep(day(20514, sitting: 100), at: at(0))
    try history.close()
    let backup = folder.path("backup")
    try FileManager.default.copyItem(atPath: folder.file, toPath: backup)
    let run = try self.history()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.file + suffix) }
    try FileManager.default.moveItem(atPath: backup, toPath: folder.file)
    try run.forget(before: nil)
    #expect(try ask(folder.file, "SELECT count(*) FROM days") == "0")
  }

  @Test func `a new file begins with what the run knows, where the old one was found damaged`() throws {
    let run = try history()
    try run.keep(day(20514, sitting: 100, bouts: 1, longest: 100), at: at(0))
    try run.close()
    try folder.write("history.sqlite", [UInt8](repeating: 7, count: 8192))
    try run.keep(day(20514, sitting: 110, bouts: 1, longest: 110), at: at(1))
    #expect(throws: HistoryError.self) { try run.flush() }
    #expect(try ask(folder.file, "SELECT sitting, bouts FROM days") == "110.0|1")
  }
}
