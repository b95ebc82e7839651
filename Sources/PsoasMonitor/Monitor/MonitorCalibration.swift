import PsoasCore

/// How calibrations are made, kept and doubted within the pipeline.
extension Monitor {
  var calibrationStatus: CalibrationStatus {
    var status = CalibrationStatus()
    status.trust = tilt.trust
    status.leader = calibrationLeader
    status.progress = calibrator.run?.progress
    status.pelvis = tilt.record(of: .pelvis)
    status.thigh = tilt.record(of: .thigh)
    status.trunk = tilt.record(of: .trunk)
    return status
  }

  /// The pelvis tells most, the thigh least.
  private var calibrationLeader: Placement? {
    func isReporting(_ placement: Placement) -> Bool { channels[Int(placement.rawValue)].isReporting }
    return isReporting(.pelvis) ? .pelvis : isReporting(.trunk) ? .trunk : isReporting(.thigh) ? .thigh : nil
  }

  // MARK: What is stored

  /// What the history of calibrations has of a sensor that was just added.
  mutating func takeStored(
    _ record: CalibrationRecord, _ placement: Placement, at time: Instant, _ events: inout [TimedEvent]
  ) {
    // Whoever replays with another calibration, or with none, does not want the recorded one.
    guard mode == .automatic else { return }
    tilt.set(record, of: placement, isFresh: false)
    guard placement == .pelvis else { return }
    emit(.calibrated(.stored), at: time, &events)
    emit(.calibrationTrust(tilt.trust), at: time, &events)
  }

  mutating func forgetCalibration(of placement: Placement) {
    guard mode == .automatic else { return }
    tilt.set(nil, of: placement, isFresh: false)
  }

  // MARK: Making one

  mutating func startCalibration(_ plan: CalibrationPlan, at time: Instant, _ events: inout [TimedEvent]) {
    guard let leader = calibrationLeader, mode != CalibrationMode.none else { return }
    calibrator.start(plan, leader: leader, tilt, at: time)
    emitCalibrationProgress(at: time, isSecond: false, &events)
    closeCalibration(at: time, &events)
  }

  mutating func cancelCalibration(at time: Instant, _ events: inout [TimedEvent]) {
    guard calibrator.isRunning else { return }
    calibrator.cancel()
    emit(.calibrationCancelled, at: time, &events)
  }

  /// One sample while a calibration runs.
  mutating func followCalibration(_ sample: Sample, _ placement: Placement, _ events: inout [TimedEvent]) {
    guard let up = channels[Int(placement.rawValue)].filter.up else { return }
    calibrator.update(placement, sample, up: up)
    emitCalibrationProgress(at: sample.time, isSecond: false, &events)
    closeCalibration(at: sample.time, &events)
  }

  mutating func emitCalibrationProgress(at time: Instant, isSecond: Bool, _ events: inout [TimedEvent]) {
    if calibrator.run?.leader == .pelvis, let stance = calibrator.freshStance() {
      // The very moment at which every sensor hangs as the wearer stands.
      classifier.calibrate(standing: stance)
      isUprightKnown = true
      emit(.calibrated(.standing), at: time, &events)
    }
    if calibrator.run?.leader == .pelvis, calibrator.freshSeat() { classifier.sit() }
    if let report = calibrator.report(isSecond: isSecond) { emit(.calibrationProgress(report), at: time, &events) }
  }

  /// What came of a calibration that has come to its end.
  mutating func closeCalibration(at time: Instant, _ events: inout [TimedEvent]) {
    guard let ended = calibrator.outcome() else { return }
    if case .failed(let refusal) = ended.state {
      switch refusal {
      case .remounted(.pelvis, let degrees), .otherMounting(.pelvis, let degrees):
        tilt.markShifted(degrees: degrees)
        emit(.calibrationTrust(tilt.trust), at: time, &events)
      default: break
      }
      return emit(.calibrationFailed(ended.leader, refusal, ended.plan), at: time, &events)
    }
    let now = day.clock(at: time)
    for placement in Placement.allCases {
      if let calibration = ended.calibration(of: placement) {
        var record = tilt.record(of: placement) ?? CalibrationRecord(calibration)
        record.calibration = calibration
        if ended.plan.has(.bends) || record.made == nil { record.made = now }
        if ended.plan.has(.neutral) { record.rezeroed = now }
        tilt.set(record, of: placement, isFresh: true)
        if placement == .pelvis, let up = channels[0].filter.up { tilt.update(up: up, interval: 0) }
        emit(.calibrationDone(placement, record, ended.plan), at: time, &events)
      }
      if placement == ended.leader, ended.calibration(of: placement) == nil {
        emit(.calibrationWithheld(placement, .noBends(placement), ended.plan), at: time, &events)
      }
      if let refusal = ended.refusal(of: placement) {
        emit(.calibrationWithheld(placement, refusal, ended.plan), at: time, &events)
      }
    }
  }

  // MARK: Believing it

  /// Once a second.
  mutating func watchCalibration(at time: Instant, _ posture: Posture, _ events: inout [TimedEvent]) {
    if calibrator.isRunning {
      calibrator.advance(to: time)
      emitCalibrationProgress(at: time, isSecond: true, &events)
      closeCalibration(at: time, &events)
    }
    guard mode == .automatic, posture == .walking, let up = channels[0].filter.up else { return }
    let before = tilt.trust
    tilt.walk(up: up)
    if tilt.trust.name.utf8Start != before.name.utf8Start {
      emit(.calibrationTrust(tilt.trust), at: time, &events)
    }
  }

  /// The sensor is worn again.
  mutating func putOn(at time: Instant, _ events: inout [TimedEvent]) {
    guard mode == .automatic else { return }
    let before = tilt.trust
    tilt.putOn()
    if tilt.trust != before { emit(.calibrationTrust(tilt.trust), at: time, &events) }
  }
}
