import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The words of a report, which its page and its text share.
enum ReportWords {
  /// The order and the names of postures, with the class of their shapes.
  static let postures: [(posture: Posture, name: Text, style: StaticString)] = [
    (.sitting, "sitting", "sitting"), (.standing, "standing", "standing"), (.walking, "walking", "walking"),
    (.lying, "lying", "lying"), (.notWorn, "not worn", "not-worn"), (.unknown, "unknown", "unknown"),
  ]

  /// The bands of tilt.
  static let bands: [(band: TiltBands.Band, name: Text, style: StaticString)] = [
    (.posterior, "tilted back", "posterior"), (.neutral, "neutral", "neutral"),
    (.anterior, "tilted forward", "anterior"),
  ]

  /// The outcomes of suggestions, the best first. nil: no outcome was recorded.
  static let outcomes: [(outcome: ReminderOutcome?, name: Text, style: StaticString)] = [
    (.checked, "done, confirmed by the sensor", "walking"), (.done, "done, as reported", "standing"),
    (.snoozed, "snoozed", "anterior"), (.skipped, "skipped", "lying"), (.ignored, "not answered", "sitting"),
    (.withdrawn, "withdrawn: you got up", "not-worn"), (nil, "no outcome recorded", "unknown"),
  ]

  static let noData: Text = "There is no data of this period."
  static let strip: Text =
    "Bouts of sitting have their exact times. Between them the height of a color is its share of the time in that hour; the order within the hour is not stored."
  static let unknown: Text =
    "Unknown is time in which the sensor could not tell the posture; it never counts as sitting. No data is time in which the service did not run."
  static let tilt: Text =
    "Tilt is the angle of the pelvis from your own neutral in that posture, forward (anterior) positive. It says nothing about health by itself."
  static let noTilt: Text = "No tilt is known: it needs a calibration, see psoasctl calibrate."
  static let footer: Text =
    "Psoas is a general-wellness aid, not a medical device. It suggests; it does not diagnose, treat or prevent anything. Read psoasctl safety before the first exercise, and stop on pain."

  /// Counts by outcome, in the order of `outcomes`.
  static func counts(_ total: DayTotals) -> [Int] {
    let known = ReminderOutcome.allCases.reduce(0) { $0 + total.outcomes[$1] }
    return outcomes.map { entry in
      entry.outcome.map { max(total.outcomes[$0], 0) } ?? max(total.reminders - known, 0)
    }
  }

  static func outcome(_ suggestion: Suggestion, isOpen: Bool) -> Text {
    if suggestion.outcome.isEmpty { return isOpen ? "open" : "no outcome recorded" }
    return outcomes.first { entry in entry.outcome.map { suggestion.outcome == $0.name } ?? false }?.name
      ?? suggestion.outcome
  }

  static func state(_ entry: ProgrammeDay.Entry) -> Text {
    switch entry.state {
    case .due: entry.done > 0 ? "due, partly done" : "due"
    case .done: "done"
    case .resting(let until): "resting until \(dateAndMinute: until)"
    case .weekDone: "done for this week"
    case .free: "optional"
    }
  }

  static func ending(_ session: ExerciseSessionEntry, isRunning: Bool) -> Text {
    guard session.ended != nil else { return isRunning ? "in progress" : "interrupted" }
    return session.ending == "by-hand" ? "done, as reported" : session.ending
  }

  static func age(_ entry: CalibrationFigures.Entry) -> Text {
    switch entry.ageDays {
    case 0: "on this day"
    case 1: "1 day before"
    default: "\(entry.ageDays) days before"
    }
  }

  static func kind(_ kind: Text) -> Text {
    switch kind {
    case "full": "full calibration"
    case "standing": "stance only"
    case "quick": "quick confirmation"
    case "": "stored calibration"
    default: kind
    }
  }

  /// `from 10:12 to 11:40`, with the date if the report has several days.
  static func times(_ bout: Bout, of period: ReportPeriod) -> Text {
    let end: Text = bout.ended.map { "\(clock: $0)" } ?? "?"
    guard period.count > 1 else { return "from \(clock: bout.began) to \(end)" }
    return "on \(longDate: WallClock(local: bout.began).localDay) from \(clock: bout.began) to \(end)"
  }

  static func title(_ identifier: Text, _ catalog: ExerciseCatalog) -> Text { catalog[identifier]?.title ?? identifier }

  /// `+3°`.
  static func degrees(_ value: Double) -> Text {
    let whole = Int(value.rounded())
    return whole > 0 ? "+\(whole)°" : "\(whole)°"
  }
}
