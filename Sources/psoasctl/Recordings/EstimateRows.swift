import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The rows of `--estimates`. A row waits until the smoother has received `lag` seconds of later samples.
struct EstimateRows {
  /// Capacity of a ring buffer in samples per second. Research sensors send 300, the fastest controllers 250.
  private static let rate = 1000.0

  // By placement: a smoother and its ring must not be one value, because of exclusive access.
  private var smoothers: PerPlacement<FixedLagSmoother>
  private var rings: [[FixedLagSmoother.Step]]
  private var rows = WaitingRows()

  init(lag: Double) {
    let capacity = FixedLagSmoother.capacity(lag: lag, rate: Self.rate)
    smoothers = PerPlacement(repeating: FixedLagSmoother(lag: lag))
    rings = Placement.allCases.map { _ in Array(repeating: .init(), count: capacity) }
  }

  /// - Parameter next: stays as it is; `inout`, because the compiler would otherwise copy it.
  mutating func add(
    _ next: inout TraceSample, _ monitor: inout PsoasMonitor.Monitor, _ reader: inout TraceReader,
    to sink: inout ReplaySink
  ) throws(Failure) {
    let placement = next.placement
    rows.add(placement, &monitor, &reader)
    let index = placement.index
    var ring = rings[index].mutableSpan
    if monitor.push(&next.sample, of: placement, to: &smoothers.values[index], &ring) {
      let now = next.sample.time
      while let past = smoothers.values[index].next(from: &ring, now: now) { rows.resolve(placement, past.up) }
    } else {
      rows.resolve(placement, nil)
    }
    try rows.write(to: &sink)
  }

  /// Ends the recording: no row has to wait any longer.
  mutating func finish(to sink: inout ReplaySink) throws(Failure) {
    for placement in Placement.allCases {
      var ring = rings[placement.index].mutableSpan
      while let past = smoothers.values[placement.index].flush(from: &ring) { rows.resolve(placement, past.up) }
    }
    try rows.write(to: &sink)
  }
}

/// Rows that wait for the smoother. They are written in the order of their samples, for all sensors together.
private struct WaitingRows {
  private struct Row {
    var cells = EstimateRow()
    var timeLength = 0
    /// The smoother's result is in it.
    var isResolved = false

    mutating func begin(_ placement: Placement, _ monitor: inout PsoasMonitor.Monitor, timeLength: Int) {
      cells.fill(placement, &monitor)
      self.timeLength = timeLength
      isResolved = false
    }

    mutating func resolve(_ up: Vector3?) {
      cells.laggedUp = up
      isResolved = true
    }
  }

  /// A ring: a row's place is its number, counted from the first of the recording, modulo the size, a power of two.
  private var rows = [Row](repeating: Row(), count: 512)
  /// Numbers of the first unwritten row and of the next new one.
  private var front = 0
  private var end = 0
  /// Number of each placement's oldest waiting row.
  private var waiting = PerPlacement<Int>()
  /// The cells `time` of the rows from `front` on, one after the other: a text for each row would cost more than the row.
  private var times = Text()
  /// Position in `times` of the first unwritten row's.
  private var firstTime = 0

  /// Adds a row of the latest sample.
  mutating func add(
    _ placement: Placement, _ monitor: inout PsoasMonitor.Monitor, _ reader: inout TraceReader
  ) {
    if end - front == rows.count { enlarge() }
    let length = times.count
    reader.appendTimeText(to: &times)
    rows[place(end)].begin(placement, &monitor, timeLength: times.count - length)
    end += 1
  }

  /// Completes the oldest waiting row of a placement with the smoother's result.
  mutating func resolve(_ placement: Placement, _ up: Vector3?) {
    var number = max(waiting[placement], front)
    while number < end, rows[place(number)].isResolved || rows[place(number)].cells.placement != placement {
      number += 1
    }
    guard number < end else { return }
    rows[place(number)].resolve(up)
    waiting[placement] = number + 1
  }

  /// Writes the completed rows, from the front.
  mutating func write(to sink: inout ReplaySink) throws(Failure) {
    while front < end, rows[place(front)].isResolved {
      let time = firstTime..<firstTime + rows[place(front)].timeLength
      try sink.write(&rows[place(front)].cells, time: times, time)
      firstTime = time.upperBound
      front += 1
    }
    // Removed in large pieces: removing each one would move all later times.
    guard firstTime > 65_536 || front == end else { return }
    times.bytes.removeFirst(firstTime)
    firstTime = 0
  }

  private func place(_ number: Int) -> Int { number & (rows.count - 1) }

  private mutating func enlarge() {
    var larger = [Row](repeating: Row(), count: 2 * rows.count)
    for number in front..<end { larger[number & (larger.count - 1)] = rows[place(number)] }
    rows = larger
  }
}
