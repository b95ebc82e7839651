import PsoasAnalysis
import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The result of one recording as text: what a worker writes, and what is kept in the output folder.
///
/// One line for each fact, whose first byte is its kind. Texts of others are percent-encoded.
struct AnalysisPart {
  enum Line: UInt8 {
    case trace = 0x54  // T
    case key = 0x4B  // K
    /// A row of the diary, as in `replay --diary`.
    case diary = 0x44  // D
    case labelled = 0x53  // S
    /// Seconds of sitting in a bout.
    case bout = 0x42  // B
    /// Seconds that end a bout.
    case breakLength = 0x4C  // L
    /// The cells of the recording's row, separated by tabs.
    case row = 0x52  // R
    /// Exit status and reason of a recording that cannot be used.
    case failure = 0x46  // F
    /// The last line: the part is whole.
    case end = 0x45  // E
  }

  let content: Text

  /// The lines of a kind, without their first byte.
  func each<Fault: Error>(_ kind: Line, _ body: (ArraySlice<UInt8>) throws(Fault) -> Void) throws(Fault) {
    var start = 0
    while start < content.count {
      let end = content[start..<content.count].firstIndex(of: 0x0A) ?? content.count
      if content[start] == kind.rawValue { try body(content[(start + 1)..<end]) }
      start = end + 1
    }
  }

  private func first(_ kind: Line) -> Text? {
    var found: Text?
    each(kind) { if found == nil { found = Text($0) } }
    return found
  }

  /// A worker that ended early did not write the last line.
  var isWhole: Bool { content.hasSuffix("\nE\n") || content == "E\n" }
  var trace: Text { Text(decoded: first(.trace) ?? []) }
  var key: Text { first(.key) ?? [] }
  var breakLength: Double { first(.breakLength).flatMap { Double(decimal: $0) } ?? 0 }

  var failure: (status: Int, reason: Text)? {
    guard let line = first(.failure), let tab = line.firstIndex(of: 0x09) else { return nil }
    return (Text(line[..<tab]).number ?? 1, Text(decoded: Text(line[(tab + 1)...])))
  }

  /// The cells after trace and person.
  var cells: [Text] {
    (first(.row) ?? []).split(separator: 0x09, omittingEmptySubsequences: false).map { Text(decoded: Text($0)) }
  }

  func eachLabelled<Fault: Error>(_ body: (LabelledSpan) throws(Fault) -> Void) throws(Fault) {
    try each(.labelled) { line throws(Fault) in
      let cells = line.split(separator: UInt8(ascii: ","), maxSplits: 6, omittingEmptySubsequences: false)
      guard cells.count == 7, let began = Double(decimal: Text(cells[0])), let ended = Double(decimal: Text(cells[1])),
        began < ended,
        let live = Self.estimate(cells[2], cells[3]), let diary = Self.estimate(cells[4], cells[5])
      else { return }
      try body(
        LabelledSpan(
          began: Int64(began), ended: Int64(ended), label: Text(decoded: Text(cells[6])), live: live, diary: diary))
    }
  }

  private static func estimate(_ name: ArraySlice<UInt8>, _ confidence: ArraySlice<UInt8>) -> PostureEstimate? {
    guard let posture = Posture(Text(name)), let confidence = Double(decimal: Text(confidence)) else { return nil }
    return PostureEstimate(posture, confidence: confidence)
  }

  /// Seconds.
  var recorded: Double {
    var seconds = 0.0
    eachInterval { began, ended, _ in seconds += ended - began }
    return seconds
  }

  func eachInterval(_ body: (_ began: Double, _ ended: Double, Posture) -> Void) {
    each(.diary) { line in
      let cells = line.split(separator: UInt8(ascii: ","), maxSplits: 3)
      guard cells.count == 4, let began = Double(decimal: Text(cells[0])), let ended = Double(decimal: Text(cells[1])),
        let posture = Posture(Text(cells[2]))
      else { return }
      body(began, ended, posture)
    }
  }

  var bouts: [Double] {
    var bouts: [Double] = []
    each(.bout) { if let length = Double(decimal: Text($0)) { bouts.append(length) } }
    return bouts
  }

  /// The part of a recording that cannot be used.
  static func failed(_ status: Int32, _ reason: Text) -> AnalysisPart {
    AnalysisPart(content: "F\(status)\t\(encoded: reason)\nE\n")
  }

  /// The part as it is kept, with the recording's name and its state.
  func kept(_ trace: Text, key: Text) -> Text { "T\(encoded: trace)\nK\(key)\n\(content)" }
}

/// Writes a part to standard output in large pieces: the memory is constant.
struct PartWriter {
  private var buffer = Text()

  mutating func append(_ interval: DiaryInterval) {
    begin(.diary)
    DiaryCSV.append(interval, to: &buffer)
  }

  mutating func append(_ spans: [LabelledSpan]) {
    for span in spans {
      begin(.labelled)
      buffer += "\(span.began),\(span.ended),\(estimate: span.live),\(estimate: span.diary),\(encoded: span.label)\n"
    }
  }

  mutating func append(_ kind: AnalysisPart.Line, _ line: Text) {
    begin(kind)
    buffer += line
    buffer += "\n"
  }

  private mutating func begin(_ kind: AnalysisPart.Line) {
    if buffer.count > 60_000 { flush() }
    buffer.append(kind.rawValue)
  }

  mutating func flush() {
    do throws(Errno) { try StandardStreams.write(buffer, to: .standardOutput) } catch { StandardOutput.fail(error) }
    buffer.removeAll(keepingCapacity: true)
  }
}

extension Posture {
  init?(_ name: Text) {
    guard let found = Posture.listed.first(where: { name == $0.name }) else { return nil }
    self = found
  }
}

extension TextInterpolation {
  /// `sitting,0.983`.
  mutating func appendInterpolation(estimate: PostureEstimate) {
    insert { text in
      text.append(estimate.posture.name)
      text.append(",")
      text.append(estimate.confidence, places: 3)
    }
  }

  /// Any bytes on one line without tabs: percent-encoded where necessary.
  mutating func appendInterpolation(encoded text: Text) {
    insert { result in
      for byte in text {
        if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "%") {
          result.append(byte)
        } else {
          result.append("%")
          result.append(hexadecimal: byte, digits: 2)
        }
      }
    }
  }
}

extension Text {
  /// The bytes of a percent-encoded text.
  init(decoded text: Text) {
    self.init()
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
        let high = text[index + 1].hexadecimalValue, let low = text[index + 2].hexadecimalValue
      {
        append(high << 4 | low)
        index += 3
      } else {
        append(text[index])
        index += 1
      }
    }
  }
}

extension UInt8 {
  fileprivate var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
