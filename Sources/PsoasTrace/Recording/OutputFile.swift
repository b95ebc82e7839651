import CLinux
import PsoasMonitor

/// A file that is written line by line and always ends with a whole line, also where the disk is full.
struct OutputFile: ~Copyable {
  /// Bytes gathered before they are written of themselves: some seconds of a sensor at 200 Hz.
  private static let capacity = 65_536

  let path: Bytes
  private let descriptor: OwnedDescriptor
  /// What is not yet written: whole lines.
  var text = Bytes()
  private var written = 0

  /// Creates the file, which must not exist, for its owner alone.
  static func create(_ path: Bytes) throws(TraceError) -> OutputFile {
    guard let name = path.zeroTerminated else {
      throw TraceError.system(.unwritable, file: path, cannot: "create", ENOENT)
    }
    let descriptor = psoas_open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw TraceError.system(.unwritable, file: path, cannot: "create", psoas_errno()) }
    return OutputFile(descriptor: descriptor, path: path)
  }

  /// Standard output.
  static func standardOutput() -> OutputFile { OutputFile(descriptor: 1, path: Bytes("standard output".utf8)) }

  init(descriptor: Int32, path: Bytes) {
    self.descriptor = OwnedDescriptor(descriptor)
    self.path = path
    text.reserveCapacity(OutputFile.capacity + 4096)
  }

  /// Writes what has been gathered where that is much.
  mutating func flushIfFull() throws(TraceError) {
    if text.count >= OutputFile.capacity { try flush() }
  }

  /// Has the disk keep what was written.
  func synchronize() throws(TraceError) {
    guard fsync(descriptor.number) == 0 else {
      throw TraceError.system(.unwritable, file: path, cannot: "write", psoas_errno())
    }
  }

  /// Writes what has been gathered.
  ///
  /// - Throws: what the kernel said; the file then ends with the last whole line that fitted.
  mutating func flush() throws(TraceError) {
    var done = 0
    let failure = text.withUnsafeBytes { bytes -> Int32? in
      while done < bytes.count {
        let count = write(descriptor.number, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count > 0 {
          done += count
        } else if psoas_errno() != EINTR {
          return psoas_errno()
        }
      }
      return nil
    }
    if let failure {
      let whole = text[..<done].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      // A pipe cannot be cut; its reader sees half a line, as after any broken connection.
      _ = ftruncate(descriptor.number, written + whole)
      text.removeAll(keepingCapacity: true)
      throw TraceError.system(.unwritable, file: path, cannot: "write", failure)
    }
    written += done
    text.removeAll(keepingCapacity: true)
  }
}
