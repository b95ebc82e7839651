import PsoasSystem

/// The program's version, as `--version`, D-Bus and recordings say it.
public enum Version {
  public static let text: StaticString = "0.1.0"

  /// `psoas 0.1.0`.
  public static var program: Text {
    var line = Text()
    line.append("psoas ")
    line.append(text)
    return line
  }
}
