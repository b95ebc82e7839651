import CLinux
import CSystemd

/// The one event loop of the daemon (sd-event(3)): everything that happens, happens in a turn of it.
///
/// What is to be watched is a source object (`FileSource`, `TimerSource`, `SignalSource`, `ClockSource`); it watches
/// as long as it is kept. A source does not retain its handler, so a handler may own its sources without a cycle.
public final class EventLoop {
  let event: OpaquePointer

  /// - Throws: `BusError.failed`, where the kernel gives no epoll descriptor.
  public init() throws(BusError) {
    var event: OpaquePointer?
    let result = sd_event_new(&event)
    guard result >= 0, let event else { throw .failed("sd_event_new", code: -result) }
    self.event = event
  }

  deinit { sd_event_unref(event) }

  /// Runs until `stop`, and returns the status given there.
  public func run() throws(BusError) -> Int32 {
    let result = sd_event_loop(event)
    guard result >= 0 else { throw .failed("sd_event_loop", code: -result) }
    return result
  }

  /// One turn: waits at most `microseconds` for something to happen, and handles it.
  /// - Returns: whether anything happened.
  @discardableResult
  public func runOnce(waiting microseconds: UInt64) throws(BusError) -> Bool {
    let result = sd_event_run(event, microseconds)
    guard result >= 0 else { throw .failed("sd_event_run", code: -result) }
    return result > 0
  }

  /// Ends `run` after the present turn.
  public func stop(_ status: Int32 = 0) { sd_event_exit(event, status) }

  /// Microseconds of CLOCK_MONOTONIC at which the present turn began.
  public var now: Int64 {
    var microseconds: UInt64 = 0
    sd_event_now(event, CLOCK_MONOTONIC, &microseconds)
    return Int64(clamping: microseconds)
  }
}
