import Foundation
import PsoasCore

/// How far a replay is, on standard error where that is a terminal.
struct ProgressBar {
  private let name: String
  private let isShown = isatty(STDERR_FILENO) == 1
  private var began: Instant?
  private var shown = -1
  private var records = 0

  init(_ name: String) { self.name = URL(fileURLWithPath: name).lastPathComponent }

  /// Every thousandth record: asking how far the file has been read costs more than a record does.
  var isDue: Bool {
    mutating get {
      records += 1
      return isShown && records % 1000 == 0
    }
  }

  /// - Parameter fraction: of the trace that has been read, 0 to 1; nil where its length is not known.
  mutating func advance(_ time: Instant, _ fraction: Double?) {
    guard isShown else { return }
    let start = began ?? time
    began = start
    // Redrawn at each percent, or each minute of the trace.
    let step = fraction.map { Int($0 * 100) } ?? Int(time.seconds(since: start) / 60)
    guard step != shown else { return }
    shown = step
    if fraction != nil {
      let filled = min(max(step, 0), 100) * 30 / 100
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
      draw("\(name) [\(bar)] \(step) %")
    } else {
      draw("\(name): \(step) min")
    }
  }

  func finish() {
    if isShown, shown >= 0 { draw("") }
  }

  private func draw(_ text: String) {
    StandardError.write("\r\u{1B}[K\(text)")
  }
}
