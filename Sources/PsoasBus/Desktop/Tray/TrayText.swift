import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The words of the tray item.
enum TrayText {
  /// `Sitting since 14:05`, `Standing`.
  static func bout(_ status: BusStatus, _ wall: WallClock) -> Text {
    if status.sittingSince > 0 { return "Sitting since \(clock: status.sittingSince, wall)" }
    return Text(status.posture.posture.phrase).sentence
  }

  /// - Parameter title: of the exercise that the open suggestion names; empty if there is none.
  static func suggestion(_ status: BusStatus, title: Text, _ wall: WallClock) -> Text {
    if !status.activeSession.isEmpty { return "An exercise is in progress" }
    if status.isPaused { return "Suggestions are paused" }
    if !title.isEmpty { return "Suggested now: \(title)" }
    if !status.openReminder.isEmpty { return "Suggested now: get up" }
    if status.snoozedUntil > 0 { return "Suggestions are snoozed until \(clock: status.snoozedUntil, wall)" }
    if let reason = PauseReasons.all.first(where: { status.pauseReasons.contains($0.reason) }) {
      return "No suggestions: \(reason.phrase)"
    }
    if status.nextReminder == 0 { return "No suggestion is planned" }
    if status.nextReminder <= UInt64(clamping: wall.unixMicroseconds) { return "A suggestion is due" }
    return "Next suggestion at \(clock: status.nextReminder, wall), if you stay seated"
  }

  static func start(_ state: TrayState) -> Text {
    if state.isInSession { return "Stop the exercise" }
    return state.title.isEmpty ? "Start an exercise" : "Start: \(state.title)"
  }

  static func snooze(minutes: Int) -> Text { "Snooze for \(minutes) min" }
  static func pause(isPaused: Bool) -> Text { isPaused ? "Resume suggestions" : "Pause suggestions" }
  static let report: Text = "Open report"
  static let hide: Text = "Hide until next login"

  /// The heading of the reason.
  static let refusal: Text = "Nothing was done"
  /// Why the report was not opened.
  static let noReport: Text =
    "The report was not opened: start psoas-report.service, or run psoasctl report --week --open in a terminal."
}

extension TextInterpolation {
  /// `14:05` on the local clock.
  /// - Parameters:
  ///   - moment: microseconds since 1970-01-01 UTC.
  ///   - wall: the offset from UTC.
  fileprivate mutating func appendInterpolation(clock moment: UInt64, _ wall: WallClock) {
    let time = WallClock(unixMicroseconds: Int64(clamping: moment), utcOffset: wall.utcOffset)
    insert { $0 += "\(time.secondOfDay / 3600, width: 2):\(time.secondOfDay / 60 % 60, width: 2)" }
  }
}

extension Text {
  /// A label of com.canonical.dbusmenu: on one line, and with underscores doubled, which would mark a key otherwise.
  var menuLabel: Text {
    var label = Text()
    for byte in "\(escaped: self)" as Text {
      if byte == UInt8(ascii: "_") { label.append(byte) }
      label.append(byte)
    }
    return label
  }
}
