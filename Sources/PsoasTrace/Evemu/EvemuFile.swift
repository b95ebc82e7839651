import PsoasCore
import PsoasMonitor
import PsoasSystem

/// One sensor's evemu file: its description, then its samples, decoded like those of live devices.
struct EvemuFile: ~Copyable {
  private var source: ByteSource
  func fractionRead() -> Double? { source.fractionRead }
  let device: SensorDescription
  let traits: SensorTraits
  private var decoder: FrameDecoder
  /// Time of the first event; nil if there is none.
  let begin: Instant?
  /// The event read last.
  private var line: EventLine
  private var isFirst: Bool
  /// The reason why there are no samples.
  private var fault: ReadingFault?
  /// Samples that are impossible for a worn sensor are refused. Our own recordings keep what the live run received.
  var hasLimits = false

  /// - Parameter quirks: the first that matches the device is applied.
  init(_ source: consuming ByteSource, quirks: [Quirk]) throws(TraceError) {
    let opened = try EvemuFile.open(&source, quirks)
    self.source = source
    device = opened.device
    decoder = opened.decoder
    traits = SensorTraits(
      name: opened.device.name, hasGyroscope: opened.decoder.hasGyroscope, isSparse: opened.decoder.isSparse)
    line = opened.line
    begin = opened.hasEvents ? opened.line.time : nil
    isFirst = opened.hasEvents
  }

  private struct Opened {
    var device: SensorDescription
    var decoder: FrameDecoder
    var line = EventLine()
    var hasEvents = false
  }

  private static func open(_ source: inout ByteSource, _ quirks: [Quirk]) throws(TraceError) -> Opened {
    var header = EvemuHeader()
    let first = try header.read(&source)
    let device = header.device
    var opened: Opened
    do throws(SensorError) {
      opened = Opened(
        device: device, decoder: try FrameDecoder(device, quirk: quirks.first { $0.match.covers(device) }))
    } catch {
      throw source.malformed(error.message)
    }
    // The description ends at the first event.
    guard let first else { return opened }
    guard opened.line.read(first) else { throw EvemuFile.notAnEvent(first, source) }
    opened.hasEvents = true
    return opened
  }

  /// The timestamps in the file contradict its event times and are ignored.
  var ignoresStamps: Bool { decoder.ignoresStamps }

  /// The current readings are not plausible, which may become a fault.
  var isInDoubt: Bool { decoder.isInDoubt }

  /// The scale that the samples have.
  var scale: SignalCheck.Scale { decoder.scale }

  /// Notes on the bytes that were skipped or are missing, each once.
  mutating func takeNotes() -> [Text] { source.takeNotes() }

  /// Time of the event read last.
  var time: Instant { line.time }

  /// Appends the time of the event read last, byte for byte.
  func appendTime(to text: inout Text) { line.appendTime(to: &text) }

  /// An error at the line read last.
  func malformed(_ problem: Text) -> TraceError { source.malformed(problem) }
  /// The same for samples that are impossible for a worn sensor.
  func implausible(_ problem: Text) -> TraceError { source.implausible(problem) }

  enum Reading {
    case sample(Sample)
    /// The readings from here on are no measurements: they give no samples.
    case fault(ReadingFault)
  }

  /// The next sample; nil at the end.
  mutating func nextSample() throws(TraceError) -> Sample? {
    while let reading = try nextReading() {
      if case .sample(let sample) = reading { return sample }
    }
    return nil
  }

  /// The next sample, or the reason why there are none; nil at the end.
  mutating func nextReading() throws(TraceError) -> Reading? {
    if isFirst {
      isFirst = false
      if let reading = try decode() { return reading }
    }
    while let text = try source.nextLine() {
      let before = line.time
      guard line.read(text) else {
        if text.isEmpty || text[0] == UInt8(ascii: "#") { continue }
        throw EvemuFile.notAnEvent(text, source)
      }
      guard line.time >= before else {
        throw source.malformed("time goes backwards, expected events in the order of their times")
      }
      if let reading = try decode() { return reading }
    }
    return nil
  }

  private mutating func decode() throws(TraceError) -> Reading? {
    if let sample = decoder.decode(line.event, at: line.time) {
      fault = nil
      return .sample(try limited(sample))
    }
    guard line.event.type == Evdev.synchronization, let found = decoder.fault(at: line.time), found != fault else {
      return nil
    }
    fault = found
    return .fault(found)
  }

  private func limited(_ sample: Sample) throws(TraceError) -> Sample {
    if !hasLimits || sample.isWithinLimits { return sample }
    let (limit, key): (StaticString, StaticString) =
      sample.acceleration.isWithin(TraceLimits.acceleration)
      ? ("100 rad/s", "UnitsPerDegreePerSecond=") : ("1000 m/s2", "UnitsPerG=")
    throw source.malformed(
      "the reading is beyond \(limit): is the scale right? Give \(key) in a quirk (see psoas-quirks(5))")
  }

  private static func notAnEvent(
    _ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource
  ) -> TraceError {
    if line.contains(0) { return source.malformed("binary data, expected text") }
    return source.malformed(
      """
      \(quoting: line) is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of \
      microseconds
      """)
  }
}

extension Sample {
  /// Whether a worn sensor can send this sample.
  fileprivate var isWithinLimits: Bool {
    acceleration.isWithin(TraceLimits.acceleration) && angularVelocity.isWithin(TraceLimits.angularVelocity)
  }
}

extension Vector3 {
  /// Whether each component is within the limit; false for NaN.
  fileprivate func isWithin(_ limit: Double) -> Bool {
    x.magnitude <= limit && y.magnitude <= limit && z.magnitude <= limit
  }
}
