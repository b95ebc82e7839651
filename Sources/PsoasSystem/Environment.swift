import CLinux

/// The variables that the process was started with.
public enum Environment {
  /// A variable's value; nil where it is not set or empty.
  public static func value(_ name: StaticString) -> Text? {
    guard let value = getenv(name.cString), value.pointee != 0 else { return nil }
    return Text(cString: value)
  }

  /// A folder that a variable names; nil for a relative one, which the XDG Base Directory Specification ignores.
  public static func folder(_ name: StaticString) -> Text? {
    guard let path = value(name), path.first == UInt8(ascii: "/") else { return nil }
    return path
  }
}
