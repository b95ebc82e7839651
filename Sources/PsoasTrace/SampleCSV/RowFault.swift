import PsoasMonitor
import PsoasSystem

/// An error in a row.
struct RowFault {
  enum Kind {
    /// More or fewer cells than the header.
    case cells
    case number
    /// A decimal point in a file with decimal commas.
    case comma
    case time
    case range
    case incomplete
  }

  let kind: Kind
  let column: Int

  init(_ kind: Kind, column: Int) {
    self.kind = kind
    self.column = column
  }

  /// Builds the error only when needed: correct rows have no cost for it.
  func error(
    _ line: UnsafeBufferPointer<UInt8>, _ header: SampleCSVHeader, _ source: borrowing ByteSource
  ) -> TraceError {
    if line.contains(0) { return source.malformed("binary data, expected text") }
    let cells = header.dialect.cells(line)
    if kind == .cells || cells.count != header.columns.count {
      return source.malformed(RowFault.ended(wrongCount(line, cells, header), source))
    }
    var message = header.names[column]
    let cell = UnsafeBufferPointer(rebasing: line[CSVDialect.content(line, cells[column])])
    if kind == .incomplete || cell.isEmpty {
      message.append(" is empty, expected a number")
      if kind == .incomplete { message.append(" as in the cells beside it") }
      return source.malformed(RowFault.ended(message, source))
    }
    message += " is \(quoting: cell)"
    switch kind {
    case .range:
      message.append(
        ", expected seconds within 3000 years: if the rows count smaller units, say so with --units time=ms")
    case .comma: message.append(", expected a decimal comma as in the cells before it, like -9,81")
    case .time: RowFault.expectTime(cell, &message)
    default:
      message.append(", expected a number like ")
      RowFault.example(of: cell, &message)
    }
    return source.malformed(RowFault.ended(message, source))
  }

  /// Adds a note if the file ends within the line.
  private static func ended(_ message: Text, _ source: borrowing ByteSource) -> Text {
    var message = message
    if source.isCutOff { message.append("; the file ends within this line") }
    return message
  }

  private func wrongCount(
    _ line: UnsafeBufferPointer<UInt8>, _ cells: [Range<Int>], _ header: SampleCSVHeader
  ) -> Text {
    var message: Text =
      "\(count: cells.count, "cell", "cells"), expected \(header.columns.count) as in the header"
    let marks = line.reduce(into: 0) { $0 += $1 == UInt8(ascii: "\"") ? 1 : 0 }
    if marks % 2 == 1 {
      message.append("; a quotation mark is not closed in this line")
    } else if header.dialect.separator == UInt8(ascii: ","), cells.count > header.columns.count, cells.count >= 4,
      !line.contains(UInt8(ascii: "."))
    {
      message.append("; decimal commas need semicolons between cells, here ")
      for pair in 0..<2 {
        message.append(cell: line, cells[2 * pair])
        message.append(",")
        message.append(cell: line, cells[2 * pair + 1])
        message.append(pair == 0 ? ";" : ";...")
      }
    }
    return message
  }

  /// The reader's own cell in the correct form, if it can be derived.
  private static func example(of cell: UnsafeBufferPointer<UInt8>, _ message: inout Text) {
    var number = Text()
    for byte in cell.prefix(24) {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): number.append(byte)
      case UInt8(ascii: ","): number.append(UInt8(ascii: "."))
      default: return message.append("-9.81")
      }
    }
    if Double(decimal: number) != nil { message.append(number) } else { message.append("-9.81") }
  }

  private static func expectTime(_ cell: UnsafeBufferPointer<UInt8>, _ message: inout Text) {
    message.append(", expected seconds like 12.34, or a date and time like ")
    // From a date in another order the time of day can be kept.
    if let colon = cell.firstIndex(of: UInt8(ascii: ":")), colon >= 2,
      let year = RowFault.year(UnsafeBufferPointer(rebasing: cell[..<(colon - 2)]))
    {
      message += "\(year)-MM-DDT"
      let time = cell[(colon - 2)...].prefix { byte in
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      message.append(contentsOf: time.prefix(16))
      message.append(" with month and day in this order")
    } else {
      message.append("2023-09-06T08:00:00.250Z")
    }
  }

  /// Four consecutive digits.
  private static func year(_ text: UnsafeBufferPointer<UInt8>) -> Text? {
    var digits = Text()
    for byte in text {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { digits.append(byte) } else { digits = [] }
      if digits.count == 4 { return digits }
    }
    return nil
  }
}

extension Text {
  /// Appends a cell verbatim, printable and limited in length.
  mutating func append(cell line: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>) {
    for byte in line[cell].prefix(24) { append(byte < 0x20 || byte >= 0x7F ? UInt8(ascii: "?") : byte) }
  }
}
