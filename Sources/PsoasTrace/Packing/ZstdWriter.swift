import CLinux
import CZstd
import PsoasSystem

/// Compresses to zstd (RFC 8878) in frames with a checksum.
final class ZstdWriter {
  private let library: ZstdLibrary
  private let writer: OpaquePointer
  private let room = OwnedBuffer(capacity: 65_536)

  /// nil if memory is exhausted.
  init?(_ library: ZstdLibrary, _ effort: Packer.Effort) {
    guard let writer = library.createWriter() else { return nil }
    self.library = library
    self.writer = writer
    set(ZSTD_c_checksumFlag, 1)
    switch effort {
    case .quick: set(ZSTD_c_compressionLevel, 9)
    case .small: searchLong()
    }
  }

  /// The match search of level 16, in a window of some hundred samples, with few candidates for a match: a longer search
  /// finds other distances than the repeated ones, which cost more than they save (docs/performance.md).
  private func searchLong() {
    set(ZSTD_c_compressionLevel, 16)
    set(ZSTD_c_strategy, Int32(ZSTD_btopt.rawValue))
    set(ZSTD_c_windowLog, 17)
    set(ZSTD_c_hashLog, 16)
    set(ZSTD_c_chainLog, 17)
    set(ZSTD_c_searchLog, 1)
    set(ZSTD_c_minMatch, 6)
    set(ZSTD_c_targetLength, 256)
  }

  deinit { _ = library.freeWriter(writer) }

  private func set(_ parameter: ZSTD_cParameter, _ value: Int32) { _ = library.setWriter(writer, parameter, value) }

  /// Compresses all of `input` and appends what is ready; false if that fails.
  func pack(_ input: UnsafeRawBufferPointer, _ ending: Packer.Ending, into output: inout Text) -> Bool {
    let directive =
      switch ending {
      case .more: ZSTD_e_continue
      case .flushed: ZSTD_e_flush
      case .complete: ZSTD_e_end
      }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    while true {
      var free = ZSTD_outBuffer(dst: room.bytes, size: 65_536, pos: 0)
      let rest = library.write(writer, &free, &source, directive)
      guard library.error(rest) == ZSTD_error_no_error else { return false }
      output.append(contentsOf: UnsafeBufferPointer(start: room.bytes, count: free.pos))
      if ending == .more ? source.pos == source.size : rest == 0 { return true }
    }
  }
}
