import PsoasCore
import PsoasSystem

/// The fields of events, with their JSON keys and their names in the journal.
extension EventRow {
  mutating func write(_ revision: DiaryRevision) {
    member("began_s", revision.began.seconds, places: 3)
    member("ended_s", revision.ended.seconds, places: 3)
    member("revised_s", revision.seconds, places: 1)
    member("sitting_s", revision.sitting, places: 1)
    member("bouts_added", revision.bouts.added.count)
    member("bouts_removed", revision.bouts.removed.count)
  }

  mutating func write(_ placement: Placement, _ refusal: CalibrationRefusal, _ plan: CalibrationPlan) {
    field("placement", "PSOAS_PLACEMENT", placement.name)
    field("kind", "PSOAS_KIND", plan.kind)
    member("reason", "\(refusal)")
    journal("PSOAS_REASON", refusal.name)
  }

  mutating func write(_ progress: CalibrationProgress) {
    member("placement", progress.placement.name)
    member("step", progress.step.name)
    member("number", progress.number)
    member("count", progress.count)
    member("phase", progress.phase.name)
    member("remaining_s", progress.remaining, places: 1)
    member("angle_deg", progress.angle, places: 1)
    member("target_deg", progress.target, places: 1)
    member("repetitions", progress.repetitions)
    member("needed", progress.repetitionsNeeded)
    if let refusal = progress.refusal { member("refusal", "\(refusal)") }
  }

  mutating func write(_ calibration: Calibration) {
    let quality = calibration.quality
    for (key, value, places) in calibration.figures {
      if let value { member(key, value, places: places) }
    }
    field("bends", "PSOAS_BENDS", quality.bends)
    field("verified", "PSOAS_VERIFIED", quality.isVerified)
    if let depth = quality.depth { journal("PSOAS_DEPTH_DEGREES", whole: depth) }
    if let planarity = quality.planarity { journal("PSOAS_PLANARITY_PERCENT", whole: planarity * 100) }
  }

  mutating func write(_ reminder: Reminder) {
    field("number", "PSOAS_REMINDER", reminder.number)
    field("exercise", "PSOAS_EXERCISE", reminder.exercise)
    member("title", reminder.title)
    member("cue", reminder.cue)
    write(reminder.dose)
    journal("PSOAS_POSTURE", Posture.sitting.name)
    field("sitting_s", "PSOAS_SITTING_SECONDS", reminder.sittingSeconds, places: 1)
    member("level", reminder.level.name)
    let cue: Text = reminder.cue.isEmpty ? "" : ". \(reminder.cue)"
    sentence(
      "suggestion after \(duration: reminder.sittingSeconds) of sitting: \(reminder.title), \(reminder.dose)\(cue)")
  }

  private mutating func write(_ dose: Dose) {
    switch dose.work {
    case .hold(let seconds), .move(let seconds):
      member("hold_min_s", seconds.lowerBound)
      member("hold_max_s", seconds.upperBound)
    case .repetitions(let count, let hold, _):
      member("repetitions_min", count.lowerBound)
      member("repetitions_max", count.upperBound)
      if hold > 0 { member("hold_s", hold) }
    case .rest: break
    }
    member("sides", dose.sides)
    member("sets", dose.sets)
  }

  mutating func write(_ progress: RhythmMeasurement.Progress) {
    member("stage", RhythmText.name(of: progress.stage))
    member("bends", progress.bends)
    member("wanted", progress.wanted)
    member("remaining_s", progress.remaining, places: 1)
    member("angle_deg", progress.angle, places: 1)
    member("short_deg", progress.short, places: 1)
    member("moved", progress.moved)
  }

  mutating func write(_ result: RhythmResult) {
    members { RhythmJSON.append(result, to: &$0) }
    guard let rhythm = result.rhythm else { return }
    journal("PSOAS_BENDS", result.bends.count)
    journal("PSOAS_LUMBAR_SHARE_PERCENT", whole: rhythm.contribution.median)
    journal("PSOAS_TRUNK_DEGREES", whole: rhythm.trunk.median)
    journal("PSOAS_PELVIS_DEGREES", whole: rhythm.pelvis.median)
    sentence("\(rhythm)")
  }

  mutating func write(_ totals: DayTotals) {
    for posture in Posture.listed {
      member(posture.key, totals[posture], places: 1)
      if let field = posture.journalField { journal(field, whole: totals[posture]) }
    }
    field("longest_bout_s", "PSOAS_LONGEST_BOUT_SECONDS", totals.longestBout, places: 1)
    field("bouts", "PSOAS_BOUTS", totals.bouts)
    field("breaks", "PSOAS_BREAKS", totals.breaks)
    field("active_breaks", "PSOAS_ACTIVE_BREAKS", totals.activeBreaks)
    field("steps", "PSOAS_STEPS", totals.steps)
    field("reminders", "PSOAS_REMINDERS", totals.reminders)
    for outcome in ReminderOutcome.allCases { field(outcome.key, outcome.journalField, totals.count(of: outcome)) }
  }
}

extension Posture {
  /// nil if the journal omits the time.
  fileprivate var journalField: StaticString? {
    switch self {
    case .sitting: "PSOAS_SITTING_SECONDS"
    case .standing: "PSOAS_STANDING_SECONDS"
    case .walking: "PSOAS_WALKING_SECONDS"
    case .lying: "PSOAS_LYING_SECONDS"
    case .unknown: "PSOAS_UNKNOWN_SECONDS"
    case .notWorn: nil
    }
  }
}

extension ReminderOutcome {
  fileprivate var journalField: StaticString {
    switch self {
    case .done: "PSOAS_REMINDERS_DONE"
    case .checked: "PSOAS_REMINDERS_CHECKED"
    case .snoozed: "PSOAS_REMINDERS_SNOOZED"
    case .skipped: "PSOAS_REMINDERS_SKIPPED"
    case .ignored: "PSOAS_REMINDERS_IGNORED"
    case .withdrawn: "PSOAS_REMINDERS_WITHDRAWN"
    }
  }
}
