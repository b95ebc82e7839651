import Glibc
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// The processing of one recording by `Monitor`.
struct ReplayRun: ~Copyable {
  struct Options {
    var mode: PsoasMonitor.Monitor.CalibrationMode
    var settings: Settings
    /// The user specified a configuration, which replaces the recording's own.
    var overridesConfiguration: Bool
    var standing: StandingRange?
    var speed: Speed
    var lag: Double
    var units: TraceUnits
    /// The name of the column with labels, for the sink's analysis; nil for none.
    var label: Text?
    var showsProgress = true
  }

  private var reader: TraceReader
  private var monitor: PsoasMonitor.Monitor
  private var rows: EstimateRows
  private var stance: Stance
  private var pacer: Pacer
  private var progress: ProgressBar
  private var events: [TimedEvent] = []
  private let name: Text
  /// Seconds standing, walking or lying that end a bout, by the configuration in force.
  let breakLength: Double
  private var last: Instant?
  /// The reasons why sensors were not used.
  private var faults: [Text] = []

  init(_ trace: Text, _ options: Options) throws(Failure) {
    let opened = try Self.open(trace, options)
    var settings = options.settings
    // The configuration of this machine does not apply: without a file given, the recording's own or the defaults
    // apply.
    if !options.overridesConfiguration { settings.configuration = opened.configuration ?? Configuration() }
    // Nor do its exercises. The wearer's own settings may name some that the recording does not contain.
    if var carried = opened.catalog {
      if options.overridesConfiguration {
        for exercise in settings.catalog.exercises { carried.add(exercise) }
      }
      settings.catalog = carried
    }
    var mode = options.mode
    if mode == .automatic, let carried = opened.calibration { mode = .given(carried) }
    breakLength = settings.configuration.breakLength
    monitor = PsoasMonitor.Monitor(
      settings.configuration, catalog: settings.catalog, calibration: mode)
    rows = EstimateRows(lag: options.lag)
    stance = Stance(options.standing)
    pacer = Pacer(options.speed)
    progress = ProgressBar(trace, isShown: options.showsProgress)
    name = trace
    reader = opened
  }

  private static func open(_ trace: Text, _ options: Options) throws(Failure) -> TraceReader {
    do throws(TraceError) {
      return try TraceReader(
        path: trace, quirks: options.settings.quirks, units: options.units, label: options.label)
    } catch {
      throw Failure(error)
    }
  }

  /// At least one input was read.
  var hasInputs: Bool { last != nil }

  /// The state at the end of what has been processed.
  var status: MonitorStatus { monitor.status }

  /// The wall clock at the recording's time 0; nil if unknown.
  var start: WallClock? { reader.start }

  /// Runs to the end of the recording, or to the first invalid line, as if the recording ended before it.
  /// - Returns: the error of the recording.
  /// - Throws: an error of the output.
  mutating func run(into sink: inout ReplaySink) throws(Failure) -> Failure? {
    var fault: Failure?
    var sample = TraceSample()
    while fault == nil {
      if readSample(&sample, &fault) {
        try take(&sample, into: &sink)
      } else if fault == nil {
        guard let record = next(&fault) else { break }
        if last == nil {
          reportNotes(to: sink)
          if let missed = stance.begin(at: record.time, name) {
            fault = missed
            break
          }
        }
        try take(record, into: &sink)
      }
    }
    if fault != nil, let last { try take(TraceRecord(last, .end), into: &sink) }
    progress.finish()
    try rows.finish(to: &sink)
    reportNotes(to: sink)
    return fault ?? stance.missed(name, last)
  }

  /// The next record; nil at the end, and with an error of the recording in `fault`.
  private mutating func next(_ fault: inout Failure?) -> TraceRecord? {
    do throws(TraceError) { return try reader.next() } catch {
      fault = Failure(error)
      return nil
    }
  }

  /// Changes `sample` to the next sample where the reader gives samples apart; false otherwise, and with an error of the
  /// recording in `fault`.
  @inline(__always)
  private mutating func readSample(_ sample: inout TraceSample, _ fault: inout Failure?) -> Bool {
    do throws(TraceError) { return try reader.nextSample(&sample) } catch {
      fault = Failure(error)
      return false
    }
  }

  private mutating func take(_ record: TraceRecord, into sink: inout ReplaySink) throws(Failure) {
    if case .sample(let placement, let sample) = record.input.input {
      var next = TraceSample(record.time, placement, sample)
      return try take(&next, into: &sink)
    }
    advance(to: record.time, isEnd: record.input.input == .end)
    monitor.handle(record.input, into: &events)
    try report(at: record.time, to: &sink)
  }

  @inline(__always)
  private mutating func take(_ next: inout TraceSample, into sink: inout ReplaySink) throws(Failure) {
    advance(to: next.time, isEnd: false)
    monitor.handle(&next.sample, from: next.placement, at: next.time, into: &events)
    if let analysis = sink.analysis {
      analysis.take(next.sample.time, next.placement, monitor.posture, label: reader.label)
    }
    if sink.wantsEstimates { try rows.add(&next, &monitor, &reader, to: &sink) }
    try report(at: next.time, to: &sink)
  }

  /// Waits for the time of the next input, and processes the inputs that are due before it.
  @inline(__always)
  private mutating func advance(to time: Instant, isEnd: Bool) {
    pacer.wait(until: time, from: last ?? time)
    last = time
    guard stance.isPending else { return }
    for input in stance.due(at: time, isEnd: isEnd) { monitor.handle(input, into: &events) }
  }

  /// Writes the events of an input.
  @inline(__always)
  private mutating func report(at time: Instant, to sink: inout ReplaySink) throws(Failure) {
    if !events.isEmpty {
      for timed in events { reportFault(timed, to: sink) }
      try sink.write(&events)
    }
    if progress.isDue { progress.advance(time, reader.fractionRead()) }
  }

  /// Reports why a sensor's time is unknown, each reason once.
  private mutating func reportFault(_ timed: TimedEvent, to sink: borrowing ReplaySink) {
    guard case .sensorFault(let placement, let reason) = timed.event, !faults.contains(reason) else { return }
    faults.append(reason)
    var time = Text()
    time.append(time: timed.time)
    sink.note("\(name): the \(placement.name) sensor is not used from \(time) s on: \(reason)")
  }

  private mutating func reportNotes(to sink: borrowing ReplaySink) {
    for note in reader.takeNotes() { sink.note(note) }
  }
}

/// The inputs for the interval in which the wearer stood in neutral.
private struct Stance {
  private let range: StandingRange?
  private var pending: [TimedInput] = []
  private var began: Instant?

  init(_ range: StandingRange?) { self.range = range }

  var isPending: Bool { !pending.isEmpty }

  /// The start of the recording: earlier times cannot be processed.
  /// - Returns: an error if the whole range is before it.
  mutating func begin(at time: Instant, _ trace: Text) -> Failure? {
    guard began == nil else { return nil }
    began = time
    guard let range else { return nil }
    guard range.to > time else {
      return .data("\(trace): --standing ends before the first sample, which is at \(Self.text(time)) s")
    }
    pending = [TimedInput(max(range.from, time), .standingBegan), TimedInput(range.to, .standingEnded)]
    return nil
  }

  /// The inputs that are due before an input at `time`. They get its time if the recording has no sample at their own;
  /// a stance beyond the end of the recording ends there.
  mutating func due(at time: Instant, isEnd: Bool) -> [TimedInput] {
    guard let first = pending.first else { return [] }
    if isEnd, pending.count == 1 {
      pending = []
      return [TimedInput(time, .standingEnded)]
    }
    guard first.time <= time else { return [] }
    let due = pending.prefix { $0.time <= time }
    pending.removeFirst(due.count)
    return Array(due)
  }

  /// An error if the recording ended before the range.
  func missed(_ trace: Text, _ end: Instant?) -> Failure? {
    guard pending.count == 2, let end else { return nil }
    return .data("\(trace): --standing begins after the last sample, which is at \(Self.text(end)) s")
  }

  private static func text(_ time: Instant) -> Text {
    var text = Text()
    text.append(time: time)
    return text
  }
}

/// Slows a replay down to a multiple of real time.
struct Pacer {
  private let factor: Double?
  private let began = Double(SystemClock.monotonic) * 1e-6
  private var origin: Instant?

  init(_ speed: Speed) {
    switch speed {
    case .max: factor = nil
    case .times(let factor): self.factor = factor
    }
  }

  mutating func wait(until time: Instant, from last: Instant) {
    guard let factor else { return }
    let start = origin ?? last
    origin = start
    let due = began + time.seconds(since: start) / factor
    let rest = due - Double(SystemClock.monotonic) * 1e-6
    if rest > 0 { usleep(useconds_t(min(rest, 1e3) * 1e6)) }
  }
}
