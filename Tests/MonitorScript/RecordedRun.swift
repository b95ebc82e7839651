import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// A script's run as the daemon does it: its sensors are devices, whose frames are decoded and recorded. Its recording gives
/// the events of the live run, byte for byte.
public struct RecordedRun: ~Copyable {
  private var monitor = Monitor(catalog: MonitorScript.catalog)
  private var writer: RecordingWriter
  private var decoders = PerPlacement<FrameDecoder?>(repeating: nil)
  private var lines = Text()
  private var time = Instant(microseconds: -1)

  /// - Parameter folder: does not exist; remains as a recording.
  public static func check(
    _ bytes: UnsafeBufferPointer<UInt8>, in folder: Text
  ) throws(MonitorInvariants.Violation) {
    do throws(TraceError) {
      var run = RecordedRun(
        writer: try .create(folder, RecordingManifest(program: "test", identifier: "1", catalog: MonitorScript.catalog))
      )
      var script = MonitorScript(bytes)
      while let inputs = script.next() {
        for input in inputs { try run.give(input) }
      }
      try run.give(script.end())
      try run.writer.flush()
      let replayed = try replay(folder)
      guard run.lines != replayed else { return }
      throw TraceError(.malformed, file: folder, line: 0, problem: RecordedRun.difference(run.lines, replayed))
    } catch {
      throw MonitorInvariants.Violation(String(decoding: error.message, as: UTF8.self))
    }
  }

  private init(writer: consuming RecordingWriter) { self.writer = writer }

  /// Every input of a daemon's run has its own microsecond.
  private mutating func give(_ input: TimedInput) throws(TraceError) {
    time = Instant(microseconds: max(time.microseconds + 1, input.time.microseconds))
    switch input.input {
    case .sample(let placement, let sample):
      // Only a sensor that was added has frames.
      guard decoders[placement] != nil else { return }
      let events = SensorFrame.events(of: sample, isStamped: decoders[placement]?.isSparse == false)
      try writer.frame(placement, events, at: time)
      for event in events {
        guard let decoded = decoders[placement]?.decode(event, at: time) else { continue }
        handle(.sample(placement, decoded))
      }
      return
    case .sensorAdded(let placement, let traits):
      let device = SensorFrame.device(traits)
      guard let decoder = try? FrameDecoder(device) else { return }
      decoders[placement] = decoder
      try writer.sensor(placement, device)
      try give(
        .sensorAdded(
          placement,
          SensorTraits(name: traits.name, hasGyroscope: decoder.hasGyroscope, isSparse: decoder.isSparse)))
    case .sensorRemoved(let placement, _):
      decoders[placement] = nil
      try give(input.input)
    default: try give(input.input)
    }
  }

  private mutating func give(_ input: Input) throws(TraceError) {
    try writer.input(TimedInput(time, input))
    handle(input)
  }

  private mutating func handle(_ input: Input) {
    var events: [TimedEvent] = []
    monitor.handle(TimedInput(time, input), into: &events)
    for event in events { EventJSON.append(event, to: &lines) }
  }

  private static func replay(_ folder: Text) throws(TraceError) -> Text {
    var reader = try RecordingReader.open(folder)
    var monitor = Monitor(
      reader.manifest.configuration, catalog: reader.manifest.catalog ?? ExerciseCatalog(),
      calibration: reader.manifest.calibration.map { .given($0) } ?? .automatic)
    var lines = Text()
    var events: [TimedEvent] = []
    while let record = try reader.next() {
      events.removeAll(keepingCapacity: true)
      monitor.handle(record.input, into: &events)
      for event in events { EventJSON.append(event, to: &lines) }
    }
    return lines
  }

  /// The first line of each that differs.
  static func difference(_ one: Text, _ other: Text) -> Text {
    let (left, right) = (one.parts(separatedBy: 0x0A), other.parts(separatedBy: 0x0A))
    let index = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)
    let (mine, its) = (index < left.count ? left[index] : "the end", index < right.count ? right[index] : "the end")
    return "the events of two runs differ: \(mine) and \(its)"
  }
}

/// A made-up device whose frames are a script's samples: 0.001 g and 0.1 degrees/s a unit.
private enum SensorFrame {
  static func device(_ traits: SensorTraits) -> SensorDescription {
    SensorDescription(
      name: traits.name, bus: 5, vendor: 1, product: 2, version: 3, properties: 1 << 6,
      axes: (0..<(traits.hasGyroscope ? 6 : 3)).map {
        AbsoluteAxis(code: $0, minimum: -100_000, maximum: 100_000, resolution: $0 < 3 ? 1000 : 10)
      }, isStamped: !traits.isSparse)
  }

  static func events(of sample: Sample, isStamped: Bool) -> [InputEvent] {
    let (force, turn) = (sample.acceleration, sample.angularVelocity)
    let units = 1000 / FrameDecoder.gravity
    var values = [force.x * units, force.y * units, force.z * units]
    if sample.hasGyroscope {
      let perRadian = 10 * 180 / Trigonometry.pi
      values += [turn.x * perRadian, turn.y * perRadian, turn.z * perRadian]
    }
    var events = values.enumerated().map { code, value in
      InputEvent(type: Evdev.absolute, code: UInt16(code), value: Int32(value.rounded()))
    }
    if isStamped {
      let stamp = Int32(truncatingIfNeeded: sample.time.microseconds)
      events.append(InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: stamp))
    }
    return events + [.report]
  }
}
