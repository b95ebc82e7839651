import PsoasCore
import PsoasSystem

/// The estimates after one sample.
public struct Estimate: Equatable, Sendable {
  /// Gravity-up, unit vector, sensor axes.
  public var up: Vector3
  public var posture: PostureEstimate
  /// Sagittal tilt from the wearer's neutral, degrees, anterior positive; nil while the wearer's axes are unknown, and
  /// while the wearer lies on the side.
  public var tilt: Double?
  /// Lateral tilt, degrees, right side up positive.
  public var lateral: Double?

  public init(up: Vector3, posture: PostureEstimate) {
    self.up = up
    self.posture = posture
  }
}

/// The state for displays, D-Bus and the summary.
public struct MonitorStatus: Equatable, Sendable {
  public var posture: PostureEstimate
  public var isCalibrated: Bool
  /// Start of the current bout; nil outside a bout.
  public var sittingSince: Instant?
  /// Seconds of sitting in the current bout; nil outside a bout.
  public var bout: Double?
  /// Seconds of the run at which the next reminder is due if the wearer keeps sitting.
  public var nextReminder: Double?
  public var openReminder: Int?
  /// The end of the snooze, in seconds of the run; nil without a snooze.
  public var snoozedUntil: Double?
  public var isPaused: Bool
  public var hold = ReminderHold()
  /// The reasons why no reminder will come now.
  public var pauseReasons: PauseReasons
  public var programme: ProgrammeDay
  /// Identifier of the exercise of the session in progress, ASCII; empty if there is none.
  public var activeSession: Text
  /// Identifier of the exercise that the open reminder suggests; empty if none is open.
  public var openExercise: Text = []
  public var today: DayTotals
  /// The totals of the previous day, if hindsight has changed them since its end.
  public var revisedYesterday: DayTotals?
  public var tilt = TiltState()
  public var calibration = CalibrationStatus()
  public var isMeasuringRhythm = false
  /// The hours of today with recorded time, and the last one of the previous day.
  public var hours: [HourTotals]
}

/// The mean direction of an announced stance.
struct StandingAverage: Sendable {
  private var sum = Vector3.zero
  private let isOpen: Bool

  init(isOpen: Bool = false) { self.isOpen = isOpen }

  @inline(__always)
  mutating func update(_ up: Vector3) {
    if isOpen { sum = sum + up }
  }

  var mean: Vector3? { sum.normalized }
}
