import PsoasMonitor

/// How a file of cells is written: what stands between cells, and how a cell is quoted (RFC 4180).
struct CSVDialect {
  static let separators: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]

  var separator = UInt8(ascii: ",")

  init(separator: UInt8 = UInt8(ascii: ",")) { self.separator = separator }

  /// The separator that makes the most cells of a header row; the comma where two do.
  init(header line: UnsafeBufferPointer<UInt8>) {
    var most = 0
    for candidate in CSVDialect.separators {
      let count = CSVDialect(separator: candidate).cells(line).count
      if count > most { (most, separator) = (count, candidate) }
    }
  }

  /// Spreadsheets put `sep=;` above the header.
  init?(announcement line: UnsafeBufferPointer<UInt8>) {
    let cell = CSVDialect.content(line, 0..<line.count)
    guard cell.count == 5, UnsafeBufferPointer(rebasing: line[cell]).starts(with: "sep=".utf8) else { return nil }
    let announced = line[cell.upperBound - 1]
    guard CSVDialect.separators.contains(announced) else { return nil }
    separator = announced
  }

  /// The index of the separator that ends the cell, or the line's end. Within quotation marks nothing ends a cell.
  @inline(__always)
  func cellEnd(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    // A mark within is doubled, and so leaves the cell quoted.
    let mayQuote = start < line.count && line[start] == UInt8(ascii: "\"")
    var isQuoted = false
    while index < line.count {
      let byte = line[index]
      if mayQuote, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == separator, !isQuoted { break }
      index += 1
    }
    return index
  }

  /// Where the cells of a line stand.
  func cells(_ line: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var start = 0
    while start <= line.count {
      let end = cellEnd(line, from: start)
      cells.append(start..<end)
      start = end + 1
    }
    return cells
  }

  /// A cell without blanks around it and, where they are, its quotation marks.
  static func content(_ line: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>) -> Range<Int> {
    let bare = trimmed(line, cell)
    guard bare.count >= 2, line[bare.lowerBound] == UInt8(ascii: "\""), line[bare.upperBound - 1] == UInt8(ascii: "\"")
    else { return bare }
    return trimmed(line, bare.lowerBound + 1..<bare.upperBound - 1)
  }

  private static func trimmed(_ line: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>) -> Range<Int> {
    var (first, last) = (cell.lowerBound, cell.upperBound)
    while first < last, isBlank(line[first]) { first += 1 }
    while first < last, isBlank(line[last - 1]) { last -= 1 }
    return first..<last
  }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 0x09 }
}

/// Words that statistics programs write where a reading is missing.
enum MissingWord {
  /// In lower case: R, numpy and pandas, BIDS, SQL, Python, spreadsheets, SAS, and the C library of Windows.
  private static let words: [StaticString] = [
    "na", "nan", "n/a", "null", "none", "-", "--", ".", "-nan", "+nan", "#n/a", "nan(ind)", "-nan(ind)", "1.#qnan",
    "-1.#ind",
  ]

  static func isOne(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = cell.first, first != UInt8(ascii: " "), cell.count <= 9 else { return false }
    return words.contains { word in
      word.utf8CodeUnitCount == cell.count
        && UnsafeBufferPointer(start: word.utf8Start, count: cell.count).elementsEqual(cell.lazy.map(lowerCase))
    }
  }

  static func lowerCase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
