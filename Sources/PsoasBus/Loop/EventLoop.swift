import CLinux
import CSystemd
import PsoasSystem

/// The event loop of the daemon (sd-event(3)): all work is done in its iterations.
///
/// Source objects (`FileSource`, `TimerSource`, `SignalSource`, `ClockSource`) are active as long as they exist. An
/// owner of sources passes them closures that do not retain it (`unretained`).
public final class EventLoop {
  let event: OpaquePointer

  /// - Throws: `BusError.failed` if the kernel does not create an epoll descriptor.
  public init() throws(BusError) {
    var event: OpaquePointer?
    let result = sd_event_new(&event)
    guard result >= 0, let event else { throw .failed("sd_event_new", code: -result) }
    self.event = event
  }

  deinit { sd_event_unref(event) }

  /// Runs until `stop`, and returns the status passed to it.
  public func run() throws(BusError) -> Int32 {
    let result = sd_event_loop(event)
    guard result >= 0 else { throw .failed("sd_event_loop", code: -result) }
    return result
  }

  /// Runs one iteration: waits at most `microseconds` for an event, and handles it.
  /// - Returns: whether there was an event.
  @discardableResult
  public func runOnce(waiting microseconds: UInt64) throws(BusError) -> Bool {
    let result = sd_event_run(event, microseconds)
    guard result >= 0 else { throw .failed("sd_event_run", code: -result) }
    return result > 0
  }

  /// Ends `run` after the current iteration.
  public func stop(_ status: Int32 = 0) { sd_event_exit(event, status) }

  /// Microseconds of CLOCK_MONOTONIC at the start of the current iteration.
  public var now: Int64 {
    var microseconds: UInt64 = 0
    sd_event_now(event, CLOCK_MONOTONIC, &microseconds)
    return Int64(clamping: microseconds)
  }
}
