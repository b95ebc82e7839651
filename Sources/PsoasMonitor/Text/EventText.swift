import PsoasCore
import PsoasSystem

/// Events as lines of text for people.
public enum EventText {
  /// Appends one line, with its line feed: the time of day if the clock is known, otherwise the run's time.
  public static func append(_ timed: TimedEvent, to line: inout Text) {
    append(clock: timed.wall, or: timed.time, to: &line)
    line.append("  ")
    append(message: timed.event, to: &line)
    line.append("\n")
  }

  /// Appends `HH:MM:SS`.
  public static func append(clock wall: WallClock?, or time: Instant, to line: inout Text) {
    line.append(timeOfDay: wall?.secondOfDay ?? Int(max(time.seconds, 0)))
  }

  /// Appends the event as one sentence without the time.
  public static func append(message event: Event, to line: inout Text) {
    switch event {
    case .sensorAdded(let placement, let traits):
      append(sensor: placement, traits.name, to: &line)
      line.append(traits.hasGyroscope ? " connected" : " connected (no gyroscope: tilt is inaccurate while you move)")
    case .sensorRemoved(let placement):
      append(sensor: placement, [], to: &line)
      line.append(" disconnected")
    case .sensorSilent(let placement):
      append(sensor: placement, [], to: &line)
      line.append(" is silent: is it switched on and in reach?")
    case .posture(let estimate):
      line.append(estimate.posture.phrase)
    case .diary(let interval):
      line.append("diary: ")
      line.append(duration: interval.seconds)
      line.append(" ")
      line.append(interval.posture.phrase)
    case .revised(let revision):
      line.append("correction: ")
      line.append(duration: revision.seconds)
      line.append(" were another posture than reported; ")
      line.append(duration: abs(revision.sitting))
      line.append(revision.sitting < 0 ? " less sitting" : " more sitting")
    case .calibrated(.standing):
      line.append("upright learned from your stance")
    case .calibrated(.walking):
      line.append("upright learned from your walking")
    case .calibrated(.stored):
      line.append("upright taken from the stored calibration")
    case .calibrated(.revised):
      line.append("upright learned again: your walking contradicts the earlier direction")
    case .calibrationProgress(let progress):
      line.append("calibration ")
      line.append(progress.number)
      line.append("/")
      line.append(progress.count)
      line.append(": ")
      if let refusal = progress.refusal {
        CalibrationText.append(refusal, to: &line)
      } else {
        CalibrationText.append(instruction: progress, to: &line)
      }
    case .calibrationDone(let placement, _, _):
      append(sensor: placement, [], to: &line)
      line.append(" calibrated")
    case .calibrationWithheld(let placement, let refusal, _):
      append(sensor: placement, [], to: &line)
      line.append(" not calibrated: ")
      CalibrationText.append(refusal, to: &line)
    case .calibrationFailed(_, let refusal, _):
      line.append("calibration failed: ")
      CalibrationText.append(refusal, to: &line)
    case .calibrationCancelled:
      line.append("calibration cancelled")
    case .mountingLearnt(let placement, _):
      line.append("learned how the ")
      append(sensor: placement, [], to: &line)
      line.append(" is mounted")
    case .calibrationForgotten(let placement):
      line.append("calibration of the ")
      append(sensor: placement, [], to: &line)
      line.append(" forgotten")
    case .calibrationTrust(let trust):
      line.append("calibration: ")
      CalibrationText.append(trust, to: &line)
    case .boutStarted:
      line.append("a bout of sitting begins")
    case .breakEnded(let rest):
      line.append(rest.isActive ? "an active break of " : "a break of ")
      line.append(duration: rest.length)
      line.append(" is over")
    case .boutEnded(let sitting):
      line.append("a bout of sitting ends after ")
      line.append(duration: sitting)
    case .reminder(let reminder):
      append(reminder, to: &line)
    case .escalated(_, let level):
      line.append("reminder unanswered: now ")
      line.append(level.phrase)
    case .exerciseDone(let completion):
      line.append(completion.isChecked ? "exercise done, confirmed by the sensor: " : "exercise done: ")
      line.append(completion.exercise)
      if completion.share < 1 {
        line.append(", ")
        line.append(Int(completion.share * 100 + 0.5))
        line.append(" %")
      }
    case .reminderClosed(_, .checked):
      line.append("reminder followed, confirmed by the sensor")
    case .reminderClosed(_, let outcome):
      line.append("reminder ")
      line.append(outcome.name)
    case .paused:
      line.append("reminders paused")
    case .resumed:
      line.append("reminders resumed")
    case .rhythmProgress(let progress):
      line.append("lumbopelvic rhythm: ")
      RhythmText.append(progress, to: &line)
    case .rhythmMeasured(let result):
      if let rhythm = result.rhythm { RhythmText.append(rhythm, to: &line) }
    case .rhythmRefused(let refusal):
      line.append("lumbopelvic rhythm not measured: ")
      RhythmText.append(refusal, to: &line)
    case .session(_, let event):
      ExerciseSessionText.append(event, to: &line)
    case .dayEnded(let totals):
      line.append("day over: ")
      append(brief: totals, to: &line)
    case .ended(let totals):
      line.append("end: ")
      append(brief: totals, to: &line)
    }
  }

  public static func append(_ reminder: Reminder, to line: inout Text) {
    line.append("suggestion after ")
    line.append(duration: reminder.sittingSeconds)
    line.append(" of sitting: ")
    line.append(reminder.title)
    line.append(", ")
    line.append(reminder.dose)
    if !reminder.cue.isEmpty {
      line.append(". ")
      line.append(reminder.cue)
    }
  }

  static func append(brief totals: DayTotals, to line: inout Text) {
    line.append("sitting ")
    line.append(duration: totals[.sitting])
    line.append(", longest bout ")
    line.append(duration: totals.longestBout)
    line.append(", ")
    line.append(totals.reminders)
    line.append(totals.reminders == 1 ? " reminder" : " reminders")
  }

  private static func append(sensor placement: Placement, _ name: Text, to line: inout Text) {
    line.append(placement.name)
    line.append(" sensor")
    if !name.isEmpty {
      line.append(" ")
      line.append(name)
    }
  }
}
