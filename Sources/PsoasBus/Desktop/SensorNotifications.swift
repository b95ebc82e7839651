import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Shows messages about the sensors on the desktop, one at a time for each placement: a later message about a sensor
/// replaces the earlier one, and none replaces a reminder.
final class SensorNotifications {
  /// The session bus, served by a loop; nil while it is disconnected. The server's notifications end with a connection.
  var connection: BusConnection? {
    didSet { slots = PerPlacement<NotificationSlot?>(repeating: nil) }
  }
  /// Created by the first message: most days need none.
  private var slots = PerPlacement<NotificationSlot?>(repeating: nil)
  private var count = 0

  func show(_ notice: SensorNotice, of placement: Placement) {
    guard let connection else { return }
    // The messages have no buttons.
    if slots[placement] == nil { slots[placement] = try? NotificationSlot(on: connection, { _, _ in }) }
    // Each message has a number of its own, so that it is shown even if its text was dismissed before.
    count += 1
    var notification = DesktopNotification(
      number: count, title: SensorNoticeText.title(notice, of: placement),
      body: SensorNoticeText.body(notice, of: placement))
    notification.category = notice.category
    notification.level = notice.stays ? .resident : .transient
    slots[placement]?.show(notification)
  }

  /// Closes all messages.
  func withdraw() {
    for placement in Placement.allCases { slots[placement]?.withdraw() }
  }
}

extension SensorNotice {
  fileprivate var category: DesktopNotification.Category {
    switch self {
    case .lost: .deviceRemoved
    case .returned: .deviceAdded
    case .faulty, .batteryLow, .batteryCritical, .misplaced: .deviceError
    }
  }

  /// Whether it stays on the screen until the wearer has seen it.
  fileprivate var stays: Bool {
    switch self {
    case .lost, .faulty, .batteryCritical, .misplaced: true
    case .returned, .batteryLow: false
    }
  }
}
