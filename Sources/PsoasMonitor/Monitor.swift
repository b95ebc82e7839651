import PsoasCore

/// The whole pipeline as one value: inputs that carry their own time go in, events come out.
///
/// It reads no clock and does no I/O, so the live daemon, a replay, the simulator and the tests run the very same
/// code, and a recording gives the live run's events byte for byte. Inputs come in the order of their times. Whatever
/// is due at a whole second of the session happens before the first input at or after it, however the inputs lie.
public struct Monitor: Sendable {
  /// How upright is to be learnt.
  public enum CalibrationMode: Equatable, Sendable {
    /// From a stance that the wearer announces, else from walking.
    case automatic
    /// From a calibration of this very mounting.
    case given(Calibration)
    /// From nothing: `up` alone is reported.
    case none
  }

  let mode: CalibrationMode
  var channels: [SensorChannel?] = [nil, nil, nil]
  var classifier = PostureClassifier()
  private var standing = StandingAverage()
  var tilt: TiltKeeper
  var calibrator = Calibrator()
  private var ledger: SittingLedger
  private var coach: Coach
  private var sessions: SessionKeeper
  var day: DayKeeper
  private var posture = PostureEstimate.unknown
  private var boutBegan: Instant?
  private var settledUntil = Instant(microseconds: 0)
  private var nextSecond = Instant(microseconds: 1_000_000)
  private var hasBegun = false
  var isUprightKnown = false
  private var ledgerChange: SittingLedger.Change?
  private var said: [Event] = []
  private var shifts = ShiftWatch()
  private var hasShifted = false
  private var slumber = Slumber()
  private var rhythm: RhythmRun?
  private var correction: (said: Posture, instead: Posture)?
  /// When the present posture began, and what the ledger was then.
  private var spell: (began: Instant, ledger: SittingLedger)?

  /// - Parameter catalogue: the exercises there are.
  public init(
    _ configuration: Configuration = Configuration(), catalogue: Catalogue,
    calibration mode: CalibrationMode = .automatic
  ) {
    self.mode = mode
    var parameters = SittingLedger.Parameters()
    parameters.breakLength = configuration.breakLength
    ledger = SittingLedger(parameters)
    coach = Coach(configuration, catalogue)
    sessions = SessionKeeper(catalogue)
    day = DayKeeper()
    tilt = TiltKeeper(deadBand: Double(configuration.tiltDeadBand))
    if case .given(let known) = mode {
      tilt.set(CalibrationRecord(known), of: .pelvis, isFresh: true)
      classifier.calibrate(standing: known.cranial)
    }
  }

  /// Takes one input and appends what comes of it.
  public mutating func handle(_ timed: TimedInput, into events: inout [TimedEvent]) {
    begin(at: timed.time)
    while nextSecond <= timed.time {
      second(&events)
    }
    switch timed.input {
    case .sample(let placement, let sample):
      take(sample, from: placement, &events)
    case .tick:
      hold(until: timed.time, &events)
    case .sensorAdded(let placement, let traits):
      channels[Int(placement.rawValue)] = SensorChannel(traits)
      forgetCalibration(of: placement)
      emit(.sensorAdded(placement, traits), at: timed.time, &events)
    case .sensorRemoved(let placement):
      lose(placement, at: timed.time, &events)
      channels[Int(placement.rawValue)] = nil
      emit(.sensorRemoved(placement), at: timed.time, &events)
    case .standingBegan:
      standing = StandingAverage(isOpen: true)
    case .standingEnded:
      endStanding(at: timed.time, &events)
    case .wallClock(let clock):
      settle(until: timed.time)
      if let ended = day.set(clock, at: timed.time) {
        turnDay(ended, at: timed.time, &events)
      }
    case .restore(let totals):
      day.restore(totals)
      tell(.known(day.totals), at: timed.time, &events)
    case .practised(let practice):
      tell(.remembered(practice), at: timed.time, &events)
    case .calibration(let placement, let record):
      takeStored(record, placement, at: timed.time, &events)
    case .suggested(let muscles): tell(.suggested(muscles), at: timed.time, &events)
    case .earlierTilt(let day, let tilt):
      self.tilt.know(tilt, of: day)
    case .suspending:
      suspend(at: timed.time, &events)
    case .resumed(let asleep):
      resume(after: asleep, at: timed.time, &events)
    case .locked(let locked):
      tell(.locked(locked), at: timed.time, &events)
    case .quiet(let reason, let isOn):
      tell(.quiet(reason, isOn), at: timed.time, &events)
    case .command(let command):
      obey(command, at: timed.time, &events)
    case .configuration(let configuration):
      settle(until: timed.time)
      ledger.parameters.breakLength = configuration.breakLength
      tilt.deadBand = Double(configuration.tiltDeadBand)
      tell(.configured(configuration), at: timed.time, &events)
    case .end:
      settle(until: timed.time)
      endRhythm(.failure(.stopped), at: timed.time, &events)
      guide(at: timed.time, &events) { $0.stop(.stopped, into: &$1) }
      tell(.ended, at: timed.time, &events)
      note(ledger.end(), at: timed.time, &events)
      emit(.ended(day.totals), at: timed.time, &events)
    }
  }

  // MARK: What is known now

  /// What the estimators say of a placement after its latest sample; nil before the first.
  public func estimate(of placement: Placement) -> Estimate? {
    guard let filter = channels[Int(placement.rawValue)]?.filter, let up = filter.up else { return nil }
    var estimate = Estimate(up: up, deviation: filter.deviation, posture: posture)
    if placement == .pelvis, let calibration = tilt.calibration {
      let tilt = PelvicTilt(calibration, up: up)
      estimate.tilt = tilt.sagittal
      estimate.lateral = tilt.lateral
    }
    return estimate
  }

  /// The orientation filter of a placement, for a smoother that follows it.
  public func filter(of placement: Placement) -> OrientationFilter? {
    channels[Int(placement.rawValue)]?.filter
  }

  /// Whether a sensor that should be speaking has fallen silent.
  public func isSilent(_ placement: Placement) -> Bool { channels[Int(placement.rawValue)]?.isSilent ?? false }

  public var status: MonitorStatus {
    let situation = situation(at: settledUntil)
    var status = MonitorStatus(
      posture: posture, isCalibrated: classifier.uprightReference != nil && mode != .none,
      sittingSince: ledger.isInBout ? boutBegan : nil, bout: ledger.isInBout ? ledger.sitting : nil,
      nextReminder: coach.nextReminder(situation), openReminder: coach.openReminder, isPaused: coach.isPaused,
      pauseReasons: coach.pauseReasons(situation), maySnooze: coach.maySnooze, programme: coach.day,
      activeSession: sessions.exercise, today: totals,
      rhythmObstacle: rhythmObstacle, isMeasuringRhythm: rhythm != nil,
      hours: day.hours)
    status.tilt = tilt.state(posture.posture, isSensed: channels[0].map { !$0.isSilent } ?? false, today: day.totals)
    status.calibration = calibrationStatus
    return status
  }

  private var totals: DayTotals {
    var totals = day.totals
    totals.longestBout = max(totals.longestBout, ledger.sitting)
    return totals
  }

  // MARK: Sensors

  @inline(__always)
  private mutating func take(_ sample: Sample, from placement: Placement, _ events: inout [TimedEvent]) {
    let index = Int(placement.rawValue)
    if channels[index] == nil { channels[index] = SensorChannel(SensorTraits(hasGyroscope: sample.hasGyroscope)) }
    guard sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    fillIn(placement, before: sample.time)
    guard let spaced = channels[index]?.respaced(sample) else { return }
    feed(spaced, placement)
    if calibrator.isRunning { followCalibration(spaced, placement, &events) }
    notePosture(at: sample.time, &events)
    if rhythm != nil { watchRhythm(at: sample.time, &events) }
  }

  @inline(__always)
  private mutating func feed(_ sample: Sample, _ placement: Placement) {
    let index = Int(placement.rawValue)
    channels[index]?.take(sample)
    guard let up = channels[index]?.filter.up else { return }
    if placement == .pelvis {
      standing.take(up)
      tilt.take(up: up, interval: sample.interval)
      if sessions.isWatching {
        sessions.take(sample, up: up, bias: channels[index]?.filter.bias ?? .zero, axes: pelvisAxes)
      }
    }
    if mode != .none { classifier.update(placement, sample, up: up) }
    rhythm?.take(up, of: placement, at: sample.time)
  }

  /// Lets a sparse sensor's last reading stand until `time`.
  private mutating func fillIn(_ placement: Placement, before time: Instant) {
    while let held = channels[Int(placement.rawValue)]?.held(before: time) {
      feed(held, placement)
    }
  }

  private mutating func hold(until time: Instant, _ events: inout [TimedEvent]) {
    for placement in Placement.allCases { fillIn(placement, before: time) }
    notePosture(at: time, &events)
  }

  private mutating func lose(_ placement: Placement, at time: Instant, _ events: inout [TimedEvent]) {
    classifier.lose(placement)
    calibrator.lose(placement)
    closeCalibration(at: time, &events)
    // The wearer's word was about what the sensors saw; what nobody sees now is unknown.
    correction = nil
    notePosture(at: time, &events)
  }

  /// Upright is the mean direction of a stance that the wearer announced.
  private mutating func endStanding(at time: Instant, _ events: inout [TimedEvent]) {
    defer { standing = StandingAverage() }
    guard mode != CalibrationMode.none, let up = standing.mean else { return }
    classifier.calibrate(standing: up)
    tilt.stand(up: up)
    emit(.calibrated(.standing), at: time, &events)
    isUprightKnown = true
  }

  @inline(__always)
  private mutating func notePosture(at time: Instant, _ events: inout [TimedEvent]) {
    let estimate = correctedEstimate
    guard estimate.posture != posture.posture else {
      posture.confidence = estimate.confidence
      return
    }
    settle(until: time)
    spell = (time, ledger)
    if posture.posture == .notWorn { putOn(at: time, &events) }
    posture = estimate
    emit(.posture(estimate), at: time, &events)
  }

  /// The wearer's word holds until the sensors tell of a change.
  private var correctedEstimate: PostureEstimate {
    mutating get {
      guard let correction else { return classifier.estimate }
      if classifier.estimate.posture == correction.instead {
        return PostureEstimate(correction.said, confidence: 1)
      }
      self.correction = nil
      return classifier.estimate
    }
  }

  // MARK: Time

  /// Time begins with the first input: a recording may start at any second.
  private mutating func begin(at time: Instant) {
    guard !hasBegun else { return }
    hasBegun = true
    settledUntil = time
    nextSecond = Instant(microseconds: (time.microseconds / 1_000_000 + 1) * 1_000_000)
  }

  private mutating func second(_ events: inout [TimedEvent]) {
    let now = nextSecond
    nextSecond.microseconds += 1_000_000
    for placement in Placement.allCases {
      fillIn(placement, before: now)
      if channels[Int(placement.rawValue)]?.fallsSilent(at: now) == true {
        lose(placement, at: now, &events)
        emit(.sensorSilent(placement), at: now, &events)
      }
    }
    notePosture(at: now, &events)
    learn(at: now, &events)
    watchCalibration(at: now, posture.posture, &events)
    settle(until: now)
    if let ended = day.turn(at: now) { turnDay(ended, at: now, &events) }
    note(ledgerChange, at: now, &events)
    ledgerChange = nil
    hasShifted = shifts.step(channels[Int(Placement.pelvis.rawValue)]?.filter.up)
    tell(.second, at: now, &events)
    hasShifted = false
    if rhythm != nil { watchRhythm(at: now, &events) }
    if sessions.isRunning {
      guide(at: now, &events) { [hasPelvis] in $0.step(at: now.seconds, hasSensor: hasPelvis, into: &$1) }
    }
  }

  /// Books the time since the last booking in the posture that held.
  private mutating func settle(until time: Instant) {
    let seconds = time.seconds(since: settledUntil)
    guard seconds > 0 else { return }
    let posture = bookedPosture
    day.add(seconds, in: posture, since: settledUntil, steps: classifier.stepCount)
    day.book(seconds, posture, tilt)
    settledUntil = time
    guard !slumber.isAsleep else { return }
    if let change = ledger.advance(by: seconds, in: posture) { ledgerChange = change }
  }

  /// The tilt's axes follow what the classifier has learnt of the wearer.
  private mutating func learn(at time: Instant, _ events: inout [TimedEvent]) {
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
  private mutating func suspend(at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    endRhythm(.failure(.stopped), at: time, &events)
    note(ledgerChange, at: time, &events)
    ledgerChange = nil
    guide(at: time, &events) { $0.stop(.abandoned, into: &$1) }
    tell(.suspending, at: time, &events)
    slumber.begin(at: time, sitting: ledger.isInBout ? ledger.sitting : 0)
    note(ledger.end(), at: time, &events)
  }

  private mutating func resume(after asleep: Int64, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    let seconds = Double(max(asleep, 0)) * 1e-6
    slumber.end(at: time, asleep: seconds, breakLength: ledger.parameters.breakLength)
    note(ledger.sleep(for: seconds), at: time, &events)
    // What the wearer says of the present posture's time is not about the sleep.
    spell = (time, ledger)
    tell(.woke(asleep: seconds), at: time, &events)
    if let ended = day.sleep(for: max(asleep, 0), at: time) { turnDay(ended, at: time, &events) }
  }

  private mutating func turnDay(_ ended: DayTotals, at time: Instant, _ events: inout [TimedEvent]) {
    tilt.end(ended)
    tell(.dayTurned, at: time, &events)
    emit(.dayEnded(ended), at: time, &events)
  }

  // MARK: Bouts and reminders

  private func situation(at time: Instant) -> Coach.Situation {
    var situation = Coach.Situation(
      now: time.seconds, posture: posture.posture, bout: ledger.isInBout ? ledger.sitting + slumber.carried : nil,
      wall: day.clock(at: time), hasShifted: hasShifted)
    situation.sittingToday = day.totals.sitting
    return situation
  }

  private mutating func note(_ change: SittingLedger.Change?, at time: Instant, _ events: inout [TimedEvent]) {
    switch change {
    case .began(let rest):
      let takesUp = slumber.takesUp(after: rest?.length ?? 0, breakLength: ledger.parameters.breakLength)
      if let rest, !takesUp {
        day.count(rest)
        emit(.breakEnded(rest), at: time, &events)
      }
      boutBegan = Instant(microseconds: time.microseconds - Int64(ledger.sitting * 1e6))
      day.countBout()
      emit(.boutStarted, at: time, &events)
    case .ended(let sitting):
      boutBegan = nil
      slumber.forget()
      day.endBout(sitting)
      emit(.boutEnded(sitting: sitting), at: time, &events)
    case nil: break
    }
  }

  /// Tells the coach, and passes on what it says.
  private mutating func tell(_ occurrence: Coach.Occurrence, at time: Instant, _ events: inout [TimedEvent]) {
    coach.handle(occurrence, situation(at: time), into: &said)
    for event in said {
      day.count(event)
      emit(event, at: time, &events)
    }
    said.removeAll(keepingCapacity: true)
  }

  private mutating func obey(_ command: Command, at time: Instant, _ events: inout [TimedEvent]) {
    switch command {
    case .correct(let said):
      correction = (said, instead: classifier.estimate.posture)
      notePosture(at: time, &events)
    case .correctSpell(let said):
      rebook(as: said, at: time, &events)
      correction = (said, instead: classifier.estimate.posture)
      notePosture(at: time, &events)
    case .calibrate(let plan): startCalibration(plan, at: time, &events)
    case .cancelCalibration: cancelCalibration(at: time, &events)
    case .nextStep:
      calibrator.next()
      tellCalibration(at: time, isSecond: false, &events)
    case .skipStep:
      calibrator.skip()
      tellCalibration(at: time, isSecond: false, &events)
      closeCalibration(at: time, &events)
    case .forgetCalibration(let placement):
      guard tilt.record(of: placement) != nil else { break }
      forgetCalibration(of: placement)
      emit(.calibrationForgotten(placement), at: time, &events)
    case .startRhythm(let bends): startRhythm(bends, at: time, &events)
    case .stopRhythm:
      guard let result = rhythm?.stopped() else { return }
      endRhythm(result, at: time, &events)
    case .startSession(let wish):
      settle(until: time)
      guide(at: time, &events) { [pelvisSensor] in $0.start(wish, pelvisSensor, at: time.seconds, into: &$1) }
    case .stopSession: guide(at: time, &events) { $0.stop(.stopped, into: &$1) }
    case .respond(let response): guide(at: time, &events) { $0.respond(response, into: &$1) }
    case .done where sessions.isRunning: guide(at: time, &events) { $0.respond(.done, into: &$1) }
    case .forget(let before):
      settle(until: time)
      day.forget(before: before)
      tell(.command(command), at: time, &events)
    case .snooze, .snoozeUntil, .skip, .done, .did, .pause, .resume: tell(.command(command), at: time, &events)
    }
  }

  // MARK: Guided sessions

  /// Lets the guided session speak, and tells the coach where one begins and ends.
  private mutating func guide(
    at time: Instant, _ events: inout [TimedEvent], _ body: (inout SessionKeeper, inout [Event]) -> Void
  ) {
    var spoken: [Event] = []
    body(&sessions, &spoken)
    for event in spoken {
      if case .session(_, .finished) = event { settle(until: time) }
      emit(event, at: time, &events)
      switch event {
      case .session(_, .started): tell(.exercising, at: time, &events)
      case .session(_, .finished(let result)):
        tell(.exercised, at: time, &events)
        guard result.share > 0 else { break }
        tell(.practised(result.exercise, share: result.share, isChecked: result.isChecked), at: time, &events)
      default: break
      }
    }
  }

  private var hasPelvis: Bool {
    guard let channel = channels[Int(Placement.pelvis.rawValue)] else { return false }
    return channel.last != nil && !channel.isSilent
  }

  private var pelvisAxes: BodyAxes {
    if mode == .none { return .unknown }
    if let calibration = tilt.calibration { return .full(calibration) }
    return classifier.uprightReference.map { .upright($0) } ?? .unknown
  }

  private var pelvisSensor: GuidedSession.Sensor {
    guard hasPelvis else { return .absent }
    switch pelvisAxes {
    case .unknown: return .silentAxes
    case .upright: return .lean
    case .full: return .axes
    }
  }

  /// Whoever kneels for an exercise looks seated to a sensor on the pelvis: that is no sitting, and no break either.
  private var bookedPosture: Posture {
    sessions.isRunning && posture.posture == .sitting ? .unknown : posture.posture
  }

  /// The time since the posture last changed was spent in another: what was booked and the bouts follow.
  private mutating func rebook(as said: Posture, at time: Instant, _ events: inout [TimedEvent]) {
    settle(until: time)
    note(ledgerChange, at: time, &events)
    ledgerChange = nil
    guard let spell, said != posture.posture else { return }
    let seconds = time.seconds(since: spell.began)
    day.move(seconds, from: posture.posture, to: said)
    let wasInBout = ledger.isInBout
    ledger = spell.ledger
    let change = ledger.advance(by: seconds, in: said)
    switch (wasInBout, ledger.isInBout, change) {
    case (true, false, nil), (true, false, .began):
      // The bout had begun in this very spell: it was none.
      boutBegan = nil
      day.uncountBout()
      emit(.boutEnded(sitting: 0), at: time, &events)
    case (false, true, nil), (false, true, .ended):
      // The break was none: the bout goes on.
      boutBegan = Instant(microseconds: time.microseconds - Int64(ledger.sitting * 1e6))
      emit(.boutStarted, at: time, &events)
    case (true, true, _), (false, false, _): break
    case (true, false, .ended), (false, true, .began): note(change, at: time, &events)
    }
  }

  // MARK: Lumbopelvic rhythm

  /// The first thing that is in the way of measuring it.
  private var rhythmObstacle: RhythmRefusal? {
    for placement in [Placement.trunk, .pelvis] {
      guard let channel = channels[Int(placement.rawValue)] else { return .noSensor(placement) }
      if !channel.traits.hasGyroscope { return .noGyroscope(placement) }
    }
    return nil
  }

  private mutating func startRhythm(_ bends: Int, at time: Instant, _ events: inout [TimedEvent]) {
    guard rhythm == nil else { return }
    if let obstacle = rhythmObstacle { return emit(.rhythmRefused(obstacle), at: time, &events) }
    rhythm = RhythmRun(bends: bends, at: time)
    watchRhythm(at: time, &events)
  }

  private mutating func watchRhythm(at time: Instant, _ events: inout [TimedEvent]) {
    if let progress = rhythm?.news(at: time) { emit(.rhythmProgress(progress), at: time, &events) }
    if let result = rhythm?.outcome(at: time) { endRhythm(result, at: time, &events) }
  }

  private mutating func endRhythm(
    _ result: Result<RhythmResult, RhythmRefusal>, at time: Instant, _ events: inout [TimedEvent]
  ) {
    guard rhythm != nil else { return }
    rhythm = nil
    switch result {
    case .success(let measured): emit(.rhythmMeasured(measured), at: time, &events)
    case .failure(let refusal): emit(.rhythmRefused(refusal), at: time, &events)
    }
  }

  func emit(_ event: Event, at time: Instant, _ events: inout [TimedEvent]) {
    events.append(TimedEvent(time, event, wall: day.clock(at: time)))
  }
}
