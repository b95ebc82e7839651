import PsoasMonitor

/// A synthetic wearer who follows an exercise session.
struct ExerciseSessionFollower {
  private var person: Exerciser
  /// In the position of the exercise, or on the way to it.
  private var isDown = false

  init(seed: UInt64) { person = Exerciser(seed: seed) }

  /// The figures that follow an event; nil if it changes nothing.
  mutating func figures(for event: ExerciseSessionEvent, _ exercise: Exercise) -> [Figure]? {
    switch event {
    case .stage(let stage): positions(for: stage.part.work, exercise)
    case .finished:
      isDown ? [up()] : nil
    case .started, .stageDone, .progress, .feedback: nil
    }
  }

  private mutating func up() -> Figure {
    isDown = false
    return person.stand(hold: 4)
  }

  private mutating func positions(for work: ExerciseSessionPart.Work, _ exercise: Exercise) -> [Figure]? {
    let open = Routine.openEnd
    switch exercise.check {
    case .none: return nil
    case .hipFlexorHold:
      // The hips relax for a moment before the posterior tilt.
      return work.isWork
        ? way(to: exercise) + [upright(exercise, hold: 3), stretch(exercise)]
        : way(to: exercise) + [upright(exercise, hold: open)]
    case .figureFourHold:
      return way(to: exercise)
        + (work.isWork ? [person.lie(hold: 3), person.drawIn(hold: open)] : [person.lie(hold: open)])
    case .plankHold:
      return way(to: exercise) + [work.isWork ? person.plank(move: 1.5, hold: open) : person.allFours(hold: open)]
    case .bridgeRepetitions:
      guard case .repetitions(let count, _) = work else { return way(to: exercise) + [person.lie(hold: open)] }
      var routine = Routine()
      routine.add(person.lie(hold: 2))
      for _ in 0..<count + 2 { person.addBridge(to: &routine) }
      return way(to: exercise) + routine.figures
    }
  }

  /// From the chair to standing, and into the position.
  private mutating func way(to exercise: Exercise) -> [Figure] {
    guard !isDown else { return [] }
    isDown = true
    switch exercise.check {
    case .hipFlexorHold: return [person.stand(hold: 1.5), upright(exercise, hold: 1)]
    case .plankHold: return [person.stand(hold: 1.5), person.allFours(hold: 1)]
    case .figureFourHold, .bridgeRepetitions: return [person.stand(hold: 1), person.sitOnFloor()]
    case .none: return []
    }
  }

  private mutating func upright(_ exercise: Exercise, hold: Double) -> Figure {
    exercise.isKneeling ? person.kneel(hold: hold) : person.stepBack(hold: hold)
  }

  private mutating func stretch(_ exercise: Exercise) -> Figure {
    exercise.isKneeling ? person.stretch(hold: Routine.openEnd) : person.standingStretch(hold: Routine.openEnd)
  }
}
