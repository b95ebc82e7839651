import Glibc
import PsoasSystem

/// The progress of an analysis, on standard error if that is a terminal.
struct AnalysisProgress {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let began = SystemClock.monotonic
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
  }

  mutating func finish(_ input: AnalysisInput, recorded seconds: Double) {
    done += 1
    doneSize += input.size
    recorded += seconds
  }

  func draw() {
    guard isShown else { return }
    let elapsed = Double(SystemClock.monotonic - began) * 1e-6
    var line: Text = "\r\u{1B}[K\(done) of \(count)"
    if recorded > 0, elapsed > 0 { line += ", \(recorded / elapsed, places: 0) times real time" }
    if doneSize > 0, done < count {
      line += ", \(duration: elapsed * Double(size - doneSize) / Double(doneSize)) left"
    }
    StandardError.draw(line.text)
  }

  func clear() {
    if isShown { StandardError.draw("\r\u{1B}[K") }
  }
}
