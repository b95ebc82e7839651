import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// What the wearer is being guided through. One guide speaks at a time: nobody stands still for a calibration and holds a
/// bridge.
enum Occupation: Equatable, Sendable {
  case calibration
  case rhythm
  /// Of the exercise's identifier.
  case session(Bytes)

  /// - Returns: nil where nothing guides the wearer.
  init?(_ status: BusStatus) {
    if status.calibration.progress != nil {
      self = .calibration
    } else if status.isMeasuringRhythm {
      self = .rhythm
    } else if !status.activeSession.isEmpty {
      self = .session(status.activeSession)
    } else {
      return nil
    }
  }

  /// The D-Bus error that answers whoever would begin something else.
  var error: StaticString {
    switch self {
    case .calibration: "org.psoas.Psoas1.Error.CalibrationRunning"
    case .rhythm: "org.psoas.Psoas1.Error.Busy"
    case .session: "org.psoas.Psoas1.Error.SessionRunning"
    }
  }

  /// Appends what is under way, and how to end it.
  func append(message text: inout Bytes) {
    switch self {
    case .calibration:
      text.append(
        "A calibration is under way: finish it, or end it with CancelCalibration() (Ctrl-C in `psoasctl calibrate`).")
    case .rhythm:
      text.append(
        "A measurement of the rhythm is under way: finish it, or StopRhythm() ends it (Ctrl-C in `psoasctl rhythm`).")
    case .session(let exercise):
      text.append("A session is running already: ")
      text.append(exercise)
      text.append(". End it with StopSession() (psoasctl exercise stop) first.")
    }
  }
}

extension BusService {
  /// The error for a call that would begin to guide the wearer while something else does.
  /// - Returns: nil where nothing does.
  func refuseOccupied(_ error: ErrorPointer?) -> Int32? {
    guard let occupation = Occupation(status) else { return nil }
    var text = Bytes()
    occupation.append(message: &text)
    return text.wellFormed.withCString { sd_bus_error_set(error, occupation.error.cString, $0) }
  }
}
