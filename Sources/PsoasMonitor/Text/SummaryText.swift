import PsoasCore
import PsoasSystem

/// The day's summary for people.
public enum SummaryText {
  /// Appends a small table: each posture with its time and share, the bouts, the reminders.
  public static func append(_ totals: DayTotals, to text: inout Text) {
    let all = Posture.listed.reduce(0) { $0 + totals[$1] }
    let percentages = Percentages.whole(Posture.listed.map { totals[$0] })
    for (posture, percentage) in zip(Posture.listed, percentages) where totals[posture] > 0 {
      append(posture == .notWorn ? "not worn" : posture.name, width: 13, to: &text)
      append(totals[posture], to: &text)
      append(bar: all > 0 ? totals[posture] / all : 0, to: &text)
      text += "\(percentage) %\n"
    }
    append("longest bout", width: 13, to: &text)
    append(totals.longestBout, to: &text)
    text += "in \(count: totals.bouts, "bout", "bouts") of sitting\n"
    append("breaks", width: 13, to: &text)
    text += "\(totals.breaks), active \(totals.activeBreaks)\n"
    append("standing", totals.tilt.bands[.standing], to: &text)
    append("sitting", totals.tilt.bands[.sitting], to: &text)
    append("steps", width: 13, to: &text)
    text += "\(totals.steps)\n"
    append("reminders", width: 13, to: &text)
    text.append(totals.reminders)
    append("done", totals.remindersDone, to: &text)
    if totals.outcomes[.checked] > 0 {
      text += " (confirmed by the sensor \(totals.outcomes[.checked]))"
    }
    for outcome: ReminderOutcome in [.snoozed, .skipped, .ignored, .withdrawn] where totals.outcomes[outcome] > 0 {
      append(outcome.name, totals.outcomes[outcome], to: &text)
    }
    text.append("\n")
  }

  private static func append(_ outcome: StaticString, _ count: Int, to text: inout Text) {
    text += ", \(outcome) \(count)"
  }

  private static func append(_ name: StaticString, width: Int, to text: inout Text) {
    text.append(name)
    for _ in name.utf8CodeUnitCount..<max(width, name.utf8CodeUnitCount + 1) { text.append(" ") }
  }

  /// A row of tilt, if at least a minute of it is known.
  private static func append(_ posture: StaticString, _ bands: TiltBands, to text: inout Text) {
    guard bands.total >= 60 else { return }
    append("tilt", width: 5, to: &text)
    append(posture, width: 8, to: &text)
    for (band, percentage) in zip(TiltBands.Band.allCases, bands.percentages) {
      if band != .posterior { text.append(", ") }
      text += "\(percentage) % \(band.name)"
    }
    text.append("\n")
  }

  private static func append(_ seconds: Double, to text: inout Text) {
    let start = text.count
    text.append(duration: seconds)
    while text.count - start < 13 { text.append(" ") }
  }

  /// Twenty cells are the whole.
  private static func append(bar share: Double, to text: inout Text) {
    let filled = Int(share * 20 + 0.5)
    for cell in 0..<20 { text.append(cell < filled ? "#" : ".") }
    text.append(" ")
  }
}
