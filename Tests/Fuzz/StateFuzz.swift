import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The first byte selects what the others are: a calibration, a mounting or the reminders' state of an earlier run.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzState(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  FuzzedFile.write(FuzzedFile.name, UnsafeRawBufferPointer(start: start + 1, count: count - 1))
  let path = Text(FuzzedFile.name.utf8)
  var inputs: [Input] = []
  do throws(TraceError) {
    switch start[0] % 3 {
    case 0: inputs.append(.calibration(.pelvis, try StateText.calibration(from: path)))
    case 1: inputs.append(.mounting(.thigh, upright: try StateText.mounting(from: path)))
    default: inputs.append(.hold(try StateText.reminderHold(from: path)))
    }
  } catch { Invariants().check(error) }
  // Accepted input must not cause a trap in the pipeline or in the texts of its results.
  var monitor = Monitor(catalog: ExerciseCatalog())
  var events: [TimedEvent] = []
  let clock = WallClock(unixMicroseconds: 1_780_000_000_000_000, utcOffset: 7200)
  for input in [.wallClock(clock)] + inputs + [.tick, .end] {
    monitor.handle(TimedInput(Instant(microseconds: 1), input), into: &events)
  }
  var text = Text()
  for event in events { EventJSON.append(event, to: &text) }
  return 0
}
