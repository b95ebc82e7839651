import PsoasCore

/// Guided exercises.
extension Monitor {
  /// Lets the guided session speak, and tells the coach where one begins and ends.
  mutating func guide(
    at time: Instant, _ events: inout [TimedEvent], _ body: (inout ExerciseSessionTracker, inout [Event]) -> Void
  ) {
    var sessionEvents: [Event] = []
    body(&sessions, &sessionEvents)
    for event in sessionEvents {
      if case .session(_, .finished) = event { settle(until: time) }
      emit(event, at: time, &events)
      switch event {
      case .session(_, .started): notifyCoach(.exercising, at: time, &events)
      case .session(_, .finished(let result)):
        notifyCoach(.exercised, at: time, &events)
        guard result.share > 0 else { break }
        notifyCoach(.exerciseDone(result.exercise, share: result.share, isChecked: result.isChecked), at: time, &events)
      default: break
      }
    }
  }

  var hasPelvis: Bool {
    let pelvis = Int(Placement.pelvis.rawValue)
    return channels[pelvis].last != nil && channels[pelvis].isReporting
  }

  var pelvisAxes: BodyAxes {
    if mode == .none { return .unknown }
    if let calibration = tilt.calibration { return .full(calibration) }
    return classifier.uprightReference.map { .upright($0) } ?? .unknown
  }

  var pelvisSensor: ExerciseSession.Sensor {
    guard hasPelvis else { return .absent }
    switch pelvisAxes {
    case .unknown: return .silentAxes
    case .upright: return .lean
    case .full: return .axes
    }
  }
}
