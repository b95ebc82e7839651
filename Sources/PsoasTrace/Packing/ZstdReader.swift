import CZstd

/// Decompresses zstd (RFC 8878) chunk by chunk, with any number of frames, in the memory of one window.
final class ZstdReader {
  /// log2 of the largest accepted window, 128 MiB: what zstd(1) reads without --long or --memory.
  private static let largestWindow: Int32 = 27

  private let library: ZstdLibrary
  private let reader: OpaquePointer

  /// nil if memory is exhausted.
  init?(_ library: ZstdLibrary) {
    guard let reader = library.createReader() else { return nil }
    self.library = library
    self.reader = reader
    _ = library.setReader(reader, ZSTD_d_windowLogMax, ZstdReader.largestWindow)
  }

  deinit { _ = library.freeReader(reader) }

  /// Advances `input` by the consumed bytes and returns the number of bytes written to `output`.
  func unpack(
    _ input: inout UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (filled: Int, outcome: Unpacker.Outcome) {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var room = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let rest = library.read(reader, &room, &source)
    input = UnsafeMutableBufferPointer(rebasing: input[source.pos...])
    switch library.error(rest) {
    case ZSTD_error_no_error: return (room.pos, rest == 0 ? .memberEnded : .running)
    case ZSTD_error_frameParameter_windowTooLarge: return (room.pos, .largeWindow)
    default: return (room.pos, .damaged)
    }
  }
}
