import PsoasBus
import PsoasMonitor
import PsoasSystem

/// The status in the limited space of a panel.
struct PanelLine {
  private let status: BusStatus
  /// Microseconds since 1970-01-01 UTC.
  private let now: UInt64

  init(_ status: BusStatus) {
    self.status = status
    now = UInt64(max(ServiceClock(status).now, 0))
  }

  /// `sitting 23 min`, `standing`, `sitting 23 min, paused`, `sitting 31 min, plank`.
  var text: String {
    var words = status.sittingSince > 0 ? "sitting \(Status.duration(sitting))" : "\(status.posture.posture.phrase)"
    if isHeld { words += ", \(state)" } else if isOpen { words += ", \(status.openReminder.line)" }
    return words
  }

  /// One object for waybar's `"return-type": "json"`.
  var waybar: String {
    var tooltip = "sitting today \(Status.duration(status.sittingToday))"
    tooltip += "\nlongest bout \(Status.duration(status.longestBoutToday))"
    let reasons = PauseReasons.all.filter { status.pauseReasons.contains($0.reason) }
    if let reason = reasons.first {
      tooltip += "\nno suggestions: \(reason.phrase)"
    } else if isOpen {
      tooltip += "\nsuggested now: \(status.openReminder.line)"
    } else if status.nextReminder > 0 {
      tooltip += "\nnext suggestion \(Status.next(status))"
    }
    let posture = "\(status.posture.posture.name)"
    let line: Text = """
      {"text":\(json: Self.markup(text)),"alt":\(json: Text(posture.utf8)),\
      "tooltip":\(json: Self.markup(tooltip)),\
      "class":[\(json: Text(posture.utf8)),\(json: Text(state.utf8))],"percentage":\(percentage)}
      """
    return line.text
  }

  /// Waybar interprets both texts as Pango markup.
  private static func markup(_ text: String) -> Text { "\(markup: Text(text.utf8))" }

  private var sitting: UInt64 { now > status.sittingSince ? now - status.sittingSince : 0 }

  private var isOpen: Bool { !status.openReminder.isEmpty }

  private var isHeld: Bool { status.isPaused || status.pauseReasons.contains(.snoozed) }

  /// `paused`, `snoozed`, `due` if a suggestion is open or due within a minute, otherwise `free`.
  private var state: String {
    if status.isPaused { return "paused" }
    if status.pauseReasons.contains(.snoozed) { return "snoozed" }
    if isOpen { return "due" }
    return status.nextReminder > 0 && status.nextReminder <= now + 60_000_000 ? "due" : "free"
  }

  /// The elapsed share of the time from sitting down to the next suggestion, percent.
  private var percentage: Int {
    guard status.sittingSince > 0, status.nextReminder > status.sittingSince else { return 0 }
    return Int(min(100, 100 * sitting / (status.nextReminder - status.sittingSince)))
  }
}
