import PsoasCore
import PsoasSystem

/// Events as JSON Lines: one object per event, with `time` and `event` first. The format is a stable interface:
/// psoasd's output, `psoasctl replay --events` and the tests compare it byte for byte.
public enum EventJSON {
  /// Appends one line, with its line feed.
  public static func append(_ timed: TimedEvent, to line: inout Text) {
    line.append("{\"time\":")
    line.append(time: timed.time)
    if let wall = timed.wall {
      line.append(",\"at\":\"")
      line.append(iso8601: wall)
      line.append("\"")
    }
    line.append(",\"event\":\"")
    line.append(timed.event.name)
    line.append("\"")
    append(details: timed.event, to: &line)
    line.append("}\n")
  }

  private static func append(details event: Event, to line: inout Text) {
    switch event {
    case .sensorAdded(let placement, let traits):
      append("placement", placement.name, to: &line)
      append("name", traits.name, to: &line)
      append("gyroscope", traits.hasGyroscope ? "true" : "false", quoted: false, to: &line)
    case .sensorRemoved(let placement), .sensorSilent(let placement):
      append("placement", placement.name, to: &line)
    case .posture(let estimate):
      append("posture", estimate.posture.name, to: &line)
      append("confidence", estimate.confidence, places: 3, to: &line)
    case .diary(let interval):
      append("began_s", interval.began.seconds, places: 3, to: &line)
      append("ended_s", interval.ended.seconds, places: 3, to: &line)
      append("posture", interval.posture.name, to: &line)
      append("confidence", interval.confidence, places: 3, to: &line)
      append("revised", interval.isRevised ? "true" : "false", quoted: false, to: &line)
    case .revised(let revision):
      append("began_s", revision.began.seconds, places: 3, to: &line)
      append("ended_s", revision.ended.seconds, places: 3, to: &line)
      append("revised_s", revision.seconds, places: 1, to: &line)
      append("sitting_s", revision.sitting, places: 1, to: &line)
      append("bouts_added", revision.bouts.added.count, to: &line)
      append("bouts_removed", revision.bouts.removed.count, to: &line)
    case .calibrated(let source):
      append("source", source.name, to: &line)
    case .breakEnded(let rest):
      append("length_s", rest.length, places: 1, to: &line)
      append("upright_s", rest.upright, places: 1, to: &line)
      append("walking_s", rest.walking, places: 1, to: &line)
      append("active", rest.isActive ? "true" : "false", quoted: false, to: &line)
    case .boutEnded(let sitting):
      append("sitting_s", sitting, places: 1, to: &line)
    case .reminder(let reminder):
      append("number", reminder.number, to: &line)
      append("exercise", reminder.exercise, to: &line)
      append("title", reminder.title, to: &line)
      append("cue", reminder.cue, to: &line)
      append(reminder.dose, to: &line)
      append("sitting_s", reminder.sittingSeconds, places: 1, to: &line)
      append("level", reminder.level.name, to: &line)
    case .escalated(let number, let level):
      append("number", number, to: &line)
      append("level", level.name, to: &line)
    case .exerciseDone(let completion):
      append("exercise", completion.exercise, to: &line)
      append("share", completion.share, places: 2, to: &line)
      append("checked", completion.isChecked ? "true" : "false", quoted: false, to: &line)
    case .reminderClosed(let number, let outcome):
      append("number", number, to: &line)
      append("outcome", outcome.name, to: &line)
    case .rhythmProgress(let progress):
      append("stage", RhythmText.name(of: progress.stage), to: &line)
      append("bends", progress.bends, to: &line)
      append("wanted", progress.wanted, to: &line)
      append("remaining_s", progress.remaining, places: 1, to: &line)
      append("angle_deg", progress.angle, places: 1, to: &line)
      append("short_deg", progress.short, places: 1, to: &line)
      append("moved", progress.moved ? "true" : "false", quoted: false, to: &line)
    case .rhythmMeasured(let result): RhythmJSON.append(result, to: &line)
    case .rhythmRefused(let refusal):
      append("reason", refusal.name, to: &line)
      var message = Text()
      RhythmText.append(refusal, to: &message)
      append("message", message, to: &line)
    case .session(let number, let event):
      append("number", number, to: &line)
      ExerciseSessionJSON.append(event, to: &line)
    case .dayEnded(let totals), .ended(let totals):
      append(totals, to: &line)
    case .calibrationProgress(let progress):
      append(progress, to: &line)
    case .calibrationDone(let placement, let record, let plan):
      append("placement", placement.name, to: &line)
      append("kind", plan.kind, to: &line)
      append(record.calibration, to: &line)
    case .calibrationWithheld(let placement, let refusal, let plan),
      .calibrationFailed(let placement, let refusal, let plan):
      append("placement", placement.name, to: &line)
      append("kind", plan.kind, to: &line)
      append("reason", refusal, to: &line)
    case .mountingLearnt(let placement, let upright):
      append("placement", placement.name, to: &line)
      line += ",\"upright\":[\(upright.x, places: 4),\(upright.y, places: 4),\(upright.z, places: 4)]"
    case .calibrationForgotten(let placement):
      append("placement", placement.name, to: &line)
    case .calibrationTrust(let trust):
      append("trust", trust.name, to: &line)
      var reason = Text()
      CalibrationText.append(trust, to: &reason)
      append("reason", reason, to: &line)
    case .calibrationCancelled, .boutStarted, .paused, .resumed:
      break
    }
  }

  private static func append(_ dose: Dose, to line: inout Text) {
    switch dose.work {
    case .hold(let seconds), .move(let seconds):
      append("hold_min_s", seconds.lowerBound, to: &line)
      append("hold_max_s", seconds.upperBound, to: &line)
    case .repetitions(let count, let hold, _):
      append("repetitions_min", count.lowerBound, to: &line)
      append("repetitions_max", count.upperBound, to: &line)
      if hold > 0 { append("hold_s", hold, to: &line) }
    case .rest: break
    }
    append("sides", dose.sides, to: &line)
    append("sets", dose.sets, to: &line)
  }

  private static func append(_ progress: CalibrationProgress, to line: inout Text) {
    append("placement", progress.placement.name, to: &line)
    append("step", progress.step.name, to: &line)
    append("number", progress.number, to: &line)
    append("count", progress.count, to: &line)
    append("phase", progress.phase.name, to: &line)
    append("remaining_s", progress.remaining, places: 1, to: &line)
    append("angle_deg", progress.angle, places: 1, to: &line)
    append("target_deg", progress.target, places: 1, to: &line)
    append("repetitions", progress.repetitions, to: &line)
    append("needed", progress.repetitionsNeeded, to: &line)
    if let refusal = progress.refusal { append("refusal", refusal, to: &line) }
  }

  private static func append(_ key: StaticString, _ refusal: CalibrationRefusal, to line: inout Text) {
    var words = Text()
    CalibrationText.append(refusal, to: &words)
    append(key, words, to: &line)
  }

  private static func append(_ calibration: Calibration, to line: inout Text) {
    let quality = calibration.quality
    let figures: [(StaticString, Double?, Int)] = [
      ("seated_neutral_deg", calibration.seatedNeutral, 1), ("habitual_stance_deg", calibration.habitualStance, 1),
      ("habitual_seat_deg", calibration.habitualSeat, 1),
      ("range_posterior_deg", calibration.activeRange?.posterior, 1),
      ("range_anterior_deg", calibration.activeRange?.anterior, 1), ("sway_deg", quality.sway, 2),
      ("gyroscope_bias_deg_per_s", quality.gyroscopeBias, 2), ("depth_deg", quality.depth, 1),
      ("planarity", quality.planarity, 3),
      ("disagreement_deg", quality.disagreement, 1), ("scatter_deg", quality.scatter, 1),
    ]
    for (key, value, places) in figures {
      if let value { append(key, value, places: places, to: &line) }
    }
    append("bends", quality.bends, to: &line)
    append("verified", quality.isVerified ? "true" : "false", quoted: false, to: &line)
  }

  private static func append(_ totals: DayTotals, to line: inout Text) {
    for posture in Posture.listed { append(posture.key, totals[posture], places: 1, to: &line) }
    append("longest_bout_s", totals.longestBout, places: 1, to: &line)
    append("bouts", totals.bouts, to: &line)
    append("breaks", totals.breaks, to: &line)
    append("active_breaks", totals.activeBreaks, to: &line)
    append("steps", totals.steps, to: &line)
    append("reminders", totals.reminders, to: &line)
    for outcome in ReminderOutcome.allCases { append(outcome.key, totals.count(of: outcome), to: &line) }
  }

  private static func append(_ key: StaticString, _ value: StaticString, quoted: Bool = true, to line: inout Text) {
    append(key: key, to: &line)
    if quoted { line.append("\"") }
    line.append(value)
    if quoted { line.append("\"") }
  }

  private static func append(_ key: StaticString, _ text: Text, to line: inout Text) {
    append(key: key, to: &line)
    line.append(json: text)
  }

  private static func append(_ key: StaticString, _ value: Int, to line: inout Text) {
    append(key: key, to: &line)
    line.append(value)
  }

  private static func append(_ key: StaticString, _ value: Double, places: Int, to line: inout Text) {
    append(key: key, to: &line)
    line.append(value, places: places)
  }

  private static func append(key: StaticString, to line: inout Text) {
    line.append(",\"")
    line.append(key)
    line.append("\":")
  }
}

extension Event {
  /// The name in JSON Lines, the journal and D-Bus.
  public var name: StaticString {
    switch self {
    case .sensorAdded: "sensor-added"
    case .sensorRemoved: "sensor-removed"
    case .sensorSilent: "sensor-silent"
    case .posture: "posture"
    case .diary: "diary"
    case .revised: "revised"
    case .calibrated: "calibrated"
    case .calibrationProgress: "calibration-progress"
    case .calibrationDone: "calibration-done"
    case .calibrationWithheld: "calibration-withheld"
    case .calibrationFailed: "calibration-failed"
    case .calibrationCancelled: "calibration-cancelled"
    case .calibrationForgotten: "calibration-forgotten"
    case .mountingLearnt: "mounting-learnt"
    case .calibrationTrust: "calibration-trust"
    case .boutStarted: "bout-started"
    case .breakEnded: "break-ended"
    case .boutEnded: "bout-ended"
    case .reminder: "reminder"
    case .escalated: "reminder-escalated"
    case .reminderClosed: "reminder-closed"
    case .exerciseDone: "exercise-done"
    case .paused: "paused"
    case .resumed: "resumed"
    case .rhythmProgress: "rhythm-progress"
    case .rhythmMeasured: "rhythm"
    case .rhythmRefused: "rhythm-refused"
    case .session: "session"
    case .dayEnded: "day-ended"
    case .ended: "ended"
    }
  }
}
