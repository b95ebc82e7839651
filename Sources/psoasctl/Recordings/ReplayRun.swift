import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// One trace on its way through `Monitor`.
struct ReplayRun: ~Copyable {
  struct Options {
    var mode: PsoasMonitor.Monitor.CalibrationMode
    var settings: Settings
    /// The wearer named a configuration: the trace's own does not count.
    var overridesConfiguration: Bool
    var standing: StandingRange?
    var speed: Speed
    var lag: Double
  }

  private var reader: TraceReader
  private var monitor: PsoasMonitor.Monitor
  private var rows: EstimateRows
  private var stance: Stance
  private var pacer: Pacer
  private var progress: ProgressBar
  private var events: [TimedEvent] = []

  init(_ trace: String, _ options: Options) throws(Failure) {
    let opened = try Self.open(trace, options.settings.quirks)
    var settings = options.settings
    // The machine's own settings are not a recording's: without a file named, its own or the defaults hold.
    if !options.overridesConfiguration { settings.configuration = opened.configuration ?? Configuration() }
    // Nor are its exercises. Settings of the wearer's own may name some that the recording does not know.
    if var carried = opened.catalog {
      if options.overridesConfiguration {
        for exercise in settings.catalog.exercises { carried.add(exercise) }
      }
      settings.catalog = carried
    }
    var mode = options.mode
    if mode == .automatic, let carried = opened.calibration { mode = .given(carried) }
    monitor = PsoasMonitor.Monitor(
      settings.configuration, catalog: settings.catalog, calibration: mode)
    rows = EstimateRows(lag: options.lag)
    stance = Stance(options.standing)
    pacer = Pacer(options.speed)
    progress = ProgressBar(trace)
    reader = opened
  }

  private static func open(_ trace: String, _ quirks: [Quirk]) throws(Failure) -> TraceReader {
    do throws(TraceError) { return try TraceReader(path: Text(trace.utf8), quirks: quirks) } catch {
      throw Failure(error)
    }
  }

  /// Runs to the trace's end and gives the day's totals. What was written before an error stays written.
  mutating func run(into sink: inout ReplaySink) throws(Failure) -> DayTotals {
    var last: Instant?
    while let record = try next() {
      pacer.wait(until: record.time, from: last ?? record.time)
      last = record.time
      for input in stance.due(at: record.time) { monitor.handle(input, into: &events) }
      monitor.handle(record.input, into: &events)
      if sink.wantsEstimates, case .sample(let placement, let sample) = record.input.input {
        var time = Text()
        reader.appendTimeText(to: &time)
        try rows.add(placement, sample, monitor, time: time, to: &sink)
      }
      if !events.isEmpty { try sink.write(&events) }
      if progress.isDue { progress.advance(record.time, reader.fractionRead()) }
    }
    progress.finish()
    try rows.finish(to: &sink)
    return monitor.status.today
  }

  private mutating func next() throws(Failure) -> TraceRecord? {
    do throws(TraceError) { return try reader.next() } catch { throw Failure(error) }
  }
}

/// The inputs that say when the wearer stood in neutral.
private struct Stance {
  private var pending: [TimedInput]

  init(_ range: StandingRange?) {
    pending = range.map { [TimedInput($0.from, .standingBegan), TimedInput($0.to, .standingEnded)] } ?? []
  }

  /// Those that are due before an input at `time`. They take its time where the trace has no sample at their own.
  mutating func due(at time: Instant) -> [TimedInput] {
    guard let first = pending.first, first.time <= time else { return [] }
    let due = pending.prefix { $0.time <= time }
    pending.removeFirst(due.count)
    return Array(due)
  }
}

/// Holds a replay back to a multiple of real time.
struct Pacer {
  private let factor: Double?
  private let began = ProcessInfo.processInfo.systemUptime
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
    let rest = due - ProcessInfo.processInfo.systemUptime
    if rest > 0 { Thread.sleep(forTimeInterval: rest) }
  }
}
