import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

@Suite struct HistoryTroubleTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func fill(days: Int64) throws {
    let history = History(directory: folder.bytes)
    try history.open()
    for day in 0..<days {
      var totals = DayTotals.example(sitting: Double(day))
      totals.day = day
      try history.keep(totals, at: Instant(microseconds: 0))
    }
    try history.flush()
  }

  @Test(arguments: ["text", "page", "empty header"])
  func `a damaged file is set aside whole, and a new one begun`(how: String) throws {
    try fill(days: 2000)
    let file = URL(fileURLWithPath: folder.file)
    var content = try Data(contentsOf: file)
    try #require(content.count > 40_000)
    switch how {
    case "text": content = Data("my shopping list\n".utf8) + Data(repeating: 0x20, count: 600)
    case "page": content.replaceSubrange(12_288..<16_384, with: Data(repeating: 0xA5, count: 4096))
    default: content.replaceSubrange(0..<100, with: Data(repeating: 0, count: 100))
    }
    try content.write(to: file)
    let history = History(directory: folder.bytes)
    let aside = folder.file + ".damaged-1"
    let error = #expect(throws: HistoryError.self) { try history.open() }
    #expect(error == .damaged(setAside: Text(aside.utf8)))
    #expect(error?.losesHistory == false)
    let message = String(decoding: try #require(error).message, as: UTF8.self)
    #expect(message.contains(aside))
    #expect(try Data(contentsOf: URL(fileURLWithPath: aside)) == content)
    try history.keep(.example(sitting: 3), at: Instant(microseconds: 0))
    try history.flush()
    #expect(try ask(folder.file, "SELECT day FROM days") == "20514")
  }

  @Test func `a second damaged file does not replace the first`() throws {
    for number in 1...2 {
      try Data("no database, number \(number)".utf8).write(to: URL(fileURLWithPath: folder.file))
      let error = #expect(throws: HistoryError.self) { try History(directory: folder.bytes).open() }
      #expect(error == .damaged(setAside: Text((folder.file + ".damaged-\(number)").utf8)))
    }
    #expect(try String(contentsOfFile: folder.file + ".damaged-1", encoding: .utf8).hasSuffix("number 1"))
    #expect(try String(contentsOfFile: folder.file + ".damaged-2", encoding: .utf8).hasSuffix("number 2"))
  }

  @Test func `a file found damaged later is set aside too, and nothing in memory is lost`() throws {
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    let history = History(directory: "\(folder.bytes)/file")
    #expect(throws: HistoryError.self) { try history.open() }
    try history.keep(.example(sitting: 9), at: Instant(microseconds: 0))
    try FileManager.default.removeItem(atPath: folder.path + "/file")
    try FileManager.default.createDirectory(atPath: folder.path + "/file", withIntermediateDirectories: false)
    let file = folder.path + "/file/history.sqlite"
    try Data("no database".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: HistoryError.damaged(setAside: Text((file + ".damaged-1").utf8))) { try history.flush() }
    #expect(try ask(file, "SELECT sitting FROM days WHERE day = 20514") == "9.0")
  }

  @Test func `a lock of another program is waited for, and reported once`() throws {
    let history = History(directory: folder.bytes)
    try history.open()
    let other = try Database(path: Text(folder.file.utf8))
    try other.run("BEGIN IMMEDIATE")
    try history.keep(.example(sitting: 4), at: Instant(microseconds: 0))
    #expect(throws: HistoryError.busy(path: Text(folder.file.utf8))) { try history.flush() }
    try history.flush()
    #expect(history.totals(day: 20514) == .example(sitting: 4))
    try other.run("ROLLBACK")
    try history.flush()
    #expect(try ask(folder.file, "SELECT sitting FROM days") == "4.0")
  }

  @Test func `a folder that cannot be made is reported once, and the figures stay in memory`() throws {
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    let directory: Text = "\(folder.bytes)/file/psoas"
    let history = History(directory: directory)
    #expect(throws: HistoryError.unwritable(path: directory, code: ENOTDIR)) { try history.open() }
    try history.keep(.example(sitting: 2), at: Instant(microseconds: 0))
    for second in 1...300 {
      try history.keep(.example(sitting: 2), at: Instant(microseconds: Int64(second) * 1_000_000))
    }
    #expect(history.totals(day: 20514) == .example(sitting: 2))
    // When the folder can be created, the next write succeeds.
    try FileManager.default.removeItem(atPath: folder.path + "/file")
    try history.flush()
    #expect(try ask(folder.path + "/file/psoas/history.sqlite", "SELECT sitting FROM days") == "2.0")
  }

  /// A small file system that the test mounts, which needs root.
  private final class Disk {
    let path: String
    init(at path: String, size: String) throws {
      self.path = path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let mounted = try Child.run("mount", ["-t", "tmpfs", "-o", "size=\(size)", "none", path]).status == 0
      try #require(mounted, "cannot mount a file system here")
    }
    func remount(_ how: String) throws {
      let done = try Child.run("mount", ["-o", "remount,\(how)", path]).status == 0
      try #require(done)
    }
    deinit { _ = try? Child.run("umount", ["-l", path]) }
  }

  static let canMount: Bool = {
    guard getuid() == 0, let folder = try? Scratch() else { return false }
    return (try? Disk(at: folder.path + "/probe", size: "64k")) != nil
  }()

  @Test(.enabled(if: canMount, "needs root and mount(8) to have a disk that is full"))
  func `a full disk is reported once, and everything is written when there is room again`() throws {
    let disk = try Disk(at: folder.path + "/disk", size: "512k")
    let history = History(directory: Text(disk.path.utf8))
    try history.open()
    try history.record(.at(1, .boutStarted))
    try history.flush()
    try Child.run("dd", ["if=/dev/zero", "of=" + disk.path + "/ballast", "bs=4k", "count=1000"])
    var errors: [HistoryError] = []
    for number in 1...400 {
      let start = Double(number) * 61
      for event in [TimedEvent.at(start, .boutStarted), .at(start + 30, .boutEnded(sitting: 30))] {
        do throws(HistoryError) { try history.record(event) } catch { errors.append(error) }
      }
    }
    #expect(errors == [.diskFull(path: history.path)])
    try FileManager.default.removeItem(atPath: disk.path + "/ballast")
    try history.flush()
    #expect(try ask(disk.path + "/history.sqlite", "SELECT count(*) FROM bouts WHERE sitting = 30") == "400")
  }

  @Test(.enabled(if: canMount, "needs root and mount(8) to have a disk that is read-only"))
  func `a disk that becomes read-only is reported once, and everything is written when it can be again`() throws {
    let disk = try Disk(at: folder.path + "/disk", size: "4m")
    try disk.remount("ro")
    let history = History(directory: Text(disk.path.utf8))
    let error = #expect(throws: HistoryError.self) { try history.open() }
    #expect(error == .unwritable(path: history.path, code: EROFS))
    #expect(error?.message.contains("STATE_DIRECTORY") == true)
    for number in 1...100 {
      try history.record(.at(Double(number) * 61, .boutStarted))
      try history.record(.at(Double(number) * 61 + 30, .boutEnded(sitting: 30)))
    }
    try disk.remount("rw")
    try history.flush()
    #expect(try ask(disk.path + "/history.sqlite", "SELECT count(*) FROM bouts WHERE sitting = 30") == "100")
  }

  // A child process writes for some milliseconds and is killed with SIGKILL.
  @Test(arguments: 0..<20)
  func `killed at any moment, it loses nothing that was written, and the file is whole`(round: Int) async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
      let history = History(directory: Text(path.utf8))
      try history.open()
      let progress = open(path + "/progress", O_WRONLY | O_CREAT, 0o600)
      Thread.detachNewThread {
        usleep(UInt32(2000 + round * 1700))
        kill(getpid(), SIGKILL)
      }
      // Some hundred writes take longer than the longest delay before SIGKILL.
      for number in 1...1_000_000 {
        // All in the first second of the run: only `flush()` writes.
        var event = TimedEvent.at(0, .boutStarted)
        event.wall = event.wall?.advanced(by: Int64(number))
        try history.record(event)
        try history.keep(.example(sitting: Double(number)), at: Instant(microseconds: 0))
        try history.flush()
        var written = Int64(number)
        pwrite(progress, &written, 8, 0)
      }
    }
    let progress = try Data(contentsOf: URL(fileURLWithPath: path + "/progress"))
    let written = progress.count == 8 ? progress.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) } : 0
    let history = History(directory: folder.bytes)
    try history.open()
    let kept = Int64(history.totals(day: 20514)?[.sitting] ?? 0)
    #expect(kept == written || kept == written + 1)
    #expect(try ask(folder.file, "SELECT count(*) FROM bouts") == "\(kept)")
    #expect(folder.names.allSatisfy { !$0.contains("damaged") })
  }
}
