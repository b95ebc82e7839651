import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The wearer's state on the bus. All times and durations are in microseconds, times since 1970-01-01 UTC.
public struct BusStatus: Equatable, Sendable {
  /// The daemon's version.
  var version = Text(Version.text)
  /// The service's clock; 0 from a service that does not tell it. A synthetic wearer's runs faster than this machine's.
  public var clock: UInt64 = 0
  public var posture = PostureEstimate.unknown
  /// Start of the current bout; 0 outside a bout.
  public var sittingSince: UInt64 = 0
  public var sittingToday: UInt64 = 0
  public var longestBoutToday: UInt64 = 0
  /// Steps of today's walks.
  public var stepsToday: UInt32 = 0
  /// When the next reminder is due if the wearer keeps sitting; 0 if none is planned.
  public var nextReminder: UInt64 = 0
  /// The end of the snooze; 0 without a snooze.
  public var snoozedUntil: UInt64 = 0
  public var isPaused = false
  public var pauseReasons: PauseReasons = []
  /// The result of GetProgramme().
  public var programme = ProgrammeDay()
  /// Identifier of the exercise of the session in progress; empty if there is none.
  public var activeSession = Text()
  /// Identifier of the exercise that the open reminder suggests; empty if none is open.
  public var openReminder = Text()

  public var tilt = BusTilt()
  /// The muscles suggested from the last fortnight; see `BusService.suggestions`.
  var suggestions: [MuscleSuggestion] = []
  /// The result of GetCalibration().
  var calibration = CalibrationStatus()

  public init() {}

  /// - Parameters:
  ///   - wall: the wall clock at `moment` of the run.
  ///   - moment: any time of the run since the last clock change.
  public init(_ status: MonitorStatus, wall: WallClock, at moment: Instant) {
    func unix(_ time: Instant) -> UInt64 {
      UInt64(clamping: wall.advanced(by: time.microseconds - moment.microseconds).unixMicroseconds)
    }
    clock = unix(moment)
    posture = status.posture
    sittingSince = status.sittingSince.map(unix) ?? 0
    sittingToday = UInt64(micro: status.today[.sitting])
    longestBoutToday = UInt64(micro: status.today.longestBout)
    stepsToday = UInt32(clamping: status.today.steps)
    nextReminder = status.nextReminder.map { unix(Instant(microseconds: Int64($0 * 1e6))) } ?? 0
    snoozedUntil = status.snoozedUntil.map { unix(Instant(microseconds: Int64($0 * 1e6))) } ?? 0
    isPaused = status.isPaused
    pauseReasons = status.pauseReasons
    programme = status.programme
    tilt = BusTilt(status)
    calibration = status.calibration
    activeSession = status.activeSession
    openReminder = status.openExercise
  }
}

extension UInt64 {
  /// Seconds as whole microseconds; 0 for negative values and NaN.
  init(micro seconds: Double) {
    self = seconds > 0 && seconds < 9e12 ? UInt64(seconds * 1e6 + 0.5) : 0
  }
}
