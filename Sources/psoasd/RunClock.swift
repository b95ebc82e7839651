import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The run's clock: microseconds since the start of the daemon, each value used once.
///
/// Inputs come from several sources, with delays and in bursts. Each gets its own time, strictly later than the last
/// one's, so that a recording sorted by time has the order of the live run.
struct RunClock {
  private enum Kind {
    /// CLOCK_MONOTONIC, relative to its value at the start.
    case monotonic(origin: Int64)
    /// A simulated wearer's time, which its frames advance; the wall clock starts here, in microseconds since 1970-01-01
    /// UTC.
    case simulated(start: Int64)
  }

  /// Reads a clock of clock_gettime(2), in microseconds.
  typealias Reader = (_ clock: Int32) -> Int64

  private let kind: Kind
  private let read: Reader
  private var last: Int64 = -1
  /// The latest input had an impossible time, and got that of its arrival.
  private(set) var hasReplacedTime = false
  /// Microseconds that an event may be ahead of CLOCK_MONOTONIC, and behind it: a daemon that was stopped for a while
  /// reads late.
  private static let longestAhead: Int64 = 1_000_000
  private static let longestBehind: Int64 = 10_000_000
  /// Total of the suspends so far, microseconds.
  private var asleep: Int64
  /// The same for a simulated computer.
  private var simulatedSleep: Int64 = 0

  /// - Parameter start: the simulated wall clock at the start, seconds since 1970-01-01 UTC; nil for the real one.
  init(isSimulated: Bool, start: Double? = nil, read: @escaping Reader = SystemClock.read) {
    self.read = read
    kind =
      isSimulated
      ? .simulated(start: start.map { Int64($0 * 1e6) } ?? read(CLOCK_REALTIME))
      : .monotonic(origin: read(CLOCK_MONOTONIC))
    asleep = isSimulated ? 0 : RunClock.timeAsleep(read)
  }

  /// The run time of an input that occurred at `source`: microseconds of CLOCK_MONOTONIC, or of the simulated run.
  ///
  /// An event time in the future would move the run ahead of its clock for ever, and one far in the past would put all
  /// of a sensor's samples into the same microsecond.
  mutating func stamp(_ source: Int64) -> Instant {
    switch kind {
    case .monotonic(let origin):
      let present = read(CLOCK_MONOTONIC)
      hasReplacedTime = source > present + Self.longestAhead || source < present - Self.longestBehind
      last = max((hasReplacedTime ? present : source) - origin, last + 1)
    case .simulated: last = max(source, last + 1)
    }
    return Instant(microseconds: last)
  }

  /// The time directly after the latest one, for an input that it has caused.
  mutating func next() -> Instant {
    last += 1
    return Instant(microseconds: last)
  }

  mutating func now() -> Instant {
    switch kind {
    case .monotonic: stamp(read(CLOCK_MONOTONIC))
    case .simulated: next()
    }
  }

  /// The wall clock, with the time zone of that moment.
  var wall: WallClock {
    switch kind {
    case .monotonic: RunClock.wall(read(CLOCK_REALTIME))
    case .simulated(let start): RunClock.wall(start + max(last, 0) + simulatedSleep)
    }
  }

  /// Suspends the simulated computer for some microseconds: the wall clock advances, and the run's time does not.
  mutating func sleep(_ microseconds: Int64) { simulatedSleep += microseconds }

  /// Microseconds of suspend since the last call.
  mutating func suspendedSinceLastCheck() -> Int64 {
    let total =
      switch kind {
      case .monotonic: RunClock.timeAsleep(read)
      case .simulated: simulatedSleep
      }
    defer { asleep = total }
    return max(total - asleep, 0)
  }

  /// CLOCK_BOOTTIME includes suspend, CLOCK_MONOTONIC does not (clock_gettime(2)).
  private static func timeAsleep(_ read: Reader) -> Int64 { read(CLOCK_BOOTTIME) - read(CLOCK_MONOTONIC) }

  private static func wall(_ now: Int64) -> WallClock {
    var seconds = time_t(now / 1_000_000)
    var local = tm()
    // localtime_r need not read the time zone again (POSIX), and travellers change it.
    tzset()
    localtime_r(&seconds, &local)
    return WallClock(unixMicroseconds: now, utcOffset: Int32(local.tm_gmtoff))
  }
}
