import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@testable import psoasd

/// Records the events it receives, and may act on them.
private final class Recorder: EventSink, StatusSink {
  var names: [String] = []
  var isPaused: [Bool] = []
  var act: ((Event) -> Void)?

  func receive(_ event: TimedEvent) {
    names.append("\(event.event.name)")
    act?(event.event)
  }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    isPaused.append(status.isPaused)
  }
}

@Suite struct RunsOfTheDaemon {
  private let run: DaemonRun
  private let first = Recorder()
  private let second = Recorder()

  init() {
    run = DaemonRun(
      Monitor(catalog: ExerciseCatalog([Exercise(identifier: Text("plank".utf8))])),
      clock: RunClock(isSimulated: true), recorder: nil)
    run.add(events: first)
    run.add(events: second)
    run.add(status: second)
    run.begin { _ in [] }
  }

  @Test func `a command's answer is the pipeline's, and its events have been delivered by then`() throws {
    #expect(try run.perform(.pause) == .done)
    #expect(first.names == ["paused"] && second.names == ["paused"])
    #expect(second.isPaused.last == true)
    #expect(throws: CommandRefusal.noSession) { try run.perform(.stopSession) }
    #expect(
      try run.perform(.startSession(ExerciseSessionRequest(Text("plank".utf8)))) == .sessionStarted(number: 1))
    #expect(first.names.contains("session"))
  }

  @Test func `an input from a sink follows the waiting events, for all sinks`() throws {
    first.act = { [run] event in
      if event == .paused { run.handle(.command(.resume)) }
    }
    #expect(try run.perform(.pause) == .done)
    #expect(first.names == ["paused", "resumed"])
    #expect(second.names == first.names)
    #expect(second.isPaused.last == false)
  }

  @Test func `a command that a sink gives is answered at once`() throws {
    var answers: [String] = []
    first.act = { [run] event in
      guard event == .paused else { return }
      do throws(CommandRefusal) {
        answers.append("\(try run.perform(.startSession(ExerciseSessionRequest(Text("plank".utf8)))))")
        answers.append("\(try run.perform(.startRhythm(bends: 3)))")
      } catch {
        answers.append("\(error.name)")
      }
    }
    _ = try run.perform(.pause)
    #expect(answers == ["sessionStarted(number: 1)", "org.psoas.Psoas1.Error.SessionRunning"])
    #expect(first.names == second.names)
    #expect(first.names.first == "paused" && first.names.contains("session"))
  }

  @Test func `a bout that is due ends when the run ends`() {
    run.handle(.command(.correct(.sitting)))
    run.end()
    #expect(first.names.last == "ended")
  }
}

@Suite struct ClocksOfARun {
  @Test func `times never repeat and never go back`() {
    var clock = RunClock(isSimulated: true)
    #expect(clock.stamp(100) == Instant(microseconds: 100))
    #expect(clock.stamp(100) == Instant(microseconds: 101))
    #expect(clock.stamp(50) == Instant(microseconds: 102))
    #expect(clock.now() == Instant(microseconds: 103))
    #expect(clock.stamp(1_000_000) == Instant(microseconds: 1_000_000))
  }

  @Test func `a simulated run's wall clock follows its time, and it does not sleep`() {
    var clock = RunClock(isSimulated: true)
    let start = clock.wall
    _ = clock.stamp(3_600_000_000)
    #expect(clock.wall.unixMicroseconds - start.unixMicroseconds == 3_600_000_000)
    #expect(clock.wall.utcOffset == start.utcOffset)
    #expect(clock.suspendedSinceLastCheck() == 0)
  }

  @Test func `a live run's time begins at its start and goes on`() {
    var clock = RunClock(isSimulated: false)
    let first = clock.now()
    let second = clock.now()
    #expect((0..<10_000_000).contains(first.microseconds))
    #expect(second > first)
  }
}
