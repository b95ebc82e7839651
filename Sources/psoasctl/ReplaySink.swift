import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Where a replay's results go.
struct ReplaySink: ~Copyable {
  private var estimates: Output?
  private var events: Output?
  let wantsEstimates: Bool

  init(estimates: String?, events: String?) throws(Failure) {
    wantsEstimates = estimates != nil
    if let estimates {
      self.estimates = try Output(estimates)
      try self.estimates?.write { $0.append(EstimateCSV.header) }
    }
    if let events { self.events = try Output(events) }
  }

  mutating func write(row head: Bytes, _ lagged: Vector3?, _ tail: Bytes) throws(Failure) {
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
    }
    list.removeAll(keepingCapacity: true)
  }

  mutating func flush() throws(Failure) {
    try estimates?.flush()
    try events?.flush()
  }
}
