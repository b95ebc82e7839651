import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor

/// Guides the wearer through a measurement by the service: one changing line on a terminal, one line per step
/// elsewhere. Ctrl-C ends the measurement with the bends done so far.
struct RhythmGuide {
  /// Only the result is printed on standard output.
  let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func measure(_ bends: Int, _ bus: BusOptions) throws(Failure) -> RhythmResult {
    let client = try bus.connect()
    var ending: Result<RhythmResult, Failure>?
    var lastReported = RhythmMeasurement.Progress()
    var isFirst = true
    Interrupt.watch([SIGINT])
    do throws(BusError) {
      func receive(_ signal: BusSignal) -> Bool {
        switch signal {
        case .rhythmProgress(let progress):
          let isStep = isFirst || lastReported.stage != progress.stage || lastReported.bends != progress.bends
          show(progress, isStep: isStep, hasCounted: progress.bends > lastReported.bends)
          (lastReported, isFirst) = (progress, false)
          return true
        case .rhythmMeasured(let result): ending = .success(result)
        case .rhythmRefused(_, let message):
          ending = .failure(Failure(message: "not measured: \(escaped: message)", status: 75))
        case .running(false): ending = .failure(.unavailable("the service has ended"))
        default: return true
        }
        return false
      }
      try client.measureRhythm(bends: bends, unless: { Interrupt.isDue }, onSignal: receive)
    } catch {
      throw Failure(error)
    }
    clear()
    switch ending {
    case .success(let result)?: return result
    case .failure(let failure)?: throw failure
    case nil: throw .unavailable("the service did not report the end of the measurement")
    }
  }

  private func show(_ progress: RhythmMeasurement.Progress, isStep: Bool, hasCounted: Bool) {
    guard !isQuiet else { return }
    var words = RhythmReport.words { RhythmText.append(progress, to: &$0) }
    if isTerminal {
      // The bell informs a user who bends and does not see the screen.
      let bell = hasCounted || (isStep && progress.stage != .stance) ? "\u{7}" : ""
      let gauge = gauge(progress)
      // One line of 80 columns: a longer one would wrap and could not be erased.
      words = String(words.prefix(79 - gauge.count))
      write("\r\u{1B}[K\(bell)\(gauge)\(words)")
    } else if isStep {
      write(words + "\n")
    }
  }

  /// The inclination of the trunk relative to that of a bend.
  private func gauge(_ progress: RhythmMeasurement.Progress) -> String {
    guard progress.stage == .bends else { return "" }
    let marks = min(12, Int(progress.angle / 10))
    let need = Int(RhythmMeasurement.leastBend / 10)
    let bar = (0..<12).map { $0 < marks ? "#" : $0 == need ? "|" : "." }.joined()
    return "[\(bar)] \(progress.angle, places: 0, width: 3) deg  "
  }

  private func clear() {
    if isTerminal, !isQuiet { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { StandardError.draw(text) }
}
