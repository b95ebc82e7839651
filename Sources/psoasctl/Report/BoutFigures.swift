import PsoasHistory
import PsoasSystem

/// Bouts of sitting as a distribution.
struct BoutFigures {
  /// Bouts of at least `from` and less than `to` seconds.
  struct Bin: Equatable {
    var from: Double
    /// nil for the last one.
    var to: Double?
    var count = 0
    /// Seconds of sitting in these bouts.
    var sitting = 0.0
  }

  private static let limits: [Double] = [0, 10, 20, 30, 45, 60, 90, 120].map { $0 * 60 }

  let bins: [Bin]
  /// Those with a known end in the period, in order of time.
  let ended: [Bout]
  /// The one with the most sitting.
  let longest: Bout?
  /// Seconds of sitting of the middle bout; nil if there is none.
  let median: Double?

  /// - Parameter span: of the period, microseconds since 1970-01-01 UTC.
  init(_ bouts: [Bout], in span: Range<Int64>) {
    ended = bouts.filter { bout in
      guard let ended = bout.ended, bout.sitting != nil else { return false }
      return span.lowerBound < ended && ended <= span.upperBound
    }
    let lengths = ended.map { $0.sitting ?? 0 }
    bins = Self.bins(lengths)
    // The earliest of equal ones.
    longest = ended.reduce(nil as Bout?) { best, bout in
      guard let best else { return bout }
      return (bout.sitting ?? 0) > (best.sitting ?? 0) ? bout : best
    }
    let sorted = lengths.sorted()
    median = sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  var count: Int { ended.count }

  /// - Parameter lengths: seconds of sitting in each bout.
  static func bins(_ lengths: [Double]) -> [Bin] {
    var bins = limits.enumerated().map { index, from in
      Bin(from: from, to: index + 1 < limits.count ? limits[index + 1] : nil)
    }
    for length in lengths {
      guard let index = bins.lastIndex(where: { length >= $0.from }) else { continue }
      bins[index].count += 1
      bins[index].sitting += length
    }
    return bins
  }
}

extension BoutFigures.Bin {
  /// `10 to 20 min`.
  var label: Text {
    guard let to else { return "\(from / 60, places: 0) min or more" }
    return from > 0 ? "\(from / 60, places: 0) to \(to / 60, places: 0) min" : "under \(to / 60, places: 0) min"
  }
}
