import CLinux
import PsoasSystem

/// Locks the state directory for one daemon: two would each count the same day. The lock is held by flock(2), so it
/// ends with its process in any case.
public final class StateLock {
  private let descriptor: FileDescriptor

  /// - Parameter folder: created if missing.
  /// - Returns: nil if the directory cannot be locked, for example because it is read-only: then there is no history to
  ///   protect.
  /// - Throws: `Held` if another process has the lock.
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

  /// Another process writes the history in this directory.
  public struct Held: DescribedError, Equatable, Sendable {
    public let folder: Text
    /// nil if the lock file does not contain it.
    public let process: Int?

    public init(folder: Text, process: Int?) {
      self.folder = folder
      self.process = process
    }

    public var message: Text {
      let holder: Text = process.map { "another psoasd (process \($0))" } ?? "another psoasd"
      return "\(holder) already writes the history in \(folder); stop it first, or start this one with --no-history"
    }
  }

  /// Whether a daemon currently appears to hold the lock of this folder. The lock itself is not acquired, because a
  /// daemon that starts at the same moment would then fail.
  public static func isHeld(_ folder: Text) -> Bool {
    guard let process = process(folder) else { return false }
    // The process number may have been reused by another program.
    let name = try? Files.read("/proc/\(process)/comm", limit: 64)
    return name == "psoasd\n"
  }

  /// The process number in the lock file.
  private static func process(_ folder: Text) -> Int? {
    let text = (try? Files.read(folder.inside(name), limit: 64)) ?? Text()
    return text.trimmed.number
  }
}
