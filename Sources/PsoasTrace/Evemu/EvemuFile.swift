import PsoasCore
import PsoasMonitor

/// One sensor's evemu file: its description, then its samples through the decoder that live devices go through.
struct EvemuFile: ~Copyable {
  private var source: ByteSource
  let device: SensorDescription
  let traits: SensorTraits
  private var decoder: FrameDecoder
  /// When the first event was; nil where there is none.
  let begin: Instant?
  /// When the event read last was.
  private(set) var time: Instant
  /// The first event, which the description's end could only be known by.
  private var first: InputEvent?
  /// The time of the event read last, byte for byte.
  private(set) var timeText = Bytes()

  /// - Parameter quirks: the first that covers the device is applied.
  init(_ source: consuming ByteSource, quirks: [Quirk]) throws(TraceError) {
    let opened = try EvemuFile.open(&source, quirks)
    self.source = source
    device = opened.device
    decoder = opened.decoder
    traits = SensorTraits(
      name: opened.device.name, hasGyroscope: opened.decoder.hasGyroscope, isSparse: opened.decoder.isSparse)
    begin = opened.event?.time
    time = opened.event?.time ?? Instant(microseconds: 0)
    first = opened.event?.event
    timeText = opened.timeText
  }

  private struct Opened {
    var device: SensorDescription
    var decoder: FrameDecoder
    var event: (time: Instant, event: InputEvent)?
    var timeText = Bytes()
  }

  private static func open(_ source: inout ByteSource, _ quirks: [Quirk]) throws(TraceError) -> Opened {
    var header = EvemuHeader()
    let line = try header.read(&source)
    let device = header.device
    let decoder: FrameDecoder
    do throws(SensorError) {
      decoder = try FrameDecoder(device, quirk: quirks.first { $0.match.covers(device) })
    } catch {
      throw source.malformed(error.message)
    }
    guard let line else { return Opened(device: device, decoder: decoder) }
    guard let event = EvemuFile.event(line) else { throw EvemuFile.notAnEvent(line, source) }
    return Opened(
      device: device, decoder: decoder,
      event: (Instant(microseconds: event.time.microseconds), event.event), timeText: Bytes(event.time.text))
  }

  /// An error at the line read last.
  func malformed(_ message: StaticString) -> TraceError { source.malformed(message) }

  /// Appends the time of the sample given last, byte for byte.
  func appendTime(to text: inout Bytes) { text.append(contentsOf: timeText) }

  /// The next sample; nil at the end.
  mutating func nextSample() throws(TraceError) -> Sample? {
    if let event = first {
      first = nil
      if let sample = decoder.take(event, at: time) { return sample }
    }
    while let line = try source.nextLine() {
      guard let event = EvemuFile.event(line) else {
        if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
        throw EvemuFile.notAnEvent(line, source)
      }
      guard event.time.microseconds >= time.microseconds else {
        throw source.malformed("time goes backwards, expected events in the order of their times")
      }
      time = Instant(microseconds: event.time.microseconds)
      if let sample = decoder.take(event.event, at: time) {
        timeText.removeAll(keepingCapacity: true)
        timeText.append(contentsOf: event.time.text)
        return sample
      }
    }
    return nil
  }

  @inline(__always)
  private static func event(
    _ line: UnsafeBufferPointer<UInt8>
  ) -> (time: (microseconds: Int64, text: UnsafeBufferPointer<UInt8>), event: InputEvent)? {
    guard line.count > 2, line[0] == UInt8(ascii: "E"), line[1] == UInt8(ascii: ":"),
      var fields = Fields(line, from: 2), let time = fields.timeval(), let type = fields.hexadecimal(),
      let code = fields.hexadecimal(), let value = fields.eventValue(), fields.isAtEnd
    else { return nil }
    return (time, InputEvent(type: type, code: code, value: value))
  }

  private static func notAnEvent(
    _ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource
  ) -> TraceError {
    if line.contains(0) { return source.malformed("binary data, expected text") }
    var message = Bytes()
    message.append(quoting: line)
    message.append(" is no event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds")
    return source.malformed(message)
  }
}
