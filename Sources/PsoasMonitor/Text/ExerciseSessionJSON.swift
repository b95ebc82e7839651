import PsoasSystem

/// The events of an exercise session, as members of an open JSON object.
enum ExerciseSessionJSON {
  static func append(_ event: ExerciseSessionEvent, to line: inout Text) {
    member("session", event.name, to: &line)
    switch event {
    case .started(let start):
      member("exercise", start.exercise, to: &line)
      member("title", start.title, to: &line)
      member("basis", start.basis.name, to: &line)
      member("stages", start.stages, to: &line)
      member("sets", start.sets, to: &line)
      if let window = start.window {
        member("tilt_min_deg", window.lowerBound, to: &line)
        member("tilt_max_deg", window.upperBound, to: &line)
      }
    case .stage(let stage):
      member("stage", stage.number, to: &line)
      member("work", stage.part.work.name, to: &line)
      member(stage.part.work.isTimed ? "target_s" : "target", stage.part.work.target, to: &line)
      if let side = stage.part.side { member("side", side.name, to: &line) }
      member("set", stage.part.set, to: &line)
      member("cue", stage.part.cue, to: &line)
    case .stageDone(let stage): append(stage, to: &line)
    case .progress(let progress):
      member("stage", progress.stage, to: &line)
      member(progress.isTimed ? "remaining_s" : "remaining", progress.remaining, to: &line)
      member(progress.isTimed ? "done_s" : "done", progress.done, to: &line)
      if let tilt = progress.tilt { member("tilt_deg", tilt, places: 1, to: &line) }
      member("holding", progress.isHolding, to: &line)
      if progress.isPaused { member("paused", true, to: &line) }
      if progress.feedback != .none { member("feedback", progress.feedback.name, to: &line) }
    case .feedback(let feedback): member("feedback", feedback.name, to: &line)
    case .finished(let result): append(result, to: &line)
    }
  }

  private static func append(_ stage: ExerciseSessionStageResult, to line: inout Text) {
    member("stage", stage.number, to: &line)
    member("work", stage.work.name, to: &line)
    if let side = stage.side { member("side", side.name, to: &line) }
    member("set", stage.set, to: &line)
    member(stage.work.isTimed ? "target_s" : "target", stage.work.target, to: &line)
    member(stage.work.isTimed ? "done_s" : "done", stage.done, places: 1, to: &line)
    member(stage.work.isTimed ? "checked_s" : "checked", stage.checked, places: 1, to: &line)
    if stage.amplitude > 0 { member("amplitude_deg", stage.amplitude, places: 1, to: &line) }
  }

  private static func append(_ result: ExerciseSessionResult, to line: inout Text) {
    member("exercise", result.exercise, to: &line)
    member("ending", result.ending.name, to: &line)
    member("basis", result.basis.name, to: &line)
    member("repetitions", result.repetitions, to: &line)
    member("holds", result.holds, to: &line)
    member("held_s", result.heldSeconds, places: 1, to: &line)
    member("checked_s", result.checkedSeconds, places: 1, to: &line)
    member("amplitude_deg", result.amplitude, places: 1, to: &line)
    member("credit", result.credit, places: 3, to: &line)
    member("checked", result.checked, places: 3, to: &line)
  }

  private static func begin(_ key: StaticString, _ line: inout Text) {
    line.append(",\"")
    line.append(key)
    line.append("\":")
  }

  private static func member(_ key: StaticString, _ value: StaticString, to line: inout Text) {
    begin(key, &line)
    line.append("\"")
    line.append(value)
    line.append("\"")
  }

  private static func member(_ key: StaticString, _ value: Text, to line: inout Text) {
    begin(key, &line)
    line.append(json: value)
  }

  private static func member(_ key: StaticString, _ value: Int, to line: inout Text) {
    begin(key, &line)
    line.append(value)
  }

  private static func member(_ key: StaticString, _ value: Bool, to line: inout Text) {
    begin(key, &line)
    line.append(value ? "true" : "false")
  }

  private static func member(_ key: StaticString, _ value: Double, places: Int, to line: inout Text) {
    begin(key, &line)
    line.append(value, places: places)
  }
}
