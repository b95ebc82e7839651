import CLinux

/// An error that describes the problem and the remedy in one sentence: UTF-8, without a line feed.
public protocol DescribedError: Error {
  var message: Text { get }
}

/// The failure of a C call: its errno and its name.
public struct Errno: DescribedError, Equatable, Sendable {
  /// The error number of errno(3).
  public let number: Int32
  /// The name of the C function, such as `open`.
  public let call: StaticString

  public init(_ number: Int32, in call: StaticString) {
    self.number = number
    self.call = call
  }

  /// The errno of the call that has just failed.
  public static func last(_ call: StaticString) -> Errno { Errno(psoas_errno(), in: call) }

  /// `No such file or directory`: in English, independent of the locale.
  public var reason: Text { Errno.reason(number) }

  public static func reason(_ number: Int32) -> Text {
    guard let text = psoas_error_text(number) else { return "error \(number)" }
    return Text(cString: text)
  }

  /// `open: No such file or directory`.
  public var message: Text { "\(call): \(reason)" }

  /// A common remedy to append to a sentence, as in `, check the name`; empty if unknown.
  public var remedy: StaticString {
    switch number {
    case ENOENT: ", check the name"
    case EACCES, EPERM: ", check its permissions"
    case EEXIST: ", choose another name or remove the old one"
    case ENOSPC, EDQUOT: ", free some space; the part written so far is kept"
    case EISDIR: ", expected a file"
    case ENOTDIR: ", expected a folder"
    default: ""
    }
  }

  public static func == (a: Errno, b: Errno) -> Bool { a.number == b.number && a.call == b.call }
}
