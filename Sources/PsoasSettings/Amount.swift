import PsoasMonitor
import PsoasSystem

/// Parses durations, frequencies and quantities of an exercise. An error states the expected format.
enum Amount {
  typealias Fault = StageDraft.Fault

  /// Number of characters that fit on one line of a notification on the tested desktops (measured).
  static let longestCue = 60

  /// `30-60`, or `30` alone; each with an optional unit.
  static func seconds(_ value: Text, _ key: StageKey) throws(Fault) -> ClosedRange<Int> {
    if let range = range(value, 1...600, whole) { return range }
    throw fault(key.name, "= expects seconds, such as 30-60, up to ", 600)
  }

  static func repetitions(_ value: Text) throws(Fault) -> ClosedRange<Int> {
    if let range = range(value, 1...100, Values.whole) { return range }
    throw fault(StageKey.repetitions.name, "= expects a number, such as 10 or 10-15, up to ", 100)
  }

  static func seconds(_ value: Text, _ key: StaticString, upTo most: Int) throws(Fault) -> Int {
    if let seconds = whole(value), seconds <= most { return seconds }
    throw fault(key, "= expects seconds, such as 10 or 10s, up to ", most)
  }

  static func count(_ value: Text, _ key: StaticString, _ range: ClosedRange<Int>) throws(Fault) -> Int {
    if let number = Values.whole(value), range.contains(number) { return number }
    throw Fault(
      message: "\(key)= expects \(range.lowerBound)\(range.count == 2 ? " or " : " to ")\(range.upperBound)")
  }

  static func tooLong(_ cue: Text) -> Text {
    "Cue= has \(characters(cue)) characters and may have \(longestCue): it must be readable at a glance"
  }

  /// Number of UTF-8 characters: counts every byte except continuation bytes.
  static func characters(_ text: Text) -> Int {
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  private static func whole(_ value: Text) -> Int? {
    Values.span(value).flatMap { $0 <= 1e6 ? Int($0) : nil }
  }

  private static func range(
    _ value: Text, _ limits: ClosedRange<Int>, _ read: (Text) -> Int?
  ) -> ClosedRange<Int>? {
    let dash = value.firstIndex(of: UInt8(ascii: "-")) ?? value.endIndex
    guard let low = read(Text(value[..<dash]).trimmed) else { return nil }
    let high = dash == value.endIndex ? low : read(Text(value[(dash + 1)...]).trimmed)
    guard let high, limits.contains(low), low <= high, limits.contains(high) else { return nil }
    return low...high
  }

  private static func fault(_ key: StaticString, _ expected: StaticString, _ most: Int) -> Fault {
    return Fault(message: "\(key)\(expected)\(most)")
  }
}
