import CLinux

/// The identity of a file, independent of its name (stat(2)).
public struct FileIdentity: Equatable, Sendable {
  private let device: dev_t
  private let inode: ino_t

  /// nil if there is no file.
  public init?(_ path: Text) {
    var status = stat()
    guard (try? path.withPath("stat") { stat($0, &status) == 0 }) == true else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}
