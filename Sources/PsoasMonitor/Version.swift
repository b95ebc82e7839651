/// The program's version, as `--version`, D-Bus and recordings say it.
public enum Version {
  public static let text: StaticString = "0.1.0"
}
