import PsoasMonitor
import PsoasSystem

/// A part of a settings file that was ignored; the last valid value, or the default, is kept.
public struct SettingsWarning: Equatable, Sendable {
  /// The path as opened.
  public var file: Text
  /// Counted from 1; 0 for the file as a whole.
  public var line: Int
  public var message: Text

  public init(file: Text, line: Int, message: Text) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// A file that could not be read, as a warning.
  init(_ error: SettingsError, file: Text) {
    self.init(file: file, line: 0, message: Text(error.message.dropFirst(file.count + 2)))
  }

  /// `FILE:LINE: message`, without a line feed.
  public var text: Text {
    line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)"
  }
}

/// Errors that make the settings unusable as a whole.
public enum SettingsError: DescribedError, Equatable, Sendable {
  /// A file given by name cannot be read.
  case cannotRead(file: Text, FileError)
  /// The assignment of a sensor cannot be stored.
  case cannotWrite(file: Text, Errno)
  /// Neither XDG_CONFIG_HOME nor HOME is set, so the user's settings cannot be located.
  case noHome

  public var message: Text {
    switch self {
    case .cannotRead(let file, let error): "\(file): cannot be read: \(error.message)"
    case .cannotWrite(let file, let errno): "\(file): cannot be written: \(errno.reason)"
    case .noHome: "no directory for the wearer's settings: set HOME or XDG_CONFIG_HOME"
    }
  }
}
