import Glibc
import PsoasSystem

/// Whether the terminal shows sixel graphics.
enum SixelTerminal {
  /// Milliseconds to wait for the terminal's answer: longer than over a usual network connection.
  private static let patience: Int64 = 200

  /// Asks the terminal for its primary device attributes (DA1); one that does not answer in time shows none.
  static func isPresent() -> Bool {
    var former = termios()
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, (Environment.value("TERM") ?? "dumb") != "dumb",
      tcgetattr(STDIN_FILENO, &former) == 0
    else { return false }
    var raw = former
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    // An answer that comes later is not left to the shell, if it comes before this.
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &former) }
    StandardOutput.write("\u{1B}[c")
    var (answer, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 256))
    let end = SystemClock.monotonic + patience * 1000
    while true {
      var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let left = (end - SystemClock.monotonic) / 1000
      guard left > 0, poll(&waiting, 1, Int32(left)) == 1 else { return false }
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      guard count > 0 else { return false }
      answer += buffer[..<count]
      if let attributes = attributes(in: answer) { return attributes.contains(4) }
    }
  }

  /// The numbers of a whole answer, `ESC [ ? 62 ; 4 c`; nil if it is not there yet.
  static func attributes(in answer: [UInt8]) -> [Int]? {
    let parts = answer.split(separator: 0x1B, omittingEmptySubsequences: false).dropFirst()
    for part in parts where part.starts(with: "[?".utf8) {
      guard let end = part.firstIndex(of: UInt8(ascii: "c")) else { continue }
      return part[..<end].dropFirst(2).split(separator: UInt8(ascii: ";")).compactMap { Text($0).number }
    }
    return nil
  }
}
