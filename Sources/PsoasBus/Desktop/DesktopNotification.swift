import PsoasMonitor
import PsoasSystem

/// The content of a notification: its text, its actions and its urgency.
struct DesktopNotification: Equatable, Sendable {
  /// A button, and what it means.
  enum Action: Equatable, Sendable {
    case start, stop, skip, done
    /// Minutes, 1 to 600.
    case snooze(minutes: Int)
  }

  /// The reminder that it belongs to, or whatever else is counted.
  var number: Int
  var title: Bytes
  /// Plain text; lines are divided by line feeds.
  var body: Bytes
  /// The most needed first: GNOME shows three.
  var actions: [Action] = []
  /// The escalation level. From `resident` on, the notification stays until the user responds.
  var level = EscalationLevel.transient
  /// Path of a picture, empty where there is none.
  var picture = Bytes()
}

extension DesktopNotification.Action {
  /// The word that stands for it on the bus.
  var key: Bytes {
    switch self {
    case .start: Bytes("start")
    case .stop: Bytes("stop")
    case .skip: Bytes("skip")
    case .done: Bytes("done")
    case .snooze(let minutes):
      {
        var text = Bytes("snooze-")
        text.append(minutes)
        return text
      }()
    }
  }

  /// The label of the button.
  var label: Bytes {
    switch self {
    case .start: Bytes("Start")
    case .stop: Bytes("Stop")
    case .skip: Bytes("Skip")
    case .done: Bytes("Done already")
    case .snooze(let minutes):
      {
        var text = Bytes("In ")
        text.append(minutes)
        text.append(" min")
        return text
      }()
    }
  }
}
