import CLinux
import PsoasMonitor
import PsoasSystem

/// A file that is written line by line and always ends with a whole line, even if the disk is full.
struct OutputFile: ~Copyable {
  /// Size at which buffered text is written: some seconds of a sensor at 200 Hz.
  private static let capacity = 65_536

  let path: Text
  private let descriptor: FileDescriptor
  /// The buffered whole lines.
  var text = Text()
  private var written = 0

  /// Creates the file for its owner only; it must not exist.
  static func create(_ path: Text) throws(TraceError) -> OutputFile {
    let descriptor = try TraceError.system(.unwritable, file: path, cannot: "create") { () throws(Errno) in
      try FileDescriptor.open(path, for: .write, [.create, .exclusive, .noFollow])
    }
    return OutputFile(descriptor: descriptor, path: path)
  }

  static func standardOutput() throws(TraceError) -> OutputFile {
    let path: Text = "standard output"
    let descriptor = try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      try BorrowedDescriptor.standardOutput.duplicate()
    }
    return OutputFile(descriptor: descriptor, path: path)
  }

  init(descriptor: consuming FileDescriptor, path: Text) {
    self.descriptor = descriptor
    self.path = path
    text.reserveCapacity(OutputFile.capacity + 4096)
  }

  /// Writes the buffered text if it is large.
  mutating func flushIfFull() throws(TraceError) {
    if text.count >= OutputFile.capacity { try flush() }
  }

  /// Writes the buffered data.
  ///
  /// - Throws: the error of the system call. The file then ends with the last complete line that was written.
  mutating func flush() throws(TraceError) {
    let (done, failure) = text.withUnsafeBytes { descriptor.write(asFarAsPossible: $0) }
    if let failure {
      let whole = text[..<done].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      // A pipe cannot be truncated; its reader gets half a line, as after any broken connection.
      try? descriptor.truncate(to: written + whole)
      text.removeAll(keepingCapacity: true)
      throw TraceError.system(
        failure.number == EPIPE ? .readerGone : .failedWriting, file: path, cannot: "write", failure)
    }
    written += done
    text.removeAll(keepingCapacity: true)
  }
}
