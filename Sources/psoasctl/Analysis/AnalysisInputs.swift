import PsoasCore
import PsoasSystem

/// A recording to analyze.
struct AnalysisInput {
  /// Its path: as given, or inside a given folder.
  var trace: Text
  /// The file name of its part.
  var identifier: Text
  /// Its size and its time of modification, of a folder those of its files.
  var state: Text
  /// Bytes.
  var size: Int64
  /// Why it cannot be a recording; nil if it may be one.
  var fault: Text?
}

/// Finds the recordings in files and folders, in byte order of their names.
struct AnalysisInputs {
  /// The names of recordings in a folder, in lower case. A file that is named itself may have any name.
  private static let suffixes: [StaticString] = [
    ".csv", ".csv.gz", ".csv.zst", ".evemu", ".evemu.gz", ".evemu.zst",
  ]

  private var paths: [Text] = []
  /// Those in folders that would block: a FIFO, a socket or a device.
  private var special: [Text] = []

  static func find(_ given: [Text]) throws(Failure) -> [AnalysisInput] {
    var inputs = AnalysisInputs()
    for path in given { try inputs.add(path) }
    inputs.paths.sort()
    var found = identified(inputs.paths)
    for index in found.indices where inputs.special.contains(found[index].trace) {
      found[index].fault = "\(found[index].trace): a pipe or a device, expected a file"
    }
    return found
  }

  /// - Parameter paths: sorted; repeated ones count once.
  static func identified(_ paths: [Text]) -> [AnalysisInput] {
    var found: [AnalysisInput] = []
    var checksums: [UInt64] = []
    for path in paths where path != found.last?.trace ?? [] {
      let checksum = path.checksum
      // Names with the same checksum, which a person can make, are numbered.
      let count = checksums.count { $0 == checksum }
      checksums.append(checksum)
      found.append(AnalysisInput(path, "\(hexadecimal: checksum, digits: 16)-\(count)"))
    }
    return found
  }

  private mutating func add(_ path: Text) throws(Failure) {
    guard path != "-" else {
      throw .noInput("-: standard input has no name for its row, expected files and folders; see psoasctl replay -")
    }
    guard FileFacts(path)?.kind == .folder, !Self.isRecording(path) else { return paths.append(path) }
    let count = paths.count
    addContent(of: path)
    guard paths.count > count else {
      throw .noInput("\(path): no recordings, expected .csv, .evemu (plain, .gz or .zst) or recording folders in it")
    }
  }

  private static func isRecording(_ folder: Text) -> Bool { Files.exists(folder.inside("recording.json")) }

  private mutating func addContent(of folder: Text) {
    let names: [Text]
    do throws(Errno) { names = try Folder.names(folder) } catch {
      // The worker says why it cannot be read.
      return paths.append(folder)
    }
    // What an analysis wrote there is no recording.
    let isOutput = Files.exists(folder.inside(AnalysisStore.folder))
    for name in names {
      let path = folder.inside(name)
      guard let facts = FileFacts(path) else {
        // A link without a target.
        if Self.hasSuffix(name) { paths.append(path) }
        continue
      }
      if facts.kind == .folder {
        if Self.isRecording(path) {
          paths.append(path)
        } else if !facts.isLink {
          addContent(of: path)
        }
      } else if Self.hasSuffix(name), !(isOutput && AnalysisStore.tables.contains { name == $0 }) {
        paths.append(path)
        if facts.kind == .special { special.append(path) }
      }
    }
  }

  private static func hasSuffix(_ name: Text) -> Bool {
    let name = Text(name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 })
    return suffixes.contains { name.hasSuffix($0) }
  }
}

extension AnalysisInput {
  fileprivate init(_ path: Text, _ identifier: Text) {
    trace = path
    self.identifier = identifier
    size = 0
    var modified: Int64 = 0
    let facts = FileFacts(path)
    var files = [path]
    if facts?.kind == .folder { files += ((try? Folder.names(path)) ?? []).map { path.inside($0) } }
    for file in files {
      guard let facts = FileFacts(file) else { continue }
      if facts.kind == .regular { size += facts.size }
      modified = max(modified, facts.modified)
    }
    state = "\(size) \(modified)"
    if path.count > 4096 { fault = "\(path.fileName): the path is longer than 4096 bytes" }
  }
}

extension Text {
  /// FNV-1a, 64 bits.
  var checksum: UInt64 { reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
}
