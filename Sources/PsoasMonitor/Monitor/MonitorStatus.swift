import PsoasCore
import PsoasSystem

/// The current state.
extension Monitor {
  /// The estimates for a placement after its latest sample; nil before the first.
  ///
  /// Reading changes nothing. What is read for each sample or event is `mutating`, because the compiler would otherwise
  /// copy the whole monitor, 20 kB.
  public mutating func estimate(of placement: Placement) -> Estimate? {
    guard let up = sensing.channels.values[placement.index].filter.up else { return nil }
    var estimate = Estimate(up: up, posture: wearer.posture)
    if placement == .pelvis, let tilt = calibrations.tilt.tilt(up: up) {
      estimate.tilt = tilt.sagittal
      estimate.lateral = tilt.lateral
    }
    return estimate
  }

  /// Adds the state of a placement's orientation filter, directly after `sample` was processed, to a smoother.
  ///
  /// - Parameter sample: stays as it is; `inout`, because the compiler would otherwise copy it.
  /// - Returns: whether the placement has a sensor.
  public mutating func push(
    _ sample: inout Sample, of placement: Placement, to smoother: inout FixedLagSmoother,
    _ ring: inout MutableSpan<FixedLagSmoother.Step>
  ) -> Bool {
    guard sensing.channels.values[placement.index].isPresent else { return false }
    sensing.channels.values[placement.index].push(sample, to: &smoother, &ring)
    return true
  }

  /// Whether a sensor that should send data is silent.
  public func isSilent(_ placement: Placement) -> Bool { sensing.channels.values[placement.index].isSilent }

  /// The posture now.
  public var posture: PostureEstimate { mutating get { wearer.posture } }

  public var status: MonitorStatus {
    var copy = self
    return copy.currentStatus()
  }

  /// As `status`, without a copy of the whole monitor.
  public mutating func currentStatus() -> MonitorStatus {
    let situation = situation(at: calendar.settledUntil)
    var status = MonitorStatus(
      posture: wearer.posture, isCalibrated: sensing.classifier.uprightReference != nil && calibrations.mode != .none,
      sittingSince: wearer.bouts.isInBout ? wearer.boutBegan : nil,
      bout: wearer.bouts.isInBout ? wearer.bouts.sitting : nil,
      nextReminder: coaching.coach.nextReminder(situation), openReminder: coaching.coach.openReminder,
      isPaused: coaching.coach.isPaused,
      pauseReasons: coaching.coach.pauseReasons(situation), programme: coaching.coach.today(situation),
      activeSession: sessions.exercise, today: calendar.day.totals,
      isMeasuringRhythm: rhythm != nil,
      hours: calendar.day.hours)
    status.today.longestBout = max(status.today.longestBout, wearer.bouts.sitting)
    status.tilt = calibrations.tilt.state(
      wearer.posture.posture, isSensed: sensing.channels.values[Placement.pelvis.index].isReporting,
      today: calendar.day.totals)
    status.calibration = calibrationStatus
    status.snoozedUntil = coaching.coach.snoozedUntil(situation)
    status.hold = coaching.coach.hold(situation)
    status.revisedYesterday = calendar.day.revisedYesterday
    status.openExercise = coaching.coach.openExercise
    return status
  }
}
