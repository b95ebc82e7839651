import CLinux
import PsoasMonitor
import PsoasSystem

/// Reads the lines of a file or of standard input, plain, gzip or zstd, in constant memory.
struct ByteSource: ~Copyable {
  /// Length of the longest accepted line. The longest regular one, a CSV row of fifty columns, has a hundredth of it.
  static let longestLine = 65_536
  /// Size of one read(2): a chunk above 128 KiB is not measurably faster.
  private static let chunk = 131_072
  private static let capacity = longestLine + chunk

  /// The file name in errors.
  let file: Text
  /// Number of the last returned line, counted from 1.
  private(set) var line = 0

  /// The last returned line has no line end: the file may have been cut off in it.
  private(set) var isCutOff = false

  private let descriptor: FileDescriptor
  private let textBuffer = OwnedBuffer(capacity: ByteSource.capacity)
  private let text: UnsafeMutablePointer<UInt8>
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  private var packed: OwnedBuffer?
  private var packedStart = 0
  private var packedEnd = 0
  private var unpacker: Unpacker?
  private var isBetweenMembers = false
  /// The last step filled its room: the unpacker may have more from what it has read.
  private var hasMore = false
  private var ending: Ending?
  private var hasToldEnding = false

  /// What is wrong with the end of a packed file, whose data before it is valid.
  private enum Ending {
    /// Bytes after gzip that are not another member: ignored, as gzip(1) does.
    case garbage
    /// The end of the zstd data is missing, as after a recorder was killed or the power failed.
    case cut
  }

  /// Opens `path`; `-` is standard input.
  static func open(_ path: Text) throws(TraceError) -> ByteSource {
    try begin(ByteSource(descriptor: try descriptor(of: path), file: path))
  }

  /// Opens a regular file: refuses a pipe, device or socket, which could block.
  static func openFile(_ path: Text) throws(TraceError) -> ByteSource {
    try begin(ByteSource(descriptor: try regular(path), file: path))
  }

  private static func begin(_ opened: consuming ByteSource) throws(TraceError) -> ByteSource {
    var source = opened
    try source.begin()
    return source
  }

  private static func descriptor(of path: Text) throws(TraceError) -> FileDescriptor {
    try TraceError.system(.unreadable, file: path, cannot: "open") { () throws(Errno) in
      path == "-" ? try BorrowedDescriptor.standardInput.duplicate() : try FileDescriptor.open(path, for: .read)
    }
  }

  private static func regular(_ path: Text) throws(TraceError) -> FileDescriptor {
    do throws(FileError) { return try FileDescriptor.openRegular(path) } catch {
      if case .failed(let errno) = error { throw TraceError.system(.unreadable, file: path, cannot: "open", errno) }
      throw TraceError(.unreadable, file: path, line: 0, problem: error.message)
    }
  }

  /// Takes ownership of an open descriptor.
  private init(descriptor: consuming FileDescriptor, file: Text) {
    self.descriptor = descriptor
    self.file = file
    text = textBuffer.bytes
  }

  /// Examines the first bytes: gzip (RFC 1952) and zstd (RFC 8878) have a magic number, and a UTF-8 byte order mark is
  /// skipped.
  private mutating func begin() throws(TraceError) {
    while end < 4, !isAtEnd { try fill() }
    if let unpacker = try Unpacker.of(UnsafeBufferPointer(start: text, count: end), file: file) {
      let packed = OwnedBuffer(capacity: ByteSource.capacity)
      packed.bytes.update(from: text, count: end)
      packedEnd = end
      end = 0
      self.packed = packed
      self.unpacker = unpacker
      isAtEnd = false
      while end < 4, !isAtEnd { try fill() }
    }
    if end >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { start = 3 }
    if let other = OtherForm.of(UnsafeBufferPointer(start: text, count: end)) { throw malformed(other) }
  }

  /// Notes on skipped or missing bytes that have not been returned yet.
  mutating func takeNotes() -> [Text] {
    guard let ending, !hasToldEnding else { return [] }
    hasToldEnding = true
    switch ending {
    case .garbage: return [malformed("the bytes after the gzip data are not gzip and are ignored").message]
    case .cut:
      let lines: Text = "read up to its last whole line, number \(line)"
      return ["\(file): the zstd data is cut off, as by a sudden end of the recorder; \(lines)"]
    }
  }

  /// Share of the file that has been read, 0 to 1; nil for a pipe. It costs two system calls: do not call it for each
  /// line.
  var fractionRead: Double? {
    var status = stat()
    guard fstat(descriptor.number, &status) == 0, status.st_size > 0 else { return nil }
    let position = lseek(descriptor.number, 0, SEEK_CUR)
    return position < 0 ? nil : min(Double(position) / Double(status.st_size), 1)
  }

  /// An error at the last returned line, or at the first if there is none.
  func malformed(_ problem: Text) -> TraceError {
    let isMissing = ending == .cut && !hasToldEnding
    return TraceError(
      .malformed, file: file, line: max(1, line),
      problem: isMissing ? "\(problem); the zstd data is cut off after it" : problem)
  }

  /// The same for values that are impossible for a worn sensor.
  func implausible(_ problem: Text) -> TraceError {
    TraceError(.implausible, file: file, line: max(1, line), problem: problem)
  }

  /// The start of the file, up to 64 KiB, without consuming it; valid until the next call of any method.
  mutating func opening() throws(TraceError) -> UnsafeBufferPointer<UInt8> {
    while end - start < ByteSource.longestLine, !isAtEnd {
      // A pipe may be slow. The first 4096 bytes are enough to distinguish the formats.
      if end - start >= 4096 { break }
      try fill()
    }
    return UnsafeBufferPointer(start: text + start, count: end - start)
  }

  /// The next line without its line end (LF or CRLF), valid until the next call; nil at the end.
  mutating func nextLine() throws(TraceError) -> UnsafeBufferPointer<UInt8>? {
    var searched = 0
    while true {
      let first = text + start
      let available = end - start
      if let found = memchr(first + searched, 0x0A, available - searched) {
        var length = found.assumingMemoryBound(to: UInt8.self) - first
        start += length + 1
        line += 1
        if length > ByteSource.longestLine { throw tooLong() }
        if length > 0, first[length - 1] == 0x0D { length -= 1 }
        return UnsafeBufferPointer(start: first, count: length)
      }
      searched = available
      if available > ByteSource.longestLine {
        line += 1
        // CR line ends: old Macs and some loggers.
        if memchr(first, 0x0D, available) != nil {
          throw malformed("lines end with CR alone, expected LF or CRLF: convert them with tr '\\r' '\\n'")
        }
        throw tooLong()
      }
      if isAtEnd {
        guard available > 0 else { return nil }
        start = end
        // The rest of the line is missing, and so is its end, which may change its meaning.
        if ending == .cut { return nil }
        line += 1
        isCutOff = true
        return UnsafeBufferPointer(start: first, count: first[available - 1] == 0x0D ? available - 1 : available)
      }
      try fill()
    }
  }

  private func tooLong() -> TraceError {
    malformed("the line is longer than 64 KiB, expected a line of text")
  }

  /// Reads more text after the unread part, or detects the end.
  private mutating func fill() throws(TraceError) {
    if start > 0 {
      memmove(text, text + start, end - start)
      end -= start
      start = 0
    }
    let room = UnsafeMutableBufferPointer(start: text + end, count: ByteSource.capacity - end)
    guard let packed = packed?.bytes else {
      let count = try read(into: room)
      end += count
      isAtEnd = count == 0
      return
    }
    if packedStart == packedEnd, !hasMore {
      packedStart = 0
      packedEnd = try read(into: UnsafeMutableBufferPointer(start: packed, count: ByteSource.chunk))
    }
    try unpack(packed, into: room)
  }

  private mutating func unpack(
    _ packed: UnsafeMutablePointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(TraceError) {
    guard let unpacker else { return }
    guard packedEnd > 0 else {
      isAtEnd = true
      guard !isBetweenMembers else { return }
      if case .zstd = unpacker {
        ending = .cut
        return
      }
      throw atNextLine("the gzip data ends early, expected the rest of the file")
    }
    if isBetweenMembers {
      // tar and tapes pad with zeros, which gzip(1) also ignores. A power failure leaves them too.
      let first = packedStart
      while packedStart < packedEnd, packed[packedStart] == 0 { packedStart += 1 }
      if packedStart > first, case .zstd = unpacker { ending = .cut }
      guard packedStart < packedEnd else { return }
      // Like gzip(1), ignores trailing bytes that are not another member, with a note. zstd(1) refuses them.
      if case .gzip = unpacker, packed[packedStart] != 0x1F {
        ending = .garbage
        isAtEnd = true
        return
      }
      guard unpacker.restart() else { throw damaged(unpacker) }
      isBetweenMembers = false
    }
    var input = UnsafeMutableBufferPointer(start: packed + packedStart, count: packedEnd - packedStart)
    let step = unpacker.unpack(&input, into: room)
    packedStart = packedEnd - input.count
    end += step.filled
    hasMore = step.filled == room.count
    switch step.outcome {
    case .running: break
    case .memberEnded: isBetweenMembers = true
    case .damaged: throw damaged(unpacker)
    case .largeWindow:
      throw atNextLine("the zstd data needs more than 128 MiB of memory, expected less: pack it again without --long")
    }
  }

  private func damaged(_ unpacker: Unpacker) -> TraceError {
    atNextLine("the \(unpacker.name) data is damaged, expected an intact file")
  }

  /// An error in the incomplete line.
  private func atNextLine(_ message: Text) -> TraceError {
    var error = malformed(message)
    error.line = line + 1
    return error
  }

  private func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(TraceError) -> Int {
    let room = UnsafeMutableRawBufferPointer(start: room.baseAddress, count: min(room.count, ByteSource.chunk))
    do throws(Errno) { return try descriptor.read(into: room) } catch {
      throw TraceError.system(.unreadable, file: file, cannot: "read", error)
    }
  }
}
