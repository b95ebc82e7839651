import PsoasMonitor
import PsoasSystem

/// Parses the commands of exercise sessions.
enum ExerciseSessionInput {
  static func request(_ object: JSONObject) throws(JSONFault) -> ExerciseSessionRequest {
    var request = ExerciseSessionRequest(Text(try object.required(try object.text("exercise"), "exercise")))
    if let word = try object.text("side") {
      guard let side = BodySide(name: Text(word)) else { throw JSONFault(key: "side", expected: "left or right") }
      request.side = side
    }
    request.isLong = try object.boolean("long") ?? false
    request.usesSensor = try object.boolean("sensor") ?? true
    return request
  }

  static func response(_ object: JSONObject) throws(JSONFault) -> ExerciseSessionResponse {
    let word = Text(try object.required(try object.text("response"), "response"))
    guard let response = ExerciseSessionResponse(name: word) else {
      throw JSONFault(key: "response", expected: "pause, resume, next or done")
    }
    return response
  }
}
