/// The exercises there are, the wearer's own among them.
public struct ExerciseCatalog: Equatable, Sendable {
  public private(set) var exercises: [Exercise]

  public init(_ exercises: [Exercise] = []) { self.exercises = exercises }

  public subscript(identifier: [UInt8]) -> Exercise? { exercises.first { $0.identifier == identifier } }

  /// Takes an exercise, unless there is one of its name already: the first one counts.
  public mutating func add(_ exercise: Exercise) {
    if self[exercise.identifier] == nil { exercises.append(exercise) }
  }

  /// What long sitting suggests where the catalog holds nothing that fits: a missing file does not silence the
  /// reminders.
  static var getUp: Exercise {
    var exercise = Exercise(
      identifier: Array("get-up".utf8), title: Array("Get up".utf8),
      stages: [ExerciseStage(.move(seconds: 60...180))])
    exercise.cue = Array("Stand up and walk a few steps".utf8)
    exercise.text = Array("Stand up and walk a few steps.".utf8)
    exercise.cautions = Array("Stop on pain or dizziness.".utf8)
    exercise.source = Array("the house's judgement".utf8)
    exercise.kind = .move
    exercise.frequency = .any
    return exercise
  }
}
