import PsoasCore
import PsoasSystem

/// Commands are decided here and nowhere else.
extension Monitor {
  /// Performs a command at `time`, after everything that is due until then, and appends the resulting events.
  /// - Throws: the refusal; then nothing has changed except the time.
  public mutating func perform(
    _ command: Command, at time: Instant, into events: inout [TimedEvent]
  ) throws(CommandRefusal) -> Reply {
    advance(to: time, &events)
    return try carryOut(command, at: time, &events)
  }

  mutating func carryOut(
    _ command: Command, at time: Instant, _ events: inout [TimedEvent]
  ) throws(CommandRefusal) -> Reply {
    switch command {
    case .correct(let stated): correct(stated, sinceItsChange: false, at: time, &events)
    case .correctEpisode(let stated): correct(stated, sinceItsChange: true, at: time, &events)
    case .undo: return .undone(try undo(at: time, &events))
    case .calibrate(let plan): try startCalibration(plan, at: time, &events)
    case .cancelCalibration:
      try requireCalibration()
      cancelCalibration(at: time, &events)
    case .nextStep:
      try requireCalibration()
      calibrations.calibrator.next()
      emitCalibrationProgress(at: time, isSecond: false, &events)
    case .skipStep:
      guard try requireCalibration().step != .neutral else { throw .cannotSkip }
      calibrations.calibrator.skip()
      emitCalibrationProgress(at: time, isSecond: false, &events)
      closeCalibration(at: time, &events)
    case .forgetCalibration(let placement):
      guard calibrations.tilt.records[placement] != nil else { throw .nothingStored(placement) }
      forgetCalibration(of: placement, at: time, &events)
    case .startRhythm(let bends): try startRhythm(bends, at: time, &events)
    case .stopRhythm:
      guard let result = rhythm?.stopped() else { throw .notMeasuring }
      endRhythm(result, at: time, &events)
    case .startSession(let request): return try startSession(request, at: time, &events)
    case .stopSession:
      guard sessions.isRunning else { throw .noSession }
      guide(at: time, &events) { $0.stop(.stopped, into: &$1) }
    case .respond(let response):
      guard sessions.isRunning else { throw .noSession }
      guide(at: time, &events) { $0.respond(response, into: &$1) }
    case .done where sessions.isRunning: guide(at: time, &events) { $0.respond(.done, into: &$1) }
    case .done: notifyCoach(.done, at: time, &events)
    case .doneExercise(let identifier):
      let exercise = try sessions.catalog.exercise(identifier)
      notifyCoach(.exercise(exercise.identifier, share: 1, isChecked: false), at: time, &events)
    case .forget(let before):
      settle(until: time, &events)
      wearer.beforeCorrection = nil
      if calendar.day.isForgotten(before: before) { diary.forget(wearer.bouts, at: time) }
      calendar.day.forget(before: before)
      calibrations.tilt.forget(before: before)
      notifyCoach(.forget(before: before), at: time, &events)
      forgetCalibrations(before: before, at: time, &events)
    case .snooze(let minutes):
      guard 1...600 ~= minutes else { throw .invalidDuration }
      return try snooze(.snooze(minutes: minutes), at: time, &events)
    case .snoozeUntil(let minute):
      guard 0..<1440 ~= minute else { throw .invalidTime }
      guard calendar.day.clock(at: time) != nil else { throw .noClock }
      return try snooze(.snoozeUntil(minute: minute), at: time, &events)
    case .skip: notifyCoach(.skip, at: time, &events)
    case .pause: notifyCoach(.paused(true), at: time, &events)
    case .resume: notifyCoach(.paused(false), at: time, &events)
    }
    return .done
  }

  private mutating func snooze(
    _ occurrence: Coach.Occurrence, at time: Instant, _ events: inout [TimedEvent]
  ) throws(CommandRefusal) -> Reply {
    guard coaching.coach.maySnooze else { throw .snoozedEnough }
    let reminder = coaching.coach.openReminder
    notifyCoach(occurrence, at: time, &events)
    return .snoozed(reminder: reminder)
  }

  // MARK: One procedure at a time

  /// Only one of calibration, measurement and exercise can be active: the wearer cannot stand still for a calibration
  /// and hold a bridge.
  mutating func requireUnguided() throws(CommandRefusal) {
    if calibrations.calibrator.isRunning { throw .calibrationRunning }
    if rhythm != nil { throw .rhythmRunning }
    if sessions.isRunning { throw .sessionRunning(sessions.exercise) }
  }

  @discardableResult
  private mutating func requireCalibration() throws(CommandRefusal) -> CalibrationProgress {
    guard let run = calibrations.calibrator.run else { throw .noCalibration }
    return run.progress
  }
}
