import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the bus shows of tilt and of the calibration that it rests on.
public struct BusTilt: Equatable, Sendable {
  /// `posterior`, `neutral`, `anterior`; `no-neutral` or `seat-unknown`; else why there is none.
  public var state = Text("uncalibrated")
  /// Degrees from the neutral of the present posture, anterior positive; no number where there is none.
  public var fromNeutral = Double.nan
  /// Degrees: the median of several days' standing; no number until there are enough.
  public var trend = Double.nan
  /// How far the calibration may be believed, or `running`, and why or what to do.
  public var calibration = Text("none")
  public var reason = Text()
  /// Seconds of today in each band.
  public var bands = PerPosture<TiltBands>()

  public init() {}

  init(_ status: MonitorStatus) {
    state = Text()
    state.append(status.tilt.name(in: status.posture.posture))
    fromNeutral = status.tilt.fromNeutral ?? .nan
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
