import PsoasCore

/// The state between samples and posture.
struct Sensing: Sendable {
  /// Indexed by the raw values of the placements.
  var channels = PerPlacement<SensorChannel>(repeating: SensorChannel())
  var classifier = PostureClassifier()
  /// Set while the wearer announces a stance.
  var standing = PerPlacement<StandingAverage>(repeating: StandingAverage())
  var isUprightKnown = false
  var placements = PlacementCheck()
  var notices = PerPlacement<SensorNotices>(repeating: SensorNotices())
  /// Up in standing of the thigh sensor as last given or notified, and when.
  var mounting: (upright: Vector3, at: Instant?)?
}

/// The state between up and tilt: the stored calibrations, and one in progress.
struct Calibrations: Sendable {
  let mode: Monitor.CalibrationMode
  /// The mode is not `none`. It is stored, because every sample reads it, and reading the mode copies its calibration.
  let areUsed: Bool
  var tilt: TiltEstimator
  var calibrator = Calibrator()

  init(mode: Monitor.CalibrationMode, tilt: TiltEstimator) {
    self.mode = mode
    self.tilt = tilt
    areUsed = mode != .none
  }
}

/// The wearer's current posture, as counted.
struct WearerState: Sendable {
  var posture = PostureEstimate.unknown
  /// Start of the current posture, and the state of the bouts at that time.
  var episode: (began: Instant, bouts: BoutTracker)?
  /// The posture that the wearer reported.
  var correction: (stated: Posture, instead: Posture)?
  /// The state before the last correction; nil if it can no longer be taken back.
  var beforeCorrection: BeforeCorrection?
  var bouts: BoutTracker
  var boutBegan: Instant?
  var suspendTracker = SuspendTracker()
  var absence = AbsenceDetector()

  init(breakLength: Double) {
    var parameters = BoutTracker.Parameters()
    parameters.breakLength = breakLength
    bouts = BoutTracker(parameters)
  }
}

/// The state before the wearer's correction, for taking it back.
struct BeforeCorrection: Sendable {
  var posture: Posture
  var episode: (began: Instant, bouts: BoutTracker)?
  var correction: (stated: Posture, instead: Posture)?
}

/// The coach and its own inputs.
struct Coaching: Sendable {
  var coach: Coach
  var events: [Event] = []
  var shifts = ShiftDetector()
  var hasShifted = false
}

/// The current time and the day's totals.
struct MonitorCalendar: Sendable {
  var day = DayTracker()
  var settledUntil = Instant(microseconds: 0)
  var nextSecond = Instant(microseconds: 1_000_000)
  var hasBegun = false
}
