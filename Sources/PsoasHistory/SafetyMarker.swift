import CLinux
import PsoasMonitor

/// Remembers, by an empty file in the state directory, that the wearer was shown what to know before the first exercise.
public enum SafetyMarker {
  private static var path: Bytes? { StateDirectory.path?.appending("/safety-shown") }

  public static var isSet: Bool { path?.withPath { access($0, F_OK) == 0 } ?? false }

  /// Where there is nowhere to keep it, the text is shown again: too often does no harm.
  public static func set() {
    guard let path, let folder = StateDirectory.path, StateDirectory.make(folder) == 0 else { return }
    let file = path.withPath { psoas_open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
    if file >= 0 { close(file) }
  }
}
