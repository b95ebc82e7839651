import PsoasCore

/// What the course of time brings: seconds, sleep and days.
extension Monitor {
  /// Time begins with the first input: a recording may start at any second.
  mutating func begin(at time: Instant) {
    guard !hasBegun else { return }
    hasBegun = true
    settledUntil = time
    nextSecond = Instant(microseconds: (time.microseconds / 1_000_000 + 1) * 1_000_000)
  }

  mutating func second(_ events: inout [TimedEvent]) {
    let now = nextSecond
    nextSecond.microseconds += 1_000_000
    for placement in Placement.allCases {
      fillIn(placement, before: now)
      if channels[Int(placement.rawValue)].fallsSilent(at: now) {
        lose(placement, at: now, &events)
        emit(.sensorSilent(placement), at: now, &events)
      }
    }
    notePosture(at: now, &events)
    emitDiary(at: now, &events)
    if classifier.takeRevision() != nil { emit(.calibrated(.revised), at: now, &events) }
    learn(at: now, &events)
    watchCalibration(at: now, posture.posture, &events)
    classifier.seat = tilt.seat
    settle(until: now)
    if let ended = day.rollOver(at: now) { endDay(ended, at: now, &events) }
    note(boutChange, at: now, &events)
    boutChange = nil
    hasShifted = shifts.step(channels[Int(Placement.pelvis.rawValue)].filter.up)
    notifyCoach(.second, at: now, &events)
    hasShifted = false
    if rhythm != nil { watchRhythm(at: now, &events) }
    if sessions.isRunning {
      guide(at: now, &events) { [hasPelvis] in $0.step(at: now.seconds, hasSensor: hasPelvis, into: &$1) }
    }
  }

  /// Books the time since the last booking in the posture that held.
  mutating func settle(until time: Instant) {
    let seconds = time.seconds(since: settledUntil)
    guard seconds > 0 else { return }
    let posture = countedPosture
    day.add(seconds, in: posture, since: settledUntil, steps: classifier.stepCount)
    day.countTime(seconds, posture, since: settledUntil, tilt)
    settledUntil = time
    guard !suspendTracker.isAsleep else { return }
    let change = isAbsent ? bouts.absence(for: seconds) : bouts.advance(by: seconds, in: posture)
    if let change { boutChange = change }
  }

  /// The tilt's axes follow what the classifier has learnt of the wearer.
  mutating func learn(at time: Instant, _ events: inout [TimedEvent]) {
    guard mode != .none, let upright = classifier.uprightReference else { return }
    if !isUprightKnown {
      isUprightKnown = true
      if case .given = mode {
        emit(.calibrated(.stored), at: time, &events)
      } else {
        emit(.calibrated(.walking), at: time, &events)
      }
    }
    if case .given = mode { return }
    guard let mediolateral = classifier.mediolateral else { return }
    tilt.learn(Calibration(upright: upright, mediolateral: mediolateral))
  }

  /// The bout ends here, for nobody knows whether the machine wakes again.
  mutating func suspend(at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    endRhythm(.failure(.stopped), at: time, &events)
    note(boutChange, at: time, &events)
    boutChange = nil
    guide(at: time, &events) { $0.stop(.abandoned, into: &$1) }
    notifyCoach(.suspending, at: time, &events)
    suspendTracker.begin(at: time, sitting: bouts.isInBout ? bouts.sitting : 0)
    note(bouts.end(), at: time, &events)
  }

  mutating func resume(after asleep: Int64, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    let seconds = Double(max(asleep, 0)) * 1e-6
    suspendTracker.end(at: time, asleep: seconds, breakLength: bouts.parameters.breakLength)
    note(bouts.absence(for: seconds), at: time, &events)
    // What the wearer says of the present posture's time is not about the sleep.
    episode = (time, bouts)
    notifyCoach(.resumed(asleep: seconds), at: time, &events)
    if let ended = day.sleep(for: max(asleep, 0), at: time) { endDay(ended, at: time, &events) }
  }

  mutating func endDay(_ ended: DayTotals, at time: Instant, _ events: inout [TimedEvent]) {
    tilt.end(ended)
    notifyCoach(.dayChanged, at: time, &events)
    emit(.dayEnded(ended), at: time, &events)
  }

  /// No sensor sees the wearer, and the machine is left alone.
  private var isAbsent: Bool {
    guard absence.isLikely, posture.posture == .unknown else { return false }
    return Placement.allCases.allSatisfy { !channels[Int($0.rawValue)].isReporting }
  }

  /// Whoever kneels for an exercise looks seated to a sensor on the pelvis: that is no sitting, and no break either.
  var countedPosture: Posture {
    sessions.isRunning && posture.posture == .sitting ? .unknown : posture.posture
  }
}
