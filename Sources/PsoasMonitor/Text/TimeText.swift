import PsoasCore
import PsoasSystem

extension Text {
  /// Appends seconds with six decimals: the exact value of an `Instant`.
  public mutating func append(time: Instant) {
    let magnitude = time.microseconds.magnitude
    if time.microseconds < 0 { append(UInt8(ascii: "-")) }
    append(Int(magnitude / 1_000_000))
    append(UInt8(ascii: "."))
    append(Int(magnitude % 1_000_000), width: 6)
  }

  /// Appends a duration for people: `42 s`, `31 min`, `2 h 05 min`.
  public mutating func append(duration seconds: Double) {
    // Whole units, truncated and not rounded: "30 min" appears when thirty minutes are complete.
    let whole = Int(Swift.max(seconds, 0) + 0.001)
    if whole < 60 {
      append(whole)
      append(" s")
    } else if whole < 3600 {
      append(whole / 60)
      append(" min")
    } else {
      append(whole / 3600)
      append(" h ")
      append(whole / 60 % 60, width: 2)
      append(" min")
    }
  }
}

extension TextInterpolation {
  /// `42 s`, `31 min`, `2 h 05 min`.
  public mutating func appendInterpolation(duration seconds: Double) { insert { $0.append(duration: seconds) } }
}
