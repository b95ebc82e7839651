import PsoasMonitor
import PsoasSystem

/// The units of a sample CSV if they differ from those of the format: `acc=g,gyr=deg/s,time=ms`.
public struct TraceUnits: Equatable, Sendable {
  /// The unit of `time`.
  public struct Time: Equatable, Sendable {
    let kind: TimeForm.Kind

    static let seconds = Time(kind: .decimal(exponent: 0))
  }

  /// m/s2 per unit; nil for m/s2.
  public var acceleration: Double?
  /// rad/s per unit; nil for rad/s.
  public var angularVelocity: Double?
  /// nil for the format detected in the first row: seconds, counts since 1970, or dates.
  public var time: Time?

  public init() {}

  /// The accepted forms, for messages and manuals.
  public static let forms: StaticString =
    "acc=m/s2|g|mg|cm/s2|COUNTS/g, gyr=rad/s|deg/s|mdeg/s|COUNTS/dps, time=s|ms|us|ns|min|h|d"

  /// - Returns: nil if a word is not a unit; `fault` is that word.
  public init?(_ text: Text, fault: inout Text) {
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      fault = Text(part)
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let unit = Text(part[(equals + 1)...])
      let column = Text(part[..<equals])
      if column == "acc" {
        guard acceleration == nil, let factor = TraceUnits.acceleration(unit) else { return nil }
        acceleration = factor
      } else if column == "gyr" {
        guard angularVelocity == nil, let factor = TraceUnits.angularVelocity(unit) else { return nil }
        angularVelocity = factor
      } else if column == "time" {
        guard time == nil, let unit = TraceUnits.time(unit) else { return nil }
        time = unit
      } else {
        return nil
      }
    }
    fault = []
  }

  private static func acceleration(_ unit: Text) -> Double? {
    if unit == "m/s2" || unit == "m/s^2" { return 1 }
    if unit == "g" { return FrameDecoder.gravity }
    if unit == "mg" { return FrameDecoder.gravity / 1000 }
    if unit == "cm/s2" { return 0.01 }
    return counts(unit, per: "/g").map { FrameDecoder.gravity / $0 }
  }

  private static func angularVelocity(_ unit: Text) -> Double? {
    if unit == "rad/s" { return 1 }
    if unit == "deg/s" || unit == "dps" { return Double.pi / 180 }
    if unit == "mdeg/s" || unit == "mdps" { return Double.pi / 180_000 }
    return counts(unit, per: "/dps").map { Double.pi / 180 / $0 }
  }

  private static func counts(_ unit: Text, per suffix: StaticString) -> Double? {
    let length = suffix.utf8CodeUnitCount
    guard unit.count > length, unit.hasSuffix(suffix), let counts = Double(decimal: Text(unit.dropLast(length))),
      (1e-3...1e9).contains(counts)
    else { return nil }
    return counts
  }

  private static func time(_ unit: Text) -> Time? {
    if unit == "s" { return .seconds }
    if unit == "ms" { return Time(kind: .decimal(exponent: -3)) }
    if unit == "us" { return Time(kind: .decimal(exponent: -6)) }
    if unit == "ns" { return Time(kind: .decimal(exponent: -9)) }
    if unit == "min" { return Time(kind: .multiple(seconds: 60)) }
    if unit == "h" { return Time(kind: .multiple(seconds: 3600)) }
    if unit == "d" { return Time(kind: .multiple(seconds: 86_400)) }
    return nil
  }
}
