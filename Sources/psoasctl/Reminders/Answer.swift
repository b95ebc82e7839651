import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// The line that an acting verb prints: what is so now, and how to take it back.
enum Answer {
  /// - Parameter undo: the command that takes the act back; nil if nothing does.
  static func print(_ now: Text, undo: StaticString? = "psoasctl undo") {
    guard let undo else { return StandardOutput.print("\(escaped: now)." as Text) }
    StandardOutput.print("\(escaped: now). To take it back: \(undo)" as Text)
  }

  /// `15:10`, `04:00 tomorrow`, `Thu 04:00`.
  static func clock(_ unixMicroseconds: UInt64) -> Text {
    let clock = WallClock(local: Int64(clamping: unixMicroseconds))
    let time: Text = "\(hourAndMinute: clock.secondOfDay)"
    switch clock.localDay - LocalDay.today {
    case 0: return time
    case 1: return "\(time) tomorrow"
    default: return "\(LocalDay(clock.localDay).weekday.prefix(3).description) \(time)"
    }
  }

  /// Why no suggestion will come now; nil if one may come.
  static func hold(_ status: BusStatus) -> Text? {
    QuietWords.lines(status).first
  }
}

extension StandardOutput {
  /// Prints one line.
  static func print(_ line: Text) { print(line.text) }
}

/// A question to the person at the terminal.
enum Question {
  /// Whether a person can be asked.
  static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// The answer; nil at the end of input.
  static func ask(_ words: Text) -> String? {
    StandardOutput.flush()
    let line: Text = "\(escaped: words) "
    StandardError.draw(line.text)
    return readLine().map { String($0.drop { $0 == " " }) }
  }

  /// Whether the answer is yes; Enter alone is no.
  static func confirms(_ words: Text) -> Bool { ask("\(words) [y/N]")?.lowercased().hasPrefix("y") == true }
}
