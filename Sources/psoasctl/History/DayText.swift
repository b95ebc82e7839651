import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// A past day as text for people, in 80 columns of ASCII.
enum DayText {
  /// A cell of an hour's bar is three minutes, with one letter per posture.
  private static let cells = 20
  private static let letters: [(posture: Posture, letter: Character)] = [
    (.sitting, "#"), (.standing, "|"), (.walking, ">"), (.lying, "_"), (.notWorn, "-"), (.unknown, "."),
  ]

  /// The letter of a posture in a bar.
  static func letter(_ posture: Posture) -> Character { letters.first { $0.posture == posture }?.letter ?? "." }

  static let key = "# sitting  | standing  > walking  _ lying  - not worn  . unknown"

  static func hours(_ hours: [HourTotals]) -> [String] {
    // The time zone distinguishes the hour that is repeated at the end of daylight saving time.
    let repeated = Set(hours.map(\.hourOfDay).filter { hour in hours.filter { $0.hourOfDay == hour }.count > 1 })
    return hours.filter { $0.seconds.total > 0 }.map { hour in
      var line = Self.hour(hour)
      line += repeated.contains(hour.hourOfDay) ? hour.zone : "      "
      line += "  " + bar(hour)
      line += "  " + duration(hour[.sitting], width: 10) + " sitting"
      if hour.steps > 0 { line += ", \(hour.steps) steps" }
      return line
    }
  }

  /// `09:00`.
  static func hour(_ hour: HourTotals) -> String { "\(hour.hourOfDay, width: 2):00" }

  /// Twenty cells for sixty minutes; time without data is blank.
  private static func bar(_ hour: HourTotals) -> String {
    var bar = ""
    var seconds = 0.0
    for (posture, letter) in letters {
      seconds += max(hour[posture], 0)
      let end = min(Int((seconds / 180).rounded()), cells)
      bar += String(repeating: letter, count: max(end - bar.count, 0))
    }
    return bar + String(repeating: " ", count: cells - bar.count)
  }

  /// Appended if there is no end.
  /// - Parameter isLast: it is the latest entry, and a service is still writing.
  static func endless(isLast: Bool) -> String { isLast ? "continues" : "interrupted: the service ended during it" }

  static func bout(_ bout: Bout, within span: Range<Int64>, isLast: Bool) -> String {
    var line = clock(max(bout.began, span.lowerBound)) + "  "
    if let sitting = bout.sitting {
      line += duration(sitting, width: 10) + " sat"
    } else {
      line += endless(isLast: isLast)
    }
    if bout.began < span.lowerBound { line += ", since the day before" }
    if let ended = bout.ended, ended > span.upperBound { line += ", into the next day" }
    return line
  }

  static func clock(_ unixMicroseconds: Int64) -> String {
    ("\(hourAndMinute: WallClock(local: unixMicroseconds).secondOfDay)" as Text).text
  }

  /// The outcome of a suggestion in a few words.
  static func outcome(_ suggestion: Suggestion, isLast: Bool) -> String {
    if !suggestion.outcome.isEmpty { return suggestion.outcome.text }
    return isLast ? "open" : "open at the end"
  }

  /// The number of each outcome: `done 2, ignored 1`.
  static func counts(_ outcomes: [String]) -> String {
    var counts: [(name: String, count: Int)] = []
    for outcome in outcomes {
      if let index = counts.firstIndex(where: { $0.name == outcome }) {
        counts[index].count += 1
      } else {
        counts.append((outcome, 1))
      }
    }
    return counts.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
  }

  /// One line per day: sitting time, its share of the classified time, the longest bout, the reminders.
  static func line(_ totals: DayTotals) -> String {
    let day = LocalDay(totals.day ?? 0)
    let known = totals[.sitting] + totals[.standing] + totals[.walking]
    let filled = known > 0 ? Int((totals[.sitting] / known * 20).rounded()) : 0
    var line = "\(day.weekday.prefix(3)) \(day.text)  "
    line += String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    line += " " + duration(totals[.sitting], width: 11)
    line += duration(totals.longestBout, width: 11)
    line += "\(totals.breaks)".aligned(to: 6) + "  " + "\(totals.remindersDone)/\(totals.reminders)"
    return line
  }

  static let header = "day             share of sitting         sitting    longest breaks  done"

  static func duration(_ seconds: Double, width: Int = 0) -> String {
    let text: Text = "\(duration: seconds)"
    return String(repeating: " ", count: max(width - text.count, 0)) + text.text
  }
}

extension HourTotals {
  fileprivate var hourOfDay: Int { WallClock(unixMicroseconds: began, utcOffset: utcOffset).secondOfDay / 3600 }

  /// `+02:00`.
  fileprivate var zone: String {
    let minutes = Int(utcOffset.magnitude) / 60
    return (utcOffset < 0 ? "-" : "+") + "\(minutes / 60, width: 2):\(minutes % 60, width: 2)"
  }
}
