import PsoasSystem

/// Marks, by an empty file in the state directory, that the wearer has seen the safety advice.
public enum SafetyMarker {
  private static var path: Text? { StateDirectory.path.map { "\($0)/safety-shown" } }

  public static var isSet: Bool { path.map { Files.exists($0) } ?? false }

  /// If the marker cannot be stored, the text is shown again, which does no harm.
  public static func set() {
    guard let path, let folder = StateDirectory.path else { return }
    try? Folder.make(folder)
    _ = try? FileDescriptor.open(path, for: .write, .create)
  }
}
