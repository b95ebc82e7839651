import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The output of a replay.
struct ReplaySink: ~Copyable {
  private var estimates: Output?
  private var events: Output?
  private var diary: Output?
  let wantsEstimates: Bool
  /// Rows and events contain the name of their recording, because there are several.
  private let namesTraces: Bool
  /// Receives the samples, the events and the notes.
  let analysis: RecordingAnalysis?
  private var cell = Text()
  private var member = Text()

  init(estimates: String?, events: String?, diary: String?, namesTraces: Bool) throws(Failure) {
    analysis = nil
    wantsEstimates = estimates != nil
    self.namesTraces = namesTraces
    if let estimates {
      self.estimates = try Output(estimates)
      try self.estimates?.write { text in
        if namesTraces { text.append("trace,") }
        text.append(EstimateRow.header)
      }
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

  /// For an analysis alone.
  init(_ analysis: RecordingAnalysis) {
    wantsEstimates = false
    namesTraces = false
    self.analysis = analysis
  }

  /// A remark on how the recording was read, or on its sensors.
  func note(_ text: Text) {
    if let analysis { analysis.notes.append(text) } else { StandardError.write(text.line + "\n") }
  }

  /// The following results belong to this recording.
  mutating func begin(_ trace: String) {
    guard namesTraces else { return }
    let name = Text(trace.utf8)
    cell = Text()
    cell.append(csv: name)
    cell.append(",")
    member = "{\"trace\":\(json: name),"
  }

  /// - Parameter range: the position of the row's time in `times`.
  mutating func write(_ row: inout EstimateRow, time times: Text, _ range: Range<Int>) throws(Failure) {
    try estimates?.write { [cell, namesTraces] text in
      if namesTraces { text.append(contentsOf: cell) }
      times.withUnsafeBufferPointer { row.append(time: UnsafeBufferPointer(rebasing: $0[range]), to: &text) }
    }
  }

  /// Writes the events and empties the list.
  mutating func write(_ list: inout [TimedEvent]) throws(Failure) {
    for event in list {
      analysis?.take(event)
      try events?.write { [member] text in
        guard !member.isEmpty else { return EventJSON.append(event, to: &text) }
        var line = Text()
        EventJSON.append(event, to: &line)
        text.append(member)
        text.append(contentsOf: line.dropFirst())
      }
      guard case .diary(let interval) = event.event else { continue }
      try diary?.write { [cell] row in
        row.append(contentsOf: cell)
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
