import PsoasSystem

/// The events of an exercise session, as sentences.
public enum ExerciseSessionText {
  /// Appends one sentence without a line feed.
  public static func append(_ event: ExerciseSessionEvent, to line: inout Text) {
    switch event {
    case .started(let start):
      line += "exercise: \(start.title), \(start.basis.phrase)"
    case .stage(let stage): append(stage.part, to: &line)
    case .stageDone(let stage): append(stage, to: &line)
    case .progress(let progress):
      line += "\(progress.isPaused ? "paused, " : "")\(progress.remaining) to go"
    case .feedback(let feedback): line.append(feedback.phrase)
    case .finished(let result): append(result, to: &line)
    }
  }

  /// Appends the work of a stage: `hold 30 s, left side: Tuck your tailbone`.
  public static func append(_ part: ExerciseSessionPart, to line: inout Text) {
    append(head: part, to: &line)
    if !part.cue.isEmpty { line += ": \(part.cue)" }
  }

  /// Appends the same without the cue.
  public static func append(head part: ExerciseSessionPart, to line: inout Text) {
    switch part.work {
    case .prepare(let seconds):
      line += "get ready, \(duration: Double(seconds))"
    case .hold(let seconds):
      line += "hold \(duration: Double(seconds))"
    case .repetitions(let count, _):
      line += "\(count: count, "repetition", "repetitions")"
    case .move(let seconds):
      line += "move for \(duration: Double(seconds))"
    case .rest(let seconds):
      line += "rest \(duration: Double(seconds))"
    }
    if let side = part.side { line += ", \(side.name) side" }
  }

  /// Appends `28 of 30 s held, left side`.
  private static func append(_ stage: ExerciseSessionStageResult, to line: inout Text) {
    line += "\(stage.done, places: 0) of \(stage.work.target)"
    switch stage.work {
    case .repetitions: line.append(stage.work.target == 1 ? " repetition" : " repetitions")
    case .hold: line.append(" s held")
    case .prepare, .move, .rest: line.append(" s")
    }
    if let side = stage.side { line += ", \(side.name) side" }
  }

  /// Appends `kneeling hip-flexor stretch done: 2 holds, 60 s, 58 s of them checked`.
  public static func append(_ result: ExerciseSessionResult, to line: inout Text) {
    line.append(result.title)
    switch result.ending {
    case .completed: line.append(result.isDone ? " done" : " over")
    case .byHand: line.append(" done, as you reported")
    case .stopped: line.append(" stopped")
    case .abandoned: line.append(" abandoned")
    }
    line.append(": ")
    if result.repetitions > 0 {
      line += "\(count: result.repetitions, "repetition", "repetitions")"
      if result.amplitude > 0 {
        line += " of \(result.amplitude, places: 0)\u{B0}"
      }
      line.append(", ")
    }
    if result.heldSeconds > 0 {
      line += "\(result.heldSeconds, places: 0) s held"
      if result.basis.usesSensor {
        line += ", \(result.checkedSeconds, places: 0) s of them checked"
      }
      line.append(", ")
    }
    line += "\(result.credit * 100, places: 0) % of the target"
    if !result.basis.usesSensor { line.append(", not checked") }
  }
}
