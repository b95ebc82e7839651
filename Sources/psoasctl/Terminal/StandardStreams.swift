import Foundation
import PsoasSystem

/// Standard output. Every write is checked: on a full disk the command ends with a message and status 74, and where the
/// reader has seen enough it ends in silence with status 0.
enum StandardOutput {
  nonisolated(unsafe) private static var buffer = Text()
  nonisolated(unsafe) private static var isTerminal: Bool?
  /// What is to be put in order before the command ends because nothing can be written any more.
  nonisolated(unsafe) static var beforeFailure: (() -> Void)?

  static func print(_ text: String, terminator: String = "\n") {
    buffer.append(contentsOf: (text + terminator).utf8)
    let isTerminal = Self.isTerminal ?? (isatty(STDOUT_FILENO) == 1)
    Self.isTerminal = isTerminal
    if isTerminal || buffer.count > 60_000 { flush() }
  }

  /// Writes at once, as a screen and a follower of events want it.
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

/// Standard error, where a failed write helps nobody.
enum StandardError {
  static func write(_ text: String) { write(Text(text.utf8)) }
  static func write(_ text: Text) { try? StandardStreams.write(text, to: .standardError) }
}

/// The descriptors 0 to 2 of the process.
enum StandardStreams {
  /// A closed pipe is an error of write(2) and no signal. Descriptors 0 to 2 that are closed are taken, so that no file
  /// is opened in their place; reading and writing them fails as before.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    BorrowedDescriptor.reserveStandardStreams()
  }

  /// Writes all of it, and waits where another process has made the descriptor non-blocking.
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

/// Stands in for the standard library's, which does not say where a write failed.
func print(_ item: some CustomStringConvertible, terminator: String = "\n") {
  StandardOutput.print(item.description, terminator: terminator)
}

func print() { StandardOutput.print("") }
