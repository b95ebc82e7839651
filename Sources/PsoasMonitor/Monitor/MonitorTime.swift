import PsoasCore
import PsoasSystem

/// Processing of time: seconds, suspend and days.
extension Monitor {
  /// Time begins with the first input: a recording may start at any second.
  mutating func begin(at time: Instant) {
    guard !calendar.hasBegun else { return }
    calendar.hasBegun = true
    calendar.settledUntil = time
    calendar.nextSecond = Instant(microseconds: (time.microseconds / 1_000_000 + 1) * 1_000_000)
  }

  /// Processes everything that is due before an input at `time`.
  @inline(__always)
  mutating func advance(to time: Instant, _ events: inout [TimedEvent]) {
    begin(at: time)
    var stepped = 0
    while calendar.nextSecond <= time {
      second(&events)
      stepped += 1
      if stepped % Monitor.steppedSeconds == 0 { skipGap(before: time, after: stepped, &events) }
    }
  }

  mutating func second(_ events: inout [TimedEvent]) {
    let now = calendar.nextSecond
    calendar.nextSecond.microseconds += 1_000_000
    if wearer.suspendTracker.isOverdue(at: now) { resume(after: 0, at: now, &events) }
    for placement in Placement.allCases {
      fillIn(placement, before: now)
      if sensing.channels.values[placement.index].fallsSilent(at: now) {
        let isStuck = sensing.channels.values[placement.index].isStuck
        let fault = isStuck ? Text(ReadingFault.stuck.message) : nil
        noteLoss(of: placement, fault: fault, at: now)
        // A sensor that has sent nothing has not determined the posture: the wearer's report still applies.
        if sensing.channels.values[placement.index].hasReported { lose(placement, at: now, &events) }
        emit(fault.map { .sensorFault(placement, $0) } ?? .sensorSilent(placement), at: now, &events)
      }
    }
    notePosture(at: now, &events)
    if sensing.classifier.takeRevision() != nil { emit(.calibrated(.revised), at: now, &events) }
    emitDiary(at: now, &events)
    learn(at: now, &events)
    notifyMounting(at: now, &events)
    watchCalibration(at: now, wearer.posture.posture, &events)
    sensing.classifier.seat = calibrations.tilt.seat
    settle(until: now, &events)
    if let ended = calendar.day.rollOver(at: now) { endDay(ended, at: now, &events) }
    coaching.hasShifted = coaching.shifts.step(sensing.channels.values[Placement.pelvis.index].filter.up)
    notifyCoach(.second, at: now, &events)
    coaching.hasShifted = false
    notifyWearer(at: now, &events)
    if rhythm != nil { watchRhythm(at: now, &events) }
    if sessions.isRunning {
      guide(at: now, &events) { [hasPelvis] in $0.step(at: now.seconds, hasSensor: hasPelvis, into: &$1) }
    }
  }

  /// Counts the time since the previous call in its posture, and notes the start or end of a bout.
  mutating func settle(until time: Instant, _ events: inout [TimedEvent]) {
    let seconds = time.seconds(since: calendar.settledUntil)
    guard seconds > 0 else { return }
    let posture = countedPosture
    calendar.day.add(seconds, in: posture, since: calendar.settledUntil, steps: sensing.classifier.stepCount)
    if let deviation = calibrations.tilt.countedDeviation(posture) {
      calendar.day.countTime(
        seconds, posture, since: calendar.settledUntil, tilt: deviation, deadBand: calibrations.tilt.deadBand)
    }
    diary.count(posture, isFixed: sessions.isRunning, since: calendar.settledUntil, until: time)
    calendar.settledUntil = time
    guard !wearer.suspendTracker.isAsleep else { return }
    let isAbsent = isAbsent
    if isAbsent {
      diary.noteAbsence(since: Instant(microseconds: time.microseconds - Int64(seconds * 1e6)), until: time)
    }
    let change = isAbsent ? wearer.bouts.absence(for: seconds) : wearer.bouts.advance(by: seconds, in: posture)
    note(change, at: time, &events)
  }

  /// A direction confirmed by walking is stored for the next run: at once, and later whenever it has changed.
  mutating func notifyMounting(at time: Instant, _ events: inout [TimedEvent]) {
    guard let upright = sensing.classifier.confirmedThighUpright else { return }
    if let known = sensing.mounting {
      if known.at.map({ time.seconds(since: $0) < Monitor.mountingInterval }) ?? false { return }
      guard known.upright.dot(upright) < Monitor.sameMounting else { return }
    }
    sensing.mounting = (upright, time)
    emit(.mountingLearnt(.thigh, upright: upright), at: time, &events)
  }

  /// The sensor has the mounting that an earlier run learned. Only the thigh sensor stays in place for days; a belt
  /// clip is put on again each morning.
  mutating func remember(_ upright: Vector3, of placement: Placement) {
    guard placement == .thigh, calibrations.mode != .none else { return }
    sensing.mounting = (upright, nil)
    sensing.classifier.remember(thighUpright: upright)
  }

  /// Least seconds between two events, and the cosine of 5 degrees, the least change for one: chosen by judgement, so
  /// that the file is written a few times a day.
  static let mountingInterval = 600.0
  static let sameMounting = 0.9962

  /// Updates the tilt's axes with what the classifier has learned about the wearer.
  mutating func learn(at time: Instant, _ events: inout [TimedEvent]) {
    guard calibrations.areUsed, let upright = sensing.classifier.uprightReference else { return }
    if !sensing.isUprightKnown {
      sensing.isUprightKnown = true
      if case .given = calibrations.mode {
        emit(.calibrated(.stored), at: time, &events)
      } else {
        emit(.calibrated(.walking), at: time, &events)
      }
    }
    if case .given = calibrations.mode { return }
    guard let mediolateral = sensing.classifier.mediolateral else { return }
    calibrations.tilt.learn(Calibration(upright: upright, mediolateral: mediolateral))
  }

  /// The bout ends here, because a resume is not certain.
  mutating func suspend(at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time, &events)
    settleDiary(at: time, &events)
    endRhythm(.failure(.stopped), at: time, &events)
    guide(at: time, &events) { $0.stop(.abandoned, into: &$1) }
    notifyCoach(.suspending, at: time, &events)
    wearer.suspendTracker.begin(at: time, sitting: wearer.bouts.isInBout ? wearer.bouts.sitting : 0)
    note(wearer.bouts.end(), at: time, &events)
  }

  mutating func resume(after asleep: Int64, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time, &events)
    let seconds = Double(max(asleep, 0)) * 1e-6
    if seconds > 0 { sensing.classifier.passUncounted(until: time) }
    wearer.suspendTracker.end(at: time, asleep: seconds, breakLength: wearer.bouts.parameters.breakLength)
    note(wearer.bouts.absence(for: seconds), at: time, &events)
    // The wearer's correction of the current posture's time does not include the suspend.
    wearer.episode = (time, wearer.bouts)
    wearer.beforeCorrection = nil
    diary.episode = time
    diary.bouts.settle(wearer.bouts, at: time)
    for placement in Placement.allCases { sensing.notices[placement].resume(at: time) }
    notifyCoach(.resumed(asleep: seconds), at: time, &events)
    if let ended = calendar.day.sleep(for: max(asleep, 0), at: time) { endDay(ended, at: time, &events) }
  }

  mutating func endDay(_ ended: DayTotals, at time: Instant, _ events: inout [TimedEvent]) {
    calibrations.tilt.end(ended)
    notifyCoach(.dayChanged, at: time, &events)
    emit(.dayEnded(ended), at: time, &events)
  }

  /// No sensor measures the wearer, and nobody uses the machine.
  private var isAbsent: Bool {
    mutating get { wearer.absence.isLikely && wearer.posture.posture == .unknown && !isMeasured }
  }

  /// A sensor that is worn sends data.
  var isMeasured: Bool {
    mutating get { Placement.allCases.contains { sensing.channels.values[$0.index].isReporting } }
  }

  /// A wearer who kneels for an exercise appears to sit to a pelvis sensor. This time is neither sitting nor a break.
  var countedPosture: Posture {
    mutating get { sessions.isRunning && wearer.posture.posture == .sitting ? .unknown : wearer.posture.posture }
  }
}
