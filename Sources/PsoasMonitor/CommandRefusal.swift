import PsoasCore
import PsoasSystem

/// Why a command was refused. A refused command changes nothing.
public enum CommandRefusal: Error, Equatable, Sendable {
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
  public var text: Text { row.text }

  private var row: (name: StaticString, text: Text) {
    switch self {
    case .invalidDuration:
      row(
        "org.psoas.Psoas1.Error.InvalidDuration",
        "A snooze takes 1 to 600 minutes, in microseconds; use Pause() for an open end.")
    case .invalidTime:
      row(
        "org.psoas.Psoas1.Error.InvalidTime",
        "A time of day is given in microseconds since local midnight, below 86400000000: 54000000000 is 15:00.")
    case .noClock:
      row("org.psoas.Psoas1.Error.NoClock", "The time of day is not known here: Snooze() for some minutes instead.")
    case .snoozedEnough:
      row(
        "org.psoas.Psoas1.Error.SnoozedEnough",
        "This reminder has been put off often enough: do it, Skip() it, or Pause() them all.")
    case .unknownExercise(let identifier, let nearest):
      row("org.psoas.Psoas1.Error.UnknownExercise", "No exercise \"", identifier, "\": ") { text in
        guard let nearest else { return text.append("ListExercises() (psoasctl exercise list) names those there are.") }
        text.append("did you mean ")
        text.append(nearest)
        text.append("? ListExercises() (psoasctl exercise list) names all.")
      }
    case .unknownPosture:
      row(
        "org.psoas.Psoas1.Error.UnknownPosture", "A posture is standing, walking, sitting, lying or not-worn.")
    case .calibrationRunning:
      row(
        "org.psoas.Psoas1.Error.CalibrationRunning",
        "A calibration is under way: finish it, or end it with CancelCalibration() (Ctrl-C in `psoasctl calibrate`).")
    case .rhythmRunning:
      row(
        "org.psoas.Psoas1.Error.Busy",
        "A measurement of the rhythm is under way: finish it, or StopRhythm() ends it (Ctrl-C in `psoasctl rhythm`).")
    case .sessionRunning(let exercise):
      row(
        "org.psoas.Psoas1.Error.SessionRunning", "A session is running already: ", exercise,
        ". End it with StopSession() (psoasctl exercise stop) first.")
    case .noSensor:
      row(
        "org.psoas.Psoas1.Error.NoSensor",
        "No sensor is worn and sends anything: switch it on, and see `psoasctl sensors`.")
    case .notCalibrated:
      row(
        "org.psoas.Psoas1.Error.NotCalibrated",
        "Nothing is stored of this sensor yet: run the full `psoasctl calibrate` first.")
    case .nothingStored:
      row(
        "org.psoas.Psoas1.Error.NotCalibrated",
        "Nothing is stored of a sensor worn there: run `psoasctl calibrate` with it on.")
    case .noCalibration:
      row(
        "org.psoas.Psoas1.Error.NoCalibration", "No calibration is under way: begin one with StartCalibration().")
    case .cannotSkip:
      row(
        "org.psoas.Psoas1.Error.CannotSkip",
        "Without the neutral stance there is nothing to measure from: it cannot be skipped.")
    case .invalidBends: row("org.psoas.Psoas1.Error.InvalidBends", "A measurement takes 3 to 10 bends.")
    case .rhythm(.noGyroscope(let placement)):
      row("org.psoas.Psoas1.Error.GyroscopeNeeded", "") { RhythmText.append(.noGyroscope(placement), to: &$0) }
    case .rhythm(let obstacle):
      row("org.psoas.Psoas1.Error.SensorNeeded", "") { RhythmText.append(obstacle, to: &$0) }
    case .notMeasuring:
      row("org.psoas.Psoas1.Error.NotMeasuring", "No measurement is under way: StartRhythm() begins one.")
    case .noSides(let exercise):
      row(
        "org.psoas.Psoas1.Error.InvalidOption", "The exercise ", exercise, " has no sides: leave the side out.")
    case .noSession:
      row(
        "org.psoas.Psoas1.Error.NoSession",
        "No session is running: StartSession() (psoasctl exercise start NAME) begins one.")
    }
  }

  private func row(
    _ name: StaticString, _ text: StaticString, _ word: Text = [], _ rest: StaticString = "",
    _ more: (inout Text) -> Void = { _ in }
  ) -> (name: StaticString, text: Text) {
    var whole = Text()
    whole.append(text)
    whole.append(word)
    whole.append(rest)
    more(&whole)
    return (name, whole)
  }
}
