import CLinux
import CSystemd
import PsoasSystem

public protocol SignalHandler: AnyObject {
  /// - Parameter signal: SIGTERM, SIGINT or SIGHUP.
  func received(signal: Int32)
}

/// Receives a signal as an event of the loop as long as it exists.
public final class SignalSource {
  public let signal: Int32
  private var source: OpaquePointer?
  private unowned(unsafe) let handler: any SignalHandler

  /// Blocks `signal` for the calling thread, as signalfd(2) requires, and leaves it blocked: a second SIGTERM during
  /// shutdown must not interrupt the last write of the history.
  /// - Parameter handler: not retained; must outlive the source.
  public init(_ loop: EventLoop, _ signal: Int32, _ handler: any SignalHandler) throws(BusError) {
    self.signal = signal
    self.handler = handler
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    guard sigprocmask(SIG_BLOCK, &set, nil) == 0 else { throw .failed("sigprocmask", code: psoas_errno()) }
    let result = sd_event_add_signal(
      loop.event, &source, signal,
      { _, _, userdata in
        guard let userdata else { return 0 }
        let source = Unmanaged<SignalSource>.fromOpaque(userdata).takeUnretainedValue()
        source.handler.received(signal: source.signal)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_signal", code: -result) }
  }

  deinit { sd_event_source_disable_unref(source) }
}
