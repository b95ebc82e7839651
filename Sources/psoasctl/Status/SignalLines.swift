import PsoasBus
import PsoasMonitor
import PsoasSystem

/// The state and then the signals of the running service as JSON Lines, for programs (docs/schemas/monitor.schema.json).
/// Names and members are those of the events, where an event stands behind the signal.
enum SignalLines {
  static func follow(_ client: BusClient) throws(BusError) {
    let output = LineQueue(.standardOutput) { line("\"event\":\"lines-dropped\",\"lines\":\($0)") }
    let (version, status) = try client.status()
    let sensors = (try? client.sensors()) ?? []
    let first = line("\"event\":\"status\",\"status\":\(Status.json(status, version, sensors))")
    try SignalOutput(output).follow(client, first: first) { members($0).map { line($0) } ?? Text() }
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
