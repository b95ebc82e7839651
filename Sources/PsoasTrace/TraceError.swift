import PsoasMonitor
import PsoasSystem

/// Why a recording cannot be read or written: the place, the error, and what was expected.
public struct TraceError: DescribedError, Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// The content does not conform to the format (sysexits EX_DATAERR).
    case malformed
    /// A newer program wrote it, in a format that this one does not know (EX_DATAERR).
    case newer
    /// A worn sensor cannot send these values, so any result would be invalid (EX_DATAERR).
    case implausible
    /// The file cannot be opened or read (EX_NOINPUT).
    case unreadable
    /// The file cannot be created (EX_CANTCREAT).
    case unwritable
    /// Writing to the file failed (EX_IOERR).
    case failedWriting
    /// The reader closed the pipe: not an error.
    case readerGone
  }

  public var kind: Kind
  /// The file name given by the caller; `-` is standard input.
  public var file: Text
  /// Counted from 1; 0 means the whole file.
  public var line: Int
  /// The error and what was expected, UTF-8, without a full stop.
  public var problem: Text

  public init(_ kind: Kind, file: Text, line: Int, problem: Text) {
    self.kind = kind
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// `FILE:LINE: error, expectation`, or `FILE: ...` if the error is not at a line.
  public var message: Text { line > 0 ? "\(file):\(line): \(problem)" : "\(file): \(problem)" }

  /// The exit status in sysexits.h for this error.
  public var exitStatus: Int32 {
    switch kind {
    case .malformed, .newer, .implausible: 65
    case .unreadable: 66
    case .unwritable: 73
    case .failedWriting: 74
    case .readerGone: 0
    }
  }

  /// A failed system call. `doing` completes "cannot ...".
  public static func system(_ kind: Kind, file: Text, cannot doing: StaticString, _ errno: Errno) -> TraceError {
    TraceError(kind, file: file, line: 0, problem: "cannot \(doing): \(errno.reason)\(errno.remedy)")
  }

  /// Runs `body` and converts the failure of a system call in it to the error above.
  public static func system<Result: ~Copyable>(
    _ kind: Kind, file: Text, cannot doing: StaticString, _ body: () throws(Errno) -> Result
  ) throws(TraceError) -> Result {
    do throws(Errno) { return try body() } catch { throw system(kind, file: file, cannot: doing, error) }
  }
}

extension Text {
  /// Appends untrusted bytes for a message: one line, printable, limited in length.
  mutating func append(quoting text: UnsafeBufferPointer<UInt8>) {
    let longest = 40
    append(UInt8(ascii: "'"))
    for byte in text.prefix(longest) { append(byte < 0x20 || byte >= 0x7F ? UInt8(ascii: "?") : byte) }
    if text.count > longest { append("...") }
    append(UInt8(ascii: "'"))
  }
}

extension TextInterpolation {
  mutating func appendInterpolation(quoting text: Text) {
    insert { result in text.bytes.withUnsafeBufferPointer { result.append(quoting: $0) } }
  }

  mutating func appendInterpolation(quoting text: UnsafeBufferPointer<UInt8>) { insert { $0.append(quoting: text) } }
}
