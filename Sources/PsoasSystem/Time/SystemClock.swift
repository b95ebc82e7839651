import CLinux

/// The kernel's clocks, in microseconds (clock_gettime(2)).
public enum SystemClock {
  /// CLOCK_MONOTONIC: does not advance during suspend.
  public static var monotonic: Int64 { read(CLOCK_MONOTONIC) }

  /// CLOCK_BOOTTIME: advances during suspend.
  public static var bootTime: Int64 { read(CLOCK_BOOTTIME) }

  /// CLOCK_REALTIME: since 1970-01-01 UTC; it can be set.
  public static var wall: Int64 { read(CLOCK_REALTIME) }

  /// Reads a clock of clock_gettime(2).
  public static func read(_ clock: Int32) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }

  /// Whether a time server keeps CLOCK_REALTIME right, by timedatectl's measure: the kernel's estimate of the largest
  /// error is below 16 s (adjtimex(2)); nil if the kernel does not say.
  public static var isSynchronized: Bool? {
    var state = timex()
    guard adjtimex(&state) >= 0 else { return psoas_errno() == EPERM ? nil : false }
    return state.maxerror < 16_000_000
  }
}
