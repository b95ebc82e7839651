import PsoasSystem

/// The events of an exercise session: JSON members, journal fields, and a sentence.
extension EventRow {
  mutating func write(_ event: ExerciseSessionEvent) {
    member("session", event.name)
    switch event {
    case .started(let start):
      member("exercise", start.exercise)
      member("title", start.title)
      member("basis", start.basis.name)
      member("stages", start.stages)
      member("sets", start.sets)
      if let window = start.window {
        member("tilt_min_deg", window.lowerBound)
        member("tilt_max_deg", window.upperBound)
      }
    case .stage(let stage):
      member("stage", stage.number)
      member("work", stage.part.work.name)
      member(stage.part.work.isTimed ? "target_s" : "target", stage.part.work.target)
      if let side = stage.part.side { member("side", side.name) }
      member("set", stage.part.set)
      member("cue", stage.part.cue)
    case .stageDone(let stage): write(stage)
    case .progress(let progress):
      member("stage", progress.stage)
      member(progress.isTimed ? "remaining_s" : "remaining", progress.remaining)
      member(progress.isTimed ? "done_s" : "done", progress.done)
      if let tilt = progress.tilt { member("tilt_deg", tilt, places: 1) }
      if let target = progress.target {
        member("target_min_deg", target.lowerBound, places: 1)
        member("target_max_deg", target.upperBound, places: 1)
      }
      member("holding", progress.isHolding)
      if progress.isPaused { member("paused", true) }
      if progress.feedback != .none { member("feedback", progress.feedback.name) }
    case .feedback(let feedback): member("feedback", feedback.name)
    case .finished(let result): write(result)
    }
    sentence("\(event)")
  }

  private mutating func write(_ stage: ExerciseSessionStageResult) {
    member("stage", stage.number)
    member("work", stage.work.name)
    if let side = stage.side { member("side", side.name) }
    member("set", stage.set)
    member(stage.work.isTimed ? "target_s" : "target", stage.work.target)
    member(stage.work.isTimed ? "done_s" : "done", stage.done, places: 1)
    member(stage.work.isTimed ? "checked_s" : "checked", stage.checked, places: 1)
    if stage.amplitude > 0 { member("amplitude_deg", stage.amplitude, places: 1) }
  }

  private mutating func write(_ result: ExerciseSessionResult) {
    field("exercise", "PSOAS_EXERCISE", result.exercise)
    field("ending", "PSOAS_ENDING", result.ending.name)
    field("basis", "PSOAS_BASIS", result.basis.name)
    field("repetitions", "PSOAS_REPETITIONS", result.repetitions)
    field("holds", "PSOAS_HOLDS", result.holds)
    field("held_s", "PSOAS_HELD_SECONDS", result.heldSeconds, places: 1)
    field("checked_s", "PSOAS_CHECKED_SECONDS", result.checkedSeconds, places: 1)
    member("amplitude_deg", result.amplitude, places: 1)
    member("credit", result.credit, places: 3)
    journal("PSOAS_CREDIT_PERCENT", whole: result.credit * 100)
    member("checked", result.checked, places: 3)
  }
}

extension ExerciseSessionEvent {
  /// The journal has only the end of a session.
  var journalMessage: JournalMessage? {
    if case .finished = self { .sessionFinished } else { nil }
  }
}
