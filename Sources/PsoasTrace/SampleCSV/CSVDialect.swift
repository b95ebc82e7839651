import PsoasMonitor

/// The dialect of a CSV file: its separator and its quoting (RFC 4180).
struct CSVDialect {
  static let separators: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]

  var separator = UInt8(ascii: ",")

  init(separator: UInt8 = UInt8(ascii: ",")) { self.separator = separator }

  /// The separator that gives the most cells in a header row; the comma if two are equal.
  init(header line: UnsafeBufferPointer<UInt8>) {
    var most = 0
    for candidate in CSVDialect.separators {
      let count = CSVDialect(separator: candidate).cells(line).count
      if count > most { (most, separator) = (count, candidate) }
    }
  }

  /// Spreadsheets write `sep=;` above the header.
  init?(announcement line: UnsafeBufferPointer<UInt8>) {
    let cell = CSVDialect.content(line, 0..<line.count)
    guard cell.count == 5, UnsafeBufferPointer(rebasing: line[cell]).starts(with: "sep=".utf8) else { return nil }
    let announced = line[cell.upperBound - 1]
    guard CSVDialect.separators.contains(announced) else { return nil }
    separator = announced
  }

  /// The index of the separator after the cell, or the end of the line. Separators inside quotation marks are ignored.
  @inline(__always)
  func cellEnd(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    // A quotation mark inside is doubled, so the cell stays quoted.
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

  /// The number of cells from the start of one to the end of the line; nil if one may be in quotation marks, and for a
  /// line that is too short or too long to be counted eight bytes at a time.
  func plainCells(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    // A byte of `found` counts up to 255 words.
    guard let text = UnsafeRawPointer(line.baseAddress), line.count >= 8, line.count < 2000 else { return nil }
    let separators = UInt64(separator) &* CSVDialect.everyByte
    let quotes = UInt64(UInt8(ascii: "\"")) &* CSVDialect.everyByte
    let last = line.count &- 8
    var found: UInt64 = 0
    var quoted: UInt64 = 0
    var index = start
    while index <= last {
      let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      quoted |= CSVDialect.firstZero(word ^ quotes)
      found &+= CSVDialect.zeros(word ^ separators)
      index &+= 8
    }
    if index < line.count {
      // The line's last bytes, with zeros in place of those that were counted.
      let bytes = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: last, as: UInt64.self))
      let word = bytes &>> UInt64(8 &* (index &- last))
      quoted |= CSVDialect.firstZero(word ^ quotes)
      found &+= CSVDialect.zeros(word ^ separators)
    }
    // The sums of even and of odd bytes, then those of the four pairs in the top bits.
    let pairs = (found & 0x00FF_00FF_00FF_00FF) &+ (found >> 8 & 0x00FF_00FF_00FF_00FF)
    return quoted == 0 ? 1 &+ Int((pairs &* 0x0001_0001_0001_0001) >> 48) : nil
  }

  private static let everyByte: UInt64 = 0x0101_0101_0101_0101

  /// 1 in each byte that is 0, and 0 in the others (Warren, Hacker's Delight, 6-1).
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low = 0x7F &* everyByte
    return ~((word & low) &+ low | word | low) >> 7
  }

  /// 0 if no byte is 0 (ibid.); bits beyond the first such byte may be wrong.
  @inline(__always)
  private static func firstZero(_ word: UInt64) -> UInt64 { (word &- everyByte) & ~word & (0x80 &* everyByte) }

  /// The ranges of the cells of a line.
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

  /// A cell without surrounding blanks and quotation marks.
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

/// Words that programs write for a missing value.
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
