import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The format of a column in exports.
extension ColumnUnit {
  /// Appends the text of a cell; nothing for a missing value.
  /// - Returns: whether it is a text that requires quotation marks in formats that use them.
  @discardableResult
  func append(_ cell: HistoryArchive.Cell, to text: inout Text) -> Bool {
    switch (self, cell) {
    case (_, .nothing): return false
    case (.moment, .integer(let microseconds)):
      text.append(utc: microseconds)
      return true
    case (.date, .integer(let day)):
      text.append(date: day)
      return true
    case (_, .integer(let number)): text.append(Int(number))
    // The shortest decimal that parses to the same value, with a point in every locale.
    case (_, .real(let number)): text.append(contentsOf: number.isFinite ? Text(number.description.utf8) : [])
    case (_, .text(let word)):
      text.append(word)
      return true
    }
    return false
  }
}
