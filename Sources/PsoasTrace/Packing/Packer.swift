import CLinux
import PsoasSystem

/// How a file is compressed.
public enum Packing: Equatable, Sendable {
  case plain, gzip, zstd

  /// By the end of its name.
  public init(named name: Text) {
    self = name.hasSuffix(".zst") ? .zstd : name.hasSuffix(".gz") ? .gzip : .plain
  }

  public var suffix: StaticString {
    switch self {
    case .plain: ""
    case .gzip: ".gz"
    case .zstd: ".zst"
    }
  }

  /// The file at `path`, or if there is none the one that gzip(1) or zstd(1) has packed or unpacked in its place.
  static func find(_ path: Text) -> Text {
    if Files.exists(path) { return path }
    let plain = Text(path.dropLast(Packing(named: path).suffix.utf8CodeUnitCount))
    for packing in [Packing.plain, .zstd, .gzip] {
      let other: Text = "\(plain)\(packing.suffix)"
      if Files.exists(other) { return other }
    }
    return path
  }
}

/// Compresses a file.
enum Packer {
  /// What a reader can read after a step.
  enum Ending {
    /// As much as the library has written.
    case more
    /// All of the data.
    case flushed
    /// All of the data, with the checksum at the end of a member of gzip or a frame of zstd. More makes another one.
    case complete
  }

  enum Effort {
    /// For files that are written at once.
    case quick
    /// For recordings, whose samples come slowly.
    case small
  }

  case gzip(Deflater)
  case zstd(ZstdWriter)

  /// nil for text.
  ///
  /// - Parameter file: the name in errors.
  static func of(_ packing: Packing, _ effort: Effort, file: Text) throws(TraceError) -> Packer? {
    switch packing {
    case .plain: return nil
    case .gzip:
      if let deflater = Deflater() { return .gzip(deflater) }
    case .zstd:
      guard let library = ZstdLibrary.shared else {
        throw TraceError(.unwritable, file: file, line: 0, problem: "cannot compress: \(ZstdLibrary.missing)")
      }
      if let writer = ZstdWriter(library, effort) { return .zstd(writer) }
    }
    throw TraceError.system(.unwritable, file: file, cannot: "compress", Errno(ENOMEM, in: "malloc"))
  }

  /// Compresses all of `input` and appends what is ready; false if that fails.
  func pack(_ input: UnsafeRawBufferPointer, _ ending: Ending, into output: inout Text) -> Bool {
    switch self {
    case .gzip(let deflater): deflater.pack(input, ending, into: &output)
    case .zstd(let writer): writer.pack(input, ending, into: &output)
    }
  }
}
