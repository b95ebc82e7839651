import PsoasCore
import PsoasMonitor
import PsoasTrace

/// The rhythm in a recording: as it was measured live in it, or else over the bends in it.
struct RhythmTrace {
  let trace: String
  let bends: Int
  /// Seconds of the trace that count; nil for all of them.
  let from: Double?
  let to: Double?

  static func measure(_ trace: String, _ bends: Int, from: Double?, to: Double?) throws(Failure) -> RhythmResult {
    let reading = RhythmTrace(trace: trace, bends: bends, from: from, to: to)
    if from == nil, to == nil, let live = try reading.run(asRecorded: true) { return try reading.result(live) }
    guard let own = try reading.run(asRecorded: false) else {
      throw Failure.data("\(trace): no measurement: it needs samples of a pelvis and a trunk sensor")
    }
    return try reading.result(own)
  }

  /// - Returns: how the measurement ended; nil where there was none.
  private func run(asRecorded: Bool) throws(Failure) -> Result<RhythmResult, RhythmRefusal>? {
    do throws(TraceError) {
      var reader = try TraceReader(path: Array(trace.utf8), quirks: (try? DataFiles.load(nil))?.quirks ?? [])
      var monitor = PsoasMonitor.Monitor(catalog: ExerciseCatalog())
      var events: [TimedEvent] = []
      var first: Instant?
      var last: Instant?
      var isBegun = asRecorded
      while let record = try reader.next() {
        let start = first ?? record.time
        first = start
        let elapsed = record.time.seconds(since: start)
        if let to, elapsed > to { break }
        switch record.input.input {
        case .end where !asRecorded, .command(.startRhythm) where !asRecorded, .command(.stopRhythm) where !asRecorded:
          continue
        default: monitor.handle(record.input, into: &events)
        }
        last = record.time
        // Both sensors must be there before it can begin.
        if !isBegun, elapsed >= from ?? 0, monitor.status.rhythmObstacle == nil {
          isBegun = true
          monitor.handle(TimedInput(record.time, .command(.startRhythm(bends: bends))), into: &events)
        }
        if let ending = RhythmTrace.ending(&events) { return ending }
      }
      guard !asRecorded, let last else { return nil }
      let command: Command = isBegun ? .stopRhythm : .startRhythm(bends: bends)
      monitor.handle(TimedInput(last, .command(command)), into: &events)
      return RhythmTrace.ending(&events)
    } catch {
      throw Failure(error)
    }
  }

  private static func ending(_ events: inout [TimedEvent]) -> Result<RhythmResult, RhythmRefusal>? {
    defer { events.removeAll(keepingCapacity: true) }
    for event in events {
      if case .rhythmMeasured(let result) = event.event { return .success(result) }
      if case .rhythmRefused(let refusal) = event.event { return .failure(refusal) }
    }
    return nil
  }

  private func result(_ ending: Result<RhythmResult, RhythmRefusal>) throws(Failure) -> RhythmResult {
    switch ending {
    case .success(let result): return result
    case .failure(.noSensor(let placement)):
      throw Failure.data("\(trace): no samples of a \(placement) sensor: the rhythm needs a pelvis and a trunk sensor")
    case .failure(let refusal):
      throw Failure.data("\(trace): not measured: " + RhythmReport.words { RhythmText.append(refusal, to: &$0) })
    }
  }
}
