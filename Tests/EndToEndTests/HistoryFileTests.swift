import Foundation
import TestSupport
import Testing

/// History files that another program locks, that are removed, and that are copied, with the built daemon.
@Suite(.serialized) struct DaemonFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private var state: String { scratch.path("state") }
  private var file: String { state + "/history.sqlite" }

  private func ask(_ query: String, of file: String? = nil) throws -> String {
    try Program(path: "/usr/bin/sqlite3").run([file ?? self.file, query]).output.trimmingCharacters(in: .newlines)
  }

  private static let synthetic = ["--synthetic", "--history", "--bus", "none", "--output", "none", "--speed"]

  private var environment: [String: String] { ["STATE_DIRECTORY": state, "TZ": "UTC"] }

  @Test(arguments: Program.daemons) func `a copy of the one file is whole after SIGTERM`(daemon: Program) throws {
    let running = try daemon.with(environment).start(Self.synthetic + ["600"])
    let total = "SELECT sum(sitting + standing + walking + lying + not_worn + unknown) > 600 FROM days"
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: file) || (try? ask(total)) != "1" { usleep(50_000) }
    #expect(running.stop().status == 0)
    try FileManager.default.copyItem(atPath: file, toPath: scratch.path("copy"))
    #expect(try ask(total, of: scratch.path("copy")) == "1")
    #expect(!FileManager.default.fileExists(atPath: file + "-wal"))
  }

  @Test(arguments: Program.daemons) func `closed standard descriptors are not taken for files`(daemon: Program) throws {
    for (index, closed) in [">&-", "<&- >&- 2>&-", "2>&-"].enumerated() {
      let recording = scratch.path("closed-\(index)")
      let line =
        "exec '\(daemon.path)' --synthetic --history --bus none --speed 200 --seconds 120 --output jsonl --record"
        + " '\(recording)' \(closed)"
      let ended = try Program(path: "/bin/bash").with(environment).run(["-c", line])
      #expect(ended.status == 0, "\(closed): \(ended.errors)")
      let inputs = try scratch.read("closed-\(index)/inputs.jsonl")
      #expect(!inputs.contains("\"event\""), "\(closed)")
      #expect(try Program.psoasctl.run(["replay", recording]).status == 0, "\(closed)")
      #expect(try ask("PRAGMA integrity_check") == "ok")
    }
  }

  @Test(arguments: Program.daemons) func `a folder that is removed under the daemon is begun anew`(daemon: Program)
    throws
  {
    let running = try daemon.with(environment).start(Self.synthetic + ["600"])
    for _ in 0..<600 where (try? ask("SELECT count(*) FROM days")) != "1" { usleep(20_000) }
    let sat = try #require(Double(try ask("SELECT sum(sitting + standing + walking + lying + unknown) FROM days")))
    try FileManager.default.removeItem(atPath: state)
    for _ in 0..<600 where !running.errorsSoFar.contains("was removed or replaced") { usleep(20_000) }
    let ended = running.stop()
    #expect(ended.status == 0 && ended.errors.contains("was removed or replaced"), "\(ended.errors)")
    let all = try #require(Double(try ask("SELECT sum(sitting + standing + walking + lying + unknown) FROM days")))
    #expect(all >= sat)
  }

  @Test(arguments: Program.daemons) func `another program that holds the file at the start costs nothing`(
    daemon: Program
  ) throws {
    let environment = environment.merging(["TZ": Program.morning]) { $1 }
    #expect(try daemon.with(environment).run(Self.synthetic + ["20000", "--seconds", "3600"]).status == 0)
    let total = "SELECT sum(sitting + standing + walking + lying + not_worn + unknown) FROM days"
    let before = try #require(Double(try ask(total)))
    let holder = try Child("sqlite3", [file], input: .pipe)
    // In rollback mode an exclusive lock blocks readers as well.
    try holder.send("PRAGMA journal_mode = DELETE;\nBEGIN EXCLUSIVE;\n.print held\n")
    #expect(holder.prints("held"))
    let running = try daemon.with(environment).start(Self.synthetic + ["60"])
    usleep(2_000_000)
    try holder.send("COMMIT;\n.quit\n")
    _ = holder.wait()
    usleep(3_000_000)
    #expect(running.stop().status == 0)
    #expect(try #require(Double(try ask(total))) > before)
  }
}
