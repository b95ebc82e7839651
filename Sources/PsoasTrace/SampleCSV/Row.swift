import PsoasMonitor
import PsoasSystem

/// The numbers of one row of sample CSV.
struct Row {
  /// Microseconds.
  private(set) var time: Int64 = 0
  /// Where in the line the cell of `time` stands.
  private(set) var timeCell = 0..<0
  private(set) var values = InlineArray<18, Double>(repeating: 0)
  /// One bit a reading whose cell is not empty.
  private(set) var filled: UInt32 = 0
  /// The first reading that no worn sensor gives.
  private(set) var firstBeyondLimits: Int?

  /// Takes a line apart in one pass. Returns what is wrong with it, nil where nothing is.
  mutating func read(_ line: UnsafeBufferPointer<UInt8>, _ header: SampleCSVHeader) -> RowFault? {
    guard let text = line.baseAddress else { return RowFault(.cells, column: 0) }
    filled = 0
    firstBeyondLimits = nil
    var start = 0
    let last = header.columns.count - 1
    for column in 0...last {
      guard start <= line.count else { return RowFault(.cells, column: column) }
      var end = start
      switch header.columns[column] {
      case .other:
        end = SampleCSVHeader.cellEnd(line, from: start)
      case .time:
        Row.skipBlanks(line, &start)
        guard let cell = Decimal.parse(text + start, count: line.count - start) else {
          return RowFault(.number, column: column)
        }
        guard let microseconds = cell.value.millionths(limit: TraceLimits.time) else {
          return RowFault(.range, column: column)
        }
        time = microseconds
        end = start + cell.length
        timeCell = start..<end
      case .reading(let index):
        if start == line.count || text[start] == UInt8(ascii: ",") { break }
        Row.skipBlanks(line, &start)
        guard let cell = Decimal.parse(text + start, count: line.count - start), let value = cell.value.double else {
          return RowFault(.number, column: column)
        }
        values[Int(index)] = value
        filled |= 1 << UInt32(index)
        let limit =
          Int(index) % SampleCSVHeader.readingsPerPlacement < 3 ? TraceLimits.acceleration : TraceLimits.angularVelocity
        if value.magnitude > limit, firstBeyondLimits == nil { firstBeyondLimits = Int(index) }
        end = start + cell.length
      }
      Row.skipBlanks(line, &end)
      if end < line.count {
        guard text[end] == UInt8(ascii: ",") else { return RowFault(.number, column: column) }
        if column == last { return RowFault(.cells, column: column) }
      }
      start = end + 1
    }
    return nil
  }

  /// Blanks may stand around a number, as some programs write them; a cell of nothing else is no empty one.
  @inline(__always)
  private static func skipBlanks(_ line: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
    while index < line.count, line[index] == UInt8(ascii: " ") || line[index] == 0x09 { index += 1 }
  }
}

/// What is wrong with a row.
struct RowFault {
  enum Kind {
    /// More or fewer cells than the header.
    case cells
    case number
    case range
    case incomplete
  }

  let kind: Kind
  let column: Int

  init(_ kind: Kind, column: Int) {
    self.kind = kind
    self.column = column
  }

  /// The error, worked out only now: the good row pays nothing for it.
  func error(
    _ line: UnsafeBufferPointer<UInt8>, _ header: SampleCSVHeader, _ source: borrowing ByteSource
  ) -> TraceError {
    if line.contains(0) { return source.malformed("binary data, expected text") }
    var cells: [Range<Int>] = []
    var start = 0
    while start <= line.count {
      let end = SampleCSVHeader.cellEnd(line, from: start)
      cells.append(start..<end)
      start = end + 1
    }
    var message = Text()
    if kind == .cells || cells.count != header.columns.count {
      message.append(cells.count)
      message.append(cells.count == 1 ? " cell, expected " : " cells, expected ")
      message.append(header.columns.count)
      message.append(" as in the header")
      return source.malformed(message)
    }
    message.append(header.names[column])
    let cell = UnsafeBufferPointer(rebasing: line[cells[column]])
    if kind == .incomplete || cell.isEmpty {
      message.append(" is empty, expected a number")
      if kind == .incomplete { message.append(" as in the cells beside it") }
      return source.malformed(message)
    }
    message.append(" is ")
    message.append(quoting: cell)
    message.append(kind == .range ? ", expected seconds within 3000 years" : ", expected a number like -9.81")
    return source.malformed(message)
  }
}
