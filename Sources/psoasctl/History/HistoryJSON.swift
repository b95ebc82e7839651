import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// Days of the history as one JSON object (docs/schemas/day.schema.json, days.schema.json).
enum HistoryJSON {
  /// One day with its hours, bouts, suggestions and exercise sessions.
  static func day(_ day: DayRecord) -> Text {
    JSONWriter.object { object in
      object.member("day", "\(date: day.date.number)")
      object.member("weekday", Text(day.date.weekday.utf8))
      object.object("total", day.totals) { totals(&$0, $1) }
      object.array("hours", day.hours) { hour, totals in
        hour.member("began_utc", "\(utcSecond: totals.began)")
        hour.member("utc_offset_s", Int(totals.utcOffset))
        for posture in Posture.listed { hour.member(posture.key, totals[posture], places: 0) }
        hour.member("steps", totals.steps)
      }
      object.array("bouts", day.bouts) { row, bout in
        row.member("began_utc", "\(utcSecond: bout.began)")
        row.member("ended_utc", bout.ended.map { "\(utcSecond: $0)" as Text })
        row.member("sitting_s", bout.sitting, places: 0)
      }
      object.array("suggestions", day.suggestions) { row, suggestion in
        row.member("raised_utc", "\(utcSecond: suggestion.raised)")
        row.member("exercise", suggestion.exercise)
        row.member("outcome", suggestion.outcome.isEmpty ? nil : suggestion.outcome)
      }
      object.array("sessions", day.sessions) { row, session in
        row.member("began_utc", "\(utcSecond: session.began)")
        row.member("ended_utc", session.ended.map { "\(utcSecond: $0)" as Text })
        row.member("exercise", session.exercise)
        row.member("ending", session.ending.isEmpty ? nil : session.ending)
        row.member("holds", session.holds)
        row.member("repetitions", session.repetitions)
        row.member("held_s", session.held, places: 0)
        row.member("held_checked_s", session.heldChecked, places: 0)
        row.member("share", session.share, places: 2)
      }
    }
  }

  /// Several days: the totals of each that has data.
  static func days(_ range: ClosedRange<Int64>, _ days: [DayTotals]) -> Text {
    JSONWriter.object { object in
      object.member("from", "\(date: range.lowerBound)")
      object.member("to", "\(date: range.upperBound)")
      object.array("days", days) { day, totals in
        day.member("day", "\(date: totals.day ?? 0)")
        Self.totals(&day, totals)
      }
    }
  }

  private static func totals(_ object: inout JSONWriter, _ totals: DayTotals) {
    for posture in Posture.listed { object.member(posture.key, totals[posture], places: 0) }
    object.member("longest_bout_s", totals.longestBout, places: 0)
    object.member("bouts", totals.bouts)
    object.member("breaks", totals.breaks)
    object.member("active_breaks", totals.activeBreaks)
    object.member("steps", totals.steps)
    object.member("reminders", totals.reminders)
    for outcome in ReminderOutcome.allCases { object.member(outcome.key, totals.count(of: outcome)) }
    for posture in TiltBands.postures {
      object.object(posture.tiltKey) { bands in
        for band in TiltBands.Band.allCases { bands.member(band.name, totals.tilt.bands[posture][band], places: 0) }
      }
    }
  }
}

extension Posture {
  /// `tilt_sitting_s`.
  fileprivate var tiltKey: StaticString {
    switch self {
    case .standing: "tilt_standing_s"
    case .walking: "tilt_walking_s"
    case .sitting: "tilt_sitting_s"
    case .lying, .notWorn, .unknown: "tilt_other_s"
    }
  }
}

/// What the history has of one day.
struct DayRecord {
  let date: LocalDay
  /// nil if there is no data of the day.
  let totals: DayTotals?
  let hours: [HourTotals]
  let bouts: [Bout]
  let suggestions: [Suggestion]
  let sessions: [ExerciseSessionEntry]

  init(_ date: LocalDay, from archive: HistoryArchive) throws(HistoryError) {
    self.date = date
    totals = try archive.days(date.number...date.number).first
    hours = try archive.hours(of: date.number)
    bouts = try archive.bouts(in: date.span)
    suggestions = try archive.suggestions(of: date.number)
    sessions = try archive.sessions(of: date.number)
  }
}
