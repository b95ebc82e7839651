import PsoasSystem

/// Binary files, recognized by their first bytes (file(1), magic(5)).
enum OtherForm {
  /// The message for such a file; nil for all others.
  static func of(_ start: UnsafeBufferPointer<UInt8>) -> Text? {
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      return "the text is UTF-16, expected UTF-8: convert it with iconv -f UTF-16 -t UTF-8"
    }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return "a zip archive or a spreadsheet, expected CSV, plain, in gzip or in zstd: unpack it, or save it as CSV"
    }
    if start.starts(with: [0x42, 0x5A, 0x68]) {
      return "bzip2 data, expected text, plain, in gzip or in zstd: use bunzip2"
    }
    if start.starts(with: [0xFD, 0x37, 0x7A, 0x58]) {
      return "xz data, expected text, plain, in gzip or in zstd: use unxz"
    }
    return nil
  }
}
