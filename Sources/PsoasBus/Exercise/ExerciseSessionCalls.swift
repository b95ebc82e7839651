import CLinux
import CSystemd
import PsoasMonitor

/// The calls about exercises and guided sessions.
extension BusService {
  /// `aa{sv}`: one dictionary an exercise.
  func listExercises(_ call: OpaquePointer) -> Int32 {
    let exercises = catalog.exercises
    return reply(to: call) { writer in
      writer.container(BusType.array, "a{sv}") { list in
        for exercise in exercises {
          list.container(BusType.array, "{sv}") { ExerciseMessage.write(exercise, to: &$0) }
        }
      }
    }
  }

  func startSession(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    let reader = MessageReader(call)
    guard let identifier = reader.text() else { return -EINVAL }
    let options = MessageDetails(reader)
    guard let exercise = catalog[identifier] else { return refuseUnknown(identifier, error) }
    if let refused = refuseOccupied(error) { return refused }
    var request = ExerciseSessionRequest(identifier)
    for key in options.keys {
      if key.equals("side"), case .text(let word)? = options["side"] {
        guard let side = BodySide(name: word) else {
          return refuse("InvalidOption", Bytes("side is left or right."), error)
        }
        guard exercise.sides == 2 else {
          return refuse("InvalidOption", Bytes("This exercise has no sides: leave the option out."), error)
        }
        request.side = side
      } else if key.equals("sensor"), case .flag(let isOn)? = options["sensor"] {
        request.usesSensor = isOn
      } else if key.equals("long"), case .flag(let isOn)? = options["long"] {
        request.isLong = isOn
      } else {
        var text = Bytes("No option \"")
        text.append(key)
        text.append("\" of that type: there are side (s), sensor (b) and long (b).")
        return refuse("InvalidOption", text, error)
      }
    }
    handler.command(.startSession(request))
    let number = UInt32(clamping: sessionNumber)
    return reply(to: call) { $0.append(number) }
  }

  func stopSession(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard !activeSession.isEmpty else { return refuseIdle(error) }
    return perform(.stopSession, call)
  }

  func respond(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard let word = MessageReader(call).text() else { return -EINVAL }
    guard let response = ExerciseSessionResponse(name: word) else {
      return refuse("UnknownResponse", Bytes("A response is pause, resume, next or done."), error)
    }
    guard !activeSession.isEmpty else { return refuseIdle(error) }
    return perform(.respond(response), call)
  }

  private func refuseIdle(_ error: ErrorPointer?) -> Int32 {
    refuse(
      "NoSession", Bytes("No session is running: StartSession() (psoasctl exercise start NAME) begins one."), error)
  }

  func refuseUnknown(_ identifier: Bytes, _ error: ErrorPointer?) -> Int32 {
    var text = Bytes("No exercise \"")
    text.append(identifier)
    text.append("\"")
    if let nearest = catalog.nearest(to: identifier) {
      text.append(": did you mean ")
      text.append(nearest)
      text.append("? ListExercises() (psoasctl exercise list) names all.")
    } else {
      text.append(": ListExercises() (psoasctl exercise list) names those there are.")
    }
    return refuse("UnknownExercise", text, error)
  }

  private func refuse(_ name: StaticString, _ text: Bytes, _ error: ErrorPointer?) -> Int32 {
    var whole = Bytes("org.psoas.Psoas1.Error.")
    whole.append(name)
    return whole.withCString { name in text.busText.withCString { sd_bus_error_set(error, name, $0) } }
  }
}

extension Bytes {
  fileprivate init(_ text: StaticString) {
    self.init()
    append(text)
  }
}
