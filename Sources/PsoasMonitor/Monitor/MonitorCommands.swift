import PsoasCore

/// What the wearer asks for.
extension Monitor {
  /// A calibration, a measurement or an exercise leads the wearer: no second guide speaks in between.
  var isGuiding: Bool { calibrator.isRunning || rhythm != nil || sessions.isRunning }

  mutating func perform(_ command: Command, at time: Instant, _ events: inout [TimedEvent]) {
    switch command {
    case .correct(let stated):
      correction = (stated, instead: classifier.estimate.posture)
      notePosture(at: time, &events)
    case .correctEpisode(let stated):
      reclassify(as: stated, at: time, &events)
      correction = (stated, instead: classifier.estimate.posture)
      notePosture(at: time, &events)
    case .calibrate where isGuiding, .startRhythm where isGuiding, .startSession where isGuiding: break
    case .calibrate(let plan): startCalibration(plan, at: time, &events)
    case .cancelCalibration: cancelCalibration(at: time, &events)
    case .nextStep:
      calibrator.next()
      emitCalibrationProgress(at: time, isSecond: false, &events)
    case .skipStep:
      calibrator.skip()
      emitCalibrationProgress(at: time, isSecond: false, &events)
      closeCalibration(at: time, &events)
    case .forgetCalibration(let placement):
      guard tilt.record(of: placement) != nil else { break }
      forgetCalibration(of: placement)
      emit(.calibrationForgotten(placement), at: time, &events)
    case .startRhythm(let bends): startRhythm(bends, at: time, &events)
    case .stopRhythm:
      guard let result = rhythm?.stopped() else { return }
      endRhythm(result, at: time, &events)
    case .startSession(let request):
      settle(until: time)
      guide(at: time, &events) { [pelvisSensor] in $0.start(request, pelvisSensor, at: time.seconds, into: &$1) }
    case .stopSession: guide(at: time, &events) { $0.stop(.stopped, into: &$1) }
    case .respond(let response): guide(at: time, &events) { $0.respond(response, into: &$1) }
    case .done where sessions.isRunning: guide(at: time, &events) { $0.respond(.done, into: &$1) }
    case .forget(let before):
      settle(until: time)
      day.forget(before: before)
      notifyCoach(.command(command), at: time, &events)
    case .snooze, .snoozeUntil, .skip, .done, .doneExercise, .pause, .resume:
      notifyCoach(.command(command), at: time, &events)
    }
  }
}
