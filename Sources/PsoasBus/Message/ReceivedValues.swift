import PsoasCore
import PsoasMonitor

// Any program may own the service's name on a session bus. A value that no service can mean is unknown: a number is
// converted, drawn and printed only if it is in its range.

extension MessageReader {
  /// Microseconds of a duration, or since 1970-01-01 UTC: below 9e15, which is in the year 2255. nil: another type, or out
  /// of range.
  func microseconds() -> UInt64? { unsigned64().flatMap { $0 < 9_000_000_000_000_000 ? $0 : nil } }

  /// The same as seconds.
  func seconds() -> Double? { microseconds().map { Double($0) / 1e6 } }

  /// Degrees, -360 to 360.
  func degrees() -> Double? { double().flatMap { $0.magnitude <= 360 ? $0 : nil } }

  /// A quantity of any other unit, below 9e9, the greatest number that is printed (`TextWriter`).
  func quantity() -> Double? { double().flatMap { $0.magnitude < 9e9 ? $0 : nil } }
}

extension BusTilt {
  /// Degrees, -360 to 360; otherwise NaN.
  static func angle(_ received: Double) -> Double { received.magnitude <= 360 ? received : .nan }
}

extension PostureEstimate {
  /// 0 to 1; otherwise 0.
  static func share(_ received: Double) -> Double { (0...1).contains(received) ? received : 0 }
}
