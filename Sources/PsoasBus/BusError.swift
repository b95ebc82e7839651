import CLinux
import PsoasMonitor
import PsoasSystem

/// Errors of the daemon's use of libsystemd. Each message names a remedy.
public enum BusError: DescribedError, Equatable, Sendable {
  /// The bus does not exist, or does not answer. `code`: errno.
  case absent(BusKind, code: Int32)
  /// The bus has closed the connection (client only).
  case lost(BusKind)
  /// Another process owns org.psoas.Psoas1 on this bus; nil if the bus does not report which.
  case nameTaken(BusKind, process: Int32?)
  /// The bus policy does not allow this process to own org.psoas.Psoas1.
  case nameDenied(BusKind)
  /// No daemon is on this bus (client only).
  case notRunning(BusKind)
  /// The daemon did not answer in time (client only).
  case timedOut
  /// The service returned an error: its name and its message (client only).
  case refused(name: Text, message: Text)
  /// A function of libsystemd or the kernel failed. `code`: errno.
  case failed(StaticString, code: Int32)

  public static func == (a: BusError, b: BusError) -> Bool {
    switch (a, b) {
    case (.absent(let a, let x), .absent(let b, let y)): a == b && x == y
    case (.nameTaken(let a, let x), .nameTaken(let b, let y)): a == b && x == y
    case (.lost(let a), .lost(let b)), (.nameDenied(let a), .nameDenied(let b)),
      (.notRunning(let a), .notRunning(let b)):
      a == b
    case (.timedOut, .timedOut): true
    case (.refused(let a, let x), .refused(let b, let y)): a == b && x == y
    case (.failed(let a, let x), .failed(let b, let y)): a == b && x == y
    default: false
    }
  }

  /// Whether an errno means that the bus has closed the connection.
  static func isLoss(_ code: Int32) -> Bool { code == ECONNRESET || code == ENOTCONN }

  public var message: Text {
    switch self {
    case .absent(let kind, let code): "no \(kind.name) (\(Errno.reason(code))): is \(kind.remedy)"
    case .lost(let kind): "the \(kind.name) has closed the connection: run the command again once the bus is back"
    case .nameTaken(let kind, let process?):
      "another psoasd (process \(process)) already uses this bus; stop it first: \(kind.systemctl) stop psoasd"
    case .nameTaken(let kind, nil):
      "another psoasd already uses this bus; stop it first: \(kind.systemctl) stop psoasd"
    case .nameDenied(let kind):
      """
      the \(kind.name) does not allow this process to own org.psoas.Psoas1: is dbus-1/system.d/org.psoas.Psoas1.conf \
      installed?
      """
    case .notRunning(let kind): "psoasd is not running: \(kind.systemctl) start psoasd"
    case .timedOut: "psoasd does not answer: journalctl -u psoasd (with --user for your own service) shows why"
    case .refused(_, let message): message
    case .failed(let call, let code): Errno(code, in: call).message
    }
  }
}

/// The kind of message bus.
public enum BusKind: Equatable, Sendable {
  /// The user's session bus.
  case user
  case system
  /// A bus at a D-Bus address, as in `unix:path=/run/user/1000/bus`.
  case address(Text)

  public var name: StaticString {
    switch self {
    case .user: "session bus"
    case .system: "system bus"
    case .address: "bus at this address"
    }
  }

  /// The command for the service manager in which psoasd runs on this bus.
  public var systemctl: StaticString { self == .system ? "sudo systemctl" : "systemctl --user" }

  fileprivate var remedy: StaticString {
    switch self {
    case .user: "DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR set?"
    case .system: "dbus.service running?"
    case .address: "it right?"
    }
  }
}
