import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

@Suite struct ExerciseSessionTests: BusSuite {
  let fixture: ServiceFixture

  init() throws {
    fixture = try ServiceFixture()
    var stretch = Exercise(identifier: Text("stretch".utf8), title: Text("Stretch".utf8), sides: 2)
    stretch.cue = Text("Hold it".utf8)
    service.catalog = ExerciseCatalog([stretch, Exercise(identifier: Text("plank".utf8))])
    wearer.decide(service.catalog)
  }

  private func run() throws {
    _ = try wearer.perform(.startSession(ExerciseSessionRequest(Text("plank".utf8))))
    wearer.commands = []
  }

  @Test func `the exercises are listed with what a program needs to show them`() throws {
    let answer = try call("ListExercises")
    #expect(
      answer.output.hasPrefix("aa{sv} 2 10 \"identifier\" s \"stretch\" \"title\" s \"Stretch\" \"cue\" s \"Hold it\""))
    #expect(answer.output.contains("\"dose\" s \"30 to 60 s a side\""))
  }

  @Test func `a session is started with its options, and numbered`() throws {
    let answer = try call(
      "StartSession", "sa{sv}", "stretch", "3", "side", "s", "left", "sensor", "b", "false", "long", "b", "true")
    #expect(answer.output == "u 1\n")
    #expect(
      wearer.commands == [
        .startSession(ExerciseSessionRequest(Text("stretch".utf8), side: .left, isLong: true, usesSensor: false))
      ])
  }

  @Test func `an unknown exercise is refused with the nearest there is`() throws {
    let answer = try call("StartSession", "sa{sv}", "strech", "0")
    #expect(answer.status != 0)
    #expect(answer.errors.contains("did you mean stretch?"))
    #expect(wearer.commands.isEmpty)
  }

  @Test func `a second session is refused, and says how the first one ends`() throws {
    try run()
    let answer = try call("StartSession", "sa{sv}", "stretch", "0")
    #expect(answer.errors.contains("already in progress: plank"))
    #expect(answer.errors.contains("psoasctl exercise stop"))
    #expect(wearer.commands.isEmpty)
  }

  @Test(arguments: [
    ["plank", "1", "side", "s", "left"], ["stretch", "1", "side", "s", "both"],
    ["stretch", "1", "sensor", "s", "no"],
    ["stretch", "1", "speed", "u", "2"],
  ])
  func `an option that does not fit is refused`(_ arguments: [String]) throws {
    let answer = try call("StartSession", ["sa{sv}"] + arguments)
    #expect(answer.status != 0)
    #expect(!answer.errors.isEmpty)
    #expect(wearer.commands.isEmpty)
  }

  @Test func `without a session there is nothing to stop or to answer`() throws {
    #expect(try call("StopSession").errors.contains("No exercise session is in progress"))
    #expect(try call("Respond", "s", "next").errors.contains("No exercise session is in progress"))
    try run()
    #expect(try call("Respond", "s", "later").errors.contains("pause, resume, next or done"))
    #expect(try call("Respond", "s", "next").status == 0)
    #expect(try call("StopSession").status == 0)
    #expect(wearer.commands == [.respond(.next), .stopSession])
  }

  private static let events: [ExerciseSessionEvent] = {
    var result = ExerciseSessionResult()
    result.exercise = Text("plank".utf8)
    result.title = Text("Plank é".utf8)
    result.basis = .sensor
    result.ending = .stopped
    result.repetitions = 3
    result.holds = 2
    result.heldSeconds = 20.5
    result.checkedSeconds = 19.25
    result.amplitude = 24.5
    result.credit = 0.75
    result.checked = 0.5
    return [
      .started(
        ExerciseSessionStart(
          exercise: Text("plank".utf8), title: Text("Plank é".utf8), cautions: Text("Stop on pain.".utf8),
          basis: .lean, stages: 6, sets: 3, window: -30...10)),
      .stage(
        ExerciseSessionStage(number: 1, part: ExerciseSessionPart(work: .prepare(seconds: 5), cue: Text("Down".utf8)))),
      .stage(
        ExerciseSessionStage(number: 2, part: ExerciseSessionPart(work: .hold(seconds: 30), side: .right, set: 2))),
      .stage(ExerciseSessionStage(number: 3, part: ExerciseSessionPart(work: .repetitions(12, pace: 5), set: 3))),
      .stageDone(
        ExerciseSessionStageResult(
          number: 2, work: .hold(seconds: 30), side: .right, set: 2, done: 28.5, checked: 25.25)),
      .stageDone(
        ExerciseSessionStageResult(number: 3, work: .repetitions(12, pace: 5), done: 11, checked: 10, amplitude: 24.5)),
      .progress(
        ExerciseSessionProgress(stage: 2, remaining: 12, done: 18, tilt: -7.5, isHolding: true, feedback: .tuck)),
      .progress(ExerciseSessionProgress(stage: 2, remaining: 12, done: 18, isPaused: true)),
      .progress(ExerciseSessionProgress(stage: 3, isTimed: false, remaining: 4, done: 8)),
      .feedback(.sagging), .finished(result),
    ]
  }()

  @Test func `all events of a session arrive`() throws {
    let client = try BusClient(bus.kind)
    let stream = try client.listen()
    for (index, event) in Self.events.enumerated() { service.announce(.session(number: index + 1, event)) }
    var received: [BusSignal] = []
    try turn(loop) {
      while let signal = try? stream.next() { received.append(signal) }
      return received.count >= Self.events.count
    }
    #expect(received == Self.events.enumerated().map { .session(number: $0.offset + 1, $0.element) })
  }
}
