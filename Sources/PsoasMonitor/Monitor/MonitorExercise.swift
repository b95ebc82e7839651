import PsoasCore
import PsoasSystem

/// Exercise sessions.
extension Monitor {
  mutating func startSession(
    _ request: ExerciseSessionRequest, at time: Instant, _ events: inout [TimedEvent]
  ) throws(CommandRefusal) -> Reply {
    let exercise = try request.exercise(in: sessions.catalog)
    try requireUnguided()
    settle(until: time, &events)
    guide(at: time, &events) { [pelvisSensor] in
      $0.start(exercise, request, pelvisSensor, at: time.seconds, into: &$1)
    }
    return .sessionStarted(number: sessions.number)
  }

  /// Lets the exercise session emit its events, and notifies the coach of its start and end.
  mutating func guide(
    at time: Instant, _ events: inout [TimedEvent], _ body: (inout ExerciseSessionTracker, inout [Event]) -> Void
  ) {
    var sessionEvents: [Event] = []
    body(&sessions, &sessionEvents)
    // Getting down to the floor is not sitting down: it would teach the wrong axis of the wearer.
    sensing.classifier.learns = !sessions.isRunning
    for event in sessionEvents {
      if case .session(_, .finished) = event { settle(until: time, &events) }
      emit(event, at: time, &events)
      switch event {
      case .session(_, .started): notifyCoach(.exercising, at: time, &events)
      case .session(_, .finished(let result)):
        notifyCoach(.exercised, at: time, &events)
        guard result.share > 0 else { break }
        notifyCoach(.exercise(result.exercise, share: result.share, isChecked: result.isChecked), at: time, &events)
      default: break
      }
    }
  }

  var hasPelvis: Bool {
    mutating get {
      let pelvis = Placement.pelvis.index
      return sensing.channels.values[pelvis].last != nil && sensing.channels.values[pelvis].isReporting
    }
  }

  var pelvisAxes: BodyAxes {
    mutating get {
      if calibrations.mode == .none { return .unknown }
      if let calibration = calibrations.tilt.calibration { return .full(calibration) }
      return sensing.classifier.uprightReference.map { .upright($0) } ?? .unknown
    }
  }

  private var pelvisSensor: ExerciseSession.Sensor {
    mutating get {
      guard hasPelvis else { return .absent }
      switch pelvisAxes {
      case .unknown: return .silentAxes
      case .upright: return .lean
      case .full: return .axes
      }
    }
  }
}
