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
  /// line that is too short or too long to be counted 16 bytes at a time.
  func plainCells(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    // A byte of `found` counts up to 255 blocks.
    guard let text = UnsafeRawPointer(line.baseAddress), line.count >= 16, line.count < 4000 else { return nil }
    // Compared with one character, a vector would be compared byte by byte.
    let separators = SIMD16<UInt8>(repeating: separator)
    let quotes = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
    let last = line.count &- 16
    var found = SIMD16<UInt8>.zero
    var quoted = SIMD16<UInt8>.zero
    var index = start
    while index <= last {
      let block = text.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      quoted |= CSVDialect.bits(block .== quotes)
      found &-= CSVDialect.bits(block .== separators)
      index &+= 16
    }
    if index < line.count {
      // The line's last bytes, without those that were counted.
      let block = text.loadUnaligned(fromByteOffset: last, as: SIMD16<UInt8>.self)
      let places = SIMD16<UInt8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
      let remain = CSVDialect.bits(places .>= SIMD16(repeating: UInt8(truncatingIfNeeded: index &- last)))
      quoted |= CSVDialect.bits(block .== quotes) & remain
      found &-= CSVDialect.bits(block .== separators) & remain
    }
    let isQuoted = unsafeBitCast(quoted, to: SIMD2<UInt64>.self)
    guard isQuoted[0] | isQuoted[1] == 0 else { return nil }
    // The sums of even and of odd bytes, then those of the four pairs in the top bits.
    let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
    let pairs = (words & 0x00FF_00FF_00FF_00FF) &+ (words &>> 8 & 0x00FF_00FF_00FF_00FF)
    return 1 &+ Int(((pairs[0] &+ pairs[1]) &* 0x0001_0001_0001_0001) >> 48)
  }

  /// 255, which is -1, where a comparison is true, and 0 elsewhere. SIMD16.replacing(with:where:) takes a branch for each.
  @inline(__always)
  private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> {
    unsafeBitCast(mask, to: SIMD16<UInt8>.self)
  }

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
