import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// Sends the daemon's state to the service manager (sd_notify(3)). Without a service manager, nothing happens.
public enum Notify {
  /// The daemon is ready.
  @discardableResult
  public static func ready() -> Bool { send("READY=1") }

  /// The daemon reloads its configuration; `ready` reports the end of the reload. The message includes MONOTONIC_USEC,
  /// by which the service manager distinguishes reloads (sd_notify(3), RELOADING=1).
  @discardableResult
  public static func reloading() -> Bool {
    let state: Text = "RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonic)"
    return state.withCString { sd_notify(0, $0) > 0 }
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
    return state.withCString { sd_notify(0, $0) > 0 }
  }

  private static func send(_ state: StaticString) -> Bool { sd_notify(0, state.cString) > 0 }
}
