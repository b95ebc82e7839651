import Glibc
import PsoasSystem

/// A line on standard error that is redrawn in place, if that is a terminal.
struct ProgressLine {
  let isShown: Bool

  init() { isShown = isatty(STDERR_FILENO) == 1 && Environment.value("TERM") ?? "dumb" != "dumb" }

  /// Draws the first text that is narrower than the terminal, or the last text cropped. The cursor stays in the first
  /// column, so that the next drawing also clears the rows of a line that a smaller terminal has wrapped. The text itself
  /// is not wrapped (DECAWM off), because the terminal may have become smaller since its size was read.
  /// - Parameter texts: the most complete first.
  func draw(_ texts: Text...) {
    guard isShown, let last = texts.last else { return }
    let room = Terminal.size(of: STDERR_FILENO).columns - 1
    let fitting = texts.first { $0.width <= room } ?? last.cropped(to: max(room, 1))
    StandardError.draw("\r\u{1B}[J\u{1B}[?7l\(fitting.text)\u{1B}[?7h\r")
  }

  func clear() {
    if isShown { StandardError.draw("\r\u{1B}[J") }
  }
}
