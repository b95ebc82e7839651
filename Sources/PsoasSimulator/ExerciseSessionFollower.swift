import PsoasMonitor

/// A synthetic wearer who follows an exercise session.
struct ExerciseSessionFollower {
  private var person: Exerciser
  private var isDown = false

  init(seed: UInt64) { person = Exerciser(seed: seed) }

  /// The figures that follow an event; nil if it changes nothing.
  mutating func figures(for event: ExerciseSessionEvent, _ check: Exercise.Check) -> [Figure]? {
    switch event {
    case .stage(let stage): positions(for: stage.part.work, check)
    case .finished:
      isDown ? [up()] : nil
    case .started, .stageDone, .progress, .feedback: nil
    }
  }

  private mutating func up() -> Figure {
    isDown = false
    return person.stand(hold: 4)
  }

  private mutating func positions(for work: ExerciseSessionPart.Work, _ check: Exercise.Check) -> [Figure]? {
    let open = Routine.openEnd
    switch check {
    case .none: return nil
    case .hipFlexorHold:
      // The hips relax for a moment before the posterior tilt.
      return work.isWork ? way(to: check) + [person.kneel(hold: 3), person.stretch(hold: open)] : change(to: check)
    case .figureFourHold:
      return work.isWork
        ? way(to: check) + [person.lie(hold: 3), person.drawIn(hold: open)] : way(to: check) + [person.lie(hold: open)]
    case .plankHold:
      return work.isWork
        ? way(to: check) + [person.plank(move: 1.5, hold: open)] : way(to: check) + [person.allFours(hold: open)]
    case .bridgeRepetitions:
      guard case .repetitions(let count, _) = work else { return way(to: check) + [person.lie(hold: open)] }
      var routine = Routine()
      routine.add(person.lie(hold: 2))
      for _ in 0..<count + 2 { person.addBridge(to: &routine) }
      return way(to: check) + routine.figures
    }
  }

  /// From the chair to standing, and down to the floor.
  private mutating func way(to check: Exercise.Check) -> [Figure] {
    guard !isDown else { return [] }
    isDown = true
    switch check {
    case .hipFlexorHold: return [person.stand(hold: 1.5), person.kneel(hold: 1)]
    case .plankHold: return [person.stand(hold: 1.5), person.allFours(hold: 1)]
    case .figureFourHold, .bridgeRepetitions: return [person.stand(hold: 1), person.sitOnFloor()]
    case .none: return []
    }
  }

  private mutating func change(to check: Exercise.Check) -> [Figure] {
    way(to: check) + [person.kneel(hold: Routine.openEnd)]
  }
}
