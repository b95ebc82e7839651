import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The numbers of a report as one JSON object (docs/schemas/report.schema.json).
enum ReportJSON {
  static func object(_ figures: ReportFigures) -> Text {
    let text = JSONWriter.object { report in
      let total = figures.total
      report.member("version", Text(Version.text))
      report.member("from", "\(date: figures.period.days.lowerBound)")
      report.member("to", "\(date: figures.period.days.upperBound)")
      report.member("made_utc", "\(utc: figures.now.unixMicroseconds)")
      report.member("utc_offset_s", Int(figures.now.utcOffset))
      report.member("days_with_data", figures.days.count)
      report.object("total") { object in
        seconds(total.seconds, &object)
        object.member("no_data_s", figures.missing, places: 0)
        object.object("share") { share in
          let percentages = Percentages.whole(Posture.listed.map { total[$0] })
          for (posture, percentage) in zip(Posture.listed, percentages) { share.member(posture.percentKey, percentage) }
        }
        object.member("longest_bout_s", total.longestBout, places: 0)
        object.member("bouts", total.bouts)
        object.member("breaks", total.breaks)
        object.member("active_breaks", total.activeBreaks)
        object.member("steps", total.steps)
      }
      report.array("days", figures.days) { object, day in
        object.member("day", "\(date: day.day ?? 0)")
        seconds(day.seconds, &object)
        object.member("longest_bout_s", day.longestBout, places: 0)
        object.member("bouts", day.bouts)
        object.member("breaks", day.breaks)
        object.member("steps", day.steps)
        object.member("reminders", day.reminders)
        object.member("reminders_done", day.remindersDone)
      }
      report.array("strips", figures.strips) { object, strip in
        object.member("day", "\(date: strip.day)")
        object.array("segments", strip.segments) { object, segment in
          object.member("began_utc", "\(utc: segment.span.lowerBound)")
          object.member("ended_utc", "\(utc: segment.span.upperBound)")
          object.member("is_bout", segment.isBout)
          for posture in Posture.listed { object.member(posture.column, segment.shares[posture], places: 3) }
        }
      }
      report.array("hours", figures.hours.filter { $0.days > 0 }) { object, hour in
        object.member("hour", hour.name)
        object.member("days", hour.days)
        seconds(hour.seconds, &object)
      }
      bouts(figures, &report)
      tilt(figures, &report)
      report.object("suggestions") { object in
        object.member("reminders", total.reminders)
        for outcome in ReminderOutcome.allCases { object.member(outcome.key, total.count(of: outcome)) }
        object.member("reminders_without_outcome", ReportWords.counts(total).last ?? 0)
      }
      report.array("exercises", figures.exercises) { object, count in
        object.member("exercise", count.exercise)
        object.member("title", ReportWords.title(count.exercise, figures.catalog))
        object.member("checked", count.checked)
        object.member("reported", count.reported)
        object.member("doses", count.doses, places: 2)
      }
      programme(figures, &report)
      report.array("calibrations", figures.calibrations.current) { object, entry in
        object.member("placement", Text(entry.placement.name))
        object.member("made_utc", "\(utc: entry.at.unixMicroseconds)")
        object.member("age_days", entry.ageDays)
        object.member("kind", entry.kind)
      }
      report.member("calibrations_refused", figures.calibrations.refused.count)
      report.member("caveat", ReportWords.footer)
    }
    return text + "\n"
  }

  private static func seconds(_ seconds: PerPosture<Double>, _ object: inout JSONWriter) {
    for posture in Posture.listed { object.member(posture.key, seconds[posture], places: 0) }
  }

  private static func bouts(_ figures: ReportFigures, _ report: inout JSONWriter) {
    report.object("bouts") { object in
      object.member("count", figures.bouts.count)
      object.member("median_s", figures.bouts.median, places: 0)
      object.object("longest", figures.bouts.longest) { object, bout in
        object.member("began_utc", "\(utc: bout.began)")
        object.member("ended_utc", bout.ended.map { "\(utc: $0)" })
        object.member("sitting_s", bout.sitting, places: 0)
      }
      object.array("distribution", figures.bouts.bins) { object, bin in
        object.member("from_s", bin.from, places: 0)
        object.member("to_s", bin.to, places: 0)
        object.member("count", bin.count)
        object.member("sitting_s", bin.sitting, places: 0)
      }
    }
  }

  private static func tilt(_ figures: ReportFigures, _ report: inout JSONWriter) {
    let tilt = figures.total.tilt
    report.object("tilt") { object in
      object.member("dead_band_deg", figures.deadBand, places: 0)
      for posture in TiltBands.postures {
        let bands = tilt.bands[posture]
        object.object(posture.name) { object in
          let percentages = Percentages.whole(TiltBands.Band.allCases.map { bands[$0] })
          for (band, percentage) in zip(TiltBands.Band.allCases, percentages) {
            object.member(band.key, bands[band], places: 0)
            object.member(band.percentKey, percentage)
          }
          let histogram = posture == .standing ? tilt.standingDegrees : posture == .sitting ? tilt.sittingDegrees : nil
          object.member("median_deg", histogram?.median, places: 1)
          object.array("degrees", TiltHistogram.range.filter { histogram?[$0] ?? 0 > 0 }) { object, degree in
            object.member("tilt_deg", degree)
            object.member("time_s", histogram?[degree] ?? 0, places: 0)
          }
        }
      }
    }
  }

  private static func programme(_ figures: ReportFigures, _ report: inout JSONWriter) {
    let programme = figures.programme
    report.object("programme") { object in
      object.member("day", "\(date: figures.lastDay)")
      object.member("streak_days", programme.streak)
      object.member("adherence_percent", programme.adherence.map { $0 * 100 }, places: 0)
      object.array("exercises", programme.entries) { object, entry in
        object.member("exercise", entry.exercise.identifier)
        object.member("title", entry.exercise.title)
        object.member("state", Text(entry.state.name))
        object.member("why", Text(entry.why.name))
        object.member("doses", entry.done, places: 2)
        object.member("doses_due", entry.asked)
      }
    }
  }
}

extension Posture {
  fileprivate var percentKey: StaticString {
    switch self {
    case .unknown: "unknown_percent"
    case .standing: "standing_percent"
    case .walking: "walking_percent"
    case .sitting: "sitting_percent"
    case .lying: "lying_percent"
    case .notWorn: "not_worn_percent"
    }
  }
}

extension TiltBands.Band {
  fileprivate var key: StaticString {
    switch self {
    case .posterior: "posterior_s"
    case .neutral: "neutral_s"
    case .anterior: "anterior_s"
    }
  }

  fileprivate var percentKey: StaticString {
    switch self {
    case .posterior: "posterior_percent"
    case .neutral: "neutral_percent"
    case .anterior: "anterior_percent"
    }
  }
}
