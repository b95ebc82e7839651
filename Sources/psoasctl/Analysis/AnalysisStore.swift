import PsoasMonitor
import PsoasSystem

/// The output folder of an analysis. Its hidden subfolder has a file for each finished recording, from which the tables
/// and the report are made.
struct AnalysisStore {
  static let folder: Text = ".psoas-analysis"
  static let tables: [StaticString] = [
    "recordings.csv", "diary.csv", "seconds.csv", "agreement.csv", "failures.csv",
  ]
  /// The longest result of one recording, bytes: some two years of diary, or ten days of labelled seconds.
  static let longestPart = 64 << 20
  /// A hundred thousand names.
  private static let longestList = 64 << 20

  let path: Text

  private var parts: Text { path.inside(AnalysisStore.folder) }
  private var list: Text { parts.inside("list") }

  /// Creates the folder if necessary.
  static func make(_ path: Text) throws(Failure) -> AnalysisStore {
    let store = AnalysisStore(path: path)
    if let kind = FileFacts(path)?.kind, kind != .folder {
      throw .cannotMake("\(path): a file, expected a folder for the tables: name another with -o")
    }
    try Export.makeFolder(store.parts.text)
    return store
  }

  /// The part of a recording; nil if there is none for this name.
  func part(_ input: AnalysisInput) -> AnalysisPart? {
    guard let content = try? Files.read(parts.inside(input.identifier), limit: AnalysisStore.longestPart + 65_536)
    else { return nil }
    let part = AnalysisPart(content: content)
    return part.isWhole && part.trace == input.trace ? part : nil
  }

  func existingPart(_ input: AnalysisInput) throws(Failure) -> AnalysisPart {
    if let part = part(input) { return part }
    throw .data("\(path): no result of \(escaped: input.trace): run the same analyze with --resume, then try again")
  }

  func keep(_ part: AnalysisPart, of input: AnalysisInput, key: Text) throws(Failure) {
    try write(part.kept(input.trace, key: key), to: parts.inside(input.identifier))
  }

  /// Copies a part from another folder.
  func copy(_ part: AnalysisPart, of input: AnalysisInput) throws(Failure) {
    try write(part.content, to: parts.inside(input.identifier))
  }

  private func write(_ text: Text, to path: Text) throws(Failure) {
    do throws(Errno) { try AtomicFile.replace(path, with: text) } catch {
      throw .output("\(path): \(error.reason)\(error.remedy)")
    }
  }

  /// What a folder is to contain, so that several can be merged.
  struct Contents {
    var comparison: ComparisonOptions
    var shard: Shard
    var inputs: [AnalysisInput]
  }

  func keep(_ contents: Contents) throws(Failure) {
    var text: Text = "\(contents.shard.number)/\(contents.shard.count)\n\(contents.comparison.kept)\n"
    for input in contents.inputs { text += "\(input.identifier) \(encoded: input.trace)\n" }
    try write(text, to: list)
  }

  func contents() throws(Failure) -> Contents {
    let text: Text
    do throws(FileError) { text = try Files.read(list, limit: AnalysisStore.longestList) } catch {
      throw .noInput("\(path): not the folder of an analysis, expected the -o folder of each shard: \(error.message)")
    }
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { Text($0) }
    guard lines.count >= 3, lines.removeLast().isEmpty, let shard = Shard(lines[0]),
      let comparison = ComparisonOptions(kept: lines[1])
    else { throw .data("\(list): not a list of an analysis, expected one of this version: analyze again") }
    var inputs: [AnalysisInput] = []
    for line in lines[2...] {
      guard let blank = line.firstIndex(of: 0x20), !line[..<blank].contains(UInt8(ascii: "/")) else {
        throw .data("\(list): '\(escaped: line)', expected an identifier and a name: analyze again")
      }
      inputs.append(
        AnalysisInput(
          trace: Text(decoded: Text(line[(blank + 1)...])), identifier: Text(line[..<blank]), state: [], size: 0))
    }
    return Contents(comparison: comparison, shard: shard, inputs: inputs)
  }
}

/// A share of the recordings: one in `count`, from the `number`-th on.
struct Shard: Equatable {
  var number: Int
  var count: Int

  static let whole = Shard(number: 1, count: 1)

  init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// `2/4`.
  init?(_ text: Text) {
    let parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Text(parts[0]).number, let count = Text(parts[1]).number, number >= 1,
      number <= count, count <= 1_000_000
    else { return nil }
    self.init(number: number, count: count)
  }

  func contains(_ index: Int) -> Bool { index % count == number - 1 }
}
