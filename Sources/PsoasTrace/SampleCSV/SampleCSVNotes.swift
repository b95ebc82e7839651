import PsoasMonitor
import PsoasSystem

/// Notes on how a sample CSV was interpreted that have not been returned yet.
struct SampleCSVNotes {
  /// Microseconds between two rows from which a gap is reported.
  static let gap: Int64 = 60_000_000
  /// From a day on, the clock was probably changed.
  private static let jump: Int64 = 86_400_000_000

  private var notes: [Text] = []
  private var missing: (count: Int, word: Text, line: Int)?
  private var gaps: (count: Int, longest: Int64, line: Int)?
  private var hasToldJump = false

  mutating func take() -> [Text] {
    defer { notes = [] }
    return notes
  }

  /// Notes on the header.
  mutating func take(_ header: SampleCSVHeader, _ source: borrowing ByteSource) {
    if header.dialect.separator != UInt8(ascii: ",") {
      add(
        header.dialect.separator == 0x09 ? "cells are separated by tabs" : "cells are separated by semicolons", source
      )
    }
    for (name, meant) in header.misspelt {
      add("column \(quoting: name) is not read: is '\(meant)' meant?", source)
    }
  }

  /// Notes on the first row.
  mutating func take(_ row: Row, _ source: borrowing ByteSource) {
    if row.hasDecimalComma { add("numbers have decimal commas", source) }
    if let text = row.form.note(row.timeCell.text, row.time) { add(text, source) }
  }

  mutating func takeMissing(_ row: Row, _ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource) {
    var known = missing ?? (0, row.missingWord.map { Text(line[$0]) } ?? [], source.line)
    known.count += row.missing.nonzeroBitCount
    missing = known
  }

  mutating func takeGap(_ microseconds: Int64, _ row: Row, _ source: borrowing ByteSource) {
    var known = gaps ?? (0, 0, 0)
    known.count += 1
    if microseconds > known.longest { (known.longest, known.line) = (microseconds, source.line) }
    gaps = known
    guard microseconds >= SampleCSVNotes.jump, !hasToldJump else { return }
    hasToldJump = true
    add(
      "time jumps by \(Int(microseconds / 1_000_000)) s to \(quoting: row.timeCell.text): was the clock set while logging? The gap counts as unknown",
      source)
  }

  /// Notes at the end of the file.
  mutating func finish(_ source: borrowing ByteSource) {
    if let missing {
      self.missing = nil
      let verb: StaticString = missing.count == 1 ? "is" : "are"
      add(
        "\(count: missing.count, "cell", "cells") like \(quoting: missing.word) \(verb) taken as missing", source,
        line: missing.line)
    }
    if let gaps {
      self.gaps = nil
      let longest: StaticString = gaps.count == 1 ? ": " : ", the longest of "
      add(
        "\(count: gaps.count, "gap", "gaps") of more than a minute\(longest)\(Int(gaps.longest / 1_000_000)) s", source,
        line: gaps.line)
    }
  }

  private mutating func add(_ text: Text, _ source: borrowing ByteSource, line: Int? = nil) {
    var error = source.malformed(text)
    if let line { error.line = line }
    notes.append(error.message)
  }
}
