import PsoasSystem

/// The progress of an analysis, on standard error if that is a terminal.
struct AnalysisProgress {
  private let line = ProgressLine()
  private let began = SystemClock.monotonic
  /// When the last recording was finished.
  private var finished: Int64
  private let count: Int
  private let size: Int64
  private var done = 0
  private var doneSize: Int64 = 0
  /// Seconds of the processed recordings.
  private var recorded = 0.0

  /// - Parameter inputs: what is to be processed.
  init(_ inputs: [AnalysisInput]) {
    count = inputs.count
    size = inputs.reduce(0) { $0 + $1.size }
    finished = began
  }

  mutating func finish(_ input: AnalysisInput, recorded seconds: Double) {
    done += 1
    doneSize += input.size
    recorded += seconds
    finished = SystemClock.monotonic
  }

  func draw() {
    guard line.isShown else { return }
    let share: Text = "\(done) of \(count)"
    let elapsed = Double(finished - began) * 1e-6
    guard done < count, doneSize > 0, doneSize < size, elapsed > 0 else { return line.draw(share) }
    // At the speed of those that are finished.
    let due = elapsed * Double(size - doneSize) / Double(doneSize)
    let left: Text = "\(duration: max(due - Double(SystemClock.monotonic - finished) * 1e-6, 0)) left"
    line.draw("\(share), \(left), \(recorded / elapsed, places: 0) times real time", "\(share), \(left)", share)
  }

  func clear() { line.clear() }
}
