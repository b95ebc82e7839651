import Glibc
import PsoasSystem

/// Standard output. Every write is checked: on a full disk the command ends with a message and status 74, and if the
/// reader has closed the pipe it ends silently with status 0.
enum StandardOutput {
  nonisolated(unsafe) private static var buffer = Text()
  nonisolated(unsafe) private static var isTerminal: Bool?
  /// Cleanup before the command ends because nothing can be written any more.
  nonisolated(unsafe) static var beforeFailure: (() -> Void)?

  /// Prints lines, without escape codes and other control characters: external text cannot control the terminal.
  static func print(_ text: String, terminator: String = "\n") {
    buffer.append(escapedLines: Text((text + terminator).utf8))
    let isTerminal = Self.isTerminal ?? (isatty(STDOUT_FILENO) == 1)
    Self.isTerminal = isTerminal
    if isTerminal || buffer.count > 60_000 { flush() }
  }

  /// Writes immediately and as it is, for a screen: external text in it is escaped by the caller.
  static func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    flush()
  }

  static func flush() {
    do throws(Errno) { try StandardStreams.write(buffer, to: .standardOutput) } catch { fail(error) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends the command because standard output cannot be written.
  static func fail(_ error: Errno) -> Never {
    let tidy = beforeFailure
    beforeFailure = nil
    tidy?()
    if error.number == EPIPE { exit(0) }
    StandardError.write("standard output: \(error.reason.text)\n")
    exit(74)
  }
}

/// Standard error; a failed write is ignored.
enum StandardError {
  /// Writes lines, without escape codes and other control characters.
  static func write(_ text: String) { write(Text(text.utf8)) }
  static func write(_ text: Text) { try? StandardStreams.write("\(escapedLines: text)", to: .standardError) }

  /// Writes as it is, for a line that is redrawn in place: external text in it is escaped by the caller.
  static func draw(_ text: String) { try? StandardStreams.write(Text(text.utf8), to: .standardError) }
}

/// The descriptors 0 to 2 of the process.
enum StandardStreams {
  /// A closed pipe is an error of write(2) instead of a signal. Closed descriptors 0 to 2 are occupied, so that no file
  /// is opened in their place; reading and writing them still fails.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    BorrowedDescriptor.reserveStandardStreams()
  }

  /// Writes everything, and waits if another process has made the descriptor non-blocking.
  static func write(_ text: Text, to descriptor: BorrowedDescriptor) throws(Errno) {
    var rest = text[...]
    while true {
      let (written, failure) = rest.withUnsafeBytes { descriptor.write(asFarAsPossible: $0) }
      guard let failure else { return }
      guard failure.number == EAGAIN else { throw failure }
      rest = rest.dropFirst(written)
      var waiting = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
      poll(&waiting, 1, -1)
    }
  }
}

/// Replaces the standard library's function, which does not report a failed write.
func print(_ item: some CustomStringConvertible, terminator: String = "\n") {
  StandardOutput.print(item.description, terminator: terminator)
}

func print() { StandardOutput.print("") }
