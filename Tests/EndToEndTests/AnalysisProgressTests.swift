import Foundation
import TestSupport
import Testing

/// The progress of `psoasctl analyze` on a terminal.
@Suite(.enabled(if: TerminalWindow.isInstalled, "needs tmux: make deps-test"))
struct AnalysisProgressTests {
  /// Four recordings for two jobs. One is finished, two are pipes that wait, and one has not begun.
  private struct Stage {
    let recordings: Recordings
    let command: String

    init() throws {
      recordings = try Recordings(["b.csv", "d.csv"], seconds: 60)
      let scratch = recordings.scratch
      try shell("cd '\(scratch.path)' && mkfifo a c")
      let program = "PSOAS_DATA_DIR='\(Repository.path("data"))' '\(Program.psoasctl.path)'"
      command = "cd '\(scratch.path)' && \(program) analyze a b.csv c d.csv --jobs 2"
    }

    /// Lets the pipes' recordings end.
    func release() throws { try shell("cd '\(recordings.scratch.path)' && cat b.csv > a && cat b.csv > c") }
  }

  @Test func `it is one line with rate and time left at any width, and gone at the end`() async throws {
    let stage = try Stage()
    let window = try TerminalWindow("\(stage.command) > rows.csv; echo status $?")
    // The most that leaves the last column free. A line that is too long after a change is wrapped until the next drawing.
    let (full, short) = ("1 of 4, [0-9]+ s left, [0-9]+ times real time", "1 of 4, [0-9]+ s left")
    for (columns, pattern) in [
      (80, full), (20, short), (40, "\(full)|\(short)"), (8, "1 of 4"), (5, "1 o\u{2026}"), (80, full),
    ] {
      try window.resize(columns: columns)
      let isDrawn = try Regex(pattern)
      let rows = try await window.waits { $0.count == 1 && $0[0].wholeMatch(of: isDrawn) != nil }
      #expect(rows.count == 1 && rows[0].wholeMatch(of: isDrawn) != nil, "\(columns) columns: \(rows)")
    }
    try stage.release()
    let rows = try await window.waits { $0.contains("status 0") }
    #expect(rows == ["status 0"])
    #expect(try stage.recordings.scratch.read("rows.csv").split(separator: "\n").count == 5)
  }

  /// As if it had become smaller since the program read its size.
  @Test func `a terminal that is smaller than it says has one line too`() async throws {
    let stage = try Stage()
    let window = try TerminalWindow("sleep 1; stty columns 80; \(stage.command) > rows.csv; echo status $?")
    try window.resize(columns: 20)
    _ = try await window.waits { $0.contains { $0.hasPrefix("1 of 4, ") } }
    // Several drawings, one a second.
    try await Task.sleep(for: .seconds(3))
    let rows = try window.lines
    #expect(rows.count == 1 && rows[0].hasPrefix("1 of 4, "), "\(rows)")
    try stage.release()
    #expect(try await window.waits { $0.contains("status 0") } == ["status 0"])
  }

  @Test func `rows and errors on the same terminal are whole lines`() async throws {
    let stage = try Stage()
    try stage.recordings.scratch.write("b.csv.gz", "nothing\n")
    let window = try TerminalWindow("\(stage.command) b.csv.gz; echo status $?", rows: 200)
    _ = try await window.waits { $0.last?.hasPrefix("2 of 5") ?? false }
    try stage.release()
    _ = try await window.waits { $0.contains("status 1") }
    let lines = try window.lines
    #expect(!lines.contains { $0.contains(" of 5") }, "\(lines)")
    #expect(lines.count == 7 && lines.last == "status 1", "\(lines)")
    for (index, start) in ["trace,", "a,", "b.csv,", "c,", "d.csv,"].enumerated() {
      #expect(lines.filter { !$0.hasPrefix("b.csv.gz") }[index].hasPrefix(start), "\(lines)")
    }
    #expect(lines.contains { $0.hasPrefix("b.csv.gz:") }, "\(lines)")
  }

  @Test func `Ctrl-C leaves the message only`() async throws {
    let stage = try Stage()
    let window = try TerminalWindow("\(stage.command) > rows.csv; echo status $?")
    _ = try await window.waits { $0.first?.hasPrefix("1 of 4") ?? false }
    try window.press("C-c")
    let rows = try await window.waits { $0.contains("status 130") }
    #expect(rows == ["interrupted: 1 of 4 recordings are finished", "status 130"])
  }

  @Test(arguments: ["2> errors", "2> errors | cat", "2>&1 | tee errors"])
  func `it is not written to a file or a pipe`(redirection: String) async throws {
    let stage = try Stage()
    let window = try TerminalWindow("\(stage.command) \(redirection); echo ended", rows: 200)
    try stage.release()
    let rows = try await window.waits { $0.last == "ended" }
    #expect(rows.last == "ended" && !rows.contains { $0.contains(" of 4") }, "\(rows)")
    let errors = try stage.recordings.scratch.read("errors")
    #expect(!errors.contains(" of 4") && !errors.contains("\u{1B}") && !errors.contains("\r"), "\(errors)")
  }

  @Test func `a terminal that cannot be drawn on gets none`() async throws {
    let stage = try Stage()
    let window = try TerminalWindow("export TERM=dumb; \(stage.command) > rows.csv; echo ended")
    try stage.release()
    #expect(try await window.waits { $0.contains("ended") } == ["ended"])
  }
}
