import CLinux
import PsoasMonitor

/// Keeps the state's folder for one daemon: two would each count the same day. Held by flock(2), so that it ends with
/// its process, however that ends.
public final class StateLock {
  private let descriptor: Int32

  /// - Parameter folder: made where it is missing.
  /// - Returns: nil where the folder takes no lock, a read-only one for example: then there is no history to spoil.
  /// - Throws: `Held`, where another process has the lock.
  public init?(_ folder: Bytes) throws(Held) {
    _ = StateDirectory.make(folder)
    let path = folder.appending("/psoasd.lock")
    descriptor = path.withPath { psoas_open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = psoas_errno() == EWOULDBLOCK
      let process = StateLock.process(descriptor)
      close(descriptor)
      if isHeld { throw Held(folder: folder, process: process) }
      return nil
    }
    var text = Bytes()
    text.append(Int(getpid()))
    text.append("\n")
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Another process keeps the history in this folder.
  public struct Held: Error, Equatable, Sendable {
    public let folder: Bytes
    /// nil where the file does not say.
    public let process: Int?

    /// One sentence without a line feed.
    public var message: Bytes {
      var text = Bytes()
      text.append("another psoasd")
      if let process {
        text.append(" (process ")
        text.append(process)
        text.append(")")
      }
      text.append(" keeps the history in ")
      text.append(folder)
      text.append("; end that one first, or give this one --no-history")
      return text
    }
  }

  /// Whether a daemon keeps the history in this folder now, as far as a look can tell. The lock itself is not tried:
  /// a daemon that starts in that moment would find it taken.
  static func isHeld(_ folder: Bytes) -> Bool {
    let descriptor = folder.appending("/psoasd.lock").withPath { psoas_open($0, O_RDONLY | O_CLOEXEC, 0) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let process = process(descriptor) else { return false }
    // The number may be another program's by now.
    var path = Bytes()
    path.append("/proc/")
    path.append(process)
    let name = path.appending("/comm").withPath { psoas_open($0, O_RDONLY | O_CLOEXEC, 0) }
    guard name >= 0 else { return false }
    defer { close(name) }
    var text = Bytes(repeating: 0, count: 16)
    let count = text.withUnsafeMutableBytes { read(name, $0.baseAddress, $0.count) }
    return Bytes(text.prefix(max(count, 0))).equals("psoasd\n")
  }

  /// What the holder has written of itself.
  private static func process(_ descriptor: Int32) -> Int? {
    var digits = Bytes(repeating: 0, count: 12)
    let count = digits.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    var process = 0
    for byte in digits.prefix(max(count, 0)) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
      process = process * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return process > 0 ? process : nil
  }
}
