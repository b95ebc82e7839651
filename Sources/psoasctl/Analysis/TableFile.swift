import Glibc
import PsoasMonitor
import PsoasSystem

/// A table that takes its place when it is whole.
final class TableFile {
  private let path: Text
  private let draft: Text
  private var output: Output

  static func create(_ path: Text, header: Text) throws(Failure) -> TableFile {
    let draft: Text = "\(path).\(getpid()).new"
    var output = try Output(draft.text)
    try output.write { $0 += "\(header)\n" }
    return TableFile(path: path, draft: draft, output: output)
  }

  private init(path: Text, draft: Text, output: consuming Output) {
    self.path = path
    self.draft = draft
    self.output = output
  }

  func write(_ fill: (inout Text) -> Void) throws(Failure) { try output.write(fill) }

  /// Writes the rest, and renames the file.
  func finish() throws(Failure) {
    try output.flush()
    do throws(Errno) { try Files.rename(draft, to: path) } catch {
      throw .output("\(path): \(error.reason)\(error.remedy)")
    }
  }

  deinit {
    // Nothing to remove if it has been renamed.
    try? Files.remove(draft)
  }
}

extension Text {
  /// Appends a text of others as a cell for spreadsheets and programs: on one line, UTF-8, and never a formula.
  ///
  /// A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` also in quotation marks; an apostrophe before it
  /// makes it text.
  mutating func append(cell text: Text) {
    var safe: Text = "\(escaped: text)"
    if let first = safe.first, "=+-@".utf8.contains(first) { safe = "'" + safe }
    append(csv: safe)
  }
}
