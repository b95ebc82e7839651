import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The error message for a header row that names no column of the format.
enum HeaderFault {
  /// Largest edit distance of a name that counts as misspelt.
  static let farthest = 3

  static func noTime(_ line: UnsafeBufferPointer<UInt8>, _ names: [Text], _ dialect: CSVDialect) -> Text {
    if !names.isEmpty, names.allSatisfy({ isNumber($0) }) {
      return """
        no header row, expected one above \(quoting: line) such as \(header(cells: names.count, dialect.separator))
        """
    }
    if names.count == 1, let separated = reseparated(line) {
      return "no column 'time', expected commas between cells, here \(separated)"
    }
    if let similar = names.first(where: { distance($0, Text("time".utf8)) <= 2 }) ?? names.first(where: isTimeLike) {
      return "no column 'time': is \(quoting: similar) meant? Expected 'time'"
    }
    return "no column 'time', expected a header row like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
  }

  static func noSensor(_ names: [Text]) -> Text {
    var message: Text = """
      no column of a sensor, expected pelvis_acc_x|y|z, thigh_acc_x|y|z or trunk_acc_x|y|z beside time
      """
    for name in names {
      guard let meant = reading(like: name) ?? axis(name) else { continue }
      message += ": is \(quoting: name) '\(meant)'?"
      break
    }
    return message
  }

  /// The column of the format that a name resembles; nil if it is one, or resembles none.
  static func reading(like name: Text) -> Text? {
    guard name.count <= 40 else { return nil }
    var best: (name: Text, distance: Int)?
    for placement in Placement.allCases {
      for component in 0..<SampleCSVHeader.readingsPerPlacement {
        let known = SampleCSVHeader.name(placement, component)
        let distance = distance(name, known)
        if distance < best?.distance ?? farthest + 1 { best = (known, distance) }
      }
    }
    return best?.name
  }

  /// Edit distance of two names, without case, blanks and a unit in brackets.
  static func distance(_ name: Text, _ known: Text) -> Int { plain(name).editDistance(to: plain(known)) }

  private static func plain(_ name: Text) -> Text {
    var plain = Text()
    for byte in name.prefix(64) {
      if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { break }
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") { continue }
      plain.append(MissingWord.lowerCase(byte))
    }
    return plain
  }

  /// `acc_x`, `ax`, `Accel_X (g)`: an acceleration axis without a placement.
  private static func axis(_ name: Text) -> Text? {
    let plain = plain(name)
    guard let axis = plain.last, (UInt8(ascii: "x")...UInt8(ascii: "z")).contains(axis),
      plain.first == UInt8(ascii: "a")
    else { return nil }
    return SampleCSVHeader.name(.pelvis, Int(axis - UInt8(ascii: "x")))
  }

  private static func isTimeLike(_ name: Text) -> Bool {
    let plain = plain(name)
    return plain.starts(with: "time".utf8) || plain.starts(with: "date".utf8) || plain.starts(with: "epoch".utf8)
  }

  private static func isNumber(_ cell: Text) -> Bool {
    Double(decimal: Text(cell.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 })) != nil
      || cell.withUnsafeBufferPointer { DateTime($0) != nil || MissingWord.isOne($0) }
  }

  private static func header(cells: Int, _ separator: UInt8) -> Text {
    var header: Text = "time"
    for component in 0..<(cells >= 7 ? 6 : 3) {
      header.append(separator == 0x09 ? UInt8(ascii: ",") : separator)
      header.append(SampleCSVHeader.name(.pelvis, component))
    }
    return header
  }

  /// A line with bars or blanks as separators, with commas instead; nil if it has neither.
  private static func reseparated(_ line: UnsafeBufferPointer<UInt8>) -> Text? {
    let separator = line.contains(UInt8(ascii: "|")) ? UInt8(ascii: "|") : UInt8(ascii: " ")
    let words = line.split(separator: separator)
    guard words.count > 1 else { return nil }
    var text = Text()
    for word in words.prefix(4) {
      if !text.isEmpty { text.append(",") }
      let start = word.startIndex
      text.append(cell: UnsafeBufferPointer(rebasing: line[start..<word.endIndex]), 0..<word.count)
    }
    if words.count > 4 { text.append(",...") }
    return text
  }
}
