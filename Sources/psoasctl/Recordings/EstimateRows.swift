import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The rows of `--estimates`. A row waits until the smoother has received `lag` seconds of later samples; rows are
/// written in the order of their samples, for all sensors together.
struct EstimateRows {
  private struct Row {
    let placement: Placement
    let head: Text
    let tail: Text
    var lagged: Vector3?
    var isResolved = false
  }

  /// Capacity of a ring buffer in samples per second. Research sensors send 300, the fastest controllers 250.
  private static let rate = 1000.0

  // Parallel arrays, by placement: a smoother and its ring must not be one value, because of exclusive access.
  private var smoothers: [FixedLagSmoother]
  private var rings: [[FixedLagSmoother.Step]]
  /// Number of each placement's oldest waiting row, counted from the first of the recording.
  private var waiting = PerPlacement<Int>()
  private var rows: [Row] = []
  /// Index of the first unwritten row, and the number of `rows[0]`.
  private var front = 0
  private var firstNumber = 0

  init(lag: Double) {
    let capacity = FixedLagSmoother.capacity(lag: lag, rate: Self.rate)
    smoothers = Placement.allCases.map { _ in FixedLagSmoother(lag: lag) }
    rings = Placement.allCases.map { _ in Array(repeating: .init(), count: capacity) }
  }

  mutating func add(
    _ placement: Placement, _ sample: Sample, _ monitor: borrowing PsoasMonitor.Monitor, time: Text,
    to sink: inout ReplaySink
  ) throws(Failure) {
    let lane = Int(placement.rawValue)
    let estimate = monitor.estimate(of: placement)
    var head = Text()
    EstimateCSV.append(time: time, placement, estimate?.up, to: &head)
    var tail = Text()
    EstimateCSV.append(estimate, monitor.status.posture, to: &tail)
    rows.append(Row(placement: placement, head: head, tail: tail))
    guard let filter = monitor.filter(of: placement) else {
      resolve(placement, nil)
      return try write(to: &sink)
    }
    var past: [Vector3?] = []
    do {
      var ring = rings[lane].mutableSpan
      smoothers[lane].push(filter, sample, into: &ring)
      while let result = smoothers[lane].next(from: &ring, now: sample.time) { past.append(result.up) }
    }
    for up in past { resolve(placement, up) }
    try write(to: &sink)
  }

  /// Ends the recording: no row has to wait any longer.
  mutating func finish(to sink: inout ReplaySink) throws(Failure) {
    for placement in Placement.allCases {
      let lane = Int(placement.rawValue)
      var past: [Vector3?] = []
      do {
        var ring = rings[lane].mutableSpan
        while let result = smoothers[lane].flush(from: &ring) { past.append(result.up) }
      }
      for up in past { resolve(placement, up) }
    }
    try write(to: &sink)
  }

  /// Completes the oldest pending row of a placement with the smoother's result.
  private mutating func resolve(_ placement: Placement, _ up: Vector3?) {
    var index = max(waiting[placement] - firstNumber, front)
    while index < rows.count, rows[index].placement != placement || rows[index].isResolved { index += 1 }
    guard index < rows.count else { return }
    rows[index].lagged = up
    rows[index].isResolved = true
    waiting[placement] = firstNumber + index + 1
  }

  /// Writes the completed rows, from the front.
  private mutating func write(to sink: inout ReplaySink) throws(Failure) {
    while front < rows.count, rows[front].isResolved {
      try sink.write(row: rows[front].head, rows[front].lagged, rows[front].tail)
      front += 1
    }
    // Removed in large pieces: removing one by one would move all waiting rows each time.
    guard front > 4096 || front == rows.count else { return }
    rows.removeFirst(front)
    firstNumber += front
    front = 0
  }
}
