import PsoasCore

/// Bouts of sitting, and their effect on the coach.
extension Monitor {
  mutating func situation(at time: Instant) -> Coach.Situation {
    var situation = Coach.Situation(
      now: time.seconds, posture: wearer.posture.posture,
      bout: wearer.bouts.isInBout ? wearer.bouts.sitting + wearer.suspendTracker.carriedSitting : nil,
      wall: calendar.day.clock(at: time), hasShifted: coaching.hasShifted)
    situation.sittingToday = calendar.day.totals[.sitting]
    situation.isMeasured = isMeasured
    return situation
  }

  mutating func note(_ change: BoutTracker.Change?, at time: Instant, _ events: inout [TimedEvent]) {
    switch change {
    case .began(let rest):
      let continuesBout = wearer.suspendTracker.continuesBout(
        after: rest?.length ?? 0, breakLength: wearer.bouts.parameters.breakLength)
      let counted = continuesBout ? nil : rest
      if let counted { emit(.breakEnded(counted), at: time, &events) }
      let began = Instant(microseconds: time.microseconds - Int64(wearer.bouts.sitting * 1e6))
      wearer.boutBegan = began
      var bout = BoutSpan(noticed: time, began: began, rest: counted)
      bout.isContinued = continuesBout
      diary.bouts.begin(bout)
      calendar.day.count(bout, 1)
      emit(.boutStarted, at: time, &events)
    case .ended(let sitting):
      wearer.boutBegan = nil
      wearer.suspendTracker.forget()
      diary.bouts.end(at: time, sitting: sitting)
      calendar.day.endBout(sitting)
      emit(.boutEnded(sitting: sitting), at: time, &events)
    case nil: break
    }
  }

  /// Passes the occurrence to the coach, and forwards the coach's events.
  mutating func notifyCoach(_ occurrence: Coach.Occurrence, at time: Instant, _ events: inout [TimedEvent]) {
    coaching.coach.handle(occurrence, situation(at: time), into: &coaching.events)
    for event in coaching.events {
      calendar.day.count(event)
      emit(event, at: time, &events)
    }
    coaching.events.removeAll(keepingCapacity: true)
  }

  /// The time since the last change of posture was another posture: reclassifies the counted time and the bouts.
  mutating func reclassify(as stated: Posture, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time, &events)
    guard let episode = wearer.episode, stated != wearer.posture.posture else { return }
    for move in diary.state(stated, since: episode.began) { calendar.day.move(move) }
    let seconds = time.seconds(since: episode.began)
    let wasInBout = wearer.bouts.isInBout
    wearer.bouts = episode.bouts
    let change = wearer.bouts.advance(by: seconds, in: stated)
    switch (wasInBout, wearer.bouts.isInBout, change) {
    case (true, false, nil), (true, false, .began):
      // The bout had begun in this episode: it was not a bout.
      wearer.boutBegan = nil
      diary.bouts.removeLast()
      calendar.day.uncountBout()
      emit(.boutEnded(sitting: 0), at: time, &events)
    case (false, true, nil), (false, true, .ended):
      // It was not a break: the bout continues.
      diary.bouts.reopenLast()
      wearer.boutBegan = Instant(microseconds: time.microseconds - Int64(wearer.bouts.sitting * 1e6))
      emit(.boutStarted, at: time, &events)
    case (false, true, .began) where diary.bouts.bouts.last.map { $0.began >= episode.began } ?? false:
      // The bout that began in this episode had ended by a report that is taken back.
      diary.bouts.reopenLast()
      wearer.boutBegan = diary.bouts.bouts.last?.began
      emit(.boutStarted, at: time, &events)
    case (true, true, _), (false, false, _): break
    case (true, false, .ended), (false, true, .began): note(change, at: time, &events)
    }
  }
}
