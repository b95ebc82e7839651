import PsoasCore
import PsoasSystem

/// How a reminder ended.
public enum ReminderOutcome: UInt8, CaseIterable, CaseIndex, Sendable {
  /// The wearer reported it as done.
  case done
  /// The sensor confirmed it.
  case checked
  case snoozed, skipped, ignored, withdrawn

  public var name: StaticString {
    switch self {
    case .done: "done"
    case .checked: "checked"
    case .snoozed: "snoozed"
    case .skipped: "skipped"
    case .ignored: "ignored"
    case .withdrawn: "withdrawn"
    }
  }
}

extension ReminderOutcome {
  /// The key of an outcome's count in JSON, and its column in the history.
  public var key: StaticString {
    switch self {
    case .done: "reminders_done"
    case .checked: "reminders_checked"
    case .snoozed: "reminders_snoozed"
    case .skipped: "reminders_skipped"
    case .ignored: "reminders_ignored"
    case .withdrawn: "reminders_withdrawn"
    }
  }
}

public typealias PerOutcome<Value> = PerCase<ReminderOutcome, 6, Value>

/// A suggestion to do one exercise, with its reason.
public struct Reminder: Equatable, Sendable {
  /// Counted from 1 within the run.
  public var number: Int
  /// The exercise's identifier in the catalog, ASCII.
  public var exercise: Text
  /// The exercise's name for display, UTF-8.
  public var title: Text
  /// A short instruction, UTF-8.
  public var cue: Text
  public var dose: Dose
  /// Seconds of sitting without a break that caused it.
  public var sittingSeconds: Double
  /// The initial alert level.
  public var level = EscalationLevel.transient
  /// Whether it may be snoozed again.
  public var maySnooze = true

  public init(number: Int, exercise: Exercise, sittingSeconds: Double) {
    self.number = number
    self.exercise = exercise.identifier
    title = exercise.title
    cue = exercise.cue
    dose = exercise.dose
    self.sittingSeconds = sittingSeconds
  }
}

/// An event for people and other programs.
public enum Event: Equatable, Sendable {
  case sensorAdded(Placement, SensorTraits)
  case sensorRemoved(Placement)
  /// A sensor that should send data is silent; its time counts as unknown.
  case sensorSilent(Placement)
  /// The readings of a sensor are not used, for this reason; its time counts as unknown.
  case sensorFault(Placement, Text)
  /// A message to the wearer about a sensor, to be shown now.
  case sensorNotice(Placement, SensorNotice)
  /// The state of a sensor's battery has changed.
  case battery(Placement, Battery)
  case posture(PostureEstimate)
  /// An interval of posture became final.
  case diary(DiaryInterval)
  /// Hindsight has changed the reported posture.
  case revised(DiaryRevision)
  /// Tilt is known from now on.
  case calibrated(CalibrationSource)
  /// The progress of a calibration: at each change, and once per second.
  case calibrationProgress(CalibrationProgress)
  /// A sensor's new calibration, to be stored.
  case calibrationDone(Placement, CalibrationRecord, CalibrationPlan)
  /// A sensor that was worn together with the leading one has no new axes.
  case calibrationWithheld(Placement, CalibrationRefusal, CalibrationPlan)
  /// A calibration failed; the placement is that of the leading sensor.
  case calibrationFailed(Placement, CalibrationRefusal, CalibrationPlan)
  case calibrationCancelled
  case calibrationForgotten(Placement)
  /// Walking has confirmed up in standing, unit vector, sensor axes: to be stored for the next run.
  case mountingLearnt(Placement, upright: Vector3)
  /// The trust in the pelvis sensor's calibration has changed.
  case calibrationTrust(CalibrationTrust)
  case boutStarted
  /// A break ended: a bout begins.
  case breakEnded(BoutTracker.Break)
  /// `sitting`: seconds of sitting in the bout, without its short interruptions.
  case boutEnded(sitting: Double)
  case reminder(Reminder)
  /// The open reminder was not answered and escalates.
  case escalated(number: Int, EscalationLevel)
  case reminderClosed(number: Int, ReminderOutcome)
  /// The wearer took back the answer that had closed this reminder with this outcome: it is open again.
  case reminderReopened(Reminder, ReminderOutcome)
  /// An exercise was done.
  case exerciseDone(ExerciseCompletion)
  /// The wearer took back the report of this exercise.
  case exerciseUndone(ExerciseCompletion)
  case paused
  case resumed
  /// The progress of a rhythm measurement: at most five times per second.
  case rhythmProgress(RhythmMeasurement.Progress)
  case rhythmMeasured(RhythmResult)
  /// The measurement ended without a result.
  case rhythmRefused(RhythmRefusal)
  /// `number` counts from 1 within the run.
  case session(number: Int, ExerciseSessionEvent)
  /// A new local day began; the totals are those of the day that ended.
  case dayEnded(DayTotals)
  /// The run ended, with the day's totals so far.
  case ended(DayTotals)
}

/// Where the upright direction comes from.
public enum CalibrationSource: UInt8, Sendable {
  /// `revised`: walking has replaced the earlier direction.
  case standing, walking, stored, revised

  public var name: StaticString {
    switch self {
    case .standing: "standing"
    case .walking: "walking"
    case .stored: "stored"
    case .revised: "revised"
    }
  }
}

/// An event and its time: what `Monitor` returns, and what the daemon, a replay and the tests see.
public struct TimedEvent: Equatable, Sendable {
  public var time: Instant
  public var event: Event
  /// The wall clock at that time; nil if the run has none.
  public var wall: WallClock?

  public init(_ time: Instant, _ event: Event, wall: WallClock? = nil) {
    self.time = time
    self.event = event
    self.wall = wall
  }
}
