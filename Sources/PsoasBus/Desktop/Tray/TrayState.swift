import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the tray item shows. States are compared, so that only changes are signalled: it contains times and no
/// durations, which would change each minute.
struct TrayState: Equatable, Sendable {
  /// The icons in data/icons: the posture, and while sitting how long.
  enum Icon: CaseIterable, Sendable {
    case unknown, standing, walking, lying
    /// Sitting for less than half of the time before a suggestion.
    case sitting
    /// Sitting for longer than that.
    case sittingLong
    /// A suggestion is open or due.
    case due
    case paused
  }

  var icon = Icon.unknown
  /// Whether a suggestion waits for an answer.
  var isSuggesting = false
  /// The posture, and since when the wearer sits.
  var bout = Text()
  /// The open suggestion, the time of the next one, or why there is none.
  var suggestion = Text()
  /// Identifier of the exercise that Start begins; empty if none can be started.
  var exercise = Text()
  /// Title of that exercise.
  var title = Text()
  var isInSession = false
  var isPaused = false
  /// Minutes of the snooze entry.
  var snooze = 0

  init() {}

  /// - Parameter wall: the wall clock now, whose offset applies to all times.
  init(_ status: BusStatus, _ wall: WallClock, _ configuration: Configuration, _ catalog: ExerciseCatalog) {
    let now = UInt64(clamping: wall.unixMicroseconds)
    isPaused = status.isPaused
    isInSession = !status.activeSession.isEmpty
    isSuggesting = !status.openReminder.isEmpty && !isInSession && !isPaused
    snooze = configuration.snoozeMinutes
    let suggested = isSuggesting ? catalog[status.openReminder] : status.programme.due.first?.exercise
    title = suggested.map { "\(listed: $0.title)" } ?? Text()
    // A notification shows the safety advice and the session.
    if configuration.notifications.areShown, let suggested { exercise = suggested.identifier }
    bout = TrayText.bout(status, wall)
    suggestion = TrayText.suggestion(status, title: isSuggesting ? title : Text(), wall)
    icon = Icon(status, now: now, limit: configuration.remindAfter)
  }
}

extension TrayState.Icon {
  /// - Parameters:
  ///   - now: microseconds since 1970-01-01 UTC.
  ///   - limit: seconds of sitting before a suggestion.
  fileprivate init(_ status: BusStatus, now: UInt64, limit: Double) {
    if status.isPaused {
      self = .paused
    } else if !status.openReminder.isEmpty {
      self = .due
    } else if status.sittingSince > 0 {
      let isDue = status.nextReminder > 0 && status.nextReminder <= now && status.pauseReasons.isEmpty
      let sitting = now > status.sittingSince ? now - status.sittingSince : 0
      self = isDue ? .due : sitting >= UInt64(micro: limit / 2) ? .sittingLong : .sitting
    } else {
      switch status.posture.posture {
      case .standing: self = .standing
      case .walking: self = .walking
      case .lying: self = .lying
      case .sitting: self = .sitting
      case .unknown, .notWorn: self = .unknown
      }
    }
  }

  /// The name in the icon theme. All of them end in `-symbolic`: the host gives them the colour of its text.
  var name: StaticString {
    switch self {
    case .unknown: "org.psoas.Psoas-unknown-symbolic"
    case .standing: "org.psoas.Psoas-standing-symbolic"
    case .walking: "org.psoas.Psoas-walking-symbolic"
    case .lying: "org.psoas.Psoas-lying-symbolic"
    case .sitting: "org.psoas.Psoas-sitting-symbolic"
    case .sittingLong: "org.psoas.Psoas-sitting-long-symbolic"
    case .due: "org.psoas.Psoas-due-symbolic"
    case .paused: "org.psoas.Psoas-paused-symbolic"
    }
  }
}
