import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Shows the progress of a calibration: a small live display on a terminal, plain lines elsewhere.
struct CalibrationGuide {
  private let screen: LiveScreen?
  private let isSilent: Bool
  private var update: CalibrationUpdate?
  private var receivedAt = SystemClock.monotonic
  private var lastReported: (phase: Text, refusal: Text, repetitions: Int)?
  /// The service's last refusal of a key, and its time.
  private var notice: (text: String, at: Int64)?
  private var hasEnded = false
  private var isStored = false
  private var connectionError: BusError?
  private var endings: [String] = []

  init(isPlain: Bool, isSilent: Bool) {
    screen = isPlain ? nil : LiveScreen()
    self.isSilent = isSilent
  }

  /// Starts a calibration and follows it to its end; Ctrl-C cancels it.
  /// - Returns: whether a calibration was stored.
  mutating func run(_ client: BusClient, isQuick: Bool, steps: [Text]) throws(BusError) -> Bool {
    Interrupt.watch(stop: screen != nil)
    StandardOutput.beforeFailure = { try? client.cancelCalibration() }
    defer { StandardOutput.beforeFailure = nil }
    screen?.begin()
    defer { screen?.end() }
    try client.follow(
      every: 100_000,
      ready: { () throws(BusError) in try client.startCalibration(isQuick: isQuick, steps: steps) },
      { signal in step(signal, client) })
    screen?.end()
    if let connectionError { throw connectionError }
    for line in endings { print(line) }
    return isStored
  }

  /// - Returns: false at the end of the calibration.
  private mutating func step(_ signal: BusSignal?, _ client: BusClient) -> Bool {
    if Interrupt.takeStop() {
      screen?.end()
      JobControl.stop()
      screen?.begin()
      draw()
    }
    if Interrupt.isDue {
      if !hasEnded { try? client.cancelCalibration() }
      endings = ["calibration cancelled: nothing has changed"]
      return false
    }
    switch signal {
    case .calibration(let update):
      self.update = update
      receivedAt = SystemClock.monotonic
      report(update)
    case .calibrationEnded(let outcome, let placement, let reason):
      hasEnded = true
      if outcome == "done" { isStored = true }
      endings.append(Self.ending(outcome.line, placement.line, reason.line))
      bell()
    case .running(false):
      endings = ["the service has stopped, which ended the calibration"]
      return false
    case nil:
      // All sensors end at the same time; no more signals follow.
      if hasEnded { return false }
      press(client)
      draw()
    default: break
    }
    return connectionError == nil
  }

  static func ending(_ outcome: String, _ placement: String, _ reason: String) -> String {
    switch outcome {
    case "done": "the \(placement) sensor is calibrated"
    case "forgotten": "the calibration of the \(placement) sensor is deleted"
    case "withheld": "the \(placement) sensor is not calibrated: \(reason)"
    case "cancelled": "calibration cancelled: nothing has changed"
    default: "calibration failed: \(reason)"
    }
  }

  // MARK: Output on the terminal

  private mutating func report(_ update: CalibrationUpdate) {
    let isNew = lastReported.map { $0.phase != update.phase || $0.repetitions != update.repetitions } ?? true
    let isRefused = !update.refusal.isEmpty && lastReported?.refusal != update.refusal
    defer { lastReported = (update.phase, update.refusal, update.repetitions) }
    if isNew || isRefused { bell() }
    guard screen == nil else { return draw() }
    if isRefused { print("  again: \(update.refusal.line)") }
    if isNew { print("\(update.number)/\(update.count) \(update.step.line): \(Self.doing(update))") }
    StandardOutput.flush()
  }

  static func doing(_ update: CalibrationUpdate) -> String {
    var text = update.instruction.text
    if update.needed > 1 { text += " (\(update.repetitions) of \(update.needed) done)" }
    if update.remaining >= 1 { text += ", \(Int(update.remaining.rounded())) s" }
    return text
  }

  private func bell() {
    guard !isSilent, isatty(STDOUT_FILENO) != 0 else { return }
    StandardOutput.write("\u{7}")
  }

  /// - Parameter moment: CLOCK_MONOTONIC, microseconds.
  private func seconds(since moment: Int64) -> Double { Double(SystemClock.monotonic - moment) * 1e-6 }

  private func draw() {
    guard let screen, let update else { return }
    let rest = update.remaining > 0 ? max(0, update.remaining - seconds(since: receivedAt)) : 0
    var lines: [LiveScreen.Line] = [
      .heading("Calibration, step \(update.number) of \(update.count): \(update.step.line)"), .plain(""),
      .strong(update.instruction.text.prefix(1).uppercased() + update.instruction.text.dropFirst()), .plain(""),
    ]
    if rest > 0 {
      let whole = max(update.remaining, 1)
      lines.append(.gauge(label: "\(Int(rest.rounded(.up))) s", share: 1 - rest / max(whole, 5), value: ""))
    } else if update.target > 0 {
      let value = "\(Int(update.angle.magnitude.rounded())) of \(Int(update.target))°"
      let label = update.needed > 1 ? "\(update.repetitions) of \(update.needed)" : ""
      lines.append(.gauge(label: label, share: update.angle.magnitude / update.target, value: value))
    } else {
      lines.append(.plain(""))
    }
    lines.append(.plain(""))
    if let notice, seconds(since: notice.at) < 4 {
      lines.append(.warning(notice.text))
    } else {
      lines.append(update.refusal.isEmpty ? .plain("") : .warning(update.refusal.text))
    }
    lines.append(.plain(""))
    lines.append(.faint("Enter: ready   s: skip this step   Ctrl-C: cancel without any change"))
    screen.draw(lines)
  }

  private mutating func press(_ client: BusClient) {
    guard let key = screen?.key() else { return }
    do throws(BusError) {
      switch key {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "): try client.nextCalibrationStep()
      case UInt8(ascii: "s"):
        let step = update.flatMap { CalibrationStep(name: $0.step) }
        try client.skipCalibrationStep()
        if let step {
          var loss = Text("skipped: ")
          CalibrationText.append(lossOf: step, to: &loss)
          notice = (loss.text, SystemClock.monotonic)
          endings.append(loss.text)
        }
      case UInt8(ascii: "q"), 0x1B: raise(SIGINT)
      default: break
      }
    } catch {
      // A refused command is shown and the calibration continues. A lost connection ends it.
      if case .refused(_, let message) = error {
        notice = (message.text, SystemClock.monotonic)
      } else {
        connectionError = error
      }
    }
  }
}
