import PsoasSystem

/// Remembers, by an empty file in the state directory, that the wearer was shown what to know before the first exercise.
public enum SafetyMarker {
  private static var path: Text? { StateDirectory.path.map { "\($0)/safety-shown" } }

  public static var isSet: Bool { path.map { Files.exists($0) } ?? false }

  /// Where there is nowhere to keep it, the text is shown again: too often does no harm.
  public static func set() {
    guard let path, let folder = StateDirectory.path else { return }
    try? Folder.make(folder)
    _ = try? FileDescriptor.open(path, for: .write, .create)
  }
}
