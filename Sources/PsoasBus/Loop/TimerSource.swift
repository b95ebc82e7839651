import CLinux
import CSystemd
import PsoasSystem

/// A timer on CLOCK_MONOTONIC: it does not count suspended time.
public final class TimerSource {
  private let loop: EventLoop
  private var source: OpaquePointer?
  private let report: () -> Void
  /// Microseconds between two expirations; 0 for a one-shot timer.
  private var period: UInt64 = 0

  /// Creates a timer that is not started.
  /// - Parameters:
  ///   - accuracy: microseconds by which it may be late, so that the kernel can wake once for several timers.
  ///   - report: called at each expiration; may start, stop or release the timer.
  public init(_ loop: EventLoop, accuracy: UInt64 = 50_000, _ report: @escaping () -> Void) throws(BusError) {
    self.loop = loop
    self.report = report
    let result = sd_event_add_time(
      loop.event, &source, CLOCK_MONOTONIC, UInt64.max, max(accuracy, 1),
      { _, due, userdata in
        guard let userdata else { return 0 }
        let timer = Unmanaged<TimerSource>.fromOpaque(userdata).takeUnretainedValue()
        timer.fire(due: due)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_time", code: -result) }
    stop()
  }

  deinit { sd_event_source_disable_unref(source) }

  /// Expires after each `microseconds` (at least 1000), first after one period. Missed expirations are not repeated.
  public func start(every microseconds: UInt64) {
    period = max(microseconds, 1000)
    arm(at: now &+ period, SD_EVENT_ON)
  }

  /// Expires once.
  public func start(after microseconds: UInt64) {
    period = 0
    arm(at: now &+ microseconds, SD_EVENT_ONESHOT)
  }

  public func stop() { sd_event_source_set_enabled(source, Int32(SD_EVENT_OFF)) }

  private func fire(due: UInt64) {
    if period > 0 {
      // Counted from the due time, not from now, so that small delays do not add up.
      var next = due &+ period
      if next <= now { next = now &+ period }
      arm(at: next, SD_EVENT_ON)
    }
    report()
  }

  private func arm(at moment: UInt64, _ mode: some BinaryInteger) {
    sd_event_source_set_time(source, moment)
    sd_event_source_set_enabled(source, Int32(mode))
  }

  private var now: UInt64 { UInt64(clamping: loop.now) }
}
