import CInih
import PsoasMonitor
import PsoasSystem

/// The assignments of one INI file, in order; the only type that calls libinih.
///
/// The dialect is libinih's: `[Section]`, `Key=Value`, comments start with `#` or `;` (also after a value, with a blank
/// and `;`), and an indented line continues the value above it.
public struct IniFile: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public var section: Text
    /// The number of section headers so far. Distinguishes sections of the same name.
    public var sectionNumber: Int
    public var key: Text
    public var value: Text
    /// Counted from 1.
    public var line: Int
    /// An indented line that continues the value of the previous entry.
    public var isContinuation: Bool
  }

  public private(set) var entries: [Entry]
  /// Invalid lines; the rest of the file is still used.
  public private(set) var warnings: [SettingsWarning]

  /// - Parameter name: the name of the file in warnings.
  public init(_ bytes: Text, name: Text) {
    let reading = IniParser(bytes, name: name)
    let me = Unmanaged.passUnretained(reading).toOpaque()
    _ = ini_parse_stream(
      { buffer, size, stream in
        guard let buffer, let stream else { return nil }
        let reading = Unmanaged<IniParser>.fromOpaque(stream).takeUnretainedValue()
        return reading.nextLine(into: buffer, size: Int(size)) ? buffer : nil
      }, me,
      { user, section, key, value in
        // Some builds of the library also report each section, with neither key nor value.
        guard let user, let key, let value else { return 1 }
        let reading = Unmanaged<IniParser>.fromOpaque(user).takeUnretainedValue()
        reading.take(Text(cString: section), Text(cString: key), Text(cString: value))
        return 1
      }, me)
    reading.settle()
    entries = reading.entries
    warnings = reading.warnings
  }
}

/// One pass of libinih over a file. libinih reports assignments without line numbers, and only the first error.
/// Therefore the reader counts lines and detects each line that produces no assignment.
private final class IniParser {
  private let bytes: Text
  private let name: Text
  private var next = 0
  private var line = 0
  private var sectionNumber = 0
  private var isIndented = false
  /// Whether an indented line has a value to continue: not directly after a header.
  private var hasValueAbove = false
  /// After an invalid header: the library would assign these lines to the previous section.
  private var isAstray = false
  /// The rest of a line that is longer than the library's limit.
  private var rest = 0..<0
  private var isPiece = false
  /// The first part was an assignment.
  private var takesPieces = false
  private var expected = Expectation.nothing
  private(set) var entries: [IniFile.Entry] = []
  private(set) var warnings: [SettingsWarning] = []

  private static let tooLong: StaticString =
    "the line is too long: the rest is ignored; continue in the next line, indented"

  private enum Expectation { case nothing, assignment }

  init(_ bytes: Text, name: Text) {
    self.bytes = bytes
    self.name = name
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
  }

  /// Emulates fgets(3): one line, terminated by a zero. The last byte but one stays unused, because a library built for
  /// growing lines takes a full buffer for a partial line, and asks for the rest.
  func nextLine(into buffer: UnsafeMutablePointer<CChar>, size: Int) -> Bool {
    settle()
    let most = size - 2
    if !rest.isEmpty { return nextPiece(into: buffer, most) }
    guard next < bytes.count, most > 0 else { return false }
    isPiece = false
    takesPieces = false
    line += 1
    let start = next
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    next = end + 1
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    if bytes[start..<end].contains(0) {
      warn("a zero byte: this line is not text and is ignored")
      end = start
    }
    if end - start > most { end = cutLine(start..<end, most) }
    for index in start..<end { buffer[index - start] = CChar(bitPattern: bytes[index]) }
    buffer[end - start] = 0
    classify(bytes[start..<end])
    return true
  }

  /// The end of the first part of a line that is longer than the library's limit: the rest is passed as indented
  /// continuation lines.
  private func cutLine(_ line: Range<Int>, _ most: Int) -> Int {
    var line = line
    let first = bytes[line].firstIndex { !$0.isBlank } ?? line.upperBound
    let isComment = first < line.upperBound && (bytes[first] == UInt8(ascii: "#") || bytes[first] == UInt8(ascii: ";"))
    if isComment { return line.lowerBound + most }
    // A comment after a value ends the value.
    for index in line.dropFirst() where bytes[index] == UInt8(ascii: ";") && bytes[index - 1].isBlank {
      line = line.lowerBound..<index
      break
    }
    guard line.count > most else { return line.upperBound }
    guard let cut = cut(bytes[line], most) else {
      warn(Self.tooLong)
      return line.lowerBound + most
    }
    rest = cut..<line.upperBound
    return cut
  }

  /// The last position within `most` bytes where a text may be split: the library removes blanks at both ends of a
  /// part, and takes a part that begins with a comment character for a comment.
  private func cut(_ text: ArraySlice<UInt8>, _ most: Int) -> Int? {
    var index = text.startIndex + most
    while index > text.startIndex + 1 {
      let byte = bytes[index]
      if byte & 0xC0 != 0x80, !byte.isBlank, !bytes[index - 1].isBlank, byte != UInt8(ascii: "#"),
        byte != UInt8(ascii: ";")
      {
        return index
      }
      index -= 1
    }
    return nil
  }

  /// The next part of a long line, indented.
  private func nextPiece(into buffer: UnsafeMutablePointer<CChar>, _ most: Int) -> Bool {
    var end = rest.upperBound
    if rest.count > most - 1 {
      if let cut = cut(bytes[rest], most - 1) {
        end = cut
      } else {
        warn(Self.tooLong)
        end = rest.lowerBound + most - 1
        rest = rest.lowerBound..<end
      }
    }
    buffer[0] = 0x20
    for index in rest.lowerBound..<end { buffer[index - rest.lowerBound + 1] = CChar(bitPattern: bytes[index]) }
    buffer[end - rest.lowerBound + 1] = 0
    rest = end..<rest.upperBound
    isPiece = true
    return true
  }

  private func classify(_ text: ArraySlice<UInt8>) {
    guard let first = text.firstIndex(where: { !$0.isBlank }) else { return }
    isIndented = first > text.startIndex
    switch text[first] {
    case UInt8(ascii: "#"), UInt8(ascii: ";"): break
    case UInt8(ascii: "[") where !isIndented || !hasValueAbove:
      sectionNumber += 1
      hasValueAbove = false
      isAstray = !text.contains(UInt8(ascii: "]"))
      if isAstray { warn("a section header without its closing ]: the lines up to the next one are ignored") }
    default: expected = isAstray ? .nothing : .assignment
    }
  }

  func take(_ section: Text, _ key: Text, _ value: Text) {
    expected = .nothing
    if isAstray { return }
    if isPiece {
      if takesPieces, !entries.isEmpty { entries[entries.count - 1].value.append(contentsOf: value) }
      return
    }
    takesPieces = true
    let continues = isIndented && hasValueAbove
    hasValueAbove = true
    entries.append(
      IniFile.Entry(
        section: section, sectionNumber: sectionNumber, key: key, value: value, line: line, isContinuation: continues))
  }

  /// Called when the library requests the next line: by then it has reported the previous one, if that was an
  /// assignment.
  func settle() {
    if expected == .assignment { warn("expected Key=Value, a [Section] or a # comment") }
    expected = .nothing
  }

  private func warn(_ message: StaticString) {
    warnings.append(SettingsWarning(file: name, line: line, message: Text(message)))
  }
}
