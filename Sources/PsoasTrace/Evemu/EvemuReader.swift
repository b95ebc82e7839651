import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads one evemu file (formats 1.0 to 1.3), plain, gzip or zstd, as the pelvis sensor's recording.
public struct EvemuReader: ~Copyable {
  private var file: EvemuFile
  private let placement: Placement
  private var checks: SignalCheck
  private var last: Sample?
  /// A fault that `next` has still to return.
  private var fault: ReadingFault?
  private var hasBegun = false
  private var hasEnded = false
  private var hasNotedStamps = false

  public var device: SensorDescription { file.device }
  func fractionRead() -> Double? { file.fractionRead() }

  /// Opens a file, plain, gzip or zstd; `-` is standard input.
  public static func open(
    _ path: Text, placement: Placement = .pelvis, quirks: [Quirk] = []
  ) throws(TraceError) -> EvemuReader {
    try EvemuReader(try ByteSource.open(path), placement: placement, quirks: quirks)
  }

  init(_ source: consuming ByteSource, placement: Placement, quirks: [Quirk]) throws(TraceError) {
    file = try EvemuFile(source, quirks: quirks)
    file.hasLimits = true
    checks = SignalCheck(.device(file.scale))
    self.placement = placement
  }

  /// Notes on how the file was interpreted, each once, as `FILE:LINE: ...`.
  public mutating func takeNotes() -> [Text] {
    let notes = file.takeNotes()
    guard file.ignoresStamps, !hasNotedStamps else { return notes }
    hasNotedStamps = true
    return notes + [file.malformed("MSC_TIMESTAMP contradicts the event times and is not used").message]
  }

  /// Appends the time of the last record verbatim.
  public mutating func appendTimeText(to text: inout Text) { file.appendTime(to: &text) }

  /// The next input: the sensor, then its samples and faults, then `.end`; nil after that.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    guard hasBegun else {
      guard let begin = file.begin else { throw file.malformed("no event follows, expected E: lines") }
      hasBegun = true
      return TraceRecord(begin, .sensorAdded(placement, file.traits))
    }
    var next = TraceSample()
    if try nextSample(&next) { return TraceRecord(next.time, .sample(placement, next.sample)) }
    if let fault = fault.take() { return TraceRecord(file.time, .sensorFault(placement, Text(fault.message))) }
    if hasEnded { return nil }
    hasEnded = true
    let last = last
    if let finding = checks.finish({ [placement] in $0 == placement ? last : nil }) { throw file.implausible(finding) }
    return TraceRecord(file.time, .end)
  }

  /// Changes `next` to the next sample; false if the next input is none, which the function `next` returns.
  mutating func nextSample(_ next: inout TraceSample) throws(TraceError) -> Bool {
    guard hasBegun, fault == nil else { return false }
    switch try file.nextReading() {
    case .sample(let sample)?:
      // A sensor that may be faulty is no question of units.
      last = file.isInDoubt ? nil : sample
      if let last, let finding = checks.take(last, placement) { throw file.implausible(finding) }
      next = TraceSample(sample.time, placement, sample)
      return true
    case .fault(let found)?: fault = found
    case nil: break
    }
    return false
  }
}
