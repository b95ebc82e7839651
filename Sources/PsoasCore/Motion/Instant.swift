/// A moment on the session's own clock, in microseconds since the session began.
///
/// Integer, so that a replay computes with the very numbers of the live run whatever the clock read then.
/// The clock does not run during suspend (CLOCK_MONOTONIC); `Monitor` gets the suspended time as an input.
@frozen
public struct Instant: Comparable, Hashable, Sendable {
  public var microseconds: Int64

  @inlinable @inline(__always)
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Seconds since the session began.
  @inlinable
  public var seconds: Double { Double(microseconds) * 1e-6 }

  /// Seconds from `earlier` to this moment; negative where this one comes first.
  @inlinable @inline(__always)
  public func seconds(since earlier: Instant) -> Double {
    Double(microseconds - earlier.microseconds) * 1e-6
  }

  @inlinable @inline(__always)
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}
