import PsoasMonitor

/// The commands of guided sessions, read back.
enum ExerciseSessionInput {
  static func wish(_ object: JSONObject) throws(JSONFault) -> ExerciseSessionRequest {
    var wish = ExerciseSessionRequest(Bytes(try object.required(try object.text("exercise"), "exercise")))
    if let word = try object.text("side") {
      guard let side = BodySide(name: Bytes(word)) else { throw JSONFault(key: "side", expected: "left or right") }
      wish.side = side
    }
    wish.isLong = try object.boolean("long") ?? false
    wish.usesSensor = try object.boolean("sensor") ?? true
    return wish
  }

  static func response(_ object: JSONObject) throws(JSONFault) -> ExerciseSessionResponse {
    let word = Bytes(try object.required(try object.text("response"), "response"))
    guard let response = ExerciseSessionResponse(name: word) else {
      throw JSONFault(key: "response", expected: "pause, resume, next or done")
    }
    return response
  }
}
