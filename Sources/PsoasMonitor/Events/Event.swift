import PsoasCore
import PsoasSystem

/// How a reminder ended.
public enum ReminderOutcome: UInt8, CaseIterable, CaseIndex, Sendable {
  /// The wearer reports that it was done.
  case done
  /// The sensor saw that it was done.
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
  /// The count of an outcome as a JSON key and a column of the history.
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

/// A prompt to do one exercise, with its reason.
public struct Reminder: Equatable, Sendable {
  /// Counts from 1 within the session.
  public var number: Int
  /// The exercise's identifier in the catalog, ASCII.
  public var exercise: Text
  /// The exercise's name for people, UTF-8.
  public var title: Text
  /// One short cue, UTF-8.
  public var cue: Text
  public var dose: Dose
  /// Seconds of sitting, without a break, that called for it.
  public var sittingSeconds: Double
  /// The initial alert level.
  public var level = EscalationLevel.transient
  /// Whether it may be put off once more.
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

/// Something that a person, or another program, may care about.
public enum Event: Equatable, Sendable {
  case sensorAdded(Placement, SensorTraits)
  case sensorRemoved(Placement)
  /// A sensor that should be speaking is silent; its time counts as unknown.
  case sensorSilent(Placement)
  case posture(PostureEstimate)
  /// A stretch of posture is known for good.
  case diary(DiaryInterval)
  /// Hindsight has changed the reported posture.
  case revised(DiaryRevision)
  /// Tilt is known from here on.
  case calibrated(CalibrationSource)
  /// Where a calibration stands: when it moves on, and once a second.
  case calibrationProgress(CalibrationProgress)
  /// A sensor's new calibration, to be stored.
  case calibrationDone(Placement, CalibrationRecord, CalibrationPlan)
  /// A sensor that was worn together with the leading one has no new axes.
  case calibrationWithheld(Placement, CalibrationRefusal, CalibrationPlan)
  /// The placement is the leading sensor's.
  case calibrationFailed(Placement, CalibrationRefusal, CalibrationPlan)
  case calibrationCancelled
  case calibrationForgotten(Placement)
  /// Walking has confirmed up in standing, unit, sensor axes: to be stored for the next run.
  case mountingLearnt(Placement, upright: Vector3)
  /// How far the pelvis sensor's calibration may be believed has changed.
  case calibrationTrust(CalibrationTrust)
  case boutStarted
  /// A break is over: a bout begins again.
  case breakEnded(BoutTracker.Break)
  /// `sitting`: seconds sat in the bout, without its short interruptions.
  case boutEnded(sitting: Double)
  case reminder(Reminder)
  /// The open reminder was not answered and escalates.
  case escalated(number: Int, EscalationLevel)
  case reminderClosed(number: Int, ReminderOutcome)
  /// An exercise was done.
  case exerciseDone(ExerciseCompletion)
  case paused
  case resumed
  /// How a measurement of the lumbopelvic rhythm goes: five times a second at most.
  case rhythmProgress(RhythmMeasurement.Progress)
  case rhythmMeasured(RhythmResult)
  /// It ended without figures.
  case rhythmRefused(RhythmRefusal)
  /// `number` counts from 1 within the run.
  case session(number: Int, ExerciseSessionEvent)
  /// The local calendar has turned; the totals are those of the day that ended.
  case dayEnded(DayTotals)
  /// The session's end, with the day's totals so far.
  case ended(DayTotals)
}

/// Where the upright direction comes from.
public enum CalibrationSource: UInt8, Sendable {
  /// `revised`: walking has overturned what was believed before.
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
  /// What the clock on the wall read then; nil where the session was given no clock.
  public var wall: WallClock?

  public init(_ time: Instant, _ event: Event, wall: WallClock? = nil) {
    self.time = time
    self.event = event
    self.wall = wall
  }
}
