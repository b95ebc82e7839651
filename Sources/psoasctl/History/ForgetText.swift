import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// What `forget` prints.
enum ForgetText {
  /// What would go.
  /// - Parameter contents: nil if the history cannot be read.
  static func plan(_ contents: HistoryContents?, recordings: Int, before: LocalDay?) -> [Text] {
    let which = before.map { "before \($0.text)" as Text } ?? "of all days"
    var lines: [Text] = ["This deletes everything \(which):"]
    if let contents {
      if let span = contents.span {
        lines.append(
          "  \(count: contents.days, "day", "days") of the history, \(date: span.lowerBound) to \(date: span.upperBound)"
        )
      } else {
        lines.append("  no day of the history")
      }
      let counts: [(Int, StaticString, StaticString)] = [
        (contents.bouts, "bout of sitting", "bouts of sitting"), (contents.suggestions, "suggestion", "suggestions"),
        (contents.exercises, "exercise", "exercises"), (contents.calibrations, "calibration", "calibrations"),
      ]
      for (count, one, many) in counts where count > 0 { lines.append("  \(count: count, one, many)") }
    } else {
      lines.append("  whatever the history has; it cannot be read from here")
    }
    if recordings > 0 { lines.append("  \(count: recordings, "recording", "recordings")") }
    return lines
  }

  static func done(_ before: LocalDay?) -> Text {
    before.map { "Deleted for good: every day before \($0.text)" } ?? "Deleted for good: every day"
  }
}
