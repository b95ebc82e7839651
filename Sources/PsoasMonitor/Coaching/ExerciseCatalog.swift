import PsoasSystem

/// All available exercises, including the wearer's own.
public struct ExerciseCatalog: Equatable, Sendable {
  public private(set) var exercises: [Exercise]

  public init(_ exercises: [Exercise] = []) { self.exercises = exercises }

  public subscript(identifier: Text) -> Exercise? { exercises.first { $0.identifier == identifier } }

  /// Finds the exercise with an identifier; if there is none, the refusal names the nearest.
  public func exercise(_ identifier: Text) throws(CommandRefusal) -> Exercise {
    guard let exercise = self[identifier] else {
      throw .unknownExercise(identifier, nearest: nearest(to: identifier))
    }
    return exercise
  }

  /// Adds an exercise; if its identifier already exists, the first one stays.
  public mutating func add(_ exercise: Exercise) {
    if self[exercise.identifier] == nil { exercises.append(exercise) }
  }

  /// The suggestion for long sitting if the catalog has no suitable exercise: a missing file must not silence
  /// reminders.
  static var getUp: Exercise {
    var exercise = Exercise(
      identifier: "get-up", title: "Get up",
      stages: [ExerciseStage(.move(seconds: 60...180))])
    exercise.cue = "Stand up and walk a few steps"
    exercise.text = "Stand up and walk a few steps."
    exercise.cautions = "Stop on pain or dizziness."
    exercise.source = "chosen by judgement"
    exercise.kind = .move
    exercise.frequency = .any
    return exercise
  }
}
