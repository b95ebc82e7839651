import Foundation
import TestSupport
import Testing

/// strace(1) lets a program's system calls fail, or delays them.
enum Tracing {
  /// Whether strace may do so here, with a program that it starts and with one that runs already.
  static let isAllowed: Bool = {
    guard Child.isInstalled("strace"), let sleeping = try? Child("sleep", ["5"]) else { return false }
    defer { sleeping.kill() }
    let words = ["-o", "/dev/null", "-e", "trace=openat"]
    guard (try? Child.run("strace", words + ["true"]).status) == 0 else { return false }
    return (try? Child.run("timeout", ["1", "strace", "-p", "\(sleeping.processIdentifier)"] + words).status) == 124
  }()
}

/// The daemon on a disk that fails or is slow.
@Suite(.enabled(if: Tracing.isAllowed, "needs strace, and the right to trace: make deps-test"))
struct FaultInjectionTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let arguments = [
    "--synthetic", "--history", "--bus", "none", "--output", "jsonl", "--start", "1790000000", "--rate", "20",
    "--speed", "20000", "--seconds", "120",
  ]
  private static let files = ["", "-wal", "-shm", ".lock"]

  /// Runs the daemon for two minutes of the wearer's time with its history in `folder`.
  /// - Parameters:
  ///   - calls: the system calls to change, only on the history's files.
  ///   - change: as strace's `inject=`.
  private func run(_ daemon: Program, _ folder: String, _ calls: String, _ change: String) throws -> Child.Result {
    let paths = Self.files.flatMap { ["-P", folder + "/history.sqlite" + $0] }
    let tracing =
      ["-D", "-o", folder + ".strace"] + paths + ["-e", "trace=\(calls)", "-e", "inject=\(calls):\(change)"]
    return try Program(path: "/usr/bin/strace").with(["STATE_DIRECTORY": folder]).run(
      tracing + [daemon.path] + Self.arguments)
  }

  private struct Kept: Equatable {
    var seconds = 0.0
    var bouts = 0
  }

  /// What the history in `folder` has of a run. Checks that it is whole.
  private func kept(_ folder: String, _ comment: Comment) throws -> Kept {
    let file = folder + "/history.sqlite"
    let text = try Program(path: "/usr/bin/sqlite3").run([
      file,
      """
      PRAGMA integrity_check;
      SELECT coalesce(sum(sitting + standing + walking + lying + not_worn + unknown), 0) FROM days;
      SELECT count(*) FROM bouts
      """,
    ]).lines
    #expect(text.first == "ok", comment)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!names.contains { $0.contains("damaged") }, comment)
    return Kept(seconds: try #require(Double(text[1])), bouts: try #require(Int(text[2])))
  }

  // Every call on the history's files fails once, each in a run of its own, which ends when no such call is left.
  @Test(
    arguments: Program.daemons,
    [
      ("pread64", "EIO", 1), ("pwrite64", "EIO", 1), ("pwrite64", "ENOSPC", 1), ("fdatasync", "EIO", 1),
      ("ftruncate", "EIO", 1), ("openat", "EMFILE", 1), ("openat", "EIO", 1), ("mmap", "ENOMEM", 1),
      ("fcntl", "ENOLCK", 9), ("unlink", "EIO", 1),
    ])
  func `whichever call on the history's files fails once, it stays whole, and loses a second at most`(
    daemon: Program, fault: (call: String, error: String, step: Int)
  ) throws {
    let first = scratch.path("first")
    #expect(try run(daemon, first, "pread64", "error=EIO:when=10000").errors == "")
    let before = try kept(first, "")
    #expect(before.seconds > 115 && before.bouts == 1)
    var failed = 0
    for number in stride(from: 1, to: 1000, by: fault.step) {
      let folder = scratch.path("\(number)")
      try FileManager.default.copyItem(atPath: first, toPath: folder)
      let ended = try run(daemon, folder, fault.call, "error=\(fault.error):when=\(number)")
      guard try scratch.read("\(number).strace").contains("INJECTED") else { break }
      failed += 1
      let comment: Comment = "\(fault) \(number): \(ended.errors)"
      #expect(ended.status == 0 && ended.lines.last?.contains(#""event":"ended""#) == true, comment)
      // One message, which names the file.
      let messages = ended.errors.split(separator: "\n")
      #expect(messages.count <= 1 && messages.allSatisfy { $0.contains("history.sqlite") }, comment)
      let after = try kept(folder, comment)
      #expect(after.seconds >= 2 * before.seconds - 1.1 && after.seconds <= 2 * before.seconds + 0.001, comment)
      try FileManager.default.removeItem(atPath: folder)
    }
    print("\(fault.call), \(fault.error): \(failed) failures")
    #expect(failed > 0)
  }

  @Test(arguments: Program.daemons)
  func `a slow disk changes no event and loses nothing`(daemon: Program)
    throws
  {
    let (quick, slow) = (scratch.path("quick"), scratch.path("slow"))
    let expected = try run(daemon, quick, "pread64", "error=EIO:when=10000")
    let ended = try run(daemon, slow, "pwrite64,fdatasync", "delay_exit=50ms")
    #expect(try scratch.read("slow.strace").contains("DELAYED"))
    #expect(ended.status == 0 && ended.errors == "" && ended.output == expected.output, "\(ended.errors)")
    #expect(try kept(slow, "") == kept(quick, ""))
  }
}
