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
    first.act = { [unowned run] event in
      if event == .paused { run.handle(.command(.resume)) }
    }
    #expect(try run.perform(.pause) == .done)
    #expect(first.names == ["paused", "resumed"])
    #expect(second.names == first.names)
    #expect(second.isPaused.last == false)
  }

  @Test func `a command that a sink gives is answered at once`() throws {
    var answers: [String] = []
    first.act = { [unowned run] event in
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

@Suite struct InputsAndFrames {
  /// A sensor that has frames which nobody has read yet.
  private static func device() -> SensorDescription {
    var device = SensorDescription(properties: 1 << 6)
    for code in UInt16(0)..<3 {
      device.axes.append(AbsoluteAxis(code: code, minimum: -32768, maximum: 32767, resolution: 8192))
    }
    return device
  }

  /// A run that has begun, with a pelvis sensor.
  private static func begin(_ clock: @escaping RunClock.Reader) throws -> (DaemonRun, Recorder) {
    let run = DaemonRun(
      Monitor(catalog: ExerciseCatalog([])), clock: RunClock(isSimulated: false, read: clock), recorder: nil)
    let recorder = Recorder()
    run.add(events: recorder)
    run.begin { _ in [] }
    try run.open(.pelvis, device(), quirk: nil, identifier: Text("x".utf8))
    return (run, recorder)
  }

  @Test func `an input has the frames before it read, which keep their times`() throws {
    var present: Int64 = 5_000_000
    let (run, recorder) = try Self.begin { _ in present }
    var pending: [Int64] = [5_004_000, 5_008_000, 5_012_000, 5_016_000]
    var times: [Int64] = []
    run.readSensors = {
      for time in pending {
        run.receive(.pelvis, [InputEvent(type: 3, code: 2, value: 8192), .report], source: time)
        times.append(run.now.microseconds)
      }
      pending = []
    }
    present = 5_020_000
    _ = try run.perform(.pause)
    #expect(times == [4_000, 8_000, 12_000, 16_000])
    #expect(run.now.microseconds == 20_000)
    #expect(recorder.names.last == "paused")
    run.readSensors = nil
  }

  @Test func `an input that a frame causes directly follows it, and the next frame keeps its time`() throws {
    var present: Int64 = 5_000_000
    let (run, recorder) = try Self.begin { _ in present }
    var caused: Int64?
    recorder.act = { [unowned run] event in
      guard caused == nil else { return }
      caused = 0
      run.handle(.command(.pause))
      caused = run.now.microseconds
    }
    // The first event after some time of standing or lying still comes from a frame.
    var frame: Int64 = 0
    for step in 1...30_000 {
      present = 5_000_000 + Int64(step) * 20_000
      frame = present - 15_000
      run.receive(.pelvis, [InputEvent(type: 3, code: 2, value: 8192 - Int32(step % 5)), .report], source: frame)
      #expect(caused != nil || run.now.microseconds == frame - 5_000_000)
      if let caused {
        #expect(caused == frame - 5_000_000 + 1)
        break
      }
    }
    #expect(caused != nil)
    run.receive(.pelvis, [InputEvent(type: 3, code: 2, value: 8192), .report], source: frame + 5000)
    #expect(run.now.microseconds == frame - 5_000_000 + 5000)
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
