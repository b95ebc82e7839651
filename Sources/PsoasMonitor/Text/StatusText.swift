import PsoasCore
import PsoasSystem

/// How things stand, as one line for people.
public enum StatusText {
  /// Appends posture, tilt, the present bout, the day's sitting and when the next suggestion is due, without a line feed.
  ///
  /// - Parameters:
  ///   - tilt: degrees, anterior positive; nil where it is not known.
  ///   - now: seconds of the session.
  public static func append(_ status: MonitorStatus, tilt: Double?, now: Double, to line: inout Text) {
    let start = line.count
    line.append(status.posture.posture.phrase)
    while line.count - start < 16 { line.append(" ") }
    line.append("tilt ")
    append(tilt: tilt, to: &line)
    line.append("  ")
    if let bout = status.bout {
      line.append("bout ")
      line.append(duration: bout)
      line.append(", ")
    }
    line.append("today ")
    line.append(duration: status.today[.sitting])
    line.append(" sitting")
    if status.isPaused {
      line.append(", reminders paused")
    } else if status.openReminder != nil {
      line.append(", suggestion open")
    } else if let next = status.nextReminder, next > now {
      line.append(", next suggestion in ")
      line.append(duration: next - now)
    } else if status.nextReminder != nil {
      // It waits for a moment at which it disturbs least.
      line.append(", suggestion due")
    }
  }

  /// Five columns: a whole degree is what a worn sensor can answer for.
  private static func append(tilt: Double?, to line: inout Text) {
    var text = Text()
    if let tilt {
      let whole = Int(tilt < 0 ? tilt - 0.5 : tilt + 0.5)
      if whole > 0 { text.append("+") }
      text.append(whole)
    } else {
      text.append("?")
    }
    for _ in text.count..<max(text.count, 4) { line.append(" ") }
    line.append(text)
    line.append("\u{B0}")
  }
}
