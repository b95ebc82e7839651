import CLinux
import PsoasMonitor

/// Why a trace cannot be read or written any further: where, what is wrong, and what was expected.
public struct TraceError: Error, Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// The content is not what the format says (sysexits EX_DATAERR).
    case malformed
    /// The file cannot be opened or read (EX_NOINPUT).
    case unreadable
    /// The file cannot be created or written (EX_CANTCREAT, EX_IOERR).
    case unwritable
  }

  public var kind: Kind
  /// The file as the caller named it; `-` is standard input.
  public var file: Bytes
  /// Counts from 1; 0 means the whole file.
  public var line: Int
  /// What is wrong and what was expected, UTF-8, without a full stop.
  public var message: Bytes

  public init(_ kind: Kind, file: Bytes, line: Int, message: Bytes) {
    self.kind = kind
    self.file = file
    self.line = line
    self.message = message
  }

  /// `FILE:LINE: what is wrong, what was expected`, or `FILE: ...` where no line is at fault.
  public var text: Bytes {
    var text = file
    text.append(UInt8(ascii: ":"))
    if line > 0 {
      text.append(line)
      text.append(UInt8(ascii: ":"))
    }
    text.append(UInt8(ascii: " "))
    text.append(message)
    return text
  }

  /// The exit status that sysexits.h gives such an error.
  public var exitStatus: Int32 {
    switch kind {
    case .malformed: 65
    case .unreadable: 66
    case .unwritable: 73
    }
  }

  /// A failed system call. `doing` completes "cannot ...".
  static func system(_ kind: Kind, file: Bytes, cannot doing: StaticString, _ number: Int32) -> TraceError {
    var message = Bytes()
    message.append("cannot ")
    message.append(doing)
    message.append(": ")
    if let reason = strerror(number) { message.append(text: reason) }
    message.append(remedy(for: number))
    return TraceError(kind, file: file, line: 0, message: message)
  }

  private static func remedy(for number: Int32) -> StaticString {
    switch number {
    case ENOENT: ", check the name"
    case EACCES, EPERM: ", check who may read and write it"
    case EEXIST: ", choose another name or remove the old one"
    case ENOSPC, EDQUOT: ", free some space; what was written so far is kept"
    case EISDIR: ", expected a file"
    case ENOTDIR: ", expected a folder"
    default: ""
    }
  }
}

extension Bytes {
  /// A C string, without its closing zero.
  mutating func append(text: UnsafePointer<CChar>) {
    append(contentsOf: UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  /// Foreign bytes as they may stand in a message: one line, printable, not endless.
  mutating func append(quoting text: UnsafeBufferPointer<UInt8>) {
    let longest = 40
    append(UInt8(ascii: "'"))
    for byte in text.prefix(longest) { append(byte < 0x20 || byte >= 0x7F ? UInt8(ascii: "?") : byte) }
    if text.count > longest { append("...") }
    append(UInt8(ascii: "'"))
  }

  /// The bytes with a closing zero, for a system call; nil where a zero stands among them, which no path may hold.
  var zeroTerminated: [CChar]? {
    var path = [CChar]()
    path.reserveCapacity(count + 1)
    for byte in self {
      guard byte != 0 else { return nil }
      path.append(CChar(bitPattern: byte))
    }
    path.append(0)
    return path
  }
}
