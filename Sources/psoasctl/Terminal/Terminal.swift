import Glibc
import PsoasSystem

/// The terminal as a screen that is redrawn in place; closing it restores the terminal.
final class Terminal {
  /// SGR parameters (ECMA-48) of a warning: bold magenta is readable on white and on black, which yellow is not.
  static let warning = "1;35"

  /// The alternate screen without a cursor; lines that reach the last column do not continue on the next one; pasted text
  /// is marked.
  private static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[2J"
  private static let leaving = "\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  private var before = termios()
  private var isOpen = false
  private var paste = PasteFilter()
  private let write: (String) -> Void

  /// nil if there is no terminal, or one that cannot be drawn on.
  /// - Parameter write: writes to standard output, to the end or as far as the reader takes it.
  init?(write: @escaping (String) -> Void = { StandardOutput.write($0) }) {
    self.write = write
    let term = Environment.value("TERM") ?? "dumb"
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, term != "dumb", tcgetattr(STDIN_FILENO, &before) == 0
    else { return nil }
  }

  func open() {
    // The present settings of an open terminal are not those to restore.
    guard !isOpen else { return take() }
    // After Ctrl-Z the shell may have changed the settings.
    tcgetattr(STDIN_FILENO, &before)
    isOpen = true
    paste = PasteFilter()
    take()
  }

  /// Takes the terminal again if another program may have used it: this process was stopped, and continues.
  func retake() { if isOpen { take() } }

  private func take() {
    var raw = before
    // Keys are read immediately and without echo; Ctrl-C stays a signal.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    write(Self.entering)
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    // After Ctrl-S the codes would not arrive. Linux resumes only what TCOOFF has stopped.
    tcflow(STDOUT_FILENO, TCOOFF)
    tcflow(STDOUT_FILENO, TCOON)
    write(Self.leaving)
    tcsetattr(STDIN_FILENO, TCSANOW, &before)
  }

  /// Whether the locale's encoding is UTF-8 (locale(7)).
  static var usesUTF8: Bool {
    let locale =
      Environment.value("LC_ALL") ?? Environment.value("LC_CTYPE") ?? Environment.value("LANG") ?? ""
    // Without a modifier, as in `fr_FR.utf8@euro`. `contains` of a string would link the regular expressions, 1 MB.
    let name = locale.text.lowercased().split(separator: "@").first ?? ""
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }

  var size: (columns: Int, rows: Int) { Self.size(of: STDOUT_FILENO) }

  /// Columns and rows of the terminal behind a descriptor.
  static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Draws the lines that fit the screen; the rest of each line and of the screen is cleared.
  func draw(_ lines: [String]) {
    var text = "\u{1B}[H"
    for (index, line) in lines.enumerated() { text += (index > 0 ? "\r\n" : "") + line + "\u{1B}[K" }
    write(text + "\u{1B}[J")
  }

  /// The pressed keys, and whether text was pasted, which is left out; nil at the end of input, when the terminal is gone.
  func keys() -> (pressed: [UInt8], hasPaste: Bool)? {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return ([], false) }
    return count > 0 ? paste.pressed(buffer[..<count]) : nil
  }
}

/// Leaves out pasted text, which the terminal puts between two codes (bracketed paste, xterm's ctlseqs).
struct PasteFilter {
  private static let (begin, end) = (Array("\u{1B}[200~".utf8), Array("\u{1B}[201~".utf8))
  private var isPasting = false
  /// The beginning of a code whose rest was not read yet.
  private var rest: [UInt8] = []

  mutating func pressed(_ bytes: some Sequence<UInt8>) -> (pressed: [UInt8], hasPaste: Bool) {
    var left = (rest + bytes)[...]
    rest = []
    var (pressed, hasPaste) = ([UInt8](), false)
    while let byte = left.first {
      let code = isPasting ? Self.end : Self.begin
      if left.starts(with: code) {
        isPasting.toggle()
        hasPaste = true
        left = left.dropFirst(code.count)
      } else if code.starts(with: left), isPasting || left.count > 2 {
        // Not yet an Escape key, alone or with a bracket.
        rest = Array(left)
        break
      } else {
        if !isPasting { pressed.append(byte) }
        left = left.dropFirst()
      }
    }
    return (pressed, hasPaste)
  }
}

/// The bytes of pressed keys.
enum KeyCodes {
  /// Without the keys of several bytes, such as arrows: an escape byte, `[` or `O`, and bytes up to a letter or a tilde
  /// (ECMA-48). An escape byte at the end is the Escape key.
  static func single(_ bytes: [UInt8]) -> [UInt8] {
    var keys: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == 0x1B, index < bytes.count, bytes[index] == UInt8(ascii: "[") || bytes[index] == UInt8(ascii: "O")
      else {
        keys.append(byte)
        continue
      }
      index += 1
      while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
      index += 1
    }
    return keys
  }
}
