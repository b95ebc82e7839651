import CZlib
import PsoasSystem

/// Compresses to gzip (RFC 1952).
final class Deflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let room = OwnedBuffer(capacity: 65_536)

  /// nil if memory is exhausted.
  init?() {
    stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A window of 15 bits; 16 selects gzip; 8 is the default memory (zlib.h, deflateInit2).
    guard
      deflateInit2_(
        stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses all of `input` and appends what is ready; false if that fails.
  func pack(_ input: UnsafeRawBufferPointer, _ ending: Packer.Ending, into output: inout Text) -> Bool {
    let directive =
      switch ending {
      case .more: Z_NO_FLUSH
      case .flushed: Z_SYNC_FLUSH
      case .complete: Z_FINISH
      }
    // zlib does not write to it.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(input.count)
    while true {
      stream.pointee.next_out = room.bytes
      stream.pointee.avail_out = 65_536
      let status = deflate(stream, directive)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return false }
      output.append(contentsOf: UnsafeBufferPointer(start: room.bytes, count: 65_536 - Int(stream.pointee.avail_out)))
      if status == Z_STREAM_END { return deflateReset(stream) == Z_OK }
      if stream.pointee.avail_out > 0, ending != .complete { return true }
    }
  }
}
