import PsoasMonitor
import PsoasSystem

/// The format of the column `time`. The first row determines it unless the user specified it.
struct TimeForm: Equatable {
  enum Kind: Equatable {
    case undecided
    /// A number in units of ten to the power of `exponent` seconds.
    case decimal(exponent: Int)
    /// A number in longer units, in seconds.
    case multiple(seconds: Double)
    case date
  }

  private(set) var kind: Kind
  /// The unit was specified, so it is not doubted.
  let isGiven: Bool
  /// A date without a zone has been parsed.
  private(set) var lacksZone = false

  init(_ unit: TraceUnits.Time?) {
    kind = unit.map { $0.kind } ?? .undecided
    isGiven = unit != nil
  }

  /// Seconds from which a number is a count of smaller units since 1970: as seconds it would be the year 5138.
  private static let mostSeconds: UInt64 = 100_000_000_000

  /// The time in a cell, in microseconds.
  mutating func microseconds(_ cell: UnsafeBufferPointer<UInt8>, number: Decimal?) -> Result {
    if kind == .undecided {
      if let number {
        kind = .decimal(exponent: TimeForm.exponent(number))
      } else if DateTime(cell) != nil {
        kind = .date
      } else {
        return .notATime
      }
    }
    switch kind {
    case .undecided: return .notATime
    case .decimal(let exponent):
      guard var number else { return .notATime }
      number.exponent += exponent
      return number.millionths(limit: TraceLimits.time).map { .at($0) } ?? .outOfRange
    case .multiple(let seconds):
      guard let value = number?.double else { return .notATime }
      let scaled = value * seconds * 1e6
      guard scaled.magnitude <= Double(TraceLimits.time) else { return .outOfRange }
      return .at(Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
    case .date:
      guard let date = DateTime(cell) else { return .notATime }
      if !date.namesZone { lacksZone = true }
      return .at(date.microseconds)
    }
  }

  enum Result {
    case at(Int64)
    case notATime, outOfRange
  }

  /// Seconds, or the smaller unit in which so large a number is a date of this age.
  private static func exponent(_ number: Decimal) -> Int {
    for exponent in [0, -3, -6, -9] {
      var scaled = number
      scaled.exponent += exponent
      if scaled.millionths(limit: mostSeconds * 1_000_000) != nil { return exponent }
    }
    return 0
  }

  /// The note on the detected format; nil for plain seconds from the start.
  func note(_ cell: Text, _ microseconds: Int64) -> Text? {
    switch kind {
    case .decimal(let exponent) where !isGiven:
      // From 1973 on, in the current era.
      guard microseconds >= 100_000_000_000_000 else { return nil }
      return "time is interpreted as \(TimeForm.name(exponent)) since 1970: \(cell) is \(utcSecond: microseconds)"
    case .date:
      return """
        time is interpreted as dates\(lacksZone ? " without a zone, as in UTC: " : ": ")\(cell) is second \
        \(Int(microseconds / 1_000_000)) in options and events
        """
    default: return nil
    }
  }

  private static func name(_ exponent: Int) -> StaticString {
    switch exponent {
    case -3: "milliseconds"
    case -6: "microseconds"
    case -9: "nanoseconds"
    default: "seconds"
    }
  }
}
