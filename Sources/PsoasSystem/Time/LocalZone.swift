import CLinux

/// The time zone of this machine, as the C library reads it from TZ or /etc/localtime: a name, a path, with or without
/// a leading colon, or a POSIX rule.
public enum LocalZone {
  /// Seconds east of Greenwich at a time.
  /// - Parameter unixSeconds: since 1970-01-01 UTC.
  public static func offset(at unixSeconds: Int64) -> Int32 {
    var seconds = time_t(unixSeconds)
    var local = tm()
    // localtime_r need not read the time zone again (POSIX), and travellers change it.
    tzset()
    guard localtime_r(&seconds, &local) != nil else { return 0 }
    return Int32(local.tm_gmtoff)
  }

  /// The start of a day in the local calendar: midnight, or the first time after it if summer time skips midnight.
  /// Microseconds since 1970-01-01 UTC.
  /// - Parameter day: since 1970-01-01.
  public static func start(ofDay day: Int64) -> Int64 {
    // Offsets are between -12 and +14 hours, plus a day for zones that crossed the date line; a change of offset occurs
    // at a quarter of an hour.
    let quarter: Int64 = 900
    let naive = day * 86_400
    let guess = naive - Int64(offset(at: naive))
    var first = guess - WallClock.floorRemainder(guess, quarter) + 26 * 3600
    while localDay(first - 1) >= day { first -= quarter }
    // Zones before 1900 have offsets with odd seconds.
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
  /// The current wall clock, with the current time zone.
  public static var now: WallClock { WallClock(local: SystemClock.wall) }

  /// The wall clock at a time, in the time zone of this machine.
  public init(local unixMicroseconds: Int64) {
    let seconds = WallClock.floorDivide(unixMicroseconds, 1_000_000)
    self.init(unixMicroseconds: unixMicroseconds, utcOffset: LocalZone.offset(at: seconds))
  }
}
