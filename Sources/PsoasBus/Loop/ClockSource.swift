import CLinux
import PsoasSystem

/// Detects steps of CLOCK_REALTIME: a timer in the far future that the kernel cancels at every step
/// (TFD_TIMER_CANCEL_ON_SET, timerfd_create(2)). It does not detect a change of the time zone, which is not part of any
/// clock.
public final class ClockSource {
  private let timer: Int32
  private var source: FileSource?
  private let report: () -> Void

  /// - Parameter report: called when the wall clock was set, or was corrected after a suspend.
  public init(_ loop: EventLoop, _ report: @escaping () -> Void) throws(BusError) {
    self.report = report
    timer = timerfd_create(CLOCK_REALTIME, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
    guard timer >= 0 else { throw .failed("timerfd_create", code: psoas_errno()) }
    guard arm() else { throw .failed("timerfd_settime", code: psoas_errno()) }
    source = try FileSource(loop, timer, unretained(self) { (clock, _) in clock.readable() })
  }

  deinit {
    source = nil
    if timer >= 0 { close(timer) }
  }

  private func readable() {
    var expirations: UInt64 = 0
    let count = read(timer, &expirations, MemoryLayout<UInt64>.size)
    guard count >= 0 || psoas_errno() == ECANCELED else { return }
    // Armed again before the clock is read: a step in between cancels it again and is not lost.
    _ = arm()
    report()
  }

  private func arm() -> Bool {
    var due = itimerspec()
    due.it_value.tv_sec = time_t.max
    let flags = Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)
    return timerfd_settime(timer, flags, &due, nil) == 0
  }
}
