import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The methods of org.psoas.Psoas1.Manager, one row each, in the order of introspection.
extension BusMethod {
  static let all: [BusMethod] = [
    BusMethod("GetStatus", "", "a{sv}", "status\0", nil) { (service, _, reply) throws(ServiceRefusal) in
      service.writeStatus(to: &reply)
    },
    BusMethod("Snooze", "t", "", "duration_us\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.snooze(minutes: call.minutes()))
    },
    BusMethod("SnoozeUntil", "t", "", "time_of_day_us\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.snoozeUntil(minute: call.minutes()))
    },
    .command("Skip", .control, .skip),
    .command("Done", .control, .done),
    BusMethod("DoneExercise", "s", "", "exercise\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.doneExercise(call.word()))
    },
    BusMethod(
      "GetProgramme", "", "a(sssssddt)udas", "entries\0streak\0adherence\0left_out\0", nil
    ) { (service, _, reply) throws(ServiceRefusal) in reply.append(service.status.programme) },
    BusMethod("Undo", "", "ss", "act\0exercise\0", .control) { (service, _, reply) throws(ServiceRefusal) in
      reply.append(undone: try service.perform(.undo))
    },
    .command("Pause", .control, .pause),
    .command("Resume", .control, .resume),
    BusMethod("CorrectPosture", "s", "", "posture\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.correct(try call.posture()))
    },
    BusMethod("CorrectEpisode", "s", "", "posture\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.correctEpisode(try call.posture()))
    },
    BusMethod("Forget", "s", "", "before\0", .configure) { (service, call, _) throws(ServiceRefusal) in
      try service.forget(call)
    },
    BusMethod("Reload", "", "as", "warnings\0", .configure) { (service, _, reply) throws(ServiceRefusal) in
      reply.append(try service.handler.reload())
    },
    BusMethod("Inhibit", "s", "u", "reason\0cookie\0", .control) { (service, call, reply) throws(ServiceRefusal) in
      reply.append(try service.inhibit(call))
    },
    BusMethod("Uninhibit", "u", "", "cookie\0", nil) { (service, call, _) throws(ServiceRefusal) in
      try service.uninhibit(call)
    },
    BusMethod("ListInhibitors", "", "a(uss)", "inhibitors\0", nil) { (service, _, reply) throws(ServiceRefusal) in
      service.writeInhibitors(to: &reply)
    },
    BusMethod("ClaimTilt", "", "", "", nil) { (service, call, _) throws(ServiceRefusal) in try service.claimTilt(call)
    },
    // Releasing without a claim is not an error.
    BusMethod("ReleaseTilt", "", "", "", nil) { (service, call, _) throws(ServiceRefusal) in
      _ = service.tiltClaims.release(call.sender)
    },
    BusMethod("AssignSensor", "ss", "", "placement\0identifier\0", .configure) {
      (service, call, _) throws(ServiceRefusal) in
      try service.handler.assign(try call.placement(), call.word())
    },
    BusMethod("StartCalibration", "bas", "", "quick\0steps\0", .configure) {
      (service, call, _) throws(ServiceRefusal) in
      try service.perform(.calibrate(try call.calibrationPlan()))
    },
    .command("CancelCalibration", .configure, .cancelCalibration),
    .command("NextCalibrationStep", .configure, .nextStep),
    .command("SkipCalibrationStep", .configure, .skipStep),
    BusMethod("GetCalibration", "s", "a{sv}", "placement\0calibration\0", nil) {
      (service, call, reply) throws(ServiceRefusal) in
      reply.append(try service.calibration(of: try call.placement()))
    },
    BusMethod("ForgetCalibration", "s", "", "placement\0", .configure) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.forgetCalibration(try call.placement()))
    },
    BusMethod("ListExercises", "", "aa{sv}", "exercises\0", nil) { (service, _, reply) throws(ServiceRefusal) in
      reply.append(service.catalog)
    },
    BusMethod("StartSession", "sa{sv}", "u", "exercise\0options\0number\0", .control) {
      (service, call, reply) throws(ServiceRefusal) in
      reply.append(try service.startSession(try call.sessionRequest()))
    },
    .command("StopSession", .control, .stopSession),
    BusMethod("Respond", "s", "", "response\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.respond(try call.response()))
    },
    BusMethod("StartRhythm", "u", "", "bends\0", .control) { (service, call, _) throws(ServiceRefusal) in
      try service.perform(.startRhythm(bends: call.count()))
    },
    .command("StopRhythm", .control, .stopRhythm),
  ]
}

// MARK: Results

extension MessageWriter {
  /// `ss`: the act, and the exercise that was reported as done.
  fileprivate mutating func append(undone reply: Reply) {
    guard case .undone(let act) = reply else { return }
    append(text: act.name)
    if case .done(let exercise) = act { append(text: exercise) } else { append(text: "" as StaticString) }
  }
}

// MARK: Arguments

extension MessageReader {
  // sd-bus has checked the arguments against the signature: a missing one reads as empty.

  fileprivate func count() -> Int { Int(unsigned32() ?? 0) }

  /// Microseconds as whole minutes.
  fileprivate func minutes() -> Int { Int((unsigned64() ?? 0) / 60_000_000) }

  func word() -> Text { text() ?? [] }

  /// A posture that a wearer can report.
  fileprivate func posture() throws(ServiceRefusal) -> Posture {
    if let posture = Posture(name: word()), posture != .unknown { return posture }
    throw ServiceRefusal(.unknownPosture)
  }

  fileprivate func placement() throws(ServiceRefusal) -> Placement {
    if let placement = Placement(name: word()) { return placement }
    throw ServiceRefusal("org.psoas.Psoas1.Error.UnknownPlacement", "A placement is pelvis, thigh or trunk.")
  }
}
