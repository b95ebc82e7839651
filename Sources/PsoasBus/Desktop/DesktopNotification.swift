import PsoasMonitor

/// What stands on the screen at one time: what it says, what it can be answered, how much it asks for attention.
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
  /// How loudly it speaks; from `resident` on it stays until it is answered.
  var level = EscalationLevel.transient
  /// Path of a picture, empty where there is none.
  var picture = Bytes()
}

extension DesktopNotification.Action {
  /// The word that stands for it on the bus.
  var key: Bytes {
    switch self {
    case .start: Bytes(literal: "start")
    case .stop: Bytes(literal: "stop")
    case .skip: Bytes(literal: "skip")
    case .done: Bytes(literal: "done")
    case .snooze(let minutes):
      {
        var text = Bytes(literal: "snooze-")
        text.append(minutes)
        return text
      }()
    }
  }

  /// What the button says.
  var label: Bytes {
    switch self {
    case .start: Bytes(literal: "Start")
    case .stop: Bytes(literal: "Stop")
    case .skip: Bytes(literal: "Skip")
    case .done: Bytes(literal: "Done already")
    case .snooze(let minutes):
      {
        var text = Bytes(literal: "In ")
        text.append(minutes)
        text.append(" min")
        return text
      }()
    }
  }
}

extension [UInt8] {
  init(literal text: StaticString) {
    self.init()
    append(text)
  }
}
