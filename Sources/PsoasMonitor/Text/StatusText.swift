import PsoasCore
import PsoasSystem

/// The status as one line for people.
public enum StatusText {
  /// Appends posture, tilt, the current bout, the day's sitting and the time of the next suggestion, without a line
  /// feed.
  ///
  /// - Parameters:
  ///   - tilt: degrees, anterior positive; nil if unknown.
  ///   - now: seconds of the run.
  public static func append(_ status: MonitorStatus, tilt: Double?, now: Double, to line: inout Text) {
    let start = line.count
    line.append(status.posture.posture.phrase)
    while line.count - start < 16 { line.append(" ") }
    line.append("tilt ")
    append(tilt: tilt, to: &line)
    line.append("  ")
    if let bout = status.bout {
      line += "bout \(duration: bout), "
    }
    line += "today \(duration: status.today[.sitting]) sitting"
    if status.isPaused {
      line.append(", reminders paused")
    } else if status.openReminder != nil {
      line.append(", suggestion open")
    } else if let next = status.nextReminder, next > now {
      line += ", next suggestion in \(duration: next - now)"
    } else if status.nextReminder != nil {
      // It waits for a break point.
      line.append(", suggestion due")
    }
  }

  /// Five columns: the accuracy of a worn sensor is a whole degree.
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
    line += "\(text)\u{B0}"
  }
}
