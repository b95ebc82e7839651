import PsoasCore
import PsoasSystem

/// How the pipeline makes, stores and verifies calibrations.
extension Monitor {
  var calibrationStatus: CalibrationStatus {
    mutating get {
      var status = CalibrationStatus()
      status.trust = calibrations.tilt.trust
      status.leader = calibrationLeader
      status.progress = calibrations.calibrator.run?.progress
      status.records = calibrations.tilt.records
      return status
    }
  }

  /// The pelvis gives the most information, the thigh the least.
  private var calibrationLeader: Placement? {
    mutating get {
      guard calibrations.mode != .none else { return nil }
      return [.pelvis, .trunk, .thigh].first { sensing.channels.values[$0.index].isReporting }
    }
  }

  // MARK: Stored calibrations

  /// Applies the stored calibration of a sensor that was just added.
  mutating func takeStored(
    _ record: CalibrationRecord, _ placement: Placement, at time: Instant, _ events: inout [TimedEvent]
  ) {
    // A replay with a different calibration, or with none, ignores the recorded one.
    guard calibrations.mode == .automatic else { return }
    calibrations.tilt.set(record, of: placement, isFresh: false)
    guard placement == .pelvis else { return }
    emit(.calibrated(.stored), at: time, &events)
    emit(.calibrationTrust(calibrations.tilt.trust), at: time, &events)
  }

  mutating func dropCalibration(of placement: Placement) {
    guard calibrations.mode == .automatic else { return }
    calibrations.tilt.set(nil, of: placement, isFresh: false)
  }

  mutating func forgetCalibration(of placement: Placement, at time: Instant, _ events: inout [TimedEvent]) {
    dropCalibration(of: placement)
    emit(.calibrationForgotten(placement), at: time, &events)
  }

  /// Forgets the calibrations that were last made before `day` (since 1970-01-01, local calendar); nil: all.
  mutating func forgetCalibrations(before day: Int64?, at time: Instant, _ events: inout [TimedEvent]) {
    for placement in Placement.allCases {
      guard let record = calibrations.tilt.records[placement] else { continue }
      if let day, record.day ?? Int64.max >= day { continue }
      forgetCalibration(of: placement, at: time, &events)
    }
  }

  // MARK: Procedure

  mutating func startCalibration(
    _ plan: CalibrationPlan, at time: Instant, _ events: inout [TimedEvent]
  ) throws(CommandRefusal) {
    guard calibrations.mode != .none, let leader = calibrationLeader else { throw .noSensor }
    try requireUnguided()
    guard plan.has(.neutral) && !plan.isQuick || calibrations.tilt.records[leader] != nil else {
      throw .notCalibrated
    }
    calibrations.calibrator.start(plan, leader: leader, calibrations.tilt, at: time)
    emitCalibrationProgress(at: time, isSecond: false, &events)
    closeCalibration(at: time, &events)
  }

  mutating func cancelCalibration(at time: Instant, _ events: inout [TimedEvent]) {
    calibrations.calibrator.cancel()
    emit(.calibrationCancelled, at: time, &events)
  }

  /// Processes one sample while a calibration is in progress.
  mutating func followCalibration(_ sample: Sample, _ placement: Placement, _ events: inout [TimedEvent]) {
    guard let up = sensing.channels.values[placement.index].filter.up else { return }
    calibrations.calibrator.update(placement, sample, up: up)
    emitCalibrationProgress(at: sample.time, isSecond: false, &events)
    closeCalibration(at: sample.time, &events)
  }

  mutating func emitCalibrationProgress(at time: Instant, isSecond: Bool, _ events: inout [TimedEvent]) {
    if calibrations.calibrator.run?.leader == .pelvis, let stance = calibrations.calibrator.freshStance() {
      // At this time every sensor is in its standing direction.
      sensing.classifier.calibrate(standing: stance)
      sensing.isUprightKnown = true
      emit(.calibrated(.standing), at: time, &events)
    }
    if calibrations.calibrator.run?.leader == .pelvis, calibrations.calibrator.freshSeat() { sensing.classifier.sit() }
    if let report = calibrations.calibrator.report(isSecond: isSecond) {
      emit(.calibrationProgress(report), at: time, &events)
    }
  }

  /// Handles the result of a calibration that has ended.
  mutating func closeCalibration(at time: Instant, _ events: inout [TimedEvent]) {
    guard let ended = calibrations.calibrator.outcome() else { return }
    if case .failed(let refusal) = ended.state {
      switch refusal {
      case .remounted(.pelvis, let degrees), .otherMounting(.pelvis, let degrees):
        calibrations.tilt.markShifted(degrees: degrees)
        emit(.calibrationTrust(calibrations.tilt.trust), at: time, &events)
      default: break
      }
      return emit(.calibrationFailed(ended.leader, refusal, ended.plan), at: time, &events)
    }
    let now = calendar.day.clock(at: time)
    for placement in Placement.allCases {
      if let calibration = ended.calibration(of: placement) {
        var record = calibrations.tilt.records[placement] ?? CalibrationRecord(calibration)
        record.calibration = calibration
        if ended.plan.has(.bends) || record.made == nil { record.made = now }
        if ended.plan.has(.neutral) { record.rezeroed = now }
        calibrations.tilt.set(record, of: placement, isFresh: true)
        if placement == .pelvis, let up = sensing.channels.values[Placement.pelvis.index].filter.up {
          calibrations.tilt.update(up: up, interval: 0)
        }
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

  // MARK: Trust

  /// Called once per second.
  mutating func watchCalibration(at time: Instant, _ posture: Posture, _ events: inout [TimedEvent]) {
    if calibrations.calibrator.isRunning {
      calibrations.calibrator.advance(to: time)
      emitCalibrationProgress(at: time, isSecond: true, &events)
      closeCalibration(at: time, &events)
    }
    guard calibrations.mode == .automatic, posture == .walking,
      let up = sensing.channels.values[Placement.pelvis.index].filter.up
    else { return }
    let before = calibrations.tilt.trust
    calibrations.tilt.walk(up: up)
    if calibrations.tilt.trust.name.utf8Start != before.name.utf8Start {
      emit(.calibrationTrust(calibrations.tilt.trust), at: time, &events)
    }
  }

  /// The sensor is worn again.
  mutating func putOn(at time: Instant, _ events: inout [TimedEvent]) {
    guard calibrations.mode == .automatic else { return }
    let before = calibrations.tilt.trust
    calibrations.tilt.putOn()
    if calibrations.tilt.trust != before { emit(.calibrationTrust(calibrations.tilt.trust), at: time, &events) }
  }
}
