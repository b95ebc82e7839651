import PsoasCore
import PsoasMonitor

/// What the bus shows of the wearer. All times and durations are microseconds, times since 1970-01-01 UTC.
public struct BusStatus: Equatable, Sendable {
  public var posture = PostureEstimate.unknown
  /// When the present bout began; 0 outside a bout.
  public var sittingSince: UInt64 = 0
  public var sittingToday: UInt64 = 0
  public var longestBoutToday: UInt64 = 0
  /// When the next reminder is due if the wearer goes on sitting; 0 where none is planned.
  public var nextReminder: UInt64 = 0
  public var isPaused = false
  public var pauseReasons: PauseReasons = []
  /// Whether the open reminder, or the next one, may be put off once more.
  public var maySnooze = true
  /// What GetProgramme() answers.
  public var programme = ProgrammeDay()
  /// Why the lumbopelvic rhythm cannot be measured now: StartRhythm() answers with it.
  public var rhythmObstacle: RhythmRefusal? = .noSensor(.trunk)
  public var isMeasuringRhythm = false
  /// Identifier of the exercise of the guided session that runs; empty where none does.
  public var activeSession = Bytes()
  /// Identifier of the exercise that the open reminder suggests; empty where none is open.
  public var openReminder = Bytes()

  public var tilt = BusTilt()
  /// What the last fortnight suggests working on; see `BusService.suggestions`.
  var suggestions: [MuscleSuggestion] = []
  /// For the service's own decisions; not shown as it is.
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
    sittingToday = UInt64(micro: status.today.sitting)
    longestBoutToday = UInt64(micro: status.today.longestBout)
    nextReminder = status.nextReminder.map { unix(Instant(microseconds: Int64($0 * 1e6))) } ?? 0
    isPaused = status.isPaused
    pauseReasons = status.pauseReasons
    maySnooze = status.maySnooze
    programme = status.programme
    tilt = BusTilt(status)
    calibration = status.calibration
    rhythmObstacle = status.rhythmObstacle
    isMeasuringRhythm = status.isMeasuringRhythm
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

/// The properties of org.psoas.Psoas1.Manager.
enum BusProperty: UInt8, CaseIterable {
  case version, posture, confidence, sittingSince, sittingToday, longestBoutToday, nextReminder, paused
  case pauseReasons, activeSession, openReminder, suggestions
  case tiltState, tiltFromNeutral, tiltTrend, tiltToday, calibrationState, calibrationReason

  var name: StaticString {
    switch self {
    case .version: "Version"
    case .posture: "Posture"
    case .confidence: "Confidence"
    case .sittingSince: "SittingSince"
    case .sittingToday: "SittingToday"
    case .longestBoutToday: "LongestBoutToday"
    case .nextReminder: "NextReminder"
    case .paused: "Paused"
    case .pauseReasons: "PauseReasons"
    case .tiltState: "TiltState"
    case .tiltFromNeutral: "TiltFromNeutral"
    case .tiltTrend: "TiltTrend"
    case .tiltToday: "TiltToday"
    case .calibrationState: "CalibrationState"
    case .calibrationReason: "CalibrationReason"
    case .activeSession: "ActiveSession"
    case .openReminder: "OpenReminder"
    case .suggestions: "Suggestions"
    }
  }

  var signature: StaticString {
    switch self {
    case .version, .posture, .activeSession, .openReminder, .tiltState, .calibrationState, .calibrationReason: "s"
    case .confidence, .tiltFromNeutral, .tiltTrend: "d"
    case .tiltToday: "a(sttt)"
    case .sittingSince, .sittingToday, .longestBoutToday, .nextReminder: "t"
    case .paused: "b"
    case .pauseReasons: "as"
    case .suggestions: "a(asss)"
    }
  }

  var announcement: Announcement {
    switch self {
    case .version: .constant
    case .posture, .sittingSince, .nextReminder, .paused, .pauseReasons, .activeSession, .openReminder, .suggestions,
      .tiltState, .calibrationState, .calibrationReason:
      .always
    // They change all the time; who wants them asks.
    case .confidence, .sittingToday, .longestBoutToday, .tiltFromNeutral, .tiltTrend, .tiltToday: .never
    }
  }

  func write(_ status: BusStatus, to writer: inout MessageWriter) {
    switch self {
    case .version: writer.append(text: Version.text)
    case .posture: writer.append(text: status.posture.posture.name)
    case .confidence: writer.append(status.posture.confidence)
    case .sittingSince: writer.append(status.sittingSince)
    case .sittingToday: writer.append(status.sittingToday)
    case .longestBoutToday: writer.append(status.longestBoutToday)
    case .nextReminder: writer.append(status.nextReminder)
    case .paused: writer.append(status.isPaused)
    case .tiltState: writer.append(text: status.tilt.state)
    case .tiltFromNeutral: writer.append(status.tilt.fromNeutral)
    case .tiltTrend: writer.append(status.tilt.trend)
    case .tiltToday:
      writer.container(BusType.array, "(sttt)") { array in
        for posture in BandsByPosture.postures {
          let bands = status.tilt.bands[posture]
          array.container(BusType.structure, "sttt") {
            $0.append(text: posture.name)
            $0.append(UInt64(micro: bands.posterior))
            $0.append(UInt64(micro: bands.neutral))
            $0.append(UInt64(micro: bands.anterior))
          }
        }
      }
    case .calibrationState: writer.append(text: status.tilt.calibration)
    case .calibrationReason: writer.append(text: status.tilt.reason)
    case .pauseReasons:
      writer.container(BusType.array, "s") { array in
        for name in status.pauseReasons.names { array.append(text: name) }
      }
    case .activeSession: writer.append(text: status.activeSession)
    case .openReminder: writer.append(text: status.openReminder)
    case .suggestions: writer.append(status.suggestions)
    }
  }

  /// Whether the change from `old` to `new` is news.
  func differs(_ old: BusStatus, _ new: BusStatus) -> Bool {
    switch self {
    case .version: false
    case .posture: old.posture.posture != new.posture.posture
    case .confidence: old.posture.confidence != new.posture.confidence
    case .sittingSince: BusProperty.isApart(old.sittingSince, new.sittingSince)
    case .sittingToday: old.sittingToday != new.sittingToday
    case .longestBoutToday: old.longestBoutToday != new.longestBoutToday
    case .nextReminder: BusProperty.isApart(old.nextReminder, new.nextReminder)
    case .paused: old.isPaused != new.isPaused
    case .pauseReasons: old.pauseReasons != new.pauseReasons
    case .tiltState: old.tilt.state != new.tilt.state
    case .calibrationState: old.tilt.calibration != new.tilt.calibration
    case .calibrationReason: old.tilt.reason != new.tilt.reason
    case .tiltFromNeutral, .tiltTrend, .tiltToday: false
    case .activeSession: old.activeSession != new.activeSession
    case .openReminder: old.openReminder != new.openReminder
    case .suggestions: old.suggestions != new.suggestions
    }
  }

  /// Puts the value of `old` into `new`.
  func keep(_ old: BusStatus, in new: inout BusStatus) {
    switch self {
    case .sittingSince: new.sittingSince = old.sittingSince
    case .nextReminder: new.nextReminder = old.nextReminder
    // Equal already, or never compared.
    case .version, .posture, .confidence, .sittingToday, .longestBoutToday, .paused, .pauseReasons, .tiltState,
      .activeSession, .openReminder, .suggestions, .tiltFromNeutral, .tiltTrend, .tiltToday, .calibrationState,
      .calibrationReason:
      break
    }
  }

  /// A moment that moves by less than a second is the same moment, computed again; 0 is none at all.
  private static func isApart(_ a: UInt64, _ b: UInt64) -> Bool {
    (a == 0) != (b == 0) || max(a, b) - min(a, b) >= 1_000_000
  }

  /// The property of a C string's name.
  static func named(_ name: UnsafePointer<CChar>?) -> BusProperty? {
    let bytes = Bytes(cString: name)
    for property in allCases where bytes.equals(property.name) { return property }
    return nil
  }
}
