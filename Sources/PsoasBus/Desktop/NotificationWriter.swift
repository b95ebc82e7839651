import CSystemd
import PsoasMonitor
import PsoasSystem

extension MessageWriter {
  /// Appends the arguments of Notify (Desktop Notifications Specification 1.2) that the server supports.
  ///
  /// - Parameter replaced: identifier of the notification to replace; 0 for none.
  mutating func append(
    _ notification: DesktopNotification, replacing replaced: UInt32, _ server: NotificationCapabilities
  ) {
    append(text: "Psoas")
    append(replaced)
    append(text: ApplicationName.icon)
    append(text: "\(escaped: notification.title)" as Text)
    let body: Text =
      server.contains(.markup) ? "\(markup: notification.body)" : "\(escapedLines: notification.body)"
    append(text: body)
    container(BusType.array, "s") { actions in
      guard server.contains(.actions), let first = notification.actions.first else { return }
      // The action of a click on the notification itself; most servers show no button for it.
      actions.append(text: "default")
      actions.append(text: first.label)
      for action in notification.actions {
        actions.append(text: action.key)
        actions.append(text: action.label)
      }
    }
    container(BusType.array, "{sv}") { hints in
      hints.append(hintsOf: notification, server)
    }
    // -1: the server's own timeout. 0: no timeout, it stays until it is answered.
    append(notification.stays ? Int32(0) : Int32(-1))
  }

  private mutating func append(hintsOf notification: DesktopNotification, _ server: NotificationCapabilities) {
    // Normal at every level. Critical ones ignore do-not-disturb and full screen, but a suggestion is not an alarm;
    // GNOME shows low ones only in its list.
    entry("urgency", "y") { $0.append(UInt8(1)) }
    entry("desktop-entry", "s") { $0.append(text: ApplicationName.desktopEntry) }
    entry("category", "s") { $0.append(text: notification.category.name) }
    entry(notification.stays ? "resident" : "transient", "b") { $0.append(true) }
    if server.contains(.sound) {
      if notification.hasSound {
        // From the Sound Naming Specification: a message, not an alarm.
        entry("sound-name", "s") { $0.append(text: "message-new-instant") }
      } else {
        entry("suppress-sound", "b") { $0.append(true) }
      }
    }
    if server.contains(.picture), !notification.picture.isEmpty {
      entry("image-path", "s") { $0.append(text: notification.picture.fileAddress) }
    }
  }
}

extension DesktopNotification {
  /// It stays until it is answered, without the server's timeout.
  fileprivate var stays: Bool { level.rawValue >= EscalationLevel.resident.rawValue }
  fileprivate var hasSound: Bool { level.rawValue >= EscalationLevel.sound.rawValue }
}

/// The names of Psoas for the desktop; data/applications and data/icons have the files.
enum ApplicationName {
  static let desktopEntry: StaticString = "org.psoas.Psoas"
  static let icon: StaticString = "org.psoas.Psoas"
}

extension Text {
  /// A path as a URI: `file://`, with percent-encoding for the characters that RFC 3986 does not allow in paths.
  var fileAddress: Text {
    var address = Text("file://")
    for byte in self {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        address.append(byte)
      default:
        address.append("%")
        address.append(UInt8.hexadecimal(byte >> 4))
        address.append(UInt8.hexadecimal(byte & 15))
      }
    }
    return address
  }
}

extension UInt8 {
  /// The hexadecimal digit of a value from 0 to 15.
  fileprivate static func hexadecimal(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
