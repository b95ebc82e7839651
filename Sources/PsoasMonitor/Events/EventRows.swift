import PsoasCore
import PsoasSystem

extension Event {
  /// One row per event: its name, its journal message, its fields with their JSON keys and their names in the journal,
  /// and a sentence for people. Frequent events are not sent to the journal: postures, the progress of a procedure, the
  /// start of a bout.
  func write(to row: inout EventRow) {
    switch self {
    case .sensorAdded(let placement, let traits):
      row.begin("sensor-added", .sensorAdded)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.field("name", "PSOAS_SENSOR", traits.name)
      row.field("gyroscope", "PSOAS_GYROSCOPE", traits.hasGyroscope)
      let remark: StaticString = traits.hasGyroscope ? "" : " (no gyroscope: tilt is inaccurate while you move)"
      row.sentence("\(placement.name) sensor\(traits.name.isEmpty ? "" : " ")\(traits.name) connected\(remark)")
    case .sensorRemoved(let placement):
      row.begin("sensor-removed", .sensorRemoved)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.sentence("\(placement.name) sensor disconnected")
    case .sensorSilent(let placement):
      row.begin("sensor-silent", .sensorSilent)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.sentence("\(placement.name) sensor is silent: is it switched on and in reach?")
    case .sensorFault(let placement, let reason):
      row.begin("sensor-fault", .sensorFault)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.field("reason", "PSOAS_REASON", reason)
      row.sentence("\(placement.name) sensor is not used: \(reason)")
    case .sensorNotice(let placement, let notice):
      row.begin("sensor-notice", notice == .returned ? nil : .sensorNotice)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.field("notice", "PSOAS_NOTICE", notice.name)
      let (title, body) = (SensorNoticeText.title(notice, of: placement), SensorNoticeText.body(notice, of: placement))
      row.member("message", "\(title): \(body)")
      row.sentence("\(title): \(body)")
    case .battery(let placement, let battery):
      row.begin("battery")
      row.member("placement", placement.name)
      if let percent = battery.percent { row.member("battery_percent", percent) }
      row.member("level", battery.level.name)
      row.member("status", battery.status.name)
      row.sentence("battery of the \(placement.name) sensor: \(battery)")
    case .posture(let estimate):
      row.begin("posture")
      row.member("posture", estimate.posture.name)
      row.member("confidence", estimate.confidence, places: 3)
      row.sentence("\(estimate.posture.phrase)")
    case .diary(let interval):
      row.begin("diary")
      row.member("began_s", interval.began.seconds, places: 3)
      row.member("ended_s", interval.ended.seconds, places: 3)
      row.member("posture", interval.posture.name)
      row.member("confidence", interval.confidence, places: 3)
      row.member("revised", interval.isRevised)
      row.sentence("diary: \(duration: interval.seconds) \(interval.posture.phrase)")
    case .revised(let revision):
      row.begin("revised")
      row.write(revision)
      let sign: StaticString = revision.sitting < 0 ? "less" : "more"
      row.sentence(
        "correction: \(duration: revision.seconds) were another posture than reported; \(duration: abs(revision.sitting)) \(sign) sitting"
      )
    case .calibrated(let source):
      row.begin("calibrated", .calibrated)
      row.field("source", "PSOAS_SOURCE", source.name)
      row.sentence("\(source.sentence)")
    case .calibrationProgress(let progress):
      row.begin("calibration-progress")
      row.write(progress)
      row.sentence("calibration \(progress.number)/\(progress.count): \(progress)")
    case .calibrationDone(let placement, let record, let plan):
      row.begin("calibration-done", .calibrationDone)
      row.field("placement", "PSOAS_PLACEMENT", placement.name)
      row.field("kind", "PSOAS_KIND", plan.kind)
      row.write(record.calibration)
      row.sentence("\(placement.name) sensor calibrated")
    case .calibrationWithheld(let placement, let refusal, let plan):
      row.begin("calibration-withheld", .calibrationRefused)
      row.write(placement, refusal, plan)
      row.sentence("\(placement.name) sensor not calibrated: \(refusal)")
    case .calibrationFailed(let placement, let refusal, let plan):
      row.begin("calibration-failed", .calibrationRefused)
      row.write(placement, refusal, plan)
      row.sentence("calibration failed: \(refusal)")
    case .calibrationCancelled:
      row.begin("calibration-cancelled")
      row.sentence("calibration cancelled")
    case .calibrationForgotten(let placement):
      row.begin("calibration-forgotten")
      row.member("placement", placement.name)
      row.sentence("calibration of the \(placement.name) sensor forgotten")
    case .mountingLearnt(let placement, let upright):
      row.begin("mounting-learnt")
      row.member("placement", placement.name)
      row.members {
        $0 += ",\"upright\":[\(upright.x, places: 4),\(upright.y, places: 4),\(upright.z, places: 4)]"
      }
      row.sentence("learned how the \(placement.name) sensor is mounted")
    case .calibrationTrust(let trust):
      row.begin("calibration-trust", trust.isDoubted ? .calibrationDoubted : nil)
      row.field("trust", "PSOAS_TRUST", trust.name)
      row.member("reason", "\(trust)")
      row.sentence("calibration: \(trust)")
    case .boutStarted:
      row.begin("bout-started")
      row.sentence("a bout of sitting begins")
    case .breakEnded(let rest):
      row.begin("break-ended")
      row.member("length_s", rest.length, places: 1)
      row.member("upright_s", rest.upright, places: 1)
      row.member("walking_s", rest.walking, places: 1)
      row.member("active", rest.isActive)
      row.sentence("\(rest.isActive ? "an active break" : "a break") of \(duration: rest.length) is over")
    case .boutEnded(let sitting):
      row.begin("bout-ended", .boutEnded)
      row.field("sitting_s", "PSOAS_SITTING_SECONDS", sitting, places: 1)
      row.sentence("a bout of sitting ends after \(duration: sitting)")
    case .reminder(let reminder):
      row.begin("reminder", .reminder)
      row.write(reminder)
    case .escalated(let number, let level):
      // Not in the journal, which has the reminder already.
      row.begin("reminder-escalated")
      row.member("number", number)
      row.member("level", level.name)
      row.sentence("reminder unanswered: now \(level.phrase)")
    case .reminderClosed(let number, let outcome):
      row.begin("reminder-closed", .reminderClosed)
      row.field("number", "PSOAS_REMINDER", number)
      row.field("outcome", "PSOAS_OUTCOME", outcome.name)
      row.sentence(outcome == .checked ? "reminder followed, confirmed by the sensor" : "reminder \(outcome.name)")
    case .reminderReopened(let reminder, let outcome):
      row.begin("reminder-reopened", .reminderReopened)
      row.field("number", "PSOAS_REMINDER", reminder.number)
      row.field("exercise", "PSOAS_EXERCISE", reminder.exercise)
      row.field("outcome", "PSOAS_OUTCOME", outcome.name)
      row.sentence("suggestion open again, no longer \(outcome.name): \(reminder.title)")
    case .exerciseUndone(let completion):
      row.begin("exercise-undone", .exerciseUndone)
      row.field("exercise", "PSOAS_EXERCISE", completion.exercise)
      row.member("share", completion.share, places: 2)
      row.sentence("exercise no longer noted as done: \(completion.exercise)")
    case .exerciseDone(let completion):
      row.begin("exercise-done", .exerciseDone)
      row.field("exercise", "PSOAS_EXERCISE", completion.exercise)
      row.member("share", completion.share, places: 2)
      row.field("checked", "PSOAS_CHECKED", completion.isChecked)
      let seen: StaticString = completion.isChecked ? ", confirmed by the sensor" : ""
      let share: Text = completion.share < 1 ? ", \(Int(completion.share * 100 + 0.5)) %" : ""
      row.sentence("exercise done\(seen): \(completion.exercise)\(share)")
    case .paused:
      row.begin("paused", .paused)
      row.sentence("reminders paused")
    case .resumed:
      row.begin("resumed", .resumed)
      row.sentence("reminders resumed")
    case .rhythmProgress(let progress):
      row.begin("rhythm-progress")
      row.write(progress)
      row.sentence("lumbopelvic rhythm: \(progress)")
    case .rhythmMeasured(let result):
      row.begin("rhythm", .rhythmMeasured)
      row.write(result)
    case .rhythmRefused(let refusal):
      row.begin("rhythm-refused", .rhythmRefused)
      row.field("reason", "PSOAS_REASON", refusal.name)
      row.member("message", refusal.message)
      row.sentence("lumbopelvic rhythm not measured: \(refusal.message)")
    case .session(let number, let event):
      row.begin("session", event.journalMessage)
      row.member("number", number)
      row.write(event)
    case .dayEnded(let totals):
      row.begin("day-ended", .dayEnded)
      row.write(totals)
      row.sentence("day over: \(totals)")
    case .ended(let totals):
      row.begin("ended")
      row.write(totals)
      row.sentence("end: \(totals)")
    }
  }
}

extension CalibrationSource {
  fileprivate var sentence: StaticString {
    switch self {
    case .standing: "upright learned from your stance"
    case .walking: "upright learned from your walking"
    case .stored: "upright taken from the stored calibration"
    case .revised: "upright learned again: your walking contradicts the earlier direction"
    }
  }
}

extension CalibrationTrust {
  /// Whether the sensor's mounting differs from the calibration.
  fileprivate var isDoubted: Bool {
    switch self {
    case .shifted, .refused: true
    case .none, .learnt, .current, .unproven: false
    }
  }
}
