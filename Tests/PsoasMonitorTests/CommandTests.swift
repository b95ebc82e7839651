import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A `Monitor` whose time the test advances, and which performs commands.
struct Pipeline {
  var monitor: PsoasMonitor.Monitor
  var now = Instant(microseconds: 0)
  var events: [TimedEvent] = []

  /// Two sensors with gyroscopes, and two exercises.
  init(hasSensors: Bool = true, hasClock: Bool = true) {
    monitor = Monitor(
      catalog: ExerciseCatalog([
        Exercise(identifier: Text("plank".utf8)), Exercise(identifier: Text("stretch".utf8), sides: 2),
      ]))
    if hasClock { handle(.wallClock(WallClock(unixMicroseconds: 1_774_735_200_000_000, utcOffset: 3600))) }
    guard hasSensors else { return }
    for placement in [Placement.pelvis, .trunk] { handle(.sensorAdded(placement, SensorTraits())) }
  }

  mutating func handle(_ input: Input) {
    now.microseconds += 1
    monitor.handle(TimedInput(now, input), into: &events)
  }

  mutating func perform(_ command: Command) throws(CommandRefusal) -> Reply {
    now.microseconds += 1
    return try monitor.perform(command, at: now, into: &events)
  }

  /// The refusal of a command; nil if it is performed.
  mutating func refusal(of command: Command) -> CommandRefusal? {
    do throws(CommandRefusal) {
      _ = try perform(command)
      return nil
    } catch {
      return error
    }
  }

  /// Advances the time until a reminder is open, by an hour at most.
  mutating func awaitReminder() {
    for _ in 0..<3600 where monitor.status.openReminder == nil { pass(1) }
  }

  mutating func pass(_ seconds: Int) {
    for _ in 0..<seconds {
      now.microseconds += 1_000_000
      handle(.tick)
    }
  }
}

let plank = ExerciseSessionRequest(Text("plank".utf8))

@Suite struct Commands {
  @Test func `whatever guides the wearer, nothing else begins, and the refusal says how it ends`() {
    let guides: [(Command, CommandRefusal, String)] = [
      (.calibrate(.full), .calibrationRunning, "Ctrl-C in `psoasctl calibrate`"),
      (.startRhythm(bends: 3), .rhythmRunning, "Ctrl-C in `psoasctl rhythm`"),
      (.startSession(plank), .sessionRunning(plank.exercise), "psoasctl exercise stop"),
    ]
    for (first, refusal, remedy) in guides {
      var pipeline = Pipeline()
      #expect(pipeline.refusal(of: first) == nil)
      let before = pipeline.events
      for (other, _, _) in guides { #expect(pipeline.refusal(of: other) == refusal, "\(first), then \(other)") }
      #expect(pipeline.events == before)
      #expect(String(decoding: refusal.message, as: UTF8.self).contains(remedy))
    }
  }

  @Test(
    arguments: [
      (Command.snooze(minutes: 0), CommandRefusal.invalidDuration), (.snooze(minutes: 601), .invalidDuration),
      (.snoozeUntil(minute: 1440), .invalidTime), (.snoozeUntil(minute: -1), .invalidTime),
      (.doneExercise(Text("plonk".utf8)), .unknownExercise(Text("plonk".utf8), nearest: plank.exercise)),
      (.doneExercise(Text("x".utf8)), .unknownExercise(Text("x".utf8), nearest: nil)),
      (.cancelCalibration, .noCalibration), (.nextStep, .noCalibration), (.skipStep, .noCalibration),
      (.calibrate(.quick), .notCalibrated), (.forgetCalibration(.thigh), .nothingStored(.thigh)),
      (.startRhythm(bends: 2), .invalidBends), (.startRhythm(bends: 11), .invalidBends), (.stopRhythm, .notMeasuring),
      (.startSession(ExerciseSessionRequest(Text("plank".utf8), side: .left)), .noSides(plank.exercise)),
      (.startSession(ExerciseSessionRequest([])), .unknownExercise([], nearest: nil)),
      (.stopSession, .noSession), (.respond(.next), .noSession), (.undo, .nothingToUndo),
    ] as [(Command, CommandRefusal)])
  func `what makes no sense is refused and leaves nothing behind`(command: Command, refusal: CommandRefusal) {
    var pipeline = Pipeline()
    let before = (pipeline.monitor.status.pauseReasons, pipeline.events)
    #expect(pipeline.refusal(of: command) == refusal)
    #expect(pipeline.monitor.status.pauseReasons == before.0 && pipeline.events == before.1)
    // The same command as an input of a recording.
    pipeline.handle(.command(command))
    #expect(pipeline.events == before.1)
  }

  @Test func `without a sensor nothing is measured, without a wall clock no time of day is accepted`() {
    var pipeline = Pipeline(hasSensors: false, hasClock: false)
    #expect(pipeline.refusal(of: .calibrate(.full)) == .noSensor)
    #expect(pipeline.refusal(of: .startRhythm(bends: 3)) == .rhythm(.noSensor(.trunk)))
    #expect(pipeline.refusal(of: .snoozeUntil(minute: 900)) == .noClock)
  }

  @Test func `the neutral stance cannot be skipped`() {
    var pipeline = Pipeline()
    #expect(pipeline.refusal(of: .calibrate(.full)) == nil)
    #expect(pipeline.refusal(of: .skipStep) == .cannotSkip)
  }

  @Test func `a session is answered with its number, and a snooze with its reminder`() throws {
    var pipeline = Pipeline()
    #expect(try pipeline.perform(.startSession(plank)) == .sessionStarted(number: 1))
    #expect(try pipeline.perform(.stopSession) == .done)
    #expect(try pipeline.perform(.startSession(plank)) == .sessionStarted(number: 2))
    #expect(try pipeline.perform(.stopSession) == .done)
    #expect(try pipeline.perform(.snooze(minutes: 1)) == .snoozed(reminder: nil))
    _ = try pipeline.perform(.correct(.sitting))
    for number in 1...2 {
      pipeline.awaitReminder()
      #expect(try pipeline.perform(.snooze(minutes: 1)) == .snoozed(reminder: number))
    }
    pipeline.awaitReminder()
    #expect(pipeline.refusal(of: .snooze(minutes: 1)) == .snoozedEnough)
    #expect(pipeline.monitor.status.openReminder == 3)
  }

  @Test func `what was due before the command happens, even where the command is refused`() throws {
    var pipeline = Pipeline(hasSensors: false)
    _ = try pipeline.perform(.correct(.sitting))
    pipeline.now.microseconds += 10_000_000
    #expect(pipeline.refusal(of: .stopSession) == .noSession)
    #expect(pipeline.events.last?.event == .boutStarted)
  }
}
