import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The details of a SessionProgress signal: an `a{sv}` whose keys are listed in data/dbus/org.psoas.Psoas1.xml.
enum ExerciseSessionMessage {
  static func write(_ event: ExerciseSessionEvent, to writer: inout MessageWriter) {
    writer.container(BusType.array, "{sv}") { details in
      switch event {
      case .started(let start): write(start, &details)
      case .stage(let stage):
        write(stage.number, stage.part.work, stage.part.side, set: stage.part.set, &details)
        details.entry("cue", stage.part.cue)
      case .stageDone(let stage):
        write(stage.number, stage.work, stage.side, set: stage.set, &details)
        if stage.work.isTimed {
          details.entry("done_us", seconds: stage.done)
          details.entry("checked_us", seconds: stage.checked)
        } else {
          details.entry("done", stage.done)
          details.entry("checked", stage.checked)
        }
        details.entry("amplitude_deg", stage.amplitude)
      case .progress(let progress):
        details.entry("stage", progress.stage)
        if progress.isTimed {
          details.entry("remaining_us", seconds: Double(progress.remaining))
          details.entry("done_us", seconds: Double(progress.done))
        } else {
          details.entry("remaining", progress.remaining)
          details.entry("done", progress.done)
        }
        if let tilt = progress.tilt { details.entry("tilt_deg", tilt) }
        if let target = progress.target {
          details.entry("target_min_deg", target.lowerBound)
          details.entry("target_max_deg", target.upperBound)
        }
        details.entry("holding", progress.isHolding)
        details.entry("paused", progress.isPaused)
        details.entry("feedback", progress.feedback.name)
      case .feedback(let feedback):
        details.entry("feedback", feedback.name)
        details.entry("text", feedback.phrase)
      case .finished(let result): write(result, &details)
      }
    }
  }

  private static func write(
    _ stage: Int, _ work: ExerciseSessionPart.Work, _ side: BodySide?, set: Int, _ details: inout MessageWriter
  ) {
    details.entry("stage", stage)
    details.entry("work", work.name)
    if case .repetitions(let target, let pace) = work {
      details.entry("target", target)
      details.entry("pace_us", seconds: Double(pace))
    } else {
      details.entry("target_us", seconds: Double(work.target))
    }
    if let side { details.entry("side", side.name) }
    details.entry("set", set)
  }

  private static func write(_ start: ExerciseSessionStart, _ details: inout MessageWriter) {
    details.entry("exercise", start.exercise)
    details.entry("title", start.title)
    details.entry("cautions", start.cautions)
    details.entry("basis", start.basis.name)
    details.entry("text", start.basis.phrase)
    details.entry("stages", start.stages)
    details.entry("sets", start.sets)
    guard let window = start.window else { return }
    details.entry("tilt_min_deg", "i") { $0.append(Int32(clamping: window.lowerBound)) }
    details.entry("tilt_max_deg", "i") { $0.append(Int32(clamping: window.upperBound)) }
  }

  private static func write(_ result: ExerciseSessionResult, _ details: inout MessageWriter) {
    details.entry("exercise", result.exercise)
    details.entry("title", result.title)
    details.entry("ending", result.ending.name)
    details.entry("basis", result.basis.name)
    details.entry("repetitions", result.repetitions)
    details.entry("holds", result.holds)
    details.entry("held_us", seconds: result.heldSeconds)
    details.entry("checked_us", seconds: result.checkedSeconds)
    details.entry("amplitude_deg", result.amplitude)
    details.entry("credit", result.credit)
    details.entry("checked", result.checked)
    var text = Text()
    ExerciseSessionText.append(result, to: &text)
    details.entry("text", text)
  }

  /// nil if this version does not know the event.
  static func read(_ event: Text, _ reader: MessageReader) -> ExerciseSessionEvent? {
    let details = MessageDetails(reader)
    if event == "started" { return .started(start(details)) }
    if event == "stage" {
      return part(details).map { .stage(ExerciseSessionStage(number: details.number("stage"), part: $0)) }
    }
    if event == "stage-done" {
      return part(details).map { part in
        .stageDone(
          ExerciseSessionStageResult(
            number: details.number("stage"), work: part.work, side: part.side, set: part.set,
            done: details.seconds("done_us") ?? max(details.value("done") ?? 0, 0),
            checked: details.seconds("checked_us") ?? max(details.value("checked") ?? 0, 0),
            amplitude: details.degrees("amplitude_deg") ?? 0))
      }
    }
    if event == "progress" {
      var target: ClosedRange<Double>?
      if let low = details.degrees("target_min_deg"), let high = details.degrees("target_max_deg"), low <= high {
        target = low...high
      }
      return .progress(
        ExerciseSessionProgress(
          stage: details.number("stage"), isTimed: details["done_us"] != nil,
          remaining: details.wholeSeconds("remaining_us") ?? details.number("remaining"),
          done: details.wholeSeconds("done_us") ?? details.number("done"), tilt: details.degrees("tilt_deg"),
          target: target,
          isHolding: details.flag("holding"), isPaused: details.flag("paused"),
          feedback: ExerciseSessionFeedback(name: details.text("feedback")) ?? .none))
    }
    if event == "feedback" { return ExerciseSessionFeedback(name: details.text("feedback")).map { .feedback($0) } }
    if event == "finished" { return .finished(result(details)) }
    return nil
  }

  private static func start(_ details: MessageDetails) -> ExerciseSessionStart {
    var start = ExerciseSessionStart(
      exercise: details.text("exercise"), title: details.text("title"), cautions: details.text("cautions"),
      basis: ExerciseSessionBasis(name: details.text("basis")) ?? .clock, stages: details.number("stages"),
      sets: details.number("sets"))
    if let low = details.degrees("tilt_min_deg"), let high = details.degrees("tilt_max_deg"), low <= high {
      start.window = Int(low)...Int(high)
    }
    return start
  }

  private static func part(_ details: MessageDetails) -> ExerciseSessionPart? {
    let (word, target) = (details.text("work"), details.wholeSeconds("target_us") ?? details.number("target"))
    let work: ExerciseSessionPart.Work
    if word == "prepare" {
      work = .prepare(seconds: target)
    } else if word == "hold" {
      work = .hold(seconds: target)
    } else if word == "repetitions" {
      work = .repetitions(target, pace: details.wholeSeconds("pace_us") ?? 0)
    } else if word == "move" {
      work = .move(seconds: target)
    } else if word == "rest" {
      work = .rest(seconds: target)
    } else {
      return nil
    }
    return ExerciseSessionPart(
      work: work, cue: details.text("cue"), side: BodySide(name: details.text("side")), set: details.number("set"))
  }

  private static func result(_ details: MessageDetails) -> ExerciseSessionResult {
    var result = ExerciseSessionResult()
    result.exercise = details.text("exercise")
    result.title = details.text("title")
    result.basis = ExerciseSessionBasis(name: details.text("basis")) ?? .clock
    result.ending = ExerciseSessionResult.Ending(name: details.text("ending")) ?? .stopped
    result.repetitions = details.number("repetitions")
    result.holds = details.number("holds")
    result.heldSeconds = details.seconds("held_us") ?? 0
    result.checkedSeconds = details.seconds("checked_us") ?? 0
    result.amplitude = details.degrees("amplitude_deg") ?? 0
    result.credit = PostureEstimate.share(details.value("credit") ?? 0)
    result.checked = PostureEstimate.share(details.value("checked") ?? 0)
    return result
  }
}
