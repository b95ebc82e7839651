import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Where a replay's results go.
struct ReplaySink: ~Copyable {
  private var estimates: Output?
  private var events: Output?
  private var diary: Output?
  /// The trace's name where there are several: the diary's first column.
  var trace: String?
  let wantsEstimates: Bool

  init(estimates: String?, events: String?, diary: String?, namesTraces: Bool) throws(Failure) {
    wantsEstimates = estimates != nil
    if let estimates {
      self.estimates = try Output(estimates)
      try self.estimates?.write { $0.append(EstimateCSV.header) }
    }
    if let events { self.events = try Output(events) }
    if let diary {
      self.diary = try Output(diary)
      try self.diary?.write {
        if namesTraces { $0.append("trace,") }
        $0.append(DiaryCSV.header)
      }
    }
  }

  mutating func write(row head: Text, _ lagged: Vector3?, _ tail: Text) throws(Failure) {
    try estimates?.write { row in
      row.append(head)
      EstimateCSV.append(lagged, to: &row)
      row.append(tail)
    }
  }

  /// Writes the events and empties them.
  mutating func write(_ list: inout [TimedEvent]) throws(Failure) {
    for event in list {
      try events?.write { EventJSON.append(event, to: &$0) }
      guard case .diary(let interval) = event.event else { continue }
      try diary?.write { row in
        if let trace {
          row.append(contentsOf: trace.utf8)
          row.append(",")
        }
        DiaryCSV.append(interval, to: &row)
      }
    }
    list.removeAll(keepingCapacity: true)
  }

  mutating func flush() throws(Failure) {
    try estimates?.flush()
    try events?.flush()
    try diary?.flush()
  }
}
