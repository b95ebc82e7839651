import CLinux
import PsoasMonitor

/// The folder that keeps the daemon's state.
public enum StateDirectory {
  /// `$STATE_DIRECTORY` (systemd.exec(5); the first where there are several), else `$XDG_STATE_HOME/psoas`, else
  /// `$HOME/.local/state/psoas` (XDG Base Directory Specification 0.8). Nil where none of them is set.
  public static var path: Bytes? {
    if let given = absolute("STATE_DIRECTORY") {
      let end = given.firstIndex(of: UInt8(ascii: ":")) ?? given.endIndex
      return Bytes(given[..<end])
    }
    if let state = absolute("XDG_STATE_HOME") { return state.appending("/psoas") }
    return absolute("HOME")?.appending("/.local/state/psoas")
  }

  /// `$STATE_DIRECTORY` says where.
  public static var isGiven: Bool { absolute("STATE_DIRECTORY") != nil }

  /// Makes the folder and those above it, as far as they are missing.
  /// - Returns: 0, or errno.
  public static func make() -> Int32 { path.map(make) ?? ENOENT }

  /// The specification has relative paths ignored.
  private static func absolute(_ variable: StaticString) -> Bytes? {
    guard let value = getenv(variable.characters) else { return nil }
    let path = Bytes(cString: value)
    return path.first == UInt8(ascii: "/") ? path : nil
  }

  /// Makes the folder and those above it, as far as they are missing, for their owner's eyes only.
  /// - Returns: 0, or errno.
  static func make(_ path: Bytes) -> Int32 {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      _ = mkdir(Bytes(path[..<index]))
    }
    return mkdir(path)
  }

  private static func mkdir(_ path: Bytes) -> Int32 {
    path.withPath { name in
      guard CLinux.mkdir(name, 0o700) != 0 else { return 0 }
      let code = psoas_errno()
      return code == EEXIST ? 0 : code
    }
  }
}

extension [UInt8] {
  /// Calls `body` with the bytes as a path.
  func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    closed.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return body(StaticString("").characters) }
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }
}
