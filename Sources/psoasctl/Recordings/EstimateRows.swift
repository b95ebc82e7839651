import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The rows of `--estimates`. A row waits until the smoother has received `lag` seconds of later samples; rows are
/// written in the order of their samples, for all sensors together.
struct EstimateRows {
  /// A row, and whether the smoother's result is in it.
  private struct Waiting {
    var row: EstimateRow
    let timeLength: Int
    var isResolved = false
  }

  /// Capacity of a ring buffer in samples per second. Research sensors send 300, the fastest controllers 250.
  private static let rate = 1000.0

  // Parallel arrays, by placement: a smoother and its ring must not be one value, because of exclusive access.
  private var smoothers: [FixedLagSmoother]
  private var rings: [[FixedLagSmoother.Step]]
  /// Number of each placement's oldest waiting row, counted from the first of the recording.
  private var waiting = PerPlacement<Int>()
  private var rows: [Waiting] = []
  /// The cells `time` of the rows from `front` on, one after the other: a text for each row would cost more than the row.
  private var times = Text()
  /// Position in `times` of the first unwritten row's.
  private var firstTime = 0

  /// Index of the first unwritten row, and the number of `rows[0]`.
  private var front = 0
  private var firstNumber = 0

  init(lag: Double) {
    let capacity = FixedLagSmoother.capacity(lag: lag, rate: Self.rate)
    smoothers = Placement.allCases.map { _ in FixedLagSmoother(lag: lag) }
    rings = Placement.allCases.map { _ in Array(repeating: .init(), count: capacity) }
  }

  mutating func add(
    _ placement: Placement, _ sample: Sample, _ monitor: inout PsoasMonitor.Monitor, _ reader: inout TraceReader,
    to sink: inout ReplaySink
  ) throws(Failure) {
    let length = times.count
    reader.appendTimeText(to: &times)
    let row = EstimateRow(placement, monitor.estimate(of: placement), monitor.posture)
    rows.append(Waiting(row: row, timeLength: times.count - length))
    if push(sample, of: placement, &monitor) {
      while let past = next(placement, now: sample.time) { resolve(placement, past.up) }
    } else {
      resolve(placement, nil)
    }
    try write(to: &sink)
  }

  /// Ends the recording: no row has to wait any longer.
  mutating func finish(to sink: inout ReplaySink) throws(Failure) {
    for placement in Placement.allCases {
      while let past = next(placement, now: nil) { resolve(placement, past.up) }
    }
    try write(to: &sink)
  }

  private mutating func push(_ sample: Sample, of placement: Placement, _ monitor: inout PsoasMonitor.Monitor) -> Bool {
    var ring = rings[placement.index].mutableSpan
    return monitor.push(sample, of: placement, to: &smoothers[placement.index], &ring)
  }

  /// The smoother's next result.
  ///
  /// - Parameter now: nil at the end, when no result has to wait.
  private mutating func next(_ placement: Placement, now: Instant?) -> FixedLagSmoother.Past? {
    var ring = rings[placement.index].mutableSpan
    guard let now else { return smoothers[placement.index].flush(from: &ring) }
    return smoothers[placement.index].next(from: &ring, now: now)
  }

  /// Completes the oldest pending row of a placement with the smoother's result.
  private mutating func resolve(_ placement: Placement, _ up: Vector3?) {
    var index = max(waiting[placement] - firstNumber, front)
    while index < rows.count, rows[index].row.placement != placement || rows[index].isResolved { index += 1 }
    guard index < rows.count else { return }
    rows[index].row.laggedUp = up
    rows[index].isResolved = true
    waiting[placement] = firstNumber + index + 1
  }

  /// Writes the completed rows, from the front.
  private mutating func write(to sink: inout ReplaySink) throws(Failure) {
    while front < rows.count, rows[front].isResolved {
      let time = firstTime..<firstTime + rows[front].timeLength
      try sink.write(&rows[front].row, time: times, time)
      firstTime = time.upperBound
      front += 1
    }
    // Removed in large pieces: removing one by one would move all waiting rows each time.
    guard front > 4096 || front == rows.count else { return }
    rows.removeFirst(front)
    times.bytes.removeFirst(firstTime)
    firstTime = 0
    firstNumber += front
    front = 0
  }
}
