import CLinux
import PsoasSystem

/// The directory with the daemon's state.
public enum StateDirectory {
  /// `$STATE_DIRECTORY` (systemd.exec(5); the first of several), otherwise `$XDG_STATE_HOME/psoas`, otherwise
  /// `$HOME/.local/state/psoas` (XDG Base Directory Specification 0.8). nil if none of them is set.
  public static var path: Text? {
    if let given = Environment.folder("STATE_DIRECTORY") { return given.parts(separatedBy: UInt8(ascii: ":"))[0] }
    if let state = Environment.folder("XDG_STATE_HOME") { return state + "/psoas" }
    return Environment.folder("HOME").map { $0 + "/.local/state/psoas" }
  }

  /// Whether `$STATE_DIRECTORY` gives the path.
  public static var isGiven: Bool { Environment.folder("STATE_DIRECTORY") != nil }

  /// Creates the directory and its missing parents for their owner only.
  public static func make() throws(Errno) {
    guard let path else { throw Errno(ENOENT, in: "mkdir") }
    try Folder.make(path)
  }
}
