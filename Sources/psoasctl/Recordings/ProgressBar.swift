import PsoasCore
import PsoasSystem

/// The progress of a replay, on standard error if that is a terminal.
struct ProgressBar {
  private let name: Text
  private let line = ProgressLine()
  private let isShown: Bool
  private var began: Instant?
  private var shown = -1
  private var records = 0

  init(_ name: Text, isShown: Bool) {
    self.name = "\(escaped: name.fileName)"
    self.isShown = isShown && line.isShown
  }

  /// Every thousandth record: querying the position in the file costs more than a record.
  var isDue: Bool {
    mutating get {
      records += 1
      return isShown && records % 1000 == 0
    }
  }

  /// - Parameter fraction: share of the recording that has been read, 0 to 1; nil if its length is unknown.
  mutating func advance(_ time: Instant, _ fraction: Double?) {
    guard isShown else { return }
    let start = began ?? time
    began = start
    // Redrawn at each percent, or each minute of the recording.
    let step = fraction.map { Int($0 * 100) } ?? Int(time.seconds(since: start) / 60)
    guard step != shown else { return }
    shown = step
    if fraction != nil {
      let filled = min(max(step, 0), 100) * 30 / 100
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
      line.draw("\(name) [\(bar)] \(step) %", "[\(bar)] \(step) %", "\(step) %")
    } else {
      line.draw("\(name): \(step) min", "\(step) min")
    }
  }

  func finish() {
    if isShown, shown >= 0 { line.clear() }
  }
}
