import CSystemd
import PsoasMonitor
import PsoasSystem

/// An exercise as ListExercises() returns it.
public struct ExerciseSummary: Equatable, Sendable {
  public var identifier: Text
  /// For display, UTF-8.
  public var title: Text
  public var cue: Text
  public var text: Text
  public var cautions: Text
  public var source: Text
  /// stretch, strength or move.
  public var kind: Text
  /// The sensor check, or none.
  public var check: Text
  /// For display: `30 to 60 s a side, 2 sets`.
  public var dose: Text
  public var sides: Int

  public init(_ exercise: Exercise) {
    identifier = exercise.identifier
    title = exercise.title
    cue = exercise.cue
    text = exercise.text
    cautions = exercise.cautions
    source = exercise.source
    kind = Text()
    kind.append(exercise.kind.name)
    check = Text()
    check.append(exercise.check.name)
    dose = Text()
    dose.append(exercise.dose)
    sides = exercise.sides
  }

  init(_ details: MessageDetails) {
    identifier = details.text("identifier")
    title = details.text("title")
    cue = details.text("cue")
    text = details.text("text")
    cautions = details.text("cautions")
    source = details.text("source")
    kind = details.text("kind")
    check = details.text("check")
    dose = details.text("dose")
    sides = details.number("sides")
  }
}

enum ExerciseMessage {
  static func write(_ exercise: Exercise, to details: inout MessageWriter) {
    let summary = ExerciseSummary(exercise)
    details.entry("identifier", summary.identifier)
    details.entry("title", summary.title)
    details.entry("cue", summary.cue)
    details.entry("text", summary.text)
    details.entry("cautions", summary.cautions)
    details.entry("source", summary.source)
    details.entry("kind", summary.kind)
    details.entry("check", summary.check)
    details.entry("dose", summary.dose)
    details.entry("sides", summary.sides)
  }
}
