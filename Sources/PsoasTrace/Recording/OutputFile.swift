import CLinux
import PsoasMonitor
import PsoasSystem

/// A file that is written line by line, plain or compressed. If the disk is full, a plain one still ends with a whole
/// line, and a compressed one can be read up to its end.
struct OutputFile: ~Copyable {
  /// Size at which buffered text is written: some seconds of a sensor at 200 Hz.
  private static let capacity = 65_536

  let path: Text
  private let descriptor: FileDescriptor
  /// The buffered whole lines.
  var text = Text()
  private var written = 0
  private let packer: Packer?
  private var packed = Text()
  /// There is text after the last complete member or frame.
  private var isOpen = false
  /// The packer has text that a reader cannot read yet.
  private var isBehind = false

  /// Creates the file for its owner only; it must not exist.
  static func create(
    _ path: Text, _ packing: Packing = .plain, _ effort: Packer.Effort = .quick
  ) throws(TraceError) -> OutputFile {
    let packer = try Packer.of(packing, effort, file: path)
    let descriptor = try TraceError.system(.unwritable, file: path, cannot: "create") { () throws(Errno) in
      try FileDescriptor.open(path, for: .write, [.create, .exclusive, .noFollow])
    }
    return OutputFile(descriptor: descriptor, path: path, packer)
  }

  static func standardOutput() throws(TraceError) -> OutputFile {
    let path: Text = "standard output"
    let descriptor = try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      try BorrowedDescriptor.standardOutput.duplicate()
    }
    return OutputFile(descriptor: descriptor, path: path, nil)
  }

  init(descriptor: consuming FileDescriptor, path: Text, _ packer: Packer? = nil) {
    self.descriptor = descriptor
    self.path = path
    self.packer = packer
    text.reserveCapacity(OutputFile.capacity + 4096)
  }

  var isPacked: Bool { packer != nil }

  /// Writes the buffered text if it is large.
  mutating func flushIfFull() throws(TraceError) {
    if text.count >= OutputFile.capacity { try write(.more) }
  }

  /// Writes the buffered data, so that a reader can read all of it.
  ///
  /// - Throws: the error of the system call. A plain file then ends with the last complete line that was written.
  mutating func flush() throws(TraceError) {
    if !text.isEmpty || isBehind { try write(.flushed) }
  }

  /// The same, and completes the member of gzip or the frame of zstd. Call this at the end.
  mutating func complete() throws(TraceError) {
    if !text.isEmpty || isOpen { try write(.complete) }
  }

  /// Waits until the data is on disk; a pipe has no disk.
  func synchronizeIfPossible() { try? descriptor.synchronize() }

  private mutating func write(_ ending: Packer.Ending) throws(TraceError) {
    guard let packer else {
      try put(text, isPlain: true)
      return text.removeAll(keepingCapacity: true)
    }
    packed.removeAll(keepingCapacity: true)
    let isPacked = text.withUnsafeBytes { packer.pack($0, ending, into: &packed) }
    text.removeAll(keepingCapacity: true)
    guard isPacked else {
      throw TraceError.system(.failedWriting, file: path, cannot: "compress", Errno(ENOMEM, in: "malloc"))
    }
    (isOpen, isBehind) = (ending != .complete, ending == .more)
    try put(packed, isPlain: false)
  }

  private mutating func put(_ bytes: Text, isPlain: Bool) throws(TraceError) {
    let (done, failure) = bytes.withUnsafeBytes { descriptor.write(asFarAsPossible: $0) }
    if let failure {
      let whole = isPlain ? bytes[..<done].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0 : done
      // A pipe cannot be truncated; its reader gets half a line, as after any broken connection.
      try? descriptor.truncate(to: written + whole)
      text.removeAll(keepingCapacity: true)
      throw TraceError.system(
        failure.number == EPIPE ? .readerGone : .failedWriting, file: path, cannot: "write", failure)
    }
    written += done
  }
}
