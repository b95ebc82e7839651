import PsoasCore
import PsoasSystem

/// From samples to the posture.
extension Monitor {
  @inline(__always)
  mutating func update(_ sample: inout Sample, from placement: Placement, _ events: inout [TimedEvent]) {
    if !sensing.channels.values[placement.index].isPresent {
      sensing.channels.values[placement.index] = SensorChannel(SensorTraits(hasGyroscope: sample.hasGyroscope))
    }
    guard sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    fillIn(placement, before: sample.time)
    sensing.channels.values[placement.index].report(&sample)
    process(sample, placement)
    if calibrations.calibrator.isRunning { followCalibration(sample, placement, &events) }
    notePosture(at: sample.time, &events)
    if rhythm != nil { watchRhythm(at: sample.time, &events) }
  }

  @inline(__always)
  mutating func process(_ sample: Sample, _ placement: Placement) {
    sensing.channels.values[placement.index].update(sample)
    diary.note(sample.time)
    if sensing.channels.values[placement.index].isSilent { return }
    guard let up = sensing.channels.values[placement.index].filter.up else { return }
    sensing.standing.values[placement.index].update(up)
    if placement == .pelvis {
      calibrations.tilt.update(up: up, interval: sample.interval)
      if sessions.isWatching {
        sessions.update(
          sample, up: up, bias: sensing.channels.values[placement.index].filter.bias, axes: pelvisAxes)
      }
    }
    if calibrations.areUsed {
      sensing.classifier.update(placement, sample, up: up)
      keepSecond()
    }
    rhythm?.update(up, of: placement, at: sample.time)
  }

  /// Repeats a sparse sensor's last sample until `time`.
  @inline(__always)
  mutating func fillIn(_ placement: Placement, before time: Instant) {
    if sensing.channels.values[placement.index].isSparse { repeatLast(placement, before: time) }
  }

  private mutating func repeatLast(_ placement: Placement, before time: Instant) {
    while let held = sensing.channels.values[placement.index].held(before: time) {
      process(held, placement)
    }
  }

  mutating func hold(until time: Instant, _ events: inout [TimedEvent]) {
    for placement in Placement.allCases { fillIn(placement, before: time) }
    notePosture(at: time, &events)
  }

  mutating func lose(_ placement: Placement, at time: Instant, _ events: inout [TimedEvent]) {
    sensing.classifier.lose(placement)
    calibrations.calibrator.lose(placement)
    closeCalibration(at: time, &events)
    // The wearer's report applied to the posture that the sensors measured. Without sensors the posture is unknown.
    wearer.correction = nil
    notePosture(at: time, &events)
  }

  /// The sensor's readings are no measurements: its time counts as unknown until its next sample.
  mutating func doubt(_ placement: Placement, _ reason: Text, at time: Instant, _ events: inout [TimedEvent]) {
    let channel = sensing.channels[placement]
    guard channel.isPresent else { return }
    noteLoss(of: placement, fault: reason, at: time)
    sensing.channels.values[placement.index].silence()
    if channel.hasReported, !channel.isSilent { lose(placement, at: time, &events) }
    emit(.sensorFault(placement, reason), at: time, &events)
  }

  /// Upright becomes the mean direction of an announced stance, for every sensor that was worn in it.
  mutating func endStanding(at time: Instant, _ events: inout [TimedEvent]) {
    let ended = sensing.standing
    sensing.standing = PerPlacement<StandingAverage>(repeating: StandingAverage())
    guard calibrations.mode != CalibrationMode.none else { return }
    var isKnown = false
    for placement in Placement.allCases {
      guard let up = ended[placement].mean else { continue }
      sensing.classifier.calibrate(standing: up, of: placement)
      if placement == .pelvis { calibrations.tilt.stand(up: up) }
      isKnown = true
    }
    guard isKnown else { return }
    emit(.calibrated(.standing), at: time, &events)
    sensing.isUprightKnown = true
  }

  @inline(__always)
  mutating func notePosture(at time: Instant, _ events: inout [TimedEvent]) {
    let estimate = correctedEstimate
    guard estimate.posture != wearer.posture.posture else {
      wearer.posture.confidence = estimate.confidence
      return
    }
    settle(until: time, &events)
    wearer.episode = (time, wearer.bouts)
    diary.episode = time
    if wearer.posture.posture == .notWorn { putOn(at: time, &events) }
    wearer.posture = estimate
    emit(.posture(estimate), at: time, &events)
  }

  /// The wearer's report applies until the sensors detect a change.
  var correctedEstimate: PostureEstimate {
    mutating get {
      guard let correction = wearer.correction else { return sensing.classifier.estimate }
      if sensing.classifier.estimate.posture == correction.instead {
        return PostureEstimate(correction.stated, confidence: 1)
      }
      wearer.correction = nil
      return sensing.classifier.estimate
    }
  }
}
