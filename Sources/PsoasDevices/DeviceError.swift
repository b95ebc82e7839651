import CEvdev
import CLinux
import PsoasMonitor
import PsoasSystem

/// Errors of devices. Each names the remedy.
public enum DeviceError: DescribedError, Equatable, Sendable {
  /// The node cannot be opened; the errno of open(2).
  case cannotOpen(node: Text, errno: Int32)
  /// The node is not an evdev node.
  case notEvdev(node: Text, errno: Int32)
  /// The node was opened, but is not usable as a sensor.
  case unusable(node: Text, name: Text, SensorError)
  /// The device was disconnected, or its battery is empty.
  case gone(node: Text)
  case cannotRead(node: Text, errno: Int32)
  /// The controller's motors do not respond; the errno of write(2).
  case cannotRumble(node: Text, errno: Int32)
  /// The udev monitor could not be started.
  case noMonitor(errno: Int32)

  /// Whether a retry may succeed: access rules are applied shortly after a node appears, and a node of the generic
  /// driver is removed when the specific driver binds.
  public var isPassing: Bool {
    switch self {
    case .cannotOpen(_, let code), .notEvdev(_, let code):
      code == EACCES || code == EPERM || code == ENOENT || code == ENODEV || code == ENXIO || code == EINTR
    default: false
    }
  }

  /// The node's name; nil if the error is not about a node.
  var node: Text? {
    switch self {
    case .cannotOpen(let node, _), .notEvdev(let node, _), .unusable(let node, _, _), .gone(let node),
      .cannotRead(let node, _), .cannotRumble(let node, _):
      node
    case .noMonitor: nil
    }
  }

  public var message: Text {
    switch self {
    case .cannotOpen(let node, let code) where code == EACCES || code == EPERM:
      """
      permission denied opening \(node): is 72-psoas.rules installed? (log in again, or: sudo udevadm control --reload; \
      sudo udevadm trigger --subsystem-match=input)
      """
    case .cannotOpen(let node, let code):
      "cannot open \(node): \(Errno.reason(code)); plug it in again"
    case .notEvdev(let node, let code):
      "\(node) does not answer as an input device (\(Errno.reason(code))); plug it in again"
    case .unusable(let node, let name, let reason):
      "\(name) (\(node)): \(reason.message)"
    case .gone(let node):
      "\(node) was removed: unplugged, or its battery is empty"
    case .cannotRead(let node, let code):
      "cannot read \(node): \(Errno.reason(code)); plug it in again"
    case .cannotRumble(let node, let code):
      "cannot rumble \(node): \(Errno.reason(code)); is the controller on?"
    case .noMonitor(let code):
      """
      udev does not report devices (\(Errno.reason(code))): is systemd-udevd running, and AF_NETLINK among \
      RestrictAddressFamilies=?
      """
    }
  }
}
