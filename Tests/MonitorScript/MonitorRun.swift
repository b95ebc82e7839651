import PsoasMonitor
import PsoasSystem

/// Runs a script and checks the invariants after each input.
public enum MonitorRun {
  /// - Returns: the events, a line of JSON each.
  public static func checked(_ bytes: UnsafeBufferPointer<UInt8>) throws(MonitorInvariants.Violation) -> Text {
    var script = MonitorScript(bytes)
    var monitor = Monitor(catalog: MonitorScript.catalog)
    var invariants = MonitorInvariants()
    var events: [TimedEvent] = []
    while let inputs = script.next() {
      for input in inputs {
        events.removeAll(keepingCapacity: true)
        monitor.handle(input, into: &events)
        try invariants.check(input, events, &monitor)
      }
      try invariants.checkStatus(&monitor)
    }
    events.removeAll()
    let end = script.end()
    monitor.handle(end, into: &events)
    try invariants.check(end, events, &monitor)
    try invariants.checkStatus(&monitor)
    return invariants.lines
  }
}
