import CLinux
import PsoasMonitor

/// What can go wrong with a device. Each names the remedy.
public enum DeviceError: Error, Equatable, Sendable {
  /// The node is not to be opened, with the errno of open(2).
  case cannotOpen(node: Bytes, errno: Int32)
  /// The node does not answer as an evdev node does.
  case notEvdev(node: Bytes, errno: Int32)
  /// It opened, but it is no sensor as it stands.
  case unusable(node: Bytes, name: Bytes, SensorError)
  /// It has been unplugged, or has run out of battery.
  case gone(node: Bytes)
  case cannotRead(node: Bytes, errno: Int32)
  /// The controller's motors do not obey, with the errno of write(2).
  case cannotRumble(node: Bytes, errno: Int32)
  /// udev does not tell of devices.
  case noMonitor(errno: Int32)

  /// Whether another attempt a moment later may succeed: access rules are applied shortly after a node appears, and a
  /// node of the generic driver goes when the real driver binds.
  public var isPassing: Bool {
    switch self {
    case .cannotOpen(_, let code), .notEvdev(_, let code):
      code == EACCES || code == EPERM || code == ENOENT || code == ENODEV || code == ENXIO || code == EINTR
    default: false
    }
  }

  /// One line, UTF-8.
  public var message: Bytes {
    var text = Bytes()
    switch self {
    case .cannotOpen(let node, let code) where code == EACCES || code == EPERM:
      text.say(
        """
        permission denied opening {}: is 72-psoas.rules installed? (log in again, or: sudo udevadm control --reload; \
        sudo udevadm trigger --subsystem-match=input)
        """, .text(node))
    case .cannotOpen(let node, let code):
      text.say("cannot open {}: {}; plug it in again", .text(node), .text(Bytes(cString: strerror(code))))
    case .notEvdev(let node, let code):
      text.say(
        "{} does not answer as an input device ({}); plug it in again",
        .text(node), .text(Bytes(cString: strerror(code))))
    case .unusable(let node, let name, let reason):
      text.say("{} ({}): {}", .text(name), .text(node), .word(reason.message))
    case .gone(let node):
      text.say("{} is gone: unplugged, or its battery is empty", .text(node))
    case .cannotRead(let node, let code):
      text.say("cannot read {}: {}; plug it in again", .text(node), .text(Bytes(cString: strerror(code))))
    case .cannotRumble(let node, let code):
      text.say("cannot shake {}: {}; is the controller on?", .text(node), .text(Bytes(cString: strerror(code))))
    case .noMonitor(let code):
      text.say(
        "udev does not tell of devices ({}): is systemd-udevd running, and AF_NETLINK among RestrictAddressFamilies=?",
        .text(Bytes(cString: strerror(code))))
    }
    return text
  }
}
