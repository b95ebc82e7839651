import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

extension Scratch {
  var bytes: Text { Text(path.utf8) }
  /// The path of the history in this folder.
  var file: String { path + "/history.sqlite" }
}

/// The result of a query by another program.
func ask(_ file: String, _ query: String) throws -> String {
  try Child.run("sqlite3", [file, query]).output.trimmingCharacters(in: .newlines)
}

extension TimedEvent {
  /// An event `seconds` after the start of a run on 2026-03-02 at 08:00 UTC.
  static func at(_ seconds: Double, _ event: Event) -> TimedEvent {
    let wall = WallClock(unixMicroseconds: 1_772_438_400_000_000, utcOffset: 3600)
    let time = Instant(microseconds: Int64(seconds * 1e6))
    return TimedEvent(time, event, wall: wall.advanced(by: time.microseconds))
  }
}

extension DayTotals {
  /// Totals of the day of that run.
  static func example(sitting: Double) -> DayTotals {
    var totals = DayTotals(day: 20514)
    totals[.sitting] = sitting
    totals[.standing] = 1
    totals[.walking] = 2
    totals[.lying] = 3
    totals[.notWorn] = 4
    totals[.unknown] = 5.5
    totals.longestBout = 6
    totals.bouts = 7
    totals.steps = 8
    totals.reminders = 9
    totals.outcomes[.done] = 10
    totals.outcomes[.checked] = 11
    totals.outcomes[.snoozed] = 12
    totals.outcomes[.skipped] = 13
    totals.outcomes[.ignored] = 14
    totals.outcomes[.withdrawn] = 15
    totals.breaks = 11
    totals.activeBreaks = 12
    return totals
  }
}

let stretch = Exercise(identifier: Text("kneeling-hip-flexor".utf8), title: Text("Stretch".utf8))

@Suite struct CompletionHistoryTests {
  @Test func `practices outlive a session, each with its zone, and only those that are asked for come back`() throws {
    let folder = try Scratch()
    let run = History(directory: folder.bytes)
    try run.open()
    let first = ExerciseCompletion(
      Text("plank".utf8), at: WallClock(unixMicroseconds: 1_772_400_000_000_000, utcOffset: -3600), share: 0.5,
      isChecked: true)
    let second = ExerciseCompletion(
      Text("glute-bridge".utf8), at: WallClock(unixMicroseconds: 1_772_440_300_000_000, utcOffset: 7200))
    for completion in [second, first, second] { try run.record(.at(100, .exerciseDone(completion))) }
    try run.flush()
    let later = History(directory: folder.bytes)
    try later.open()
    #expect(later.completions(since: 0) == [first, second])
    #expect(later.completions(since: second.at.localDay) == [second])
    #expect(try ask(folder.file, "SELECT count(*) FROM practices WHERE checked") == "1")
  }
}

@Suite struct HistoryTests {
  let folder: Scratch
  let history: History

  init() throws {
    folder = try Scratch()
    history = History(directory: folder.bytes)
  }

  @Test func `every figure of a day is there again after a restart`() throws {
    try history.open()
    #expect(history.totals(day: 20514) == nil)
    try history.keep(.example(sitting: 100), at: Instant(microseconds: 0))
    try history.flush()
    try history.keep(.example(sitting: 101.25), at: Instant(microseconds: 1_000_000))
    try history.flush()
    let again = History(directory: folder.bytes)
    try again.open()
    #expect(again.totals(day: 20514) == .example(sitting: 101.25))
    #expect(again.totals(day: 20513) == nil)
    #expect(try ask(folder.file, "SELECT count(*) FROM days") == "1")
  }

  @Test func `bouts and reminders are kept, with how they ended`() throws {
    try history.open()
    try history.record(.at(5, .boutStarted))
    try history.record(.at(1800, .reminder(Reminder(number: 1, exercise: stretch, sittingSeconds: 1800))))
    try history.record(.at(1805, .posture(PostureEstimate(.standing, confidence: 1))))
    try history.record(.at(1820, .reminderClosed(number: 1, .withdrawn)))
    try history.record(.at(1865, .boutEnded(sitting: 1799.5)))
    try history.record(.at(2000, .boutStarted))
    try history.record(.at(4000, .reminder(Reminder(number: 2, exercise: stretch, sittingSeconds: 2000))))
    try history.flush()
    #expect(
      try ask(folder.file, "SELECT began, day, ended, sitting FROM bouts ORDER BY began") == """
        1772438405000000|20514|1772440265000000|1799.5
        1772440400000000|20514||
        """)
    #expect(
      try ask(
        folder.file, "SELECT number, day, raised, exercise, sitting, closed, outcome FROM reminders ORDER BY number")
          == """
          1|20514|1772440200000000|kneeling-hip-flexor|1800.0|1772440220000000|withdrawn
          2|20514|1772442400000000|kneeling-hip-flexor|2000.0||
          """)
    // Closing a reminder in a later transaction updates its row.
    try history.record(.at(4100, .reminderClosed(number: 2, .done)))
    try history.record(.at(4200, .boutEnded(sitting: 2200)))
    try history.flush()
    #expect(try ask(folder.file, "SELECT outcome FROM reminders WHERE number = 2") == "done")
    #expect(try ask(folder.file, "SELECT sitting FROM bouts WHERE began = 1772440400000000") == "2200.0")
  }

  @Test func `what the wearer takes back is not in the file, before and after it was written`() throws {
    let plank = ExerciseCompletion(
      Text("plank".utf8), at: WallClock(unixMicroseconds: 1_772_440_300_000_000, utcOffset: 0))
    let reminder = Reminder(number: 1, exercise: stretch, sittingSeconds: 1800)
    try history.open()
    for isWrittenBetween in [false, true] {
      try history.record(.at(1800, .reminder(reminder)))
      try history.record(.at(1820, .exerciseDone(plank)))
      try history.record(.at(1820, .reminderClosed(number: 1, .done)))
      var totals = DayTotals.example(sitting: 100)
      totals.outcomes[.done] += 1
      try history.keep(totals, at: Instant(microseconds: 1_821_000_000))
      if isWrittenBetween { try history.flush() }
      try history.record(.at(1830, .exerciseUndone(plank)))
      try history.record(.at(1830, .reminderReopened(reminder, .done)))
      try history.keep(.example(sitting: 100), at: Instant(microseconds: 1_831_000_000))
      try history.flush()
      #expect(try ask(folder.file, "SELECT count(*) FROM practices") == "0")
      #expect(
        try ask(folder.file, "SELECT number, closed IS NULL, outcome IS NULL FROM reminders") == "1|1|1")
      #expect(history.totals(day: 20514) == .example(sitting: 100))
    }
  }

  @Test func `the file follows what hindsight makes of the bouts`() throws {
    try history.open()
    try history.record(.at(100, .boutStarted))
    try history.record(.at(700, .boutEnded(sitting: 600)))
    var rest = BoutTracker.Break()
    rest.length = 90
    try history.record(.at(790, .breakEnded(rest)))
    try history.record(.at(790, .boutStarted))
    try history.flush()
    // The first bout was not sitting; the second began earlier, and not after a break.
    func instant(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }
    var revision = DiaryRevision(began: instant(100), ended: instant(780), seconds: 680, sitting: -520)
    revision.bouts.removed = [
      BoutSpan(noticed: instant(100), began: instant(95), ended: instant(700), sitting: 600),
      BoutSpan(noticed: instant(790), began: instant(785), rest: rest),
    ]
    revision.bouts.added = [
      BoutSpan(noticed: instant(300), began: instant(295), ended: instant(400), sitting: 105),
      BoutSpan(noticed: instant(750), began: instant(745), rest: rest),
    ]
    try history.record(.at(1300, .revised(revision)))
    // The end of the current bout is stored in its revised row.
    try history.record(.at(2000, .boutEnded(sitting: 1200)))
    try history.flush()
    #expect(
      try ask(folder.file, "SELECT (began - 1772438400000000) / 1000000, (ended - began) / 1000000, sitting FROM bouts")
        == """
        300|100|105.0
        750|1250|1200.0
        """)
    #expect(try ask(folder.file, "SELECT (ended - 1772438400000000) / 1000000, length FROM breaks") == "750|90.0")
  }

  @Test func `a damaged file after a clock that came back counts nothing twice`() throws {
    try history.open()
    try history.keep(.example(sitting: 100), at: Instant(microseconds: 0))
    try history.record(.at(1, .dayEnded(.example(sitting: 100))))
    var totals = try #require(history.restore(day: 20514))
    totals[.sitting] += 10
    try history.keep(totals, at: Instant(microseconds: 1_000_000))
    try history.flush()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.file + suffix) }
    totals[.sitting] += 10
    try history.keep(totals, at: Instant(microseconds: 2_000_000))
    try? history.flush()
    #expect(try ask(folder.file, "SELECT sitting, bouts FROM days") == "120.0|7")
  }

  @Test func `two runs may both have a first reminder`() throws {
    for start in [0.0, 10_000] {
      let run = History(directory: folder.bytes)
      try run.open()
      try run.record(.at(start, .sensorRemoved(.pelvis)))
      try run.record(.at(start + 1800, .reminder(Reminder(number: 1, exercise: stretch, sittingSeconds: 1800))))
      try run.record(.at(start + 1900, .reminderClosed(number: 1, start == 0 ? .done : .skipped)))
      try run.flush()
    }
    #expect(try ask(folder.file, "SELECT outcome FROM reminders ORDER BY raised") == "done\nskipped")
  }

  @Test func `the day that ended and the one that began have a row each`() throws {
    try history.open()
    try history.record(.at(57_600, .dayEnded(.example(sitting: 50))))
    var next = DayTotals(day: 20515)
    next[.sitting] = 1
    try history.record(.at(57_700, .ended(next)))
    try history.flush()
    #expect(try ask(folder.file, "SELECT day, sitting FROM days ORDER BY day") == "20514|50.0\n20515|1.0")
  }

  @Test func `hours are added up over the sessions that saw them, and what is corrected is taken off again`() throws {
    let clock = WallClock(unixMicroseconds: 1_772_438_400_000_000, utcOffset: 3600)
    var hour = HourTotals(at: clock)
    for session in 1...2 {
      hour = HourTotals(at: clock)
      let history = History(directory: folder.bytes)
      try history.open()
      for minute in 1...5 {
        hour[.sitting] = Double(minute) * 60
        hour.steps = session
        try history.keep(.example(sitting: 1), hours: [hour], at: Instant(microseconds: Int64(minute) * 60_000_000))
      }
      try history.flush()
    }
    #expect(
      try ask(folder.file, "SELECT began, utc_offset, day, sitting, steps FROM hours")
        == "1772438400000000|3600|20514|600.0|3")
    let history = History(directory: folder.bytes)
    try history.keep(.example(sitting: 1), hours: [hour], at: Instant(microseconds: 0))
    try history.flush()
    hour[.standing] = hour[.sitting]
    hour[.sitting] = 0
    try history.keep(.example(sitting: 1), hours: [hour], at: Instant(microseconds: 0))
    try history.flush()
    #expect(try ask(folder.file, "SELECT sitting, standing FROM hours") == "600.0|300.0")
  }

  @Test func `breaks are kept, with what was done in them`() throws {
    try history.open()
    var rest = BoutTracker.Break()
    rest.length = 200
    rest.upright = 190
    rest.walking = 130
    try history.record(.at(500, .breakEnded(rest)))
    try history.flush()
    #expect(
      try ask(folder.file, "SELECT ended, day, utc_offset, length, upright, walking, active FROM breaks")
        == "1772438900000000|20514|3600|200.0|190.0|130.0|1")
  }

  @Test func `a commit waits for the disk, and deleted rows are overwritten`() throws {
    let database = try HistoryFile(directory: folder.bytes).open().database
    #expect(try database.first("PRAGMA synchronous") { $0.integer(0) } == 2)
    #expect(try database.first("PRAGMA secure_delete") { $0.integer(0) } == 1)
  }

  @Test func `a session without a clock leaves nothing`() throws {
    try history.open()
    try history.record(TimedEvent(Instant(microseconds: 5), .boutStarted))
    try history.keep(DayTotals(), at: Instant(microseconds: 6))
    try history.flush()
    #expect(try ask(folder.file, "SELECT (SELECT count(*) FROM bouts) + (SELECT count(*) FROM days)") == "0")
  }

  @Test func `an event is in the file a minute later, and not at once`() throws {
    try history.open()
    try history.keep(.example(sitting: 0), at: Instant(microseconds: 0))
    try history.record(.at(49, .boutStarted))
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts") == "0")
    try history.keep(.example(sitting: 55), at: Instant(microseconds: 50_000_000))
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts") == "1")
    #expect(try ask(folder.file, "SELECT sitting FROM days") == "55.0")
  }

  @Test func `only its owner can read it`() throws {
    let deep = History(directory: "\(folder.bytes)/state/psoas")
    try deep.open()
    try deep.keep(.example(sitting: 1), at: Instant(microseconds: 0))
    try deep.flush()
    func mode(_ name: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/state" + name)
      return try #require(attributes[.posixPermissions] as? Int)
    }
    #expect(try mode("") == 0o700)
    #expect(try mode("/psoas") == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(try mode("/psoas/history.sqlite" + suffix) == 0o600) }
  }

  @Test func `a file of a newer schema is not changed`() throws {
    try history.open()
    #expect(try ask(folder.file, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)") == "0|0|0")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    let again = History(directory: folder.bytes)
    let path = Text(folder.file.utf8)
    #expect(throws: HistoryError.newer(path: path, version: 99)) { try again.open() }
    try again.keep(.example(sitting: 1), at: Instant(microseconds: 0))
    try again.flush()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
  }
}
