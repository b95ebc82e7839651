import PsoasCore

/// The wearer's corrections of the posture, and taking back the wearer's last act.
extension Monitor {
  /// - Parameter sinceItsChange: whether the time since the last change of posture is reclassified as well.
  mutating func correct(
    _ stated: Posture, sinceItsChange: Bool, at time: Instant, _ events: inout [TimedEvent]
  ) {
    var before = BeforeCorrection(
      posture: wearer.posture.posture, episode: wearer.episode, correction: wearer.correction)
    if sinceItsChange { reclassify(as: stated, at: time, &events) }
    wearer.correction = (stated, instead: sensing.classifier.estimate.posture)
    notePosture(at: time, &events)
    before.episode = before.episode ?? wearer.episode
    // Time that may be reclassified again must stay known.
    if let episode = before.episode { diary.episode = episode.began }
    wearer.beforeCorrection = before
    notifyCoach(.corrected, at: time, &events)
  }

  /// Takes back the last done, skip, snooze or correction.
  mutating func undo(at time: Instant, _ events: inout [TimedEvent]) throws(CommandRefusal) -> WearerAct {
    defer { wearer.beforeCorrection = nil }
    if let act = coaching.coach.undoable {
      notifyCoach(.undo, at: time, &events)
      return act
    }
    // An answer is newer than the correction, or the sensors have detected a change, which ended it.
    guard !coaching.coach.hasAct, let before = wearer.beforeCorrection, wearer.correction != nil else {
      throw .nothingToUndo
    }
    wearer.correction = before.correction
    wearer.episode = before.episode
    reclassify(as: before.posture, at: time, &events)
    notePosture(at: time, &events)
    wearer.episode = before.episode
    diary.episode = before.episode?.began
    return .correction
  }
}
