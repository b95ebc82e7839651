import PsoasCore
import PsoasSystem

/// Why a command was refused. A refused command changes nothing.
public enum CommandRefusal: DescribedError, Equatable, Sendable {
  case invalidDuration, invalidTime
  /// The time of day is unknown.
  case noClock
  case snoozedEnough
  case unknownExercise(Text, nearest: Text?)
  /// The name is not a posture that a wearer can report.
  case unknownPosture
  // The procedure that is already active; a session with the exercise's identifier.
  case calibrationRunning, rhythmRunning
  case sessionRunning(Text)
  case noSensor
  /// There is no calibration that a shorter one could continue.
  case notCalibrated
  case nothingStored(Placement)
  case noCalibration, cannotSkip
  case invalidBends
  case rhythm(RhythmRefusal)
  case notMeasuring
  /// A side was named for an exercise without sides.
  case noSides(Text)
  case noSession

  /// Name of the D-Bus error.
  public var name: StaticString { row.name }

  /// The fault and its remedy, for people: one or two sentences.
  public var message: Text { row.message }

  private var row: (name: StaticString, message: Text) {
    switch self {
    case .invalidDuration:
      (
        "org.psoas.Psoas1.Error.InvalidDuration",
        "A snooze takes 1 to 600 minutes, in microseconds; use Pause() for an open end."
      )
    case .invalidTime:
      (
        "org.psoas.Psoas1.Error.InvalidTime",
        "A time of day is given in microseconds since local midnight, below 86400000000: 54000000000 is 15:00."
      )
    case .noClock:
      ("org.psoas.Psoas1.Error.NoClock", "The time of day is unknown: use Snooze() with minutes instead.")
    case .snoozedEnough:
      (
        "org.psoas.Psoas1.Error.SnoozedEnough",
        "This reminder cannot be snoozed again: do it, Skip() it, or Pause() all reminders."
      )
    case .unknownExercise(let identifier, let nearest):
      (
        "org.psoas.Psoas1.Error.UnknownExercise",
        """
        No exercise "\(identifier)": \(nearest.map { "did you mean \($0)? " } ?? "")ListExercises() (psoasctl exercise \
        list) lists all exercises.
        """
      )
    case .unknownPosture:
      ("org.psoas.Psoas1.Error.UnknownPosture", "A posture is standing, walking, sitting, lying or not-worn.")
    case .calibrationRunning:
      (
        "org.psoas.Psoas1.Error.CalibrationRunning",
        "A calibration is in progress: finish it, or end it with CancelCalibration() (Ctrl-C in `psoasctl calibrate`)."
      )
    case .rhythmRunning:
      (
        "org.psoas.Psoas1.Error.Busy",
        "A rhythm measurement is in progress: finish it, or end it with StopRhythm() (Ctrl-C in `psoasctl rhythm`)."
      )
    case .sessionRunning(let exercise):
      (
        "org.psoas.Psoas1.Error.SessionRunning",
        "An exercise session is already in progress: \(exercise). End it with StopSession() (psoasctl exercise stop) first."
      )
    case .noSensor:
      (
        "org.psoas.Psoas1.Error.NoSensor",
        "No worn sensor sends data: switch it on, and see `psoasctl sensors`."
      )
    case .notCalibrated:
      (
        "org.psoas.Psoas1.Error.NotCalibrated",
        "No calibration of this sensor is stored: run the full `psoasctl calibrate` first."
      )
    case .nothingStored:
      (
        "org.psoas.Psoas1.Error.NotCalibrated",
        "No calibration is stored for this placement: run `psoasctl calibrate` with a sensor worn there."
      )
    case .noCalibration:
      ("org.psoas.Psoas1.Error.NoCalibration", "No calibration is in progress: start one with StartCalibration().")
    case .cannotSkip:
      (
        "org.psoas.Psoas1.Error.CannotSkip",
        "The neutral stance cannot be skipped: all angles are relative to it."
      )
    case .invalidBends: ("org.psoas.Psoas1.Error.InvalidBends", "A measurement takes 3 to 10 bends.")
    case .rhythm(let obstacle):
      if case .noGyroscope = obstacle {
        ("org.psoas.Psoas1.Error.GyroscopeNeeded", obstacle.message)
      } else {
        ("org.psoas.Psoas1.Error.SensorNeeded", obstacle.message)
      }
    case .notMeasuring:
      ("org.psoas.Psoas1.Error.NotMeasuring", "No measurement is in progress: start one with StartRhythm().")
    case .noSides(let exercise):
      ("org.psoas.Psoas1.Error.InvalidOption", "The exercise \(exercise) has no sides: omit the side.")
    case .noSession:
      (
        "org.psoas.Psoas1.Error.NoSession",
        "No exercise session is in progress: start one with StartSession() (psoasctl exercise start NAME)."
      )
    }
  }
}
