/// A reading of the wall clock.
public struct WallClock: Equatable, Sendable {
  /// Microseconds since 1970-01-01 00:00 UTC.
  public var unixMicroseconds: Int64
  /// Seconds east of Greenwich, including summer time; -43200 to 50400.
  public var utcOffset: Int32

  public init(unixMicroseconds: Int64, utcOffset: Int32) {
    self.unixMicroseconds = unixMicroseconds
    self.utcOffset = utcOffset
  }

  /// Days since 1970-01-01 in the local calendar.
  public var localDay: Int64 { WallClock.floorDivide(localMicroseconds, 86_400_000_000) }

  /// Seconds since local midnight, 0 to 86399.
  public var secondOfDay: Int {
    Int(WallClock.floorRemainder(localMicroseconds, 86_400_000_000) / 1_000_000)
  }

  /// Start of the current hour on the local clock: microseconds since 1970-01-01 UTC.
  public var hourBegan: Int64 {
    unixMicroseconds - WallClock.floorRemainder(localMicroseconds, 3_600_000_000)
  }

  public func advanced(by microseconds: Int64) -> WallClock {
    let (sum, isOver) = unixMicroseconds.addingReportingOverflow(microseconds)
    // Limited so that the offset cannot cause an overflow.
    let limit: Int64 = 4_000_000_000_000_000_000
    let clamped = isOver ? (microseconds < 0 ? -limit : limit) : min(max(sum, -limit), limit)
    return WallClock(unixMicroseconds: clamped, utcOffset: utcOffset)
  }

  private var localMicroseconds: Int64 { unixMicroseconds + Int64(utcOffset) * 1_000_000 }

  /// The largest whole number not above `a / b`, for a positive `b`.
  public static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }

  /// The remainder of `floorDivide`: from 0 to below `b`.
  static func floorRemainder(_ a: Int64, _ b: Int64) -> Int64 { a - floorDivide(a, b) * b }
}
