import PsoasSystem

/// The exercises there are, the wearer's own among them.
public struct ExerciseCatalog: Equatable, Sendable {
  public private(set) var exercises: [Exercise]

  public init(_ exercises: [Exercise] = []) { self.exercises = exercises }

  public subscript(identifier: Text) -> Exercise? { exercises.first { $0.identifier == identifier } }

  /// The exercise of an identifier; where there is none, the refusal names the nearest.
  public func exercise(_ identifier: Text) throws(CommandRefusal) -> Exercise {
    guard let exercise = self[identifier] else {
      throw .unknownExercise(identifier, nearest: nearest(to: identifier))
    }
    return exercise
  }

  /// Takes an exercise, unless there is one of its name already: the first one counts.
  public mutating func add(_ exercise: Exercise) {
    if self[exercise.identifier] == nil { exercises.append(exercise) }
  }

  /// What long sitting suggests where the catalog holds nothing that fits: a missing file does not silence the
  /// reminders.
  static var getUp: Exercise {
    var exercise = Exercise(
      identifier: "get-up", title: "Get up",
      stages: [ExerciseStage(.move(seconds: 60...180))])
    exercise.cue = "Stand up and walk a few steps"
    exercise.text = "Stand up and walk a few steps."
    exercise.cautions = "Stop on pain or dizziness."
    exercise.source = "the house's judgement"
    exercise.kind = .move
    exercise.frequency = .any
    return exercise
  }
}
