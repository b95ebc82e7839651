import Glibc
import PsoasSystem

/// A few lines of a terminal that are redrawn in place, with input of single keys.
///
/// It uses no alternate screen, no colors if NO_COLOR is set or the terminal is dumb, and no line wider than the
/// terminal: it works over SSH and in a narrow window. In any case `end` restores the terminal.
final class LiveScreen {
  enum Line {
    case plain(String)
    case heading(String)
    case strong(String)
    case warning(String)
    case faint(String)
    /// `share`: 0 to 1.
    case gauge(label: String, share: Double, value: String)
  }

  private var former = termios()
  private var isOpen = false
  private var drawn = 0
  private let hasColour: Bool

  /// nil if standard input and output are not a terminal that can move its cursor.
  init?() {
    let terminal = Environment.value("TERM") ?? ""
    guard isatty(STDIN_FILENO) != 0, isatty(STDOUT_FILENO) != 0, !terminal.isEmpty, terminal != "dumb",
      tcgetattr(STDIN_FILENO, &former) == 0
    else { return nil }
    hasColour = Environment.value("NO_COLOR") == nil && !terminal.hasSuffix("-m")
  }

  deinit { end() }

  func begin() {
    guard !isOpen else { return }
    // After Ctrl-Z the shell may have changed the settings, and its own lines follow the drawn ones.
    tcgetattr(STDIN_FILENO, &former)
    drawn = 0
    isOpen = true
    var raw = former
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    withUnsafeMutableBytes(of: &raw.c_cc) { codes in
      codes[Int(VMIN)] = 0
      codes[Int(VTIME)] = 0
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    write("\u{1B}[?25l")
  }

  func end() {
    guard isOpen else { return }
    isOpen = false
    write("\u{1B}[?25h")
    tcsetattr(STDIN_FILENO, TCSADRAIN, &former)
  }

  /// The next pressed key; nil if there is none.
  func key() -> UInt8? {
    var byte: UInt8 = 0
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : nil
  }

  func draw(_ lines: [Line]) {
    let size = Self.size
    var rows: [String] = []
    for line in lines { rows += row(line, size.columns) }
    // Lines that do not fit are not drawn: scrolling would leave rows behind.
    rows = Array(rows.prefix(max(size.rows - 1, 1)))
    var text = drawn > 0 ? "\r\u{1B}[\(drawn)A" : ""
    for row in rows { text += "\u{1B}[K" + row + "\n" }
    text += "\u{1B}[J"
    write(text)
    drawn = rows.count
  }

  /// The current size of the terminal: windows may be resized.
  private static var size: (columns: Int, rows: Int) {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return (80, 24) }
    return (Int(window.ws_col), window.ws_row > 0 ? Int(window.ws_row) : 24)
  }

  private func row(_ line: Line, _ columns: Int) -> [String] {
    switch line {
    case .plain(let text): wrapped(text.line, columns)
    case .heading(let text): wrapped(text.line, columns).map { coloured("2", $0) }
    case .strong(let text): wrapped(text.line, columns).map { coloured("1", $0) }
    case .warning(let text): wrapped("! " + text.line, columns).map { coloured(Terminal.warning, $0) }
    case .faint(let text): wrapped(text.line, columns).map { coloured("2", $0) }
    case .gauge(let label, let share, let value): [gauge(label, share, value, columns)]
    }
  }

  private func gauge(_ label: String, _ share: Double, _ value: String, _ columns: Int) -> String {
    let head = label.isEmpty ? "" : label.padded(to: max(label.count, 7)) + " "
    let tail = value.isEmpty ? "" : " " + value
    let cells = min(max(columns - head.count - tail.count - 3, 4), 40)
    let filled = Int(min(max(share, 0), 1) * Double(cells) + 0.5)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: cells - filled)
    return head + "[" + coloured("1", bar) + "]" + tail
  }

  private func wrapped(_ text: String, _ columns: Int) -> [String] {
    var rows = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if rows[rows.count - 1].isEmpty {
        rows[rows.count - 1] = String(word)
      } else if rows[rows.count - 1].count + 1 + word.count < columns {
        rows[rows.count - 1] += " " + word
      } else {
        rows.append(String(word))
      }
    }
    return rows
  }

  private func coloured(_ code: String, _ text: String) -> String {
    hasColour && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private func write(_ text: String) {
    StandardOutput.write(text)
  }
}
