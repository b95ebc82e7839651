/// A time on the run's own clock, in microseconds since the start of the run.
///
/// An integer, so that a replay computes with exactly the numbers of the live run, whatever the clock value was then.
/// The clock stops during suspend (CLOCK_MONOTONIC); `Monitor` receives the suspended time as an input.
@frozen
public struct Instant: Comparable, Hashable, Sendable {
  public var microseconds: Int64

  @inlinable @inline(__always)
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Seconds since the start of the run.
  @inlinable
  public var seconds: Double { Double(microseconds) * 1e-6 }

  /// Seconds from `earlier` to this time; negative if this time is before it.
  @inlinable @inline(__always)
  public func seconds(since earlier: Instant) -> Double {
    Double(microseconds - earlier.microseconds) * 1e-6
  }

  @inlinable @inline(__always)
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}
