import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A line of `inputs.jsonl`: an object, with `time` in seconds with six decimals, so that microseconds are exact.
struct InputLine {
  var input: TimedInput
  /// For an added sensor: its recording in the same folder, and the quirk of its decoder.
  var file: Text?
  var quirk: Quirk?

  init(_ input: TimedInput, file: Text? = nil, quirk: Quirk? = nil) {
    self.input = input
    self.file = file
    self.quirk = quirk
  }

  init(_ line: UnsafeBufferPointer<UInt8>, in source: borrowing ByteSource) throws(TraceError) {
    let document = try JSONDocument(line, file: source.file, line: source.line)
    do throws(JSONFault) {
      self.init(TimedInput(try InputLine.time(document.root), try Input.read("input", of: document.root)))
      try read(document.root)
    } catch {
      throw error.error(file: source.file, line: source.line)
    }
  }

  private static func time(_ object: JSONObject) throws(JSONFault) -> Instant {
    let seconds = try object.required(try object.number("time"), "time")
    guard seconds.magnitude <= Double(TraceLimits.time) * 1e-6 else {
      throw JSONFault(key: "time", expected: "seconds within 3000 years")
    }
    // Microseconds below 2^53 are whole numbers that a Double represents, so the nearest one is the one written.
    let scaled = seconds * 1e6
    return Instant(microseconds: Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
  }

  /// Appends the line with its line feed.
  func append(to text: inout Text) {
    text.append("{\"time\":")
    text.append(time: input.time)
    text += "\(input.input.members)\(members)}\n"
  }
}

extension InputLine: Recorded {
  /// The members beside the input's own.
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    guard case .sensorAdded = input.input else { return }
    try row.optional("file", &file, .text)
    try row.optional("quirk", &quirk, .object(Quirk()))
  }
}
