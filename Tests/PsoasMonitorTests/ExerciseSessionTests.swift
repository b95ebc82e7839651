import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct ExerciseSessionTests {
  private static func stretch(check: Exercise.Check = .hipFlexorHold) -> Exercise {
    var exercise = Exercise(
      identifier: Text("stretch".utf8), title: Text("Stretch".utf8),
      stages: [
        ExerciseStage(.move(seconds: 5...5), cue: Text("Kneel on the {side} knee".utf8)),
        ExerciseStage(.hold(seconds: 10...20), cue: Text("Hold".utf8)),
      ], sides: 2)
    exercise.sets = 2
    exercise.rest = 4
    exercise.check = check
    return exercise
  }

  private static func plank() -> Exercise {
    var exercise = Exercise(
      identifier: Text("plank".utf8), stages: [ExerciseStage(.repetitions(3...5, hold: 10, rest: 5))])
    exercise.check = .plankHold
    return exercise
  }

  private static func words(_ plan: ExerciseSessionPlan) -> [String] {
    plan.parts.map { part in
      "\(part.work.name) \(part.work.target)" + (part.side.map { " \($0.name)" } ?? "") + " \(part.set)"
    }
  }

  @Test func `each set goes left, then right, with a rest between sets`() {
    let plan = ExerciseSessionPlan(Self.stretch(), ExerciseSessionRequest([]))
    #expect(
      Self.words(plan) == [
        "prepare 5 left 1", "hold 10 left 1", "prepare 5 right 1", "hold 10 right 1", "rest 4 1",
        "prepare 5 left 2", "hold 10 left 2", "prepare 5 right 2", "hold 10 right 2",
      ])
    #expect(plan.parts[2].cue == Text("Kneel on the right knee".utf8))
  }

  @Test func `one side alone, and the most that is asked for`() {
    let request = ExerciseSessionRequest([], side: .right, isLong: true)
    #expect(
      Self.words(ExerciseSessionPlan(Self.stretch(), request)) == [
        "prepare 5 right 1", "hold 20 right 1", "rest 4 1", "prepare 5 right 2", "hold 20 right 2",
      ])
  }

  @Test func `a plank's repetitions are holds of their own, after some seconds to get ready`() {
    #expect(
      Self.words(ExerciseSessionPlan(Self.plank(), ExerciseSessionRequest([]))) == [
        "prepare 5 1", "hold 10 1", "rest 5 1", "hold 10 1", "rest 5 1", "hold 10 1",
      ])
  }

  /// A session by the clock, written as one character per second, with a letter at the start of each stage.
  private struct Clock {
    var session: ExerciseSession
    var now = 0.0
    var emitted: [ExerciseSessionEvent] = []
    var line = ""

    init(_ exercise: Exercise, _ request: ExerciseSessionRequest = ExerciseSessionRequest([], usesSensor: false)) {
      session = ExerciseSession(exercise, request, sensor: .absent, at: 0)
      session.begin(into: &emitted)
    }

    mutating func pass(_ seconds: Int) {
      for _ in 0..<seconds {
        let before = emitted.count
        now += 1
        session.step(at: now, hasSensor: false, into: &emitted)
        for case .stage(let stage) in emitted[before...] { line += "|\(stage.part.work.name.description.prefix(1))" }
        line += session.isOver ? "" : "."
      }
    }

    var result: ExerciseSessionResult? {
      for case .finished(let result) in emitted { return result }
      return nil
    }
  }

  @Test func `by the clock it runs to its end, done but not checked`() throws {
    var clock = Clock(Self.stretch())
    clock.pass(70)
    #expect(
      clock.line
        == "....|h..........|p.....|h..........|r....|p.....|h..........|p.....|h..........")
    let result = try #require(clock.result)
    #expect(result.ending == .completed && result.basis == .clock)
    #expect(result.holds == 4 && result.heldSeconds == 40)
    #expect(result.credit == 1 && result.checked == 0 && result.isDone)
  }

  @Test func `each hold is reported when it ends, with its side and set, complete or not`() throws {
    var clock = Clock(Self.stretch())
    clock.pass(18)
    clock.session.respond(.next, into: &clock.emitted)
    clock.pass(8)
    clock.session.stop(.stopped, into: &clock.emitted)
    let stages = clock.emitted.compactMap { emitted -> ExerciseSessionStageResult? in
      if case .stageDone(let stage) = emitted { stage } else { nil }
    }
    #expect(
      stages == [
        ExerciseSessionStageResult(number: 2, work: .hold(seconds: 10), side: .left, set: 1, done: 10),
        ExerciseSessionStageResult(number: 4, work: .hold(seconds: 10), side: .right, set: 1, done: 8),
      ])
    #expect(stages.reduce(0) { $0 + $1.done } == clock.result?.heldSeconds)
  }

  @Test func `a pause stops the clock, and a skipped stage has no credit`() throws {
    var clock = Clock(Self.stretch(), ExerciseSessionRequest([], side: .left, usesSensor: false))
    clock.pass(10)
    clock.session.respond(.pause, into: &clock.emitted)
    clock.pass(100)
    #expect(clock.session.progress.isPaused && clock.session.progress.done == 5)
    clock.session.respond(.resume, into: &clock.emitted)
    clock.session.respond(.next, into: &clock.emitted)
    clock.pass(4)
    clock.session.respond(.next, into: &clock.emitted)
    clock.session.respond(.next, into: &clock.emitted)
    let result = try #require(clock.result)
    #expect(result.ending == .completed)
    #expect(result.credit == 0.25 && !result.isDone)
  }

  @Test func `the wearer's answer makes it done`() throws {
    var clock = Clock(Self.stretch())
    clock.pass(3)
    clock.session.respond(.done, into: &clock.emitted)
    let result = try #require(clock.result)
    #expect(result.ending == .byHand && result.isDone && result.credit == 0)
    clock.pass(10)
    clock.session.respond(.next, into: &clock.emitted)
    #expect(clock.emitted.last == .finished(result))
  }

  @Test func `a pause ends the session after a quarter of an hour`() throws {
    var clock = Clock(Self.stretch())
    clock.session.respond(.pause, into: &clock.emitted)
    clock.pass(900)
    #expect(clock.result?.ending == .abandoned)
  }

  @Test func `progress comes once a second at most, and counts down`() {
    var clock = Clock(Self.stretch())
    clock.pass(20)
    let seconds = clock.emitted.compactMap { event -> Int? in
      if case .progress(let progress) = event, progress.stage == 2 { progress.remaining } else { nil }
    }
    #expect(seconds == Array((0...9).reversed()))
  }

  @Test func `the basis says why the clock alone guides`() {
    func basis(_ exercise: Exercise, _ sensor: ExerciseSession.Sensor, uses: Bool = true) -> ExerciseSessionBasis? {
      var session = ExerciseSession(exercise, ExerciseSessionRequest([], usesSensor: uses), sensor: sensor, at: 0)
      var emitted: [ExerciseSessionEvent] = []
      session.begin(into: &emitted)
      guard case .started(let start)? = emitted.first else { return nil }
      return start.basis
    }
    #expect(basis(Self.stretch(), .axes) == .sensor)
    #expect(basis(Self.stretch(), .lean) == .lean)
    #expect(basis(Self.stretch(), .silentAxes) == .noUpright)
    #expect(basis(Self.stretch(), .absent) == .noSensor)
    #expect(basis(Self.stretch(), .axes, uses: false) == .clock)
    #expect(basis(Self.stretch(check: .none), .axes) == .unchecked)
  }

  @Test func `an unknown name has a nearest one`() {
    let catalog = ExerciseCatalog(
      ["kneeling-hip-flexor", "glute-bridge", "plank"].map { Exercise(identifier: Text($0.utf8)) })
    #expect(catalog.nearest(to: Text("glute-brigde".utf8)) == Text("glute-bridge".utf8))
    #expect(catalog.nearest(to: Text("standing".utf8)) == nil)
    #expect(catalog.nearest(to: Text("plan".utf8)) == Text("plank".utf8))
    #expect(catalog.nearest(to: Text(bytes: Array(repeating: 97, count: 100_000))) == nil)
  }
}
