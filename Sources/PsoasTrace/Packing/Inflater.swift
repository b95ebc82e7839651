import CZlib

/// Decompresses gzip (RFC 1952) chunk by chunk, with any number of members, in constant memory.
final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>

  /// nil if memory is exhausted.
  init?() {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A window of 15 bits; 16 selects "gzip only" (zlib.h, inflateInit2).
    self.stream = stream
    guard inflateInit2_(stream, 15 + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Advances `input` by the consumed bytes and returns the number of bytes written to `output`.
  func unpack(
    _ input: inout UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (filled: Int, outcome: Unpacker.Outcome) {
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    input = UnsafeMutableBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
    let filled = output.count - Int(stream.pointee.avail_out)
    switch status {
    // Z_BUF_ERROR is not fatal: no progress was possible, and more input is required.
    case Z_OK, Z_BUF_ERROR: return (filled, .running)
    case Z_STREAM_END: return (filled, .memberEnded)
    default: return (filled, .damaged)
    }
  }

  /// Prepares for the next member.
  func restart() -> Bool { inflateReset(stream) == Z_OK }
}
