import PsoasCore
import PsoasSystem

/// What the estimators say after one sample.
public struct Estimate: Equatable, Sendable {
  /// Gravity-up, unit vector in sensor axes.
  public var up: Vector3
  /// Standard deviation of the inclination, rad.
  public var deviation: Double
  public var posture: PostureEstimate
  /// Sagittal tilt from the wearer's neutral, degrees, anterior positive; nil where it is not known: before the
  /// wearer's axes are, and while the wearer lies on the side.
  public var tilt: Double?
  /// Obliquity, degrees, right side up positive.
  public var lateral: Double?

  public init(up: Vector3, deviation: Double, posture: PostureEstimate) {
    self.up = up
    self.deviation = deviation
    self.posture = posture
  }
}

/// What a status display, D-Bus and the summary show.
public struct MonitorStatus: Equatable, Sendable {
  public var posture: PostureEstimate
  public var isCalibrated: Bool
  /// When the present bout began; nil outside a bout.
  public var sittingSince: Instant?
  /// Seconds sat in the present bout; nil outside a bout.
  public var bout: Double?
  /// Seconds of the session at which the next reminder is due if the wearer goes on sitting.
  public var nextReminder: Double?
  public var openReminder: Int?
  public var isPaused: Bool
  public var hold = ReminderHold()
  /// Why no reminder will come now.
  public var pauseReasons: PauseReasons
  public var programme: ProgrammeDay
  /// Identifier of the exercise of the guided session that runs, ASCII; empty where none does.
  public var activeSession: Text
  /// Identifier of the exercise that the open reminder suggests; empty where none is open.
  public var openExercise: Text = []
  public var today: DayTotals
  /// The day before, where hindsight has changed it since it ended.
  public var revisedYesterday: DayTotals?
  public var tilt = TiltState()
  public var calibration = CalibrationStatus()
  public var isMeasuringRhythm = false
  /// The hours of today that had time in them, and the last one of the day before.
  public var hours: [HourTotals]
}

/// The mean direction of a stance that the wearer announced.
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
