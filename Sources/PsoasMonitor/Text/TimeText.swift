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

  /// Appends a duration for people: `42 s`, `1 min 30 s`, `31 min`, `2 h 05 min`.
  public mutating func append(duration seconds: Double) {
    // Whole units, truncated and not rounded: "30 min" appears when thirty minutes are complete.
    let whole = Int(Swift.max(seconds, 0) + 0.001)
    if whole < 60 {
      self += "\(whole) s"
    } else if whole < 600, whole % 60 > 0 {
      self += "\(whole / 60) min \(whole % 60) s"
    } else if whole < 3600 {
      self += "\(whole / 60) min"
    } else {
      self += "\(whole / 3600) h \(whole / 60 % 60, width: 2) min"
    }
  }
}

extension TextInterpolation {
  /// `42 s`, `1 min 30 s`, `31 min`, `2 h 05 min`.
  @inline(never)
  public mutating func appendInterpolation(duration seconds: Double) { insert { $0.append(duration: seconds) } }
}
