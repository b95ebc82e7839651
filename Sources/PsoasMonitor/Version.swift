import PsoasSystem

/// The program's version for `--version`, D-Bus and recordings.
public enum Version {
  public static let text: StaticString = "0.1.0"

  /// `psoas 0.1.0`.
  public static var program: Text {
    "psoas \(text)"
  }
}
