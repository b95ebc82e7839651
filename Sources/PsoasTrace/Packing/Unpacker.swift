import CLinux
import PsoasSystem

/// Decompresses a file, whose first bytes say how it is packed.
enum Unpacker {
  enum Outcome {
    case running, damaged
    /// A member of gzip, or a frame of zstd, is complete: anything that follows must be another one.
    case memberEnded
    /// The data needs more memory than is allowed.
    case largeWindow
  }

  case gzip(Inflater)
  case zstd(ZstdReader)

  /// The unpacker for a file that starts with these bytes; nil for text.
  ///
  /// - Parameters:
  ///   - start: the first four bytes, or all of a shorter file.
  ///   - file: the name in errors.
  static func of(_ start: UnsafeBufferPointer<UInt8>, file: Text) throws(TraceError) -> Unpacker? {
    if start.starts(with: [0x1F, 0x8B]) {
      guard let inflater = Inflater() else { throw exhausted(file) }
      return .gzip(inflater)
    }
    guard startsFrame(start) else { return nil }
    guard let library = ZstdLibrary.shared else {
      throw TraceError(
        .unreadable, file: file, line: 0, problem: "zstd data, but \(ZstdLibrary.missing); or unpack it with unzstd")
    }
    guard let reader = ZstdReader(library) else { throw exhausted(file) }
    return .zstd(reader)
  }

  private static func exhausted(_ file: Text) -> TraceError {
    TraceError.system(.unreadable, file: file, cannot: "read", Errno(ENOMEM, in: "malloc"))
  }

  /// A frame of zstd or a skippable one (RFC 8878, 3.1), or a file that is cut off in the first one's magic number.
  private static func startsFrame(_ start: UnsafeBufferPointer<UInt8>) -> Bool {
    let magic: InlineArray<4, UInt8> = [0x28, 0xB5, 0x2F, 0xFD]
    guard !start.isEmpty else { return false }
    if start.count >= 4, start[0] & 0xF0 == 0x50, start[1] == 0x2A, start[2] == 0x4D, start[3] == 0x18 { return true }
    for index in 0..<min(start.count, 4) where start[index] != magic[index] { return false }
    return true
  }

  /// The name in messages.
  var name: StaticString {
    switch self {
    case .gzip: "gzip"
    case .zstd: "zstd"
    }
  }

  /// Advances `input` by the consumed bytes and returns the number of bytes written to `output`.
  func unpack(
    _ input: inout UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (filled: Int, outcome: Outcome) {
    switch self {
    case .gzip(let inflater): inflater.unpack(&input, into: output)
    case .zstd(let reader): reader.unpack(&input, into: output)
    }
  }

  /// Prepares for the next member; false if that fails.
  func restart() -> Bool {
    switch self {
    case .gzip(let inflater): inflater.restart()
    // The library does it itself.
    case .zstd: true
    }
  }
}
