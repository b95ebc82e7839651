import PsoasBus
import PsoasMonitor
import PsoasSystem

/// The state and then the signals of the running service as JSON Lines, for programs (docs/schemas/monitor.schema.json).
/// Names and members are those of the events, where an event stands behind the signal.
struct SignalLines {
  private let output = LineQueue(.standardOutput) { SignalLines.line("\"event\":\"lines-dropped\",\"lines\":\($0)") }

  /// Microseconds between two attempts to write what the reader did not take.
  private static let retryInterval: UInt64 = 100_000

  func follow(_ client: BusClient) throws(BusError) {
    defer { _ = output.drain() }
    let (version, status) = try client.status()
    let sensors = (try? client.sensors()) ?? []
    write(Self.line("\"event\":\"status\",\"status\":\(Status.json(status, version, sensors))"))
    try client.follow(every: output.isWaiting ? Self.retryInterval : UInt64.max) { signal in
      write(signal.flatMap { Self.members($0) }.map { Self.line($0) } ?? Text())
      return true
    }
  }

  /// Empty: writes what waits.
  private func write(_ line: Text) {
    do throws(Errno) { try output.write(line) } catch { StandardOutput.fail(error) }
  }

  static func line(_ members: Text, at now: Int64 = SystemClock.wall) -> Text {
    "{\"at_utc\":\"\(utc: now)\",\(members)}\n"
  }

  /// nil for a signal that only those receive who claimed it.
  static func members(_ signal: BusSignal) -> Text? {
    switch signal {
    case .tilt: nil
    case .posture(let estimate): EventJSON.members(of: .posture(estimate))
    case .session(let number, let event): EventJSON.members(of: .session(number: number, event))
    case .rhythmProgress(let progress): EventJSON.members(of: .rhythmProgress(progress))
    case .rhythmMeasured(let result): EventJSON.members(of: .rhythmMeasured(result))
    case .rhythmRefused(let name, let message):
      "\"event\":\"rhythm-refused\",\"reason\":\(json: name),\"message\":\(json: message)"
    case .reminder(let number, let exercise, let title, let cue, let sitting):
      """
      "event":"reminder","number":\(number),"exercise":\(json: exercise),"title":\(json: title),"cue":\(json: cue),\
      "sitting_s":\(Double(sitting) * 1e-6, places: 1)
      """
    case .reminderClosed(let number, let outcome):
      "\"event\":\"reminder-closed\",\"number\":\(number),\"outcome\":\(json: outcome)"
    case .calibration(let update): members(update)
    case .calibrationEnded(let outcome, let placement, let reason):
      """
      "event":"calibration-ended","outcome":\(json: outcome),"placement":\(json: placement),"reason":\(json: reason)
      """
    case .running(true): "\"event\":\"service-started\""
    case .running(false): "\"event\":\"service-stopped\""
    }
  }

  private static func members(_ update: CalibrationUpdate) -> Text {
    """
    "event":"calibration-progress","step":\(json: update.step),"number":\(update.number),"count":\(update.count),\
    "phase":\(json: update.phase),"remaining_s":\(update.remaining, places: 1),\
    "angle_deg":\(update.angle, places: 1),"target_deg":\(update.target, places: 1),\
    "repetitions":\(update.repetitions),"repetitions_needed":\(update.needed),\
    "instruction":\(json: update.instruction),"refusal":\(json: update.refusal)
    """
  }
}
