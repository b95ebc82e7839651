/// Seconds at each whole degree of tilt. Histograms of several days can be added, and give a median over those days.
public struct TiltHistogram: Equatable, Sendable {
  /// The degrees with a bin each; values beyond count in the outermost bin.
  public static let range = -45...45

  /// Seconds, from the lowest degree on; empty until time is added.
  public private(set) var seconds: [Double] = []

  public init() {}

  public var isEmpty: Bool { seconds.isEmpty }

  /// All seconds.
  public var total: Double { seconds.reduce(0, +) }

  /// Seconds at a whole degree.
  public subscript(degree: Int) -> Double {
    seconds.isEmpty || !TiltHistogram.range.contains(degree) ? 0 : seconds[degree - TiltHistogram.range.lowerBound]
  }

  /// - Parameter tilt: degrees, anterior positive; NaN is ignored.
  public mutating func add(_ time: Double, at tilt: Double) {
    guard tilt.isFinite, time > 0 else { return }
    let limits = TiltHistogram.range
    let inside = min(max(tilt, Double(limits.lowerBound)), Double(limits.upperBound))
    add(time, degree: Int(inside < 0 ? inside - 0.5 : inside + 0.5))
  }

  /// Adds stored seconds to the bin of a whole degree; a degree without a bin is ignored.
  public mutating func add(_ time: Double, degree: Int) {
    guard TiltHistogram.range.contains(degree), time.isFinite, time > 0 else { return }
    if seconds.isEmpty { seconds = Array(repeating: 0, count: TiltHistogram.range.count) }
    seconds[degree - TiltHistogram.range.lowerBound] += time
  }

  /// The difference to `other`, an earlier state of the same histogram.
  public func subtracting(_ other: TiltHistogram) -> TiltHistogram {
    guard !other.isEmpty, !isEmpty else { return self }
    var result = self
    for index in seconds.indices { result.seconds[index] -= other.seconds[index] }
    return result
  }

  public mutating func merge(_ other: TiltHistogram) {
    guard !other.isEmpty else { return }
    guard !isEmpty else {
      self = other
      return
    }
    for index in seconds.indices { seconds[index] += other.seconds[index] }
  }

  /// Degrees, interpolated within the bin; nil without any time.
  public var median: Double? { quantile(0.5) }

  /// The degrees below which this share of the time is, interpolated within the bin; nil without any time.
  /// - Parameter share: from 0 to 1.
  public func quantile(_ share: Double) -> Double? {
    let wanted = total * share
    guard wanted > 0 else { return nil }
    var below = 0.0
    for (index, time) in seconds.enumerated() where time > 0 {
      if below + time >= wanted {
        return Double(index + TiltHistogram.range.lowerBound) - 0.5 + (wanted - below) / time
      }
      below += time
    }
    return nil
  }
}
