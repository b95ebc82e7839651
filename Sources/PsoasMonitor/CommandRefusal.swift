import PsoasCore
import PsoasSystem

/// Why a command was refused. A refused command changes nothing.
public enum CommandRefusal: DescribedError, Equatable, Sendable {
  case invalidDuration, invalidTime
  /// The time of day is unknown.
  case noClock
  case snoozedEnough
  case nothingToUndo
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
        "A snooze takes 1 to 600 minutes: `psoasctl pause` has no end."
      )
    case .invalidTime:
      (
        "org.psoas.Psoas1.Error.InvalidTime",
        "A time of day is before 24:00: on the bus microseconds since local midnight, 54000000000 is 15:00."
      )
    case .noClock:
      ("org.psoas.Psoas1.Error.NoClock", "The time of day is unknown: `psoasctl snooze 30` takes minutes instead.")
    case .snoozedEnough:
      (
        "org.psoas.Psoas1.Error.SnoozedEnough",
        "This suggestion cannot be snoozed again: do it, or use `psoasctl skip` or `psoasctl pause`."
      )
    case .nothingToUndo:
      (
        "org.psoas.Psoas1.Error.NothingToUndo",
        """
        There is nothing to take back: `psoasctl undo` takes back the last done, skip, snooze or correction since the \
        service started, until something newer replaces it.
        """
      )
    case .unknownExercise(let identifier, let nearest):
      (
        "org.psoas.Psoas1.Error.UnknownExercise",
        """
        No exercise "\(identifier)": \(nearest.map { "did you mean \($0)? " } ?? "")`psoasctl exercise list` \
        lists all exercises.
        """
      )
    case .unknownPosture:
      ("org.psoas.Psoas1.Error.UnknownPosture", "A posture is standing, walking, sitting, lying or not-worn.")
    case .calibrationRunning:
      (
        "org.psoas.Psoas1.Error.CalibrationRunning",
        "A calibration is in progress: finish it, or end it with Ctrl-C in `psoasctl calibrate`."
      )
    case .rhythmRunning:
      (
        "org.psoas.Psoas1.Error.Busy",
        "A rhythm measurement is in progress: finish it, or end it with Ctrl-C in `psoasctl rhythm`."
      )
    case .sessionRunning(let exercise):
      (
        "org.psoas.Psoas1.Error.SessionRunning",
        "An exercise session is already in progress: \(exercise). End it with `psoasctl exercise stop` first."
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
      ("org.psoas.Psoas1.Error.NoCalibration", "No calibration is in progress: `psoasctl calibrate` starts one.")
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
      ("org.psoas.Psoas1.Error.NotMeasuring", "No measurement is in progress: `psoasctl rhythm` starts one.")
    case .noSides(let exercise):
      ("org.psoas.Psoas1.Error.InvalidOption", "The exercise \(exercise) has no sides: omit the side.")
    case .noSession:
      (
        "org.psoas.Psoas1.Error.NoSession",
        "No exercise session is in progress: `psoasctl exercise start NAME` starts one."
      )
    }
  }
}
