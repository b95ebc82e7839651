import CLinux
import CSystemd
import PsoasSystem

/// Receives a signal as an event of the loop as long as it exists.
public final class SignalSource {
  public let signal: Int32
  private var source: OpaquePointer?
  private let report: (Int32) -> Void

  /// Blocks `signal` for the calling thread, as signalfd(2) requires, and leaves it blocked: a second SIGTERM during
  /// shutdown must not interrupt the last write of the history.
  /// - Parameter report: called with the signal.
  public init(_ loop: EventLoop, _ signal: Int32, _ report: @escaping (Int32) -> Void) throws(BusError) {
    self.signal = signal
    self.report = report
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    guard sigprocmask(SIG_BLOCK, &set, nil) == 0 else { throw .failed("sigprocmask", code: psoas_errno()) }
    let result = sd_event_add_signal(
      loop.event, &source, signal,
      { _, _, userdata in
        guard let userdata else { return 0 }
        let source = Unmanaged<SignalSource>.fromOpaque(userdata).takeUnretainedValue()
        source.report(source.signal)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_signal", code: -result) }
  }

  deinit { sd_event_source_disable_unref(source) }
}
