import ArgumentParser
import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Follows the running service.
struct MonitorVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor", abstract: "Follow the running service until Ctrl-C.")

  @OptionGroup var bus: BusOptions

  @Flag(help: "Ring the terminal's bell at each suggestion.")
  var bell = false

  @Flag(help: "Print one JSON object a line, for a program.")
  var json = false

  func validate() throws {
    guard !json || !bell else { throw ValidationError("--json or --bell, not both") }
  }

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if json { return try SignalLines().follow(client) }
      let (_, status) = try client.status()
      // A reader that has stopped, as with Ctrl-S, must not stop this process: the bus would have to keep its messages.
      let output = LineQueue(.standardOutput)
      defer { _ = output.drain() }
      Self.write(
        "now \(status.posture.posture.phrase), \(Status.duration(status.sittingToday)) of sitting today", to: output)
      try client.follow(every: output.isWaiting ? Self.retryInterval : UInt64.max) { signal in
        if let line = signal.flatMap({ Self.words($0) }) { Self.write(line, to: output) }
        if bell, case .reminder? = signal { Self.write(raw: "\u{07}", to: output) }
        if signal == nil { Self.write(raw: "", to: output) }
        return true
      }
    }
  }

  /// Microseconds between two attempts to write what the reader did not take.
  private static let retryInterval: UInt64 = 100_000

  private static func write(_ line: String, to output: LineQueue) {
    write(raw: "\(escaped: Text(line.utf8))\n", to: output)
  }

  /// Empty: writes what waits.
  private static func write(raw text: Text, to output: LineQueue) {
    do throws(Errno) { try output.write(text) } catch { StandardOutput.fail(error) }
  }

  private static func words(_ signal: BusSignal) -> String? {
    switch signal {
    case .posture(let estimate): "\(estimate.posture.phrase)"
    case .reminder(_, _, let title, let cue, let sitting):
      "suggestion after \(Status.duration(sitting)) of sitting: \(title.text). \(cue.text)"
    case .reminderClosed(_, let outcome): "suggestion \(outcome.text)"
    case .calibration(let update): "calibration, step \(update.number) of \(update.count): \(update.instruction.text)"
    case .calibrationEnded(let outcome, let placement, let reason):
      CalibrationGuide.ending(outcome.text, placement.text, reason.text)
    case .rhythmProgress(let progress): RhythmReport.words { RhythmText.append(progress, to: &$0) }
    case .rhythmMeasured(let result):
      RhythmReport.words { if let rhythm = result.rhythm { RhythmText.append(rhythm, to: &$0) } }
    case .rhythmRefused(_, let message): "lumbopelvic rhythm not measured: \(message.text)"
    case .session(_, .progress): nil
    case .session(_, let event): Self.words(event)
    case .running(true): "the service has started"
    case .running(false): "the service has stopped"
    }
  }

  private static func words(_ event: ExerciseSessionEvent) -> String {
    var text = Text()
    ExerciseSessionText.append(event, to: &text)
    return text.text
  }
}
