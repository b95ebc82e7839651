import ArgumentParser
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// A failure that ends the command: its message on standard error and its exit status (sysexits.h).
struct Failure: DescribedError {
  let message: Text
  let status: Int32
  /// Earlier results from the input are invalid.
  var discreditsInput = false

  /// EX_DATAERR: the input is invalid.
  static func data(_ message: Text) -> Failure { Failure(message: message, status: 65) }
  /// EX_NOINPUT: the input cannot be opened.
  static func noInput(_ message: Text) -> Failure { Failure(message: message, status: 66) }
  /// EX_UNAVAILABLE: the service is not running.
  static func unavailable(_ message: Text) -> Failure { Failure(message: message, status: 69) }
  /// EX_CANTCREAT and EX_IOERR: the output cannot be created or written.
  static func output(_ message: Text) -> Failure { Failure(message: message, status: 74) }

  /// Prints the message and returns the exit code to throw.
  func report() -> ExitCode {
    if !message.isEmpty { StandardError.write("\(message.text)\n") }
    return ExitCode(status)
  }

  /// Runs `body`, and converts a `Failure` to its message and exit status.
  static func reported(_ body: () throws(Failure) -> Void) throws {
    do throws(Failure) { try body() } catch { throw error.report() }
  }
}

extension Text {
  /// The text as a String; bytes that are not UTF-8 appear as U+FFFD.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// External text, escaped for one line of a terminal or a log.
  var line: String { ("\(escaped: self)" as Text).text }
}

extension String {
  /// External text, escaped for one line of a terminal or a log.
  var line: String { Text(utf8).line }
}

extension TextInterpolation {
  mutating func appendInterpolation(_ words: String) { insert { $0.append(contentsOf: words.utf8) } }
}

extension Failure {
  /// A refused command: EX_DATAERR.
  init(_ refusal: CommandRefusal) { self = .data("\(escaped: refusal.message)") }

  init(_ error: TraceError) {
    self.init(message: error.kind == .readerGone ? "" : "\(escaped: error.message)", status: error.exitStatus)
    discreditsInput = error.kind == .implausible
  }
}
