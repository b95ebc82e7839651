import CLinux

/// Limits how long a library's call may send a datagram to a service. If the service does not read, such calls wait
/// without a limit (sd_notify(3), sd_journal_sendv(3)): a timer interrupts them (timer_create(2), SIGALRM).
public struct BoundedSend {
  /// Nanoseconds after which a call is interrupted: a service that works reads within milliseconds.
  private static let limit = 100_000_000
  /// Microseconds without further calls after an interrupted one: at most a hundredth of the time is lost.
  private static let pause: Int64 = 10_000_000

  private var pausedUntil: Int64 = 0
  /// Messages that were not sent since `takeDropped`.
  public private(set) var dropped = 0

  public init() {}

  /// - Parameters:
  ///   - isUrgent: sent also in the pause after an interrupted call.
  ///   - call: returns a negative errno if it fails.
  /// - Returns: the call's result, or -EAGAIN if the service does not read.
  public mutating func send(isUrgent: Bool = false, _ call: () -> Int32) -> Int32 {
    let result = isUrgent || SystemClock.monotonic >= pausedUntil ? Self.interrupted(call) : -EAGAIN
    if result == -EINTR { pausedUntil = SystemClock.monotonic + Self.pause }
    guard result == -EINTR || result == -EAGAIN else { return result }
    dropped += 1
    return -EAGAIN
  }

  /// Starts counting again.
  public mutating func takeDropped() -> Int {
    defer { dropped = 0 }
    return dropped
  }

  private static func interrupted(_ call: () -> Int32) -> Int32 {
    var timer: timer_t?
    // Without a timer the message is more important than the limit.
    guard psoas_begin_interrupting(&timer, limit) == 0 else { return call() }
    // The first timer of a process has the identifier 0, which is nil here and a timer all the same.
    defer { psoas_end_interrupting(timer) }
    return call()
  }
}
