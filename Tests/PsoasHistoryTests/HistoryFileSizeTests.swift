import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// A disk that is full in the middle of any write: RLIMIT_FSIZE ends each write at a byte (setrlimit(2)).
///
/// `make test` takes every 307th byte of the minute's writes, and every 1511th where the file is new; with
/// PSOAS_EVERY_BYTE=1 it is every one. That takes half an hour, with TMPDIR=/dev/shm.
@Suite struct HistoryFileSizeTests {
  private static let takesEach = ProcessInfo.processInfo.environment["PSOAS_EVERY_BYTE"] != nil

  /// What a minute with a bout, a reminder and an exercise writes.
  static func fillMinute(_ history: History) throws(HistoryError) {
    let reminder = Reminder(number: 1, exercise: stretch, sittingSeconds: 1800)
    for event in [
      TimedEvent.at(0, .boutStarted), .at(10, .reminder(reminder)), .at(20, .reminderClosed(number: 1, .done)),
      .at(30, .boutEnded(sitting: 30)),
    ] {
      try history.record(event)
    }
    try history.keep(.example(sitting: 30), at: Instant(microseconds: 0))
    try history.flush()
  }

  static func limitFiles(to size: rlim_t) {
    var limit = rlimit(rlim_cur: size, rlim_max: rlim_t(bitPattern: -1))
    // RLIMIT_FSIZE, which Swift does not import.
    setrlimit(__rlimit_resource_t(1), &limit)
  }

  // The limit is the process's: the walk has a process of its own.
  @Test(arguments: [true, false])
  func `full at any byte of a minute's writes, the history is reported once, stays whole, and has all of it later`(
    exists: Bool
  ) async {
    await #expect(processExitsWith: .success) { [exists = exists as Bool, takesEach = Self.takesEach as Bool] in
      signal(SIGXFSZ, SIG_IGN)
      let first = try Scratch()
      if exists {
        let history = History(directory: first.bytes)
        try history.open()
        try history.record(.at(-3600, .boutStarted))
        try history.record(.at(-3500, .boutEnded(sitting: 100)))
        try history.close()
      }
      let begun = exists ? try first.readBytes("history.sqlite") : []
      let step = takesEach ? 1 : exists ? 307 : 1511
      var size = 0
      var isWhole = false
      while !isWhole, size < 1 << 20 {
        let folder = try Scratch()
        if exists { try folder.write("history.sqlite", begun) }
        let history = History(directory: folder.bytes)
        var errors: [HistoryError] = []
        func attempt(_ body: () throws(HistoryError) -> Void) {
          do throws(HistoryError) { try body() } catch { errors.append(error) }
        }
        Self.limitFiles(to: rlim_t(size))
        attempt { () throws(HistoryError) in try history.open() }
        attempt { () throws(HistoryError) in try Self.fillMinute(history) }
        attempt { () throws(HistoryError) in try history.flush() }
        isWhole = errors.isEmpty
        Self.limitFiles(to: rlim_t(bitPattern: -1))
        attempt { () throws(HistoryError) in try history.close() }
        guard isWhole || errors == [.diskFull(path: history.path)] else {
          fatalError("full at byte \(size): \(errors)")
        }
        let archive = try Database(path: history.path, readOnly: true)
        let verdict = try archive.first("PRAGMA integrity_check") { $0.text(0) }
        let bouts = try archive.first("SELECT count(*), sum(sitting) FROM bouts") { ($0.integer(0), $0.real(1)) }
        let sitting = try archive.first("SELECT sitting FROM days WHERE day = 20514") { $0.real(0) }
        let reminders = try archive.first("SELECT count(*) FROM reminders WHERE outcome = 'done'") { $0.integer(0) }
        guard verdict == "ok", let bouts, bouts == (exists ? (2, 130) : (1, 30)), sitting == 30, reminders == 1,
          folder.names.allSatisfy({ !$0.contains("damaged") })
        else {
          let found = String(describing: (verdict, bouts, sitting, reminders))
          fatalError("full at byte \(size): \(found), \(folder.names)")
        }
        size += step
      }
      // Each commit writes at least a page to the write-ahead log.
      guard isWhole, size > 4096 else { fatalError("the walk ended at byte \(size)") }
      print("every \(step)th of \(size) bytes")
    }
  }
}
