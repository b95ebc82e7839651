import PsoasSystem

/// The events of an exercise session, as sentences.
public enum ExerciseSessionText {
  /// Appends one sentence without a line feed.
  public static func append(_ event: ExerciseSessionEvent, to line: inout Text) {
    switch event {
    case .started(let start):
      line.append("exercise: ")
      line.append(start.title)
      line.append(", ")
      line.append(start.basis.phrase)
    case .stage(let stage): append(stage.part, to: &line)
    case .stageDone(let stage): append(stage, to: &line)
    case .progress(let progress):
      line.append(progress.isPaused ? "paused, " : "")
      line.append(progress.remaining)
      line.append(" to go")
    case .feedback(let feedback): line.append(feedback.phrase)
    case .finished(let result): append(result, to: &line)
    }
  }

  /// Appends the work of a stage: `hold 30 s, left side: Tuck your tailbone`.
  public static func append(_ part: ExerciseSessionPart, to line: inout Text) {
    append(head: part, to: &line)
    if !part.cue.isEmpty {
      line.append(": ")
      line.append(part.cue)
    }
  }

  /// Appends the same without the cue.
  public static func append(head part: ExerciseSessionPart, to line: inout Text) {
    switch part.work {
    case .prepare(let seconds):
      line.append("get ready, ")
      line.append(duration: Double(seconds))
    case .hold(let seconds):
      line.append("hold ")
      line.append(duration: Double(seconds))
    case .repetitions(let count, _):
      line.append(count)
      line.append(count == 1 ? " repetition" : " repetitions")
    case .move(let seconds):
      line.append("continue for ")
      line.append(duration: Double(seconds))
    case .rest(let seconds):
      line.append("rest ")
      line.append(duration: Double(seconds))
    }
    if let side = part.side {
      line.append(", ")
      line.append(side.name)
      line.append(" side")
    }
  }

  /// Appends `28 of 30 s held, left side`.
  private static func append(_ stage: ExerciseSessionStageResult, to line: inout Text) {
    line.append(stage.done, places: 0)
    line.append(" of ")
    line.append(stage.work.target)
    switch stage.work {
    case .repetitions: line.append(stage.work.target == 1 ? " repetition" : " repetitions")
    case .hold: line.append(" s held")
    case .prepare, .move, .rest: line.append(" s")
    }
    if let side = stage.side {
      line.append(", ")
      line.append(side.name)
      line.append(" side")
    }
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
      line.append(result.repetitions)
      line.append(result.repetitions == 1 ? " repetition" : " repetitions")
      if result.amplitude > 0 {
        line.append(" of ")
        line.append(result.amplitude, places: 0)
        line.append("\u{B0}")
      }
      line.append(", ")
    }
    if result.heldSeconds > 0 {
      line.append(result.heldSeconds, places: 0)
      line.append(" s held")
      if result.basis.usesSensor {
        line.append(", ")
        line.append(result.checkedSeconds, places: 0)
        line.append(" s of them checked")
      }
      line.append(", ")
    }
    line.append(result.credit * 100, places: 0)
    line.append(" % of the target")
    if !result.basis.usesSensor { line.append(", not checked") }
  }
}
