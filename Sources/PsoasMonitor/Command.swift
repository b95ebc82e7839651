import PsoasCore
import PsoasSystem

/// A command of the wearer, or of a program on the wearer's behalf.
public enum Command: Equatable, Sendable {
  /// Postpone the open reminder, or the next one, by so many minutes (1 to 600).
  case snooze(minutes: Int)
  /// Postpone it until the next time that the local clock shows so many minutes after midnight (0 to 1439).
  case snoozeUntil(minute: Int)
  /// Dismiss the open reminder for today.
  case skip
  /// The suggested exercise was done.
  case done
  /// An exercise was done, by its identifier.
  case doneExercise(Text)
  /// Take back the wearer's last done, skip, snooze or correction.
  case undo
  /// No reminders until `resume`.
  case pause
  case resume
  /// Start a guided calibration. Like `startRhythm` and `startSession` it is refused while a procedure is active.
  case calibrate(CalibrationPlan)
  case cancelCalibration
  /// The wearer is ready: the calibration need not wait any longer.
  case nextStep
  /// Skip the current step of the calibration.
  case skipStep
  /// Delete the stored calibration of the sensor worn there.
  case forgetCalibration(Placement)
  /// The wearer reports the posture from now on: "I am standing".
  case correct(Posture)
  /// The wearer reports the posture since its last change: "I was standing". That time is reassigned.
  case correctEpisode(Posture)
  /// Measure the lumbopelvic rhythm: a still stance, so many forward bends (3 to 10), the stance again.
  case startRhythm(bends: Int)
  /// End the measurement with the bends done so far.
  case stopRhythm
  /// Guide the wearer through an exercise.
  case startSession(ExerciseSessionRequest)
  case stopSession
  case respond(ExerciseSessionResponse)
  /// Delete the data of the days before this one (since 1970-01-01, local calendar); nil: all.
  case forget(before: Int64?)
}

/// The result of a successful command.
public enum Reply: Equatable, Sendable {
  case done
  /// Number of the open reminder that was snoozed; nil if it was the next one.
  case snoozed(reminder: Int?)
  /// Number of the exercise session that was started, from 1 within the run.
  case sessionStarted(number: Int)
  /// What was taken back.
  case undone(WearerAct)
}

/// An act of the wearer that can be taken back.
public enum WearerAct: Equatable, Sendable {
  /// An exercise was reported as done, by its identifier.
  case done(exercise: Text)
  case skip, snooze, correction

  public var name: StaticString {
    switch self {
    case .done: "done"
    case .skip: "skip"
    case .snooze: "snooze"
    case .correction: "correction"
    }
  }

  /// - Parameter exercise: of `done`; empty for other acts.
  /// - Returns: nil if no act has this name.
  public init?(name: Text, exercise: Text) {
    let acts: [WearerAct] = [.done(exercise: exercise), .skip, .snooze, .correction]
    guard let act = acts.first(where: { name == $0.name }) else { return nil }
    self = act
  }
}
