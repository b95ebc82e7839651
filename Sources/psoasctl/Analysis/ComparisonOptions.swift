import ArgumentParser
import PsoasAnalysis
import PsoasSystem

/// How estimates are compared with labels.
struct ComparisonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Compare with this column of the sample CSV.", valueName: "column"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "What labels mean: sitting, standing, walking, lying, other (scored as none of them) or none (not scored).",
      valueName: "label=posture,..."),
    transform: GivenLabelMap.init(argument:))
  var map: GivenLabelMap?

  @Option(
    help: ArgumentHelp(
      "A person is the file name before this text, or with / the folder's name. (default: the name before its first point)",
      valueName: "text"))
  var person: String?

  @Option(
    help: ArgumentHelp("The most seconds between a labelled transition and its estimate, 0 to 600.", valueName: "n"))
  var tolerance: Int?

  /// Seconds.
  private static let defaultTolerance = 10

  func validate() throws {
    guard (0...600).contains(tolerance ?? 0) else { throw ValidationError("--tolerance: 0 to 600 seconds") }
    if person?.isEmpty ?? false { throw ValidationError("--person: expected a text such as _, or /") }
    if labels?.isEmpty ?? false { throw ValidationError("--labels: expected the name of a column") }
  }

  var labelMap: LabelMap { map?.map ?? LabelMap() }
  var seconds: Int64 { Int64(tolerance ?? Self.defaultTolerance) }

  /// The person of a recording.
  func person(of trace: Text) -> Text {
    var path = trace
    while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
    guard let person else {
      var name = path.fileName
      if let point = name.dropFirst().firstIndex(of: UInt8(ascii: ".")) { name = Text(name[..<point]) }
      return name
    }
    if person == "/" { return path.folder.fileName }
    let (name, mark) = (path.fileName, Text(person.utf8))
    var end = 0
    while end + mark.count <= name.count {
      if name[end..<end + mark.count].elementsEqual(mark) { return Text(name[..<end]) }
      end += 1
    }
    return name
  }

  /// The options as one line, for the folder that keeps the results.
  var kept: Text {
    "\(encoded: Text((labels ?? "").utf8)) \(encoded: Text((map?.argument ?? "").utf8)) \(encoded: Text((person ?? "").utf8)) \(Int(seconds))"
  }

  /// Replaces what `other` states.
  mutating func override(with other: ComparisonOptions) {
    map = other.map ?? map
    person = other.person ?? person
    tolerance = other.tolerance ?? tolerance
  }

  init() {}

  init?(kept line: Text) {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false).map { Text(decoded: Text($0)).text }
    guard parts.count == 4, let tolerance = Int(parts[3]) else { return nil }
    func option(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init()
    labels = option(parts[0])
    map = option(parts[1]).flatMap { try? GivenLabelMap(argument: $0) }
    person = option(parts[2])
    self.tolerance = tolerance
  }
}

struct GivenLabelMap {
  let map: LabelMap
  /// As the user wrote it.
  let argument: String

  init(argument: String) throws {
    var fault = Text()
    guard let map = LabelMap(Text(argument.utf8), fault: &fault) else {
      throw ValidationError(
        "'\(fault.text)': expected LABEL=POSTURE, with sitting, standing, walking, lying, other or none")
    }
    self.map = map
    self.argument = argument
  }
}
