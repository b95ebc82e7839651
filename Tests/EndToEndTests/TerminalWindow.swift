import Foundation
import TestSupport
import Testing

/// A window of tmux, a terminal that wraps long lines anew when its size changes. It is closed when the object is released.
final class TerminalWindow {
  static let isInstalled = Child.isInstalled("tmux")

  private let scratch: Scratch
  private let program: Program

  /// - Parameter command: for a shell.
  init(_ command: String, columns: Int = 80, rows: Int = 12) throws {
    scratch = try Scratch()
    program = Program(path: "tmux", environment: ["LC_ALL": "C.UTF-8", "SHELL": "/bin/sh"])
    // The window stays when the command has ended, also by Ctrl-C.
    try tmux("new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "trap : INT; \(command); read wait")
  }

  deinit { _ = try? tmux("kill-server") }

  @discardableResult
  private func tmux(_ words: String...) throws -> String {
    let result = try program.run(["-S", scratch.path("tmux"), "-f", "/dev/null"] + words)
    try #require(result.status == 0, "tmux \(words): \(result.errors)")
    return result.output
  }

  /// The rows of the screen up to the last that is not empty.
  var rows: [String] {
    get throws {
      var rows = try tmux("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
      while rows.last?.isEmpty ?? false { rows.removeLast() }
      return rows
    }
  }

  /// The same with wrapped rows joined.
  var lines: [String] {
    get throws {
      try tmux("capture-pane", "-p", "-J").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  func resize(columns: Int) throws { try tmux("resize-window", "-x", "\(columns)") }

  func press(_ key: String) throws { try tmux("send-keys", key) }

  /// Waits for a minute at most until the rows of the screen are as expected.
  /// - Returns: the last rows that were seen.
  func waits(until condition: ([String]) -> Bool) async throws -> [String] {
    var seen: [String] = []
    for _ in 0..<600 {
      seen = try rows
      if condition(seen) { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    return seen
  }
}
