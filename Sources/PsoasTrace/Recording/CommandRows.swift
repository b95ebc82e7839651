import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Commands in recordings: one row each, and its blank.
extension Command: RecordedCases {
  static let blanks = byWord([
    .snooze(minutes: 0), .snoozeUntil(minute: 0), .skip, .done, .doneExercise([]), .undo, .pause, .resume,
    .calibrate(.full), .cancelCalibration, .nextStep, .skipStep, .forgetCalibration(.pelvis), .correct(.unknown),
    .correctEpisode(.unknown), .startRhythm(bends: 0), .stopRhythm, .startSession(ExerciseSessionRequest([])),
    .stopSession, .respond(.done), .forget(before: nil),
  ])

  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    switch self {
    case .snooze(var minutes):
      row.begin("command", "snooze")
      try row.required("minutes", &minutes, .whole(TraceLimits.command))
      self = .snooze(minutes: minutes)
    case .snoozeUntil(var minute):
      row.begin("command", "snooze-until")
      try row.required("minute_of_day", &minute, .whole(TraceLimits.command))
      self = .snoozeUntil(minute: minute)
    case .skip: row.begin("command", "skip")
    case .done: row.begin("command", "done")
    case .doneExercise(var exercise):
      row.begin("command", "done-exercise")
      try row.required("exercise", &exercise, .text)
      self = .doneExercise(exercise)
    case .undo: row.begin("command", "undo")
    case .pause: row.begin("command", "pause")
    case .resume: row.begin("command", "resume")
    case .calibrate(let plan):
      row.begin("command", "calibrate")
      var (steps, isQuick) = (plan.steps, plan.isQuick)
      try row.required("steps", &steps, .whole(0...255))
      try row.defaulted("quick", &isQuick, .flag)
      self = .calibrate(CalibrationPlan(steps: steps, isQuick: isQuick))
    case .cancelCalibration: row.begin("command", "cancel-calibration")
    case .nextStep: row.begin("command", "next-step")
    case .skipStep: row.begin("command", "skip-step")
    case .forgetCalibration(var placement):
      row.begin("command", "forget-calibration")
      try row.required("placement", &placement, .placement)
      self = .forgetCalibration(placement)
    case .correct(var posture):
      row.begin("command", "correct")
      try row.required("posture", &posture, .posture)
      self = .correct(posture)
    case .correctEpisode(var posture):
      row.begin("command", "correct-episode")
      try row.required("posture", &posture, .posture)
      self = .correctEpisode(posture)
    case .startRhythm(var bends):
      row.begin("command", "start-rhythm")
      try row.required("bends", &bends, .whole(TraceLimits.command))
      self = .startRhythm(bends: bends)
    case .stopRhythm: row.begin("command", "stop-rhythm")
    case .startSession(var request):
      row.begin("command", "start-session")
      try row.required("exercise", &request.exercise, .text)
      try row.optional("side", &request.side, .word("left or right"))
      try row.defaulted("long", &request.isLong, .flag)
      try row.defaulted("sensor", &request.usesSensor, .flag)
      self = .startSession(request)
    case .stopSession: row.begin("command", "stop-session")
    case .respond(var response):
      row.begin("command", "respond")
      try row.required("response", &response, .word("pause, resume, next or done"))
      self = .respond(response)
    case .forget(var day):
      row.begin("command", "forget")
      try row.optional("before", &day, .whole(TraceLimits.days))
      self = .forget(before: day)
    }
  }
}
