import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Shows the due and the completed exercises of today.
struct ProgrammeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "programme", abstract: "Show the due and the completed exercises of today.", aliases: ["today"])

  @Flag(help: "List every exercise of the catalog instead.")
  var all = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var bus: BusOptions

  func run() throws {
    SafetyNotice.showOnce()
    if all { return try Failure.reported { () throws(Failure) in try listCatalog() } }
    try bus.withClient { client throws(BusError) in
      let report = try client.programme()
      print(json ? Self.json(report) : Self.words(report), terminator: "")
    }
  }

  private func listCatalog() throws(Failure) {
    let settings = try DataFiles.load(nil)
    for exercise in settings.catalog.exercises {
      let dose: Text = "\(exercise.dose)"
      let against = exercise.avoid.intersection(settings.configuration.profile).text
      print(
        Self.column(exercise.identifier, 22) + Self.column(exercise.title, 42) + dose.text
          + (against.isEmpty ? "" : "  (not with \(against.text))"))
    }
  }

  // MARK: Text

  static func words(_ report: ProgrammeReport) -> String {
    var text = ""
    let title = (report.entries.map(\.title.text.count).max() ?? 0) + 2
    let state = (report.entries.map { self.state($0).count }.max() ?? 0) + 2
    for entry in report.entries {
      text += mark(entry) + " " + column(entry.title, title) + column(self.state(entry), state) + entry.dose.text + "\n"
    }
    if report.entries.isEmpty { text += "nothing is planned: see [Programme] in psoas.conf(5)\n" }
    for identifier in report.leftOut { text += "- \(identifier.line): contraindicated by your profile\n" }
    text += "\nstreak   \(report.streak) \(report.streak == 1 ? "day" : "days")\n"
    if let adherence = report.adherence {
      text += "done     \(Int((adherence * 100).rounded())) % of the target in the week before today\n"
    }
    return text
  }

  private static func mark(_ entry: ProgrammeReport.Entry) -> String {
    switch entry.state.text {
    case "due": entry.done > 0 ? "◐" : "○"
    case "done": "●"
    default: "·"
    }
  }

  private static func state(_ entry: ProgrammeReport.Entry) -> String {
    switch entry.state.text {
    case "due" where entry.why.text == "sat-long": "due: long sitting"
    case "due" where entry.why.text == "suggested": "due: suggested"
    case "due" where entry.done > 0: "due: \(Int((entry.done * 100).rounded())) % done"
    case "resting": "rest until \(day(entry.restsUntil))"
    case "week-done": "done for this week"
    case "free": "optional"
    case let state: state
    }
  }

  /// `Thu 18:00`.
  private static func day(_ unixMicroseconds: UInt64) -> String {
    let day = WallClock(local: Int64(unixMicroseconds)).localDay
    return LocalDay(day).weekday.prefix(3) + " " + Status.clock(unixMicroseconds)
  }

  private static func column(_ text: Text, _ width: Int) -> String { column(text.text, width) }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 1))
  }

  // MARK: JSON

  static func json(_ report: ProgrammeReport) -> String {
    var line: Text = "{\"streak\":\(report.streak),\"adherence\":"
    if let adherence = report.adherence { line.append(adherence, places: 3) } else { line.append("null") }
    line.append(",\"exercises\":[")
    for (index, entry) in report.entries.enumerated() {
      line += "\(index == 0 ? "{\"exercise\":" : ",{\"exercise\":")\(json: entry.exercise)"
      for (key, value) in [
        ("title", entry.title), ("dose", entry.dose), ("state", entry.state), ("why", entry.why),
      ] as [(StaticString, Text)] {
        line += ",\"\(key)\":\(json: value)"
      }
      line += """
        ,"asked":\(entry.asked, places: 0),"done":\(entry.done, places: 2),\
        "rests_until_s":\(Double(entry.restsUntil) * 1e-6, places: 0)}
        """
    }
    line.append("],\"left_out\":[")
    for (index, identifier) in report.leftOut.enumerated() {
      if index > 0 { line.append(",") }
      line.append(json: identifier)
    }
    line.append("]}\n")
    return line.text
  }
}
