import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The tilt and its calibration on the bus.
public struct BusTilt: Equatable, Sendable {
  /// `posterior`, `neutral`, `anterior`; `no-neutral` or `seat-unknown`; otherwise the reason why it is unknown.
  public var state = Text("uncalibrated")
  /// Degrees from the neutral of the current posture, anterior positive; NaN if there is none.
  public var fromNeutral = Double.nan
  /// Degrees on either side of a neutral that still count as neutral; NaN from a service that does not tell.
  public var deadBand = Double.nan
  /// Degrees: the median of several days' standing; NaN until there are enough.
  public var trend = Double.nan
  /// The trust in the calibration, or `running`, and the reason or the remedy.
  public var calibration = Text("none")
  public var reason = Text()
  /// Seconds of today in each band.
  public var bands = PerPosture<TiltBands>()

  public init() {}

  init(_ status: MonitorStatus) {
    state = Text()
    state.append(status.tilt.name(in: status.posture.posture))
    fromNeutral = status.tilt.fromNeutral ?? .nan
    deadBand = status.tilt.deadBand
    trend = status.tilt.trend?.median ?? .nan
    calibration = Text()
    if let progress = status.calibration.progress {
      calibration.append("running")
      CalibrationText.append(instruction: progress, to: &reason)
    } else {
      calibration.append(status.calibration.trust.name)
      CalibrationText.append(status.calibration.trust, to: &reason)
    }
    bands = status.today.tilt.bands
  }
}
