import PsoasCore

/// From samples to a posture.
struct Sensing: Sendable {
  /// By the placements' raw values.
  var channels = PerPlacement<SensorChannel>(repeating: SensorChannel())
  var classifier = PostureClassifier()
  /// Open while the wearer announces a stance.
  var standing = PerPlacement<StandingAverage>(repeating: StandingAverage())
  var isUprightKnown = false
  /// Up in standing of the thigh sensor as it was given or notified last, and when.
  var mounting: (upright: Vector3, at: Instant?)?
}

/// From up to tilt: the calibrations, and one under way.
struct Calibrations: Sendable {
  let mode: Monitor.CalibrationMode
  var tilt: TiltEstimator
  var calibrator = Calibrator()
}

/// What the wearer does, as it is booked.
struct WearerState: Sendable {
  var posture = PostureEstimate.unknown
  /// When the present posture began, and what the bouts were then.
  var episode: (began: Instant, bouts: BoutTracker)?
  /// The posture that the wearer reports.
  var correction: (stated: Posture, instead: Posture)?
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

/// The coach, and what it looks at that nobody else does.
struct Coaching: Sendable {
  var coach: Coach
  var events: [Event] = []
  var shifts = ShiftDetector()
  var hasShifted = false
}

/// How far time has come, and the day's books.
struct MonitorCalendar: Sendable {
  var day = DayTracker()
  var settledUntil = Instant(microseconds: 0)
  var nextSecond = Instant(microseconds: 1_000_000)
  var hasBegun = false
}
