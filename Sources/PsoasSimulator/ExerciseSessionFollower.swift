import PsoasMonitor

/// A synthetic wearer who follows an exercise session.
struct ExerciseSessionFollower {
  private var person: Exerciser
  /// In the position of the exercise, or on the way to it.
  private var isDown = false
  /// In a stage that counts.
  private var isWorking = false
  /// The position from which a hold begins, as it was last taken.
  private var base: Figure?

  /// Seconds that the hips are still before a hold: its check compares with them.
  private static let stillness = 3.0

  init(seed: UInt64) { person = Exerciser(seed: seed) }

  /// The figures that follow an event; nil if it changes nothing.
  mutating func figures(for event: ExerciseSessionEvent, _ exercise: Exercise) -> [Figure]? {
    switch event {
    case .stage(let stage):
      isWorking = stage.part.work.isWork
      return positions(for: stage.part.work, exercise)
    case .feedback(.getUpright), .feedback(.byClock):
      // The hold began from a position that the check does not know: begins again.
      guard isWorking, let hold = hold(exercise) else { return nil }
      return [position(exercise, hold: 2 * Self.stillness), hold]
    case .finished:
      isWorking = false
      return isDown ? [up()] : nil
    case .started, .stageDone, .progress, .feedback: return nil
    }
  }

  private mutating func up() -> Figure {
    isDown = false
    return person.stand(hold: 4)
  }

  private mutating func positions(for work: ExerciseSessionPart.Work, _ exercise: Exercise) -> [Figure]? {
    let open = Routine.openEnd
    let way = way(to: exercise)
    switch exercise.check {
    case .none: return nil
    case .hipFlexorHold, .figureFourHold:
      guard work.isWork, let hold = hold(exercise) else { return way + [position(exercise, hold: open)] }
      let start = way.isEmpty ? still() : position(exercise, hold: 2 * Self.stillness)
      return way + [start, hold]
    case .plankHold:
      return way + [work.isWork ? person.plank(move: 1.5, hold: open) : person.allFours(hold: open)]
    case .bridgeRepetitions:
      guard case .repetitions(let count, _) = work else { return way + [person.lie(hold: open)] }
      var routine = Routine()
      routine.add(person.lie(hold: 2))
      for _ in 0..<count + 2 { person.addBridge(to: &routine) }
      return way + routine.figures
    }
  }

  /// From the chair to standing, and towards the position.
  private mutating func way(to exercise: Exercise) -> [Figure] {
    guard !isDown else { return [] }
    isDown = exercise.check != .none
    switch exercise.check {
    case .hipFlexorHold: return [person.stand(hold: 1.5)]
    case .plankHold: return [person.stand(hold: 1.5), person.allFours(hold: 1)]
    case .figureFourHold, .bridgeRepetitions: return [person.stand(hold: 1), person.sitOnFloor()]
    case .none: return []
    }
  }

  // MARK: Holds of a stretch

  /// Takes the position from which the hold begins.
  private mutating func position(_ exercise: Exercise, hold: Double) -> Figure {
    let figure: Figure
    if exercise.check == .figureFourHold {
      figure = person.lie(hold: hold)
    } else {
      figure = exercise.isKneeling ? person.kneel(hold: hold) : person.stepBack(hold: hold)
    }
    base = figure
    return figure
  }

  /// Stays in it for a moment.
  private mutating func still() -> Figure {
    let base = base ?? person.kneel(hold: 0)
    return Figure(base.kind, base.pose, move: 0.5, hold: Self.stillness, sway: base.sway)
  }

  private mutating func hold(_ exercise: Exercise) -> Figure? {
    switch exercise.check {
    case .hipFlexorHold where exercise.isKneeling: person.stretch(hold: Routine.openEnd)
    case .hipFlexorHold: person.standingStretch(hold: Routine.openEnd)
    case .figureFourHold: person.drawIn(hold: Routine.openEnd)
    case .plankHold, .bridgeRepetitions, .none: nil
    }
  }
}
