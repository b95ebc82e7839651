import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The texts of `psoasctl monitor`: of its lines, and of its live view.
enum MonitorWords {
  // MARK: Lines

  static func now(_ status: BusStatus) -> String {
    "now \(status.posture.posture.phrase), \(Status.duration(status.sittingToday)) of sitting today"
  }

  /// nil for a signal that is not worth a line.
  static func line(_ signal: BusSignal) -> String? {
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
    case .session(_, .progress), .tilt: nil
    case .session(_, let event): session(event)
    case .running(true): "the service has started"
    case .running(false): stopped
    }
  }

  private static func session(_ event: ExerciseSessionEvent) -> String {
    var text = Text()
    ExerciseSessionText.append(event, to: &text)
    return text.text
  }

  // MARK: View

  static let stopped = "the service has stopped"
  static func start(_ isSystem: Bool) -> String {
    "\((isSystem ? BusKind.system : .user).systemctl) start psoasd starts it; this view continues then"
  }

  static let silent = "the service does not answer"
  static let lastHour = "last hour"
  static let whichPosture = "Which posture? "

  /// `23 min`, `1 h 05 min`, also below a minute: seconds would redraw the screen without end.
  static func minutes(_ microseconds: UInt64) -> String {
    let minutes = microseconds / 60_000_000
    return minutes < 60 ? "\(minutes) min" : Status.duration(microseconds)
  }

  static func posture(_ posture: Posture, boutMinutes: Int?) -> String {
    guard let boutMinutes else { return "\(posture.phrase)" }
    let bout = minutes(UInt64(boutMinutes) * 60_000_000)
    // Standing up shortly does not end a bout.
    return posture == .sitting ? "sitting \(bout)" : "\(posture.phrase), bout of sitting \(bout)"
  }

  static func certainty(_ estimate: PostureEstimate) -> String {
    estimate.posture == .unknown ? "" : PostureWords.certainty(estimate)
  }

  static func next(_ status: BusStatus) -> String { "next suggestion \(Status.next(status))" }

  static func nextShort(_ status: BusStatus) -> String { Status.clock(status.nextReminder) }

  /// The tilt in a word or two, for one row.
  /// - Parameters: degrees from the neutral of the posture, and from upright standing.
  static func tilt(_ tilt: BusTilt, degrees: Double?, upright: Double?) -> String {
    guard let degrees else {
      return upright.map { "tilt \(TiltWords.signed($0)) from upright" } ?? "tilt unknown"
    }
    let word =
      switch tilt.state.text {
      case "neutral": "near neutral"
      case "anterior": "forward"
      case "posterior": "back"
      default: "from neutral"
      }
    return "tilt \(TiltWords.signed(degrees)) \(word)"
  }

  /// The angle alone.
  static func tilt(_ degrees: Double) -> String { "tilt \(TiltWords.signed(degrees))" }

  static func tiltLong(_ tilt: BusTilt, degrees: Double?) -> String {
    var rounded = tilt
    rounded.fromNeutral = degrees ?? .nan
    return "tilt: \(TiltWords.now(rounded))"
  }

  static func quiet(_ line: Text) -> String { "no suggestions: \(line.text)" }

  static func today(_ status: BusStatus) -> String { "today: \(minutes(status.sittingToday)) sitting" }

  static func longest(_ status: BusStatus) -> String { "longest bout \(minutes(status.longestBoutToday))" }

  static func shares(_ posture: StaticString, _ shares: String) -> String { "\(posture): \(shares)" }

  static func exercises(_ programme: ProgrammeReport) -> String {
    let done = programme.entries.count { $0.done > 0 }
    let due = programme.entries.count { $0.state == "due" }
    return "exercises: \(done) done, \(due) due, streak \(programme.streak) \(programme.streak == 1 ? "day" : "days")"
  }

  static func suggestion(_ title: Text) -> String { "suggested now: \(title.text)" }

  static func session(_ title: Text, _ stage: ExerciseSessionStage?, _ progress: ExerciseSessionProgress?) -> [String] {
    var lines = ["exercise: \(title.text)"]
    guard let stage else { return lines }
    let side = stage.part.side.map { ", \($0.name) side" } ?? ""
    var line = "\(stage.part.work.name)\(side)"
    if let progress { line += progress.isTimed ? ", \(progress.remaining) s left" : ", \(progress.done) done" }
    lines.append(line)
    if !stage.part.cue.isEmpty { lines.append(stage.part.cue.text) }
    return lines
  }

  static func sensor(_ sensor: BusSensor) -> String {
    let placement = sensor.placement.map { "\($0.name)" } ?? "sensor"
    return "\(placement): " + (SensorList.statusLine(sensor) ?? sensor.name.text)
  }

  static let noSensor = "no sensor is worn: psoasctl sensors lists what is connected"

  static func word(_ act: MonitorState.Act) -> String {
    switch act {
    case .start: "start"
    case .snooze: "snooze"
    case .skip: "skip"
    case .done: "done"
    case .pause: "pause"
    case .resume: "resume"
    case .ask: "correct"
    case .undo: "undo"
    case .quit: "quit"
    case .cancel: "cancel"
    case .correct(let posture): "\(posture.name)"
    }
  }

  static func key(_ key: Character) -> String { key == "\u{1B}" ? "Esc" : String(key) }

  static let paused: Text = "No suggestions until you resume them (p)"
  static let pasted: Text = "Pasted text does nothing here: press a key"
  static let notStarted: Text = "Not started: the safety advice was not confirmed"
  static let noSuggestion: Text = "No suggestion is open any more"
  static let undoKey: Text = " (u takes it back)"
}
