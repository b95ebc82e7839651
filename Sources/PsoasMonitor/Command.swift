import PsoasCore
import PsoasSystem

/// What the wearer, or a program on the wearer's behalf, asks for.
public enum Command: Equatable, Sendable {
  /// Put the open reminder, or the next one, off by so many minutes (1 to 600).
  case snooze(minutes: Int)
  /// Put it off until the local clock next reads so many minutes since midnight (0 to 1439).
  case snoozeUntil(minute: Int)
  /// Let the open reminder go: not today.
  case skip
  /// The suggested exercise was done.
  case done
  /// An exercise was done, by its identifier.
  case doneExercise(Text)
  /// No reminders until `resume`.
  case pause
  case resume
  /// Begin a guided calibration. Refused, as `startRhythm` and `startSession` are, while the wearer is guided already.
  case calibrate(CalibrationPlan)
  case cancelCalibration
  /// The wearer is ready: the calibration need not wait any longer.
  case nextStep
  /// Leave the calibration's present step out.
  case skipStep
  /// Forget what is stored of the sensor worn there.
  case forgetCalibration(Placement)
  /// The wearer reports the posture from now on: "I am standing".
  case correct(Posture)
  /// The wearer reports the posture since its last change: "I was standing". That time is reassigned.
  case correctEpisode(Posture)
  /// Measure the lumbopelvic rhythm: a still stance, so many forward bends (3 to 10), the stance again.
  case startRhythm(bends: Int)
  /// End the measurement with what there is.
  case stopRhythm
  /// Guide the wearer through an exercise.
  case startSession(ExerciseSessionRequest)
  case stopSession
  case respond(ExerciseSessionResponse)
  /// What is known of the days before this one (since 1970-01-01, local calendar) is to be forgotten; nil: of all.
  case forget(before: Int64?)
}

/// What came of a command that was carried out.
public enum Reply: Equatable, Sendable {
  case done
  /// Number of the open reminder that was put off; nil where it was the next one.
  case snoozed(reminder: Int?)
  /// Number of the exercise session that has begun, from 1 within the run.
  case sessionStarted(number: Int)
}
