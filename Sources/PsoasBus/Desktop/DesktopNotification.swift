import PsoasMonitor
import PsoasSystem

/// The content of a notification: its text, its actions and its urgency.
struct DesktopNotification: Equatable, Sendable {
  /// A button and its meaning.
  enum Action: Equatable, Sendable {
    case start, stop, skip, done
    /// The wearer has read the safety advice, and starts.
    case begin
    /// The wearer wants to read all of it.
    case more
    /// Minutes, 1 to 600.
    case snooze(minutes: Int)
  }

  /// The categories of the Desktop Notifications Specification, and one of our own.
  enum Category: Sendable {
    case reminder, deviceAdded, deviceRemoved, deviceError
  }

  /// The number of the reminder, or another unique number.
  var number: Int
  var title: Text
  /// Plain text; lines are separated by line feeds.
  var body: Text
  /// The most important first: GNOME shows three.
  var actions: [Action] = []
  /// The escalation level. From `resident` on, the notification stays until the user responds.
  var level = EscalationLevel.transient
  /// Path of a picture, empty if there is none.
  var picture = Text()
  var category = Category.reminder
}

extension DesktopNotification.Category {
  /// The name on the bus.
  var name: StaticString {
    switch self {
    case .reminder: "x-psoas.reminder"
    case .deviceAdded: "device.added"
    case .deviceRemoved: "device.removed"
    case .deviceError: "device.error"
    }
  }
}

extension DesktopNotification.Action {
  /// The action key on the bus.
  var key: Text {
    switch self {
    case .start: "start"
    case .stop: "stop"
    case .skip: "skip"
    case .done: "done"
    case .begin: "begin"
    case .more: "more"
    case .snooze(let minutes): "snooze-\(minutes)"
    }
  }

  /// The label of the button.
  var label: Text {
    switch self {
    case .start: "Start"
    case .stop: "Stop"
    case .skip: "Skip"
    case .done: "Done already"
    case .begin: "I have read it: start"
    case .more: "Read the rest"
    case .snooze(let minutes): "In \(minutes) min"
    }
  }
}
