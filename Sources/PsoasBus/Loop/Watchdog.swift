import CSystemd
import PsoasSystem

public protocol WatchdogHandler: AnyObject {
  /// Whether the daemon makes progress. Queried three times in the watchdog interval.
  var isWorking: Bool { get }
}

/// Sends the keep-alive of systemd's watchdog (sd_watchdog_enabled(3)) from the loop, as long as the daemon makes
/// progress.
public final class Watchdog: TimerHandler {
  private var timer: TimerSource?
  private unowned(unsafe) let handler: any WatchdogHandler

  /// - Parameter handler: not retained; must outlive this.
  /// - Returns: nil if the service manager does not request a watchdog.
  public init?(_ loop: EventLoop, _ handler: any WatchdogHandler) throws(BusError) {
    self.handler = handler
    var span: UInt64 = 0
    guard sd_watchdog_enabled(0, &span) > 0, span > 0 else { return nil }
    timer = try TimerSource(loop, accuracy: max(span / 20, 1), self)
    timer?.start(every: span / 3)
    Notify.watchdog()
  }

  public func fired(_ timer: TimerSource) { if handler.isWorking { Notify.watchdog() } }
}
