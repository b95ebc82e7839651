import CLinux
import PsoasCore
import PsoasMonitor

/// The session's clock: microseconds of CLOCK_MONOTONIC since the daemon began, each moment given out once.
///
/// Inputs come from several sources, a little late and in bursts. Each gets its own moment, never before the last
/// one's, so that a recording sorted by time is in the order in which the live run saw it.
struct SessionClock {
  private let origin: Int64
  private var last: Int64 = -1
  private var asleep: Int64

  init() {
    origin = SessionClock.read(CLOCK_MONOTONIC)
    asleep = SessionClock.timeAsleep
  }

  /// The moment of an input that happened at `monotonic` (microseconds of CLOCK_MONOTONIC).
  mutating func stamp(_ monotonic: Int64) -> Instant {
    last = max(monotonic - origin, last + 1)
    return Instant(microseconds: last)
  }

  mutating func now() -> Instant { stamp(SessionClock.read(CLOCK_MONOTONIC)) }

  /// Microseconds that the machine has slept since the last call.
  mutating func sleptSinceLastLook() -> Int64 {
    let total = SessionClock.timeAsleep
    defer { asleep = total }
    return max(total - asleep, 0)
  }

  /// CLOCK_BOOTTIME runs through a suspend, CLOCK_MONOTONIC does not (clock_gettime(2)).
  private static var timeAsleep: Int64 { read(CLOCK_BOOTTIME) - read(CLOCK_MONOTONIC) }

  /// What the clock on the wall reads, with the zone of this very moment.
  static var wall: WallClock {
    var seconds = time(nil)
    var local = tm()
    // localtime_r need not look at the zone again by itself (POSIX), and travellers change it.
    tzset()
    localtime_r(&seconds, &local)
    return WallClock(unixMicroseconds: read(CLOCK_REALTIME), utcOffset: Int32(local.tm_gmtoff))
  }

  private static func read(_ clock: Int32) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}
