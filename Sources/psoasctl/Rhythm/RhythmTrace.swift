import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The rhythm in a recording: the recorded live measurement, otherwise a measurement of the bends in it.
struct RhythmTrace {
  let trace: String
  let bends: Int
  /// The first second of the recording to use; nil for the whole recording.
  let from: Double?
  let to: Double?
  let units: TraceUnits

  static func measure(
    _ trace: String, _ bends: Int, from: Double?, to: Double?, _ units: TraceUnits
  ) throws(Failure) -> RhythmResult {
    let reading = RhythmTrace(trace: trace, bends: bends, from: from, to: to, units: units)
    if from == nil, to == nil, let live = try reading.run(asRecorded: true) { return try reading.result(live) }
    guard let own = try reading.run(asRecorded: false) else {
      throw Failure.data("\(trace): no measurement: it needs samples of a pelvis and a trunk sensor")
    }
    return try reading.result(own)
  }

  /// - Returns: the outcome of the measurement; nil if there was none.
  private func run(asRecorded: Bool) throws(Failure) -> Result<RhythmResult, RhythmRefusal>? {
    do throws(TraceError) {
      let quirks = (try? DataFiles.load(nil))?.quirks ?? []
      var reader = try TraceReader(path: Text(trace.utf8), quirks: quirks, units: units)
      var monitor = PsoasMonitor.Monitor(catalog: ExerciseCatalog())
      var events: [TimedEvent] = []
      var first: Instant?
      var last: Instant?
      var isBegun = asRecorded
      var refusal: CommandRefusal?
      while let record = try reader.next() {
        if first == nil { for note in reader.takeNotes() { StandardError.write(note.line + "\n") } }
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
        // The measurement cannot begin before both sensors are present.
        if !isBegun, elapsed >= from ?? 0 {
          refusal = begin(&monitor, at: record.time, &events)
          isBegun = refusal == nil
        }
        if let ending = RhythmTrace.ending(&events) { return ending }
      }
      guard !asRecorded, let last else { return nil }
      for note in reader.takeNotes() { StandardError.write(note.line + "\n") }
      guard isBegun else {
        refusal = refusal ?? begin(&monitor, at: last, &events)
        guard case .rhythm(let obstacle)? = refusal else { return nil }
        return .failure(obstacle)
      }
      monitor.handle(TimedInput(last, .command(.stopRhythm)), into: &events)
      return RhythmTrace.ending(&events)
    } catch {
      throw Failure(error)
    }
  }

  /// - Returns: why it cannot begin.
  private func begin(
    _ monitor: inout PsoasMonitor.Monitor, at time: Instant, _ events: inout [TimedEvent]
  ) -> CommandRefusal? {
    do throws(CommandRefusal) {
      _ = try monitor.perform(.startRhythm(bends: bends), at: time, into: &events)
      return nil
    } catch {
      return error
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
      throw Failure.data("\(trace): no samples of a \(placement.name) sensor: a pelvis and a trunk sensor are needed")
    case .failure(let refusal):
      throw Failure.data("\(trace): not measured: \(refusal.message)")
    }
  }
}
