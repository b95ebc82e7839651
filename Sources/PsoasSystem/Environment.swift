import CLinux

/// The environment variables of the process.
public enum Environment {
  /// The value of a variable; nil if it is not set or empty.
  public static func value(_ name: StaticString) -> Text? {
    guard let value = getenv(name.cString), value.pointee != 0 else { return nil }
    return Text(cString: value)
  }

  /// The directory named by a variable; nil for a relative path, which the XDG Base Directory Specification ignores.
  public static func folder(_ name: StaticString) -> Text? {
    guard let path = value(name), path.first == UInt8(ascii: "/") else { return nil }
    return path
  }
}
