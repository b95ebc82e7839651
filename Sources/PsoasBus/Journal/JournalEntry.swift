import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The fields of one journal entry, each as `NAME=value` (systemd.journal-fields(7)).
public struct JournalEntry: Equatable, Sendable {
  public private(set) var fields: [Text] = []

  /// An entry that the daemon writes on its own account.
  /// - Parameter text: one sentence, UTF-8.
  public init(_ message: JournalMessage, text: Text) {
    begin(message, text, priority: message.priority)
  }

  /// The entry of an event; nil for events that are too frequent to be useful in the journal (postures, the start of
  /// bouts).
  /// - Parameter alertPriority: the priority of a suggestion, 0 to 7 as in syslog(3).
  public init?(_ timed: TimedEvent, alertPriority: Int = JournalMessage.reminder.priority) {
    guard let message = JournalMessage(timed.event) else { return nil }
    var text = Text()
    EventText.append(message: timed.event, to: &text)
    begin(message, text, priority: message == .reminder ? alertPriority : message.priority)
    switch timed.event {
    case .sensorAdded(let placement, let traits):
      add("PSOAS_PLACEMENT", placement.name)
      add("PSOAS_SENSOR", traits.name)
      add("PSOAS_GYROSCOPE", traits.hasGyroscope ? "1" : "0")
    case .sensorRemoved(let placement), .sensorSilent(let placement):
      add("PSOAS_PLACEMENT", placement.name)
    case .calibrated(let source):
      add("PSOAS_SOURCE", source.name)
    case .boutEnded(let sitting):
      add("PSOAS_SITTING_SECONDS", seconds: sitting)
    case .reminder(let reminder):
      add("PSOAS_REMINDER", reminder.number)
      add("PSOAS_EXERCISE", reminder.exercise)
      add("PSOAS_POSTURE", Posture.sitting.name)
      add("PSOAS_SITTING_SECONDS", seconds: reminder.sittingSeconds)
    case .reminderClosed(let number, let outcome):
      add("PSOAS_REMINDER", number)
      add("PSOAS_OUTCOME", outcome.name)
    case .rhythmMeasured(let result):
      guard let rhythm = result.rhythm else { break }
      add("PSOAS_BENDS", result.bends.count)
      add("PSOAS_LUMBAR_SHARE_PERCENT", whole: rhythm.contribution.median)
      add("PSOAS_TRUNK_DEGREES", whole: rhythm.trunk.median)
      add("PSOAS_PELVIS_DEGREES", whole: rhythm.pelvis.median)
    case .rhythmRefused(let refusal):
      add("PSOAS_REASON", refusal.name)
    case .dayEnded(let totals):
      add(totals)
    case .session(_, .finished(let result)): add(result)
    case .escalated(let number, let level):
      add("PSOAS_REMINDER", number)
      add("PSOAS_LEVEL", level.name)
    case .exerciseDone(let completion):
      add("PSOAS_EXERCISE", completion.exercise)
      add("PSOAS_CHECKED", completion.isChecked ? "1" : "0")
    case .calibrationDone(let placement, let record, let plan):
      add("PSOAS_PLACEMENT", placement.name)
      add("PSOAS_KIND", plan.kind)
      add(record.calibration.quality)
    case .calibrationWithheld(let placement, let refusal, let plan),
      .calibrationFailed(let placement, let refusal, let plan):
      add("PSOAS_PLACEMENT", placement.name)
      add("PSOAS_KIND", plan.kind)
      add("PSOAS_REASON", refusal.name)
    case .calibrationTrust(let trust):
      add("PSOAS_TRUST", trust.name)
    case .posture, .diary, .revised, .boutStarted, .breakEnded, .paused, .resumed, .session, .rhythmProgress, .ended,
      .calibrationProgress, .calibrationCancelled, .calibrationForgotten, .mountingLearnt:
      break
    }
  }

  private mutating func begin(_ message: JournalMessage, _ text: Text, priority: Int) {
    add("MESSAGE", text)
    add("MESSAGE_ID", message.identifier)
    add("PRIORITY", priority)
    add("SYSLOG_IDENTIFIER", "psoasd")
    add("PSOAS_EVENT", message.name)
  }

  private mutating func add(_ quality: CalibrationQuality) {
    add("PSOAS_BENDS", quality.bends)
    add("PSOAS_VERIFIED", quality.isVerified ? "1" : "0")
    if let depth = quality.depth { add("PSOAS_DEPTH_DEGREES", whole: depth) }
    if let planarity = quality.planarity { add("PSOAS_PLANARITY_PERCENT", whole: planarity * 100) }
  }

  private mutating func add(_ result: ExerciseSessionResult) {
    add("PSOAS_EXERCISE", result.exercise)
    add("PSOAS_ENDING", result.ending.name)
    add("PSOAS_BASIS", result.basis.name)
    add("PSOAS_REPETITIONS", result.repetitions)
    add("PSOAS_HOLDS", result.holds)
    add("PSOAS_HELD_SECONDS", seconds: result.heldSeconds)
    add("PSOAS_CHECKED_SECONDS", seconds: result.checkedSeconds)
    add("PSOAS_CREDIT_PERCENT", seconds: result.credit * 100)
  }

  private mutating func add(_ totals: DayTotals) {
    add("PSOAS_SITTING_SECONDS", seconds: totals[.sitting])
    add("PSOAS_STANDING_SECONDS", seconds: totals[.standing])
    add("PSOAS_WALKING_SECONDS", seconds: totals[.walking])
    add("PSOAS_LYING_SECONDS", seconds: totals[.lying])
    add("PSOAS_UNKNOWN_SECONDS", seconds: totals[.unknown])
    add("PSOAS_LONGEST_BOUT_SECONDS", seconds: totals.longestBout)
    add("PSOAS_BOUTS", totals.bouts)
    add("PSOAS_BREAKS", totals.breaks)
    add("PSOAS_ACTIVE_BREAKS", totals.activeBreaks)
    add("PSOAS_STEPS", totals.steps)
    add("PSOAS_REMINDERS", totals.reminders)
    add("PSOAS_REMINDERS_DONE", totals.remindersDone)
    add("PSOAS_REMINDERS_CHECKED", totals.outcomes[.checked])
    add("PSOAS_REMINDERS_SNOOZED", totals.outcomes[.snoozed])
    add("PSOAS_REMINDERS_SKIPPED", totals.outcomes[.skipped])
    add("PSOAS_REMINDERS_IGNORED", totals.outcomes[.ignored])
    add("PSOAS_REMINDERS_WITHDRAWN", totals.outcomes[.withdrawn])
  }

  private mutating func add(_ name: StaticString, _ value: StaticString) {
    add(name) { $0.append(value) }
  }

  @_disfavoredOverload
  public mutating func add(_ name: StaticString, _ value: Text) {
    add(name) { $0.append(value) }
  }

  public mutating func add(_ name: StaticString, _ value: Int) {
    add(name) { $0.append(value) }
  }

  /// Whole seconds, so that `journalctl PSOAS_SITTING_SECONDS=1800` finds something.
  private mutating func add(_ name: StaticString, seconds: Double) {
    add(name, whole: seconds)
  }

  private mutating func add(_ name: StaticString, whole value: Double) {
    add(name) { $0.append(value, places: 0) }
  }

  private mutating func add(_ name: StaticString, _ write: (inout Text) -> Void) {
    var field = Text()
    field.append(name)
    field.append("=")
    write(&field)
    fields.append(field)
  }
}

extension JournalMessage {
  /// The message of an event; nil for events that are not logged.
  public init?(_ event: Event) {
    switch event {
    case .sensorAdded: self = .sensorAdded
    case .sensorRemoved: self = .sensorRemoved
    case .sensorSilent: self = .sensorSilent
    case .calibrated: self = .calibrated
    case .boutEnded: self = .boutEnded
    case .reminder: self = .reminder
    case .reminderClosed: self = .reminderClosed
    case .exerciseDone: self = .exerciseDone
    case .paused: self = .paused
    case .resumed: self = .resumed
    case .dayEnded: self = .dayEnded
    case .session(_, .finished): self = .sessionFinished
    case .rhythmMeasured: self = .rhythmMeasured
    case .rhythmRefused: self = .rhythmRefused
    case .calibrationDone: self = .calibrationDone
    case .calibrationWithheld, .calibrationFailed: self = .calibrationRefused
    case .calibrationTrust(.shifted), .calibrationTrust(.refused): self = .calibrationDoubted
    // For an escalation, the journal has the reminder already.
    case .posture, .diary, .revised, .boutStarted, .breakEnded, .escalated, .ended, .calibrationTrust,
      .calibrationProgress,
      .session, .rhythmProgress, .calibrationCancelled, .calibrationForgotten, .mountingLearnt:
      // The journal records only the result of a calibration, not its progress.
      return nil
    }
  }
}
