import PsoasMonitor
import PsoasSystem

/// The arguments and results of calls for exercises and exercise sessions.
extension BusService {
  /// - Returns: the session's number.
  func startSession(_ request: ExerciseSessionRequest) throws(ServiceRefusal) -> UInt32 {
    guard case .sessionStarted(let number) = try perform(.startSession(request)) else { return 0 }
    return UInt32(clamping: number)
  }
}

extension MessageWriter {
  /// `aa{sv}`: one dictionary per exercise.
  mutating func append(_ catalog: ExerciseCatalog) {
    container(BusType.array, "a{sv}") { list in
      for exercise in catalog.exercises {
        list.container(BusType.array, "{sv}") { ExerciseMessage.write(exercise, to: &$0) }
      }
    }
  }
}

extension MessageReader {
  /// `sa{sv}`: the exercise and options.
  func sessionRequest() throws(ServiceRefusal) -> ExerciseSessionRequest {
    var request = ExerciseSessionRequest(word())
    let options = MessageDetails(self)
    for key in options.keys {
      if key == "side", case .text(let word)? = options["side"] {
        guard let side = BodySide(name: word) else {
          throw ServiceRefusal("org.psoas.Psoas1.Error.InvalidOption", "side is left or right.")
        }
        request.side = side
      } else if key == "sensor", case .flag(let isOn)? = options["sensor"] {
        request.usesSensor = isOn
      } else if key == "long", case .flag(let isOn)? = options["long"] {
        request.isLong = isOn
      } else {
        throw ServiceRefusal(
          "org.psoas.Psoas1.Error.InvalidOption",
          "No option \"\(key)\" of that type: the options are side (s), sensor (b) and long (b).")
      }
    }
    return request
  }

  func response() throws(ServiceRefusal) -> ExerciseSessionResponse {
    if let response = ExerciseSessionResponse(name: word()) { return response }
    throw ServiceRefusal("org.psoas.Psoas1.Error.UnknownResponse", "A response is pause, resume, next or done.")
  }
}
