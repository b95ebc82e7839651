import PsoasCore

/// Bouts of sitting, and what the coach makes of them.
extension Monitor {
  func situation(at time: Instant) -> Coach.Situation {
    var situation = Coach.Situation(
      now: time.seconds, posture: posture.posture,
      bout: bouts.isInBout ? bouts.sitting + suspendTracker.carriedSitting : nil,
      wall: day.clock(at: time), hasShifted: hasShifted)
    situation.sittingToday = day.totals.sitting
    return situation
  }

  mutating func note(_ change: BoutTracker.Change?, at time: Instant, _ events: inout [TimedEvent]) {
    switch change {
    case .began(let rest):
      let continuesBout = suspendTracker.continuesBout(
        after: rest?.length ?? 0, breakLength: bouts.parameters.breakLength)
      if let rest, !continuesBout {
        day.count(rest)
        emit(.breakEnded(rest), at: time, &events)
      }
      boutBegan = Instant(microseconds: time.microseconds - Int64(bouts.sitting * 1e6))
      day.countBout()
      emit(.boutStarted, at: time, &events)
    case .ended(let sitting):
      boutBegan = nil
      suspendTracker.forget()
      day.endBout(sitting)
      emit(.boutEnded(sitting: sitting), at: time, &events)
    case nil: break
    }
  }

  /// Tells the coach, and passes on what it says.
  mutating func notifyCoach(_ occurrence: Coach.Occurrence, at time: Instant, _ events: inout [TimedEvent]) {
    coach.handle(occurrence, situation(at: time), into: &coachEvents)
    for event in coachEvents {
      day.count(event)
      emit(event, at: time, &events)
    }
    coachEvents.removeAll(keepingCapacity: true)
  }

  /// The time since the posture last changed was spent in another: what was booked and the bouts follow.
  mutating func reclassify(as stated: Posture, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    note(boutChange, at: time, &events)
    boutChange = nil
    guard let episode, stated != posture.posture else { return }
    diary.state(stated, since: episode.began)
    let seconds = time.seconds(since: episode.began)
    day.move(seconds, from: posture.posture, to: stated)
    let wasInBout = bouts.isInBout
    bouts = episode.bouts
    let change = bouts.advance(by: seconds, in: stated)
    switch (wasInBout, bouts.isInBout, change) {
    case (true, false, nil), (true, false, .began):
      // The bout had begun in this very spell: it was none.
      boutBegan = nil
      day.uncountBout()
      emit(.boutEnded(sitting: 0), at: time, &events)
    case (false, true, nil), (false, true, .ended):
      // The break was none: the bout goes on.
      boutBegan = Instant(microseconds: time.microseconds - Int64(bouts.sitting * 1e6))
      emit(.boutStarted, at: time, &events)
    case (true, true, _), (false, false, _): break
    case (true, false, .ended), (false, true, .began): note(change, at: time, &events)
    }
  }
}
