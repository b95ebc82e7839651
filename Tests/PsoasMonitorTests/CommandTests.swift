import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A pipeline under the test's hand, whose commands are answered.
struct Desk {
  var monitor: PsoasMonitor.Monitor
  var now = Instant(microseconds: 0)
  var events: [TimedEvent] = []

  /// Two sensors that measure everything, and two exercises.
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

  /// How a command is refused; nil where it is carried out.
  mutating func refusal(of command: Command) -> CommandRefusal? {
    do throws(CommandRefusal) {
      _ = try perform(command)
      return nil
    } catch {
      return error
    }
  }

  /// Lets time pass until a reminder is open, an hour at most.
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
      var desk = Desk()
      #expect(desk.refusal(of: first) == nil)
      let before = desk.events
      for (other, _, _) in guides { #expect(desk.refusal(of: other) == refusal, "\(first), then \(other)") }
      #expect(desk.events == before)
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
    var desk = Desk()
    let before = (desk.monitor.status.pauseReasons, desk.events)
    #expect(desk.refusal(of: command) == refusal)
    #expect(desk.monitor.status.pauseReasons == before.0 && desk.events == before.1)
    // The same as an input of a recording.
    desk.handle(.command(command))
    #expect(desk.events == before.1)
  }

  @Test func `without a sensor nothing is measured, without a wall clock no time of day is accepted`() {
    var desk = Desk(hasSensors: false, hasClock: false)
    #expect(desk.refusal(of: .calibrate(.full)) == .noSensor)
    #expect(desk.refusal(of: .startRhythm(bends: 3)) == .rhythm(.noSensor(.trunk)))
    #expect(desk.refusal(of: .snoozeUntil(minute: 900)) == .noClock)
  }

  @Test func `the neutral stance cannot be skipped`() {
    var desk = Desk()
    #expect(desk.refusal(of: .calibrate(.full)) == nil)
    #expect(desk.refusal(of: .skipStep) == .cannotSkip)
  }

  @Test func `a session is answered with its number, and a snooze with its reminder`() throws {
    var desk = Desk()
    #expect(try desk.perform(.startSession(plank)) == .sessionStarted(number: 1))
    #expect(try desk.perform(.stopSession) == .done)
    #expect(try desk.perform(.startSession(plank)) == .sessionStarted(number: 2))
    #expect(try desk.perform(.stopSession) == .done)
    #expect(try desk.perform(.snooze(minutes: 1)) == .snoozed(reminder: nil))
    _ = try desk.perform(.correct(.sitting))
    for number in 1...2 {
      desk.awaitReminder()
      #expect(try desk.perform(.snooze(minutes: 1)) == .snoozed(reminder: number))
    }
    desk.awaitReminder()
    #expect(desk.refusal(of: .snooze(minutes: 1)) == .snoozedEnough)
    #expect(desk.monitor.status.openReminder == 3)
  }

  @Test func `what was due before the command happens, even where the command is refused`() throws {
    var desk = Desk(hasSensors: false)
    _ = try desk.perform(.correct(.sitting))
    desk.now.microseconds += 10_000_000
    #expect(desk.refusal(of: .stopSession) == .noSession)
    #expect(desk.events.last?.event == .boutStarted)
  }
}
