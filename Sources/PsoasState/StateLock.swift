import CLinux
import PsoasSystem

/// Keeps the state's folder for one daemon: two would each count the same day. Held by flock(2), so that it ends with
/// its process, however that ends.
public final class StateLock {
  private let descriptor: FileDescriptor

  /// - Parameter folder: made where it is missing.
  /// - Returns: nil where the folder takes no lock, a read-only one for example: then there is no history to spoil.
  /// - Throws: `Held`, where another process has the lock.
  public init?(_ folder: Text) throws(Held) {
    try? Folder.make(folder)
    guard let lock = try? FileDescriptor.open(folder.inside(StateLock.name), for: .readWrite, [.create, .noFollow])
    else {
      return nil
    }
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
      guard psoas_errno() == EWOULDBLOCK else { return nil }
      throw Held(folder: folder, process: StateLock.process(folder))
    }
    try? lock.truncate(to: 0)
    try? lock.write("\(getpid())\n")
    descriptor = lock
  }

  private static let name: Text = "psoasd.lock"

  /// Another process keeps the history in this folder.
  public struct Held: DescribedError, Equatable, Sendable {
    public let folder: Text
    /// nil where the file does not say.
    public let process: Int?

    public init(folder: Text, process: Int?) {
      self.folder = folder
      self.process = process
    }

    public var message: Text {
      let holder: Text = process.map { "another psoasd (process \($0))" } ?? "another psoasd"
      return "\(holder) keeps the history in \(folder); end that one first, or give this one --no-history"
    }
  }

  /// Whether a daemon currently appears to hold the lock of this folder. The lock itself is not acquired, because a
  /// daemon that starts at the same moment would then fail.
  public static func isHeld(_ folder: Text) -> Bool {
    guard let process = process(folder) else { return false }
    // The number may be another program's by now.
    let name = try? Files.read("/proc/\(process)/comm", limit: 64)
    return name == "psoasd\n"
  }

  /// What the holder has written of itself.
  private static func process(_ folder: Text) -> Int? {
    let text = (try? Files.read(folder.inside(name), limit: 64)) ?? Text()
    return text.trimmed.number
  }
}
