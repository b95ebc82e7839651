import CLinux

/// The time zone of this machine, as the C library reads it from TZ or /etc/localtime: a name, a path, with a colon before
/// it or not, or a rule of POSIX.
public enum LocalZone {
  /// Seconds east of Greenwich at a moment.
  /// - Parameter unixSeconds: since 1970-01-01 UTC.
  public static func offset(at unixSeconds: Int64) -> Int32 {
    var seconds = time_t(unixSeconds)
    var local = tm()
    // localtime_r need not look at the zone again by itself (POSIX), and travellers change it.
    tzset()
    guard localtime_r(&seconds, &local) != nil else { return 0 }
    return Int32(local.tm_gmtoff)
  }

  /// The first moment of a day of the local calendar from which on the calendar shows no earlier day: midnight, or what
  /// comes next where summer time passes over it. Microseconds since 1970-01-01 UTC.
  /// - Parameter day: since 1970-01-01.
  public static func start(ofDay day: Int64) -> Int64 {
    // Offsets lie between -12 and +14 hours, a day more for what crossed the date line; and a change of offset falls on a
    // quarter of an hour.
    let quarter: Int64 = 900
    let naive = day * 86_400
    let guess = naive - Int64(offset(at: naive))
    var first = guess - WallClock.floorRemainder(guess, quarter) + 26 * 3600
    while localDay(first - 1) >= day { first -= quarter }
    // A zone before 1900 has an offset of odd seconds.
    var low = first - quarter
    var high = first
    while localDay(first - 1) < day, high - low > 1 {
      let middle = low + (high - low) / 2
      if localDay(middle) >= day { high = middle } else { low = middle }
    }
    return high * 1_000_000
  }

  private static func localDay(_ unixSeconds: Int64) -> Int64 {
    WallClock.floorDivide(unixSeconds + Int64(offset(at: unixSeconds)), 86_400)
  }
}

extension WallClock {
  /// What the clock on the wall shows now, in the zone of this very moment.
  public static var now: WallClock { WallClock(local: SystemClock.wall) }

  /// What the clock on the wall shows at a moment, in the zone of this machine.
  public init(local unixMicroseconds: Int64) {
    let seconds = WallClock.floorDivide(unixMicroseconds, 1_000_000)
    self.init(unixMicroseconds: unixMicroseconds, utcOffset: LocalZone.offset(at: seconds))
  }
}
