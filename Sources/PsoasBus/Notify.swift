import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// Sends the daemon's state to the service manager (sd_notify(3)). Without a service manager, nothing happens; one that
/// does not read delays the daemon by a tenth of a second at most.
public enum Notify {
  nonisolated(unsafe) private static var manager = BoundedSend()

  /// The daemon is ready.
  @discardableResult
  public static func ready() -> Bool { send("READY=1") }

  /// The daemon reloads its configuration; `ready` reports the end of the reload. The message includes MONOTONIC_USEC,
  /// by which the service manager distinguishes reloads (sd_notify(3), RELOADING=1).
  @discardableResult
  public static func reloading() -> Bool {
    let state: Text = "RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonic)"
    return send(state, isUrgent: true)
  }

  /// The daemon is stopping.
  @discardableResult
  public static func stopping() -> Bool { send("STOPPING=1") }

  /// Sends one watchdog keep-alive; `Watchdog` sends the others.
  @discardableResult
  public static func watchdog() -> Bool { send("WATCHDOG=1") }

  /// One line for `systemctl status`, UTF-8.
  /// - Returns: whether a service manager receives the message.
  @discardableResult
  public static func status(_ text: Text) -> Bool {
    // A line feed would begin another assignment.
    let state: Text = "STATUS=\(escaped: text)"
    return send(state, isUrgent: false)
  }

  private static func send(_ state: StaticString) -> Bool {
    manager.send(isUrgent: true) { sd_notify(0, state.cString) } > 0
  }

  private static func send(_ state: Text, isUrgent: Bool) -> Bool {
    state.withCString { state in manager.send(isUrgent: isUrgent) { sd_notify(0, state) } > 0 }
  }
}
