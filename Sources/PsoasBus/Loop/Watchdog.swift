import CSystemd
import PsoasSystem

/// Sends the keep-alive of systemd's watchdog (sd_watchdog_enabled(3)) from the loop, as long as the daemon makes
/// progress.
public final class Watchdog {
  private var timer: TimerSource?

  /// - Parameter isWorking: whether the daemon makes progress. Called three times in the watchdog interval.
  /// - Returns: nil if the service manager does not request a watchdog.
  public init?(_ loop: EventLoop, _ isWorking: @escaping () -> Bool) throws(BusError) {
    var span: UInt64 = 0
    guard sd_watchdog_enabled(0, &span) > 0, span > 0 else { return nil }
    timer = try TimerSource(loop, accuracy: max(span / 20, 1)) { if isWorking() { Notify.watchdog() } }
    timer?.start(every: span / 3)
    Notify.watchdog()
  }
}
