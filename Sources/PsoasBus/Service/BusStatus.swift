import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the bus shows of the wearer. All times and durations are microseconds, times since 1970-01-01 UTC.
public struct BusStatus: Equatable, Sendable {
  /// The daemon's.
  var version = Text(Version.text)
  public var posture = PostureEstimate.unknown
  /// When the present bout began; 0 outside a bout.
  public var sittingSince: UInt64 = 0
  public var sittingToday: UInt64 = 0
  public var longestBoutToday: UInt64 = 0
  /// When the next reminder is due if the wearer goes on sitting; 0 where none is planned.
  public var nextReminder: UInt64 = 0
  public var isPaused = false
  public var pauseReasons: PauseReasons = []
  /// What GetProgramme() answers.
  public var programme = ProgrammeDay()
  /// Identifier of the exercise of the guided session that runs; empty where none does.
  public var activeSession = Text()
  /// Identifier of the exercise that the open reminder suggests; empty where none is open.
  public var openReminder = Text()

  public var tilt = BusTilt()
  /// What the last fortnight suggests working on; see `BusService.suggestions`.
  var suggestions: [MuscleSuggestion] = []
  /// What GetCalibration() answers.
  var calibration = CalibrationStatus()

  public init() {}

  /// - Parameters:
  ///   - wall: what the clock on the wall read at `moment` of the session.
  ///   - moment: any moment of the session since the clock last stepped.
  public init(_ status: MonitorStatus, wall: WallClock, at moment: Instant) {
    func unix(_ time: Instant) -> UInt64 {
      UInt64(clamping: wall.advanced(by: time.microseconds - moment.microseconds).unixMicroseconds)
    }
    posture = status.posture
    sittingSince = status.sittingSince.map(unix) ?? 0
    sittingToday = UInt64(micro: status.today[.sitting])
    longestBoutToday = UInt64(micro: status.today.longestBout)
    nextReminder = status.nextReminder.map { unix(Instant(microseconds: Int64($0 * 1e6))) } ?? 0
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
  /// Seconds as whole microseconds; 0 for what is negative or no number.
  init(micro seconds: Double) {
    self = seconds > 0 && seconds < 9e12 ? UInt64(seconds * 1e6 + 0.5) : 0
  }
}
