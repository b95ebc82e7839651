import PsoasCore

/// From samples to the posture that holds.
extension Monitor {
  @inline(__always)
  mutating func update(_ sample: Sample, from placement: Placement, _ events: inout [TimedEvent]) {
    let index = Int(placement.rawValue)
    if !channels[index].isPresent { channels[index] = SensorChannel(SensorTraits(hasGyroscope: sample.hasGyroscope)) }
    guard sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    fillIn(placement, before: sample.time)
    let spaced = channels[index].respaced(sample)
    process(spaced, placement)
    if calibrator.isRunning { followCalibration(spaced, placement, &events) }
    notePosture(at: sample.time, &events)
    if rhythm != nil { watchRhythm(at: sample.time, &events) }
  }

  @inline(__always)
  mutating func process(_ sample: Sample, _ placement: Placement) {
    let index = Int(placement.rawValue)
    channels[index].update(sample)
    diary.note(sample.time)
    guard let up = channels[index].filter.up else { return }
    standing[index].update(up)
    if placement == .pelvis {
      tilt.update(up: up, interval: sample.interval)
      if sessions.isWatching {
        sessions.update(sample, up: up, bias: channels[index].filter.bias, axes: pelvisAxes)
      }
    }
    if mode != .none {
      classifier.update(placement, sample, up: up)
      keepSecond()
    }
    rhythm?.update(up, of: placement, at: sample.time)
  }

  /// Lets a sparse sensor's last reading stand until `time`.
  mutating func fillIn(_ placement: Placement, before time: Instant) {
    while let held = channels[Int(placement.rawValue)].held(before: time) {
      process(held, placement)
    }
  }

  mutating func hold(until time: Instant, _ events: inout [TimedEvent]) {
    for placement in Placement.allCases { fillIn(placement, before: time) }
    notePosture(at: time, &events)
  }

  mutating func lose(_ placement: Placement, at time: Instant, _ events: inout [TimedEvent]) {
    classifier.lose(placement)
    calibrator.lose(placement)
    closeCalibration(at: time, &events)
    // The wearer's word was about what the sensors saw; what nobody sees now is unknown.
    correction = nil
    notePosture(at: time, &events)
  }

  /// Upright is the mean direction of a stance that the wearer announced, of every sensor that was worn in it.
  mutating func endStanding(at time: Instant, _ events: inout [TimedEvent]) {
    let ended = standing
    standing = InlineArray<3, StandingAverage>(repeating: StandingAverage())
    guard mode != CalibrationMode.none else { return }
    var isKnown = false
    for placement in Placement.allCases {
      guard let up = ended[Int(placement.rawValue)].mean else { continue }
      classifier.calibrate(standing: up, of: placement)
      if placement == .pelvis { tilt.stand(up: up) }
      isKnown = true
    }
    guard isKnown else { return }
    emit(.calibrated(.standing), at: time, &events)
    isUprightKnown = true
  }

  @inline(__always)
  mutating func notePosture(at time: Instant, _ events: inout [TimedEvent]) {
    let estimate = correctedEstimate
    guard estimate.posture != posture.posture else {
      posture.confidence = estimate.confidence
      return
    }
    settle(until: time)
    episode = (time, bouts)
    if posture.posture == .notWorn { putOn(at: time, &events) }
    posture = estimate
    emit(.posture(estimate), at: time, &events)
  }

  /// The wearer's word holds until the sensors tell of a change.
  var correctedEstimate: PostureEstimate {
    mutating get {
      guard let correction else { return classifier.estimate }
      if classifier.estimate.posture == correction.instead {
        return PostureEstimate(correction.stated, confidence: 1)
      }
      self.correction = nil
      return classifier.estimate
    }
  }
}
