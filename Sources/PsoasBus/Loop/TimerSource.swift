import CLinux
import CSystemd
import PsoasSystem

public protocol TimerHandler: AnyObject {
  /// May start, stop or drop the timer.
  func fired(_ timer: TimerSource)
}

/// A timer on CLOCK_MONOTONIC: it does not count the time that the machine sleeps.
public final class TimerSource {
  private let loop: EventLoop
  private var source: OpaquePointer?
  private unowned(unsafe) let handler: any TimerHandler
  /// Microseconds between two firings; 0 for a timer that fires once.
  private var period: UInt64 = 0

  /// A timer that does not run yet.
  /// - Parameters:
  ///   - accuracy: microseconds by which it may be late, so that the kernel can wake once for several timers.
  ///   - handler: not retained; must outlive the timer.
  public init(_ loop: EventLoop, accuracy: UInt64 = 50_000, _ handler: any TimerHandler) throws(BusError) {
    self.loop = loop
    self.handler = handler
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

  /// Fires after each `microseconds` (at least 1000), first when one period has passed. Missed firings are not made up for.
  public func start(every microseconds: UInt64) {
    period = max(microseconds, 1000)
    arm(at: now &+ period, SD_EVENT_ON)
  }

  /// Fires once.
  public func start(after microseconds: UInt64) {
    period = 0
    arm(at: now &+ microseconds, SD_EVENT_ONESHOT)
  }

  public func stop() { sd_event_source_set_enabled(source, Int32(SD_EVENT_OFF)) }

  private func fire(due: UInt64) {
    if period > 0 {
      // Counted from the moment it was due, not from now, so that small delays do not add up.
      var next = due &+ period
      if next <= now { next = now &+ period }
      arm(at: next, SD_EVENT_ON)
    }
    handler.fired(self)
  }

  private func arm(at moment: UInt64, _ mode: some BinaryInteger) {
    sd_event_source_set_time(source, moment)
    sd_event_source_set_enabled(source, Int32(mode))
  }

  private var now: UInt64 { UInt64(clamping: loop.now) }
}
