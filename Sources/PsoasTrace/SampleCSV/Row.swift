import PsoasMonitor
import PsoasSystem

/// The numbers of one row of sample CSV.
struct Row {
  /// Microseconds.
  private(set) var time: Int64 = 0
  /// The cell `time` of this row and of the row before it.
  private(set) var timeCell = TimeCell()
  private(set) var timeCellBefore = TimeCell()
  /// m/s2 and rad/s.
  private(set) var values = InlineArray<18, Double>(repeating: 0)
  /// One bit per reading whose cell has a number.
  private(set) var filled: UInt32 = 0
  /// One bit per reading whose cell has a word for a missing value.
  private(set) var missing: UInt32 = 0
  /// The range of the first such word in the line.
  private(set) var missingWord: Range<Int>?
  /// The first reading that is impossible for a worn sensor.
  private(set) var firstBeyondLimits: Int?
  private(set) var form: TimeForm
  /// The cell of the header's label column, without quotation marks.
  private(set) var label = Text()
  /// Numbers have decimal commas.
  private(set) var hasDecimalComma = false

  private let separator: UInt8
  /// m/s2 and rad/s per unit of the file, for each reading.
  private let scales: InlineArray<18, Double>
  /// A number with a decimal point was parsed.
  private var hasDecimalPoint = false

  init(_ dialect: CSVDialect, _ units: TraceUnits) {
    separator = dialect.separator
    form = TimeForm(units.time)
    let (acceleration, angularVelocity) = (units.acceleration ?? 1, units.angularVelocity ?? 1)
    scales = InlineArray { SampleCSVHeader.isAcceleration($0) ? acceleration : angularVelocity }
  }

  mutating func appendTimeText(to text: inout Text) { timeCell.append(to: &text) }

  /// Parses a line in one pass. Returns the fault; nil if there is none.
  mutating func read(_ line: UnsafeBufferPointer<UInt8>, _ header: SampleCSVHeader) -> RowFault? {
    guard let text = line.baseAddress else { return RowFault(.cells, column: 0) }
    swap(&timeCell, &timeCellBefore)
    filled = 0
    missing = 0
    missingWord = nil
    firstBeyondLimits = nil
    var start = 0
    let last = header.columns.count - 1
    var column = 0
    while column <= last {
      guard start <= line.count else { return RowFault(.cells, column: column) }
      if column > header.lastRead, header.dialect.plainCells(line, from: start) == last - column + 1 { return nil }
      var end = start
      switch header.columns[column] {
      case .other:
        end = header.dialect.cellEnd(line, from: start)
      case .label:
        end = header.dialect.cellEnd(line, from: start)
        let cell = CSVDialect.content(line, start..<end)
        // Most rows have the label of the row before them.
        if !label.elementsEqual(line[cell]) { label = Text(line[cell]) }
      case .time:
        if let fault = readTime(line, &end, header, column) { return fault }
      case .reading(let index):
        let index = Int(index)
        let cells = readShort(line, &start, index, most: min(header.runs[column], last - column))
        if cells > 0 {
          column &+= cells
          continue
        }
        if start == line.count || text[start] == separator { break }
        skipBlanks(line, &start)
        var value: Double?
        if let cell = Decimal.parse(text + start, count: line.count - start), let number = cell.value.double,
          isEnd(line, start + cell.length), !hasDecimalComma || cell.value.exponent == 0
        {
          if cell.value.exponent < 0, !hasDecimalPoint { lookForPoint(text + start, cell.length) }
          value = number
          end = start + cell.length
        } else {
          end = header.dialect.cellEnd(line, from: start)
          switch readSlowly(line, start..<end) {
          case .number(let number): value = number
          case .empty: break
          case .missing: missing |= 1 << UInt32(index)
          case .bad(let kind): return RowFault(kind, column: column)
          }
        }
        if let value { keep(value, index) }
      }
      if end < line.count, text[end] != separator { skipBlanks(line, &end) }
      if end < line.count {
        guard text[end] == separator else { return RowFault(.number, column: column) }
        if column == last { return RowFault(.cells, column: column) }
      }
      start = end + 1
      column += 1
    }
    return nil
  }

  /// Parses the usual cells of readings that follow each other. A function of its own keeps its values in registers.
  /// - Parameters:
  ///   - start: of the first cell; it moves to the cell after the last that was parsed.
  ///   - first: the reading of the first cell.
  /// - Returns: the number of cells that were parsed.
  @inline(never)
  private mutating func readShort(
    _ line: UnsafeBufferPointer<UInt8>, _ start: inout Int, _ first: Int, most: Int
  ) -> Int {
    let limit = min(first &+ most, values.count)
    guard !hasDecimalComma, first >= 0, first < limit, var cell = line.baseAddress else { return 0 }
    let end = cell + line.count
    cell += start
    var isLarge = false
    var index = first
    while index < limit, let number = Decimal.short(cell, end: end, separator: separator) {
      let value = number.value * scales[index]
      values[index] = value
      // The lower of both limits: hardly any reading is beyond it.
      if value.magnitude > TraceLimits.angularVelocity { isLarge = true }
      cell = number.end + 1
      index &+= 1
    }
    guard index > first else { return 0 }
    start = line.count &- (end - cell)
    filled |= ((1 &<< UInt32(truncatingIfNeeded: index &- first)) &- 1) &<< UInt32(truncatingIfNeeded: first)
    hasDecimalPoint = true
    if isLarge { for reading in first..<index { noteBeyond(reading) } }
    return index &- first
  }

  /// Keeps a reading, given in the file's unit.
  private mutating func keep(_ value: Double, _ index: Int) {
    values[index] = value * scales[index]
    filled |= 1 &<< UInt32(index)
    noteBeyond(index)
  }

  @inline(never)
  private mutating func noteBeyond(_ index: Int) {
    let limit = SampleCSVHeader.isAcceleration(index) ? TraceLimits.acceleration : TraceLimits.angularVelocity
    if values[index].magnitude > limit, firstBeyondLimits == nil { firstBeyondLimits = index }
  }

  /// Some programs write blanks around numbers.
  @inline(__always)
  private func skipBlanks(_ line: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
    while index < line.count, CSVDialect.isBlank(line[index]), line[index] != separator { index += 1 }
  }

  /// Whether only blanks follow in the cell.
  @inline(__always)
  private func isEnd(_ line: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    if index == line.count || line[index] == separator { return true }
    var index = index
    skipBlanks(line, &index)
    return index == line.count || line[index] == separator
  }

  /// Parses the cell `time` that begins at `end`, and moves `end` after it.
  @inline(__always)
  private mutating func readTime(
    _ line: UnsafeBufferPointer<UInt8>, _ end: inout Int, _ header: SampleCSVHeader, _ column: Int
  ) -> RowFault? {
    var start = end
    if form.kind == .decimal(exponent: 0), !hasDecimalComma, let text = line.baseAddress,
      let cell = Decimal.shortMillionths(text + start, count: line.count &- start, separator: separator)
    {
      hasDecimalPoint = true
      time = cell.value
      end = start &+ cell.length
      // 16 bytes from there are in the line, and no short cell has more.
      timeCell.keepShort(text + start, count: cell.length)
      return nil
    }
    skipBlanks(line, &start)
    if case .decimal(let exponent) = form.kind, let text = line.baseAddress,
      var cell = Decimal.parse(text + start, count: line.count - start), isEnd(line, start + cell.length),
      !hasDecimalComma || cell.value.exponent == 0
    {
      if cell.value.exponent < 0, !hasDecimalPoint { lookForPoint(text + start, cell.length) }
      cell.value.exponent += exponent
      guard let microseconds = cell.value.millionths(limit: TraceLimits.time) else {
        return RowFault(.range, column: column)
      }
      time = microseconds
      end = start + cell.length
      timeCell.keep(UnsafeBufferPointer(start: text + start, count: cell.length))
      return nil
    }
    end = header.dialect.cellEnd(line, from: start)
    return readTimeSlowly(line, start..<end, column)
  }

  @inline(never)
  private mutating func readTimeSlowly(
    _ line: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>, _ column: Int
  ) -> RowFault? {
    let content = CSVDialect.content(line, cell)
    guard !content.isEmpty else { return RowFault(.time, column: column) }
    let bytes = UnsafeBufferPointer(rebasing: line[content])
    timeCell.keep(bytes)
    let hadComma = hasDecimalComma
    let number = number(line, content)
    if hasDecimalComma { timeCell.replaceComma() }
    switch form.microseconds(bytes, number: number) {
    case .at(let microseconds):
      time = microseconds
      // The fraction of a date may have its own decimal comma.
      if form.kind == .date {
        hasDecimalComma = hadComma
        timeCell.replaceComma()
      }
      return nil
    case .notATime: return RowFault(.time, column: column)
    case .outOfRange: return RowFault(.range, column: column)
    }
  }

  /// A number such as 1e-5 is not an integer and has no decimal point.
  @inline(never)
  private mutating func lookForPoint(_ text: UnsafePointer<UInt8>, _ count: Int) {
    if UnsafeBufferPointer(start: text, count: count).contains(UInt8(ascii: ".")) { hasDecimalPoint = true }
  }

  private enum Cell {
    case number(Double)
    case empty, missing
    case bad(RowFault.Kind)
  }

  /// Parses a cell in quotation marks, with a decimal comma, or without a number.
  @inline(never)
  private mutating func readSlowly(_ line: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>) -> Cell {
    let content = CSVDialect.content(line, cell)
    if content.isEmpty { return .empty }
    if MissingWord.isOne(UnsafeBufferPointer(rebasing: line[content])) {
      missingWord = missingWord ?? content
      return .missing
    }
    guard let value = number(line, content)?.double else { return .bad(hasDecimalComma ? .comma : .number) }
    return .number(value)
  }

  /// Parses a number with a decimal point or, in a file without points, a decimal comma.
  private mutating func number(_ line: UnsafeBufferPointer<UInt8>, _ content: Range<Int>) -> Decimal? {
    let bytes = UnsafeBufferPointer(rebasing: line[content])
    guard let start = bytes.baseAddress else { return nil }
    if let found = Decimal.parse(start, count: bytes.count), found.length == bytes.count {
      lookForPoint(start, found.length)
      guard !hasDecimalComma || !hasDecimalPoint else {
        hasDecimalPoint = false
        return nil
      }
      return found.value
    }
    guard !hasDecimalPoint, bytes.count <= 40, !bytes.contains(UInt8(ascii: ".")),
      let comma = bytes.firstIndex(of: UInt8(ascii: ","))
    else { return nil }
    var copy = Text(bytes)
    copy[comma] = UInt8(ascii: ".")
    let found = copy.withUnsafeBufferPointer { copied -> Decimal? in
      guard let start = copied.baseAddress, let found = Decimal.parse(start, count: copied.count),
        found.length == copied.count
      else { return nil }
      return found.value
    }
    if found != nil { hasDecimalComma = true }
    return found
  }
}
