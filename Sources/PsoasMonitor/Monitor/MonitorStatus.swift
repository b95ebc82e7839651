import PsoasCore

/// What is known now.
extension Monitor {
  /// What the estimators say of a placement after its latest sample; nil before the first.
  public func estimate(of placement: Placement) -> Estimate? {
    let index = Int(placement.rawValue)
    guard let up = channels[index].filter.up else { return nil }
    var estimate = Estimate(up: up, deviation: channels[index].filter.deviation, posture: posture)
    if placement == .pelvis, let calibration = tilt.calibration {
      let tilt = PelvicTilt(calibration, up: up)
      estimate.tilt = tilt.sagittal
      estimate.lateral = tilt.lateral
    }
    return estimate
  }

  /// The orientation filter of a placement, for a smoother that follows it.
  public func filter(of placement: Placement) -> OrientationFilter? {
    let index = Int(placement.rawValue)
    return channels[index].isPresent ? channels[index].filter : nil
  }

  /// Whether a sensor that should be speaking has fallen silent.
  public func isSilent(_ placement: Placement) -> Bool { channels[Int(placement.rawValue)].isSilent }

  public var status: MonitorStatus {
    let situation = situation(at: settledUntil)
    var status = MonitorStatus(
      posture: posture, isCalibrated: classifier.uprightReference != nil && mode != .none,
      sittingSince: bouts.isInBout ? boutBegan : nil, bout: bouts.isInBout ? bouts.sitting : nil,
      nextReminder: coach.nextReminder(situation), openReminder: coach.openReminder, isPaused: coach.isPaused,
      pauseReasons: coach.pauseReasons(situation), maySnooze: coach.maySnooze, programme: coach.today(situation),
      activeSession: sessions.exercise, today: totals,
      rhythmObstacle: rhythmObstacle, isMeasuringRhythm: rhythm != nil,
      hours: day.hours)
    status.tilt = tilt.state(posture.posture, isSensed: channels[0].isReporting, today: day.totals)
    status.calibration = calibrationStatus
    status.openExercise = coach.openExercise
    return status
  }

  var totals: DayTotals {
    var totals = day.totals
    totals.longestBout = max(totals.longestBout, bouts.sitting)
    return totals
  }
}
