import ArgumentParser
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem

/// Shows the muscles suggested from the last days, and the reasons.
struct Suggestions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggestions", abstract: "Show the muscles suggested from the last fortnight, and the reasons.",
    discussion: "From the sitting and tilt in the history. A suggestion, not a diagnosis.")

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let days = try Self.fortnight()
      let hasTilt = days.contains { !$0.tilt.isEmpty }
      let reference: MuscleSuggestion.Reference = hasTilt ? .guided : .none
      let suggestions = MuscleSuggestion.all(days, reference: reference)
      print(json ? Self.object(suggestions, days) : Self.words(suggestions, days, reference))
    }
  }

  private static func fortnight() throws(Failure) -> [DayTotals] {
    guard let directory = StateDirectory.path else { return [] }
    let today = WallClock.now.localDay
    do throws(HistoryError) {
      return try HistoryDays.read(today - Int64(TiltTrend.span) + 1...today, directory: directory)
    } catch {
      throw Failure(message: error.message, status: 66)
    }
  }

  private static func words(
    _ suggestions: [MuscleSuggestion], _ days: [DayTotals], _ reference: MuscleSuggestion.Reference
  ) -> String {
    var text = Text()
    for suggestion in suggestions {
      MuscleText.append(suggestion, to: &text)
      text.append("\n")
    }
    if !suggestions.isEmpty {
      text += "\n\(MuscleText.caveat)"
      return text.text
    }
    if reference != .guided {
      MuscleText.append(reference, to: &text)
      return text.text
    }
    let standing = days.count { $0.tilt.standingDegrees.total >= TiltTrend.leastStanding }
    text += """
      nothing stands out in the last fortnight (\(count: standing, "day", "days") with ten minutes of still standing; \
      three are needed)
      """
    return text.text
  }

  private static func object(_ suggestions: [MuscleSuggestion], _ days: [DayTotals]) -> String {
    var text: Text = "{\"days\":\(days.count),\"suggestions\":["
    for (index, suggestion) in suggestions.enumerated() {
      if index > 0 { text.append(",") }
      MuscleText.append(json: suggestion, to: &text)
    }
    text.append("],\"caveat\":")
    let caveat = Text(MuscleText.caveat)
    // In JSON, line breaks are left to the program that displays the text.
    text.append(json: Text(caveat.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }))
    text.append("}")
    return text.text
  }
}
