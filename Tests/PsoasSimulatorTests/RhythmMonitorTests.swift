import Foundation
import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor
@testable import PsoasSimulator

/// The rhythm measured by `Monitor` from the synthetic wearer's frames.
@Suite struct RhythmMonitorTests {
  private static func inputs(
    _ placements: [Placement] = [.pelvis, .trunk], seconds: Double = 45, gyroscope: Bool = true
  ) throws -> [TimedInput] {
    var options = SyntheticWearer.Options()
    options.placements = placements
    options.hasGyroscope = gyroscope
    var wearer = SyntheticWearer(day: [.rhythm(bends: 3)], options)
    var decoders: [Placement: FrameDecoder] = [:]
    var inputs: [TimedInput] = []
    for placement in placements {
      let decoder = try FrameDecoder(#require(wearer.description(of: placement)))
      decoders[placement] = decoder
      let traits = SensorTraits(name: [], hasGyroscope: decoder.hasGyroscope)
      inputs.append(TimedInput(Instant(microseconds: 0), .sensorAdded(placement, traits)))
    }
    var frame: [InputEvent] = []
    while true {
      let (placement, time) = wearer.next(&frame)
      if time.seconds > seconds { return inputs }
      for event in frame {
        if let sample = decoders[placement]?.decode(event, at: time) {
          inputs.append(TimedInput(time, .sample(placement, sample)))
        }
      }
    }
  }

  private static func insert(_ command: Command, at seconds: Double, into inputs: inout [TimedInput]) {
    let time = Instant(microseconds: Int64(seconds * 1e6))
    let index = inputs.firstIndex { $0.time > time } ?? inputs.count
    inputs.insert(TimedInput(time, .command(command)), at: index)
  }

  private static func events(_ inputs: [TimedInput]) -> [TimedEvent] {
    var monitor = Monitor(catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    for input in inputs { monitor.handle(input, into: &events) }
    return events
  }

  private static func refusals(_ events: [TimedEvent]) -> [RhythmRefusal] {
    events.compactMap { if case .rhythmRefused(let refusal) = $0.event { refusal } else { nil } }
  }

  private static func results(_ events: [TimedEvent]) -> [RhythmResult] {
    events.compactMap { if case .rhythmMeasured(let result) = $0.event { result } else { nil } }
  }

  @Test func `a command starts it, and events report its progress and result`() throws {
    var inputs = try Self.inputs()
    Self.insert(.startRhythm(bends: 3), at: 1, into: &inputs)
    let events = Self.events(inputs)
    let result = try #require(Self.results(events).first)
    #expect(result.bends.count == 3)
    #expect(Self.results(events).count == 1)
    #expect(Self.refusals(events).isEmpty)
    let rhythm = try #require(result.rhythm)
    #expect(abs(try #require(rhythm.ratio(.forward, phase: 0)).median / 2.51 - 1) < 0.05)
    #expect(abs(try #require(rhythm.ratio(.forward, phase: 3)).median / 1.34 - 1) < 0.05)
    let stages = events.compactMap {
      if case .rhythmProgress(let progress) = $0.event { progress } else { nil }
    }
    #expect(stages.first?.stage == .stance)
    #expect(stages.contains { $0.stage == .bends && $0.bends == 2 })
    #expect(stages.last?.stage == .complete)
    // Five per second for about 35 s, and one for each stage.
    #expect(stages.count < 200)
  }

  @Test func `what is missing is named`() throws {
    for (inputs, obstacle) in [
      (try Self.inputs([.pelvis], seconds: 1), RhythmRefusal.noSensor(.trunk)),
      (try Self.inputs(seconds: 1, gyroscope: false), .noGyroscope(.trunk)),
    ] {
      var monitor = Monitor(catalog: ExerciseCatalog())
      var events: [TimedEvent] = []
      for input in inputs { monitor.handle(input, into: &events) }
      #expect(throws: CommandRefusal.rhythm(obstacle)) {
        try monitor.perform(.startRhythm(bends: 3), at: Instant(microseconds: 1_000_000), into: &events)
      }
      #expect(Self.refusals(events).isEmpty)
    }
  }

  @Test func `stopped before the first bend it gives nothing, and after two it reports that`() throws {
    var inputs = try Self.inputs(seconds: 30)
    Self.insert(.startRhythm(bends: 3), at: 1, into: &inputs)
    Self.insert(.stopRhythm, at: 5, into: &inputs)
    #expect(Self.refusals(Self.events(inputs)) == [.stopped])
    inputs = try Self.inputs(seconds: 30)
    Self.insert(.startRhythm(bends: 3), at: 1, into: &inputs)
    Self.insert(.stopRhythm, at: 21.8, into: &inputs)
    guard case .tooFewBends(2, _)? = Self.refusals(Self.events(inputs)).first else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `while it is measured neither a calibration nor an exercise begins, nor the other way round`() throws {
    let catalog = ExerciseCatalog([Exercise(identifier: Text("plank".utf8))])
    let begin: [Command] = [
      .startRhythm(bends: 3), .calibrate(.full), .startSession(ExerciseSessionRequest(Text("plank".utf8))),
    ]
    for first in begin {
      var inputs = try Self.inputs(seconds: 4)
      Self.insert(first, at: 1, into: &inputs)
      var alone = Monitor(catalog: catalog)
      var expected: [TimedEvent] = []
      for input in inputs { alone.handle(input, into: &expected) }
      #expect(throws: CommandRefusal.self) { try alone.requireUnguided() }
      for (index, other) in begin.enumerated() {
        Self.insert(other, at: 1.5 + Double(index) / 4, into: &inputs)
      }
      var disturbed = Monitor(catalog: catalog)
      var events: [TimedEvent] = []
      for input in inputs { disturbed.handle(input, into: &events) }
      #expect(events == expected)
    }
  }

  @Test func `a sensor that falls silent ends it`() throws {
    var inputs = try Self.inputs(seconds: 30).filter { timed in
      if case .sample(.trunk, _) = timed.input { return timed.time.seconds < 8 }
      return true
    }
    Self.insert(.startRhythm(bends: 3), at: 1, into: &inputs)
    guard case .silent(.trunk, _)? = Self.refusals(Self.events(inputs)).first else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `a result as JSON is an object that a parser reads`() throws {
    var inputs = try Self.inputs()
    Self.insert(.startRhythm(bends: 3), at: 1, into: &inputs)
    let timed = try #require(
      Self.events(inputs).first { if case .rhythmMeasured = $0.event { true } else { false } })
    var line = Text()
    EventJSON.append(timed, to: &line)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    #expect(object["event"] as? String == "rhythm")
    let share = try #require(object["lumbar_share_percent"] as? [String: Any])
    #expect(abs(try #require(share["median"] as? Double) - 65) < 3)
    let bends = try #require(object["bends"] as? [[String: Any]])
    #expect(bends.count == 3)
    #expect((bends[0]["forward_curve_deg"] as? [Any])?.count == 29)
  }
}
