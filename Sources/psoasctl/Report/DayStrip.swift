import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The hours of one local day: 24, or 23 or 25 if summer time begins or ends.
struct DayHours {
  struct Hour: Equatable {
    /// Start and end, microseconds since 1970-01-01 UTC.
    var span: Range<Int64>
    var utcOffset: Int32
    /// 0 to 23.
    var hour: Int
    /// The hours of the same name on this day share its place on the scale: the number of this one, and of all.
    var part = 0
    var parts = 1
  }

  let hours: [Hour]

  init(day: Int64) {
    let span = LocalDay(day).span
    var hours: [Hour] = []
    var began = span.lowerBound
    while began < span.upperBound, hours.count < 60 {
      let clock = WallClock(local: began)
      var ended = min(clock.hourBegan + 3_600_000_000, span.upperBound)
      // Some zones change by half an hour.
      let middle = clock.hourBegan + 1_800_000_000
      if middle > began, WallClock(local: middle).utcOffset != clock.utcOffset { ended = middle }
      hours.append(
        Hour(span: began..<ended, utcOffset: clock.utcOffset, hour: clock.secondOfDay / 3600))
      began = ended
    }
    for index in hours.indices {
      let same = hours.indices.filter { hours[$0].hour == hours[index].hour }
      hours[index].parts = same.count
      hours[index].part = same.firstIndex(of: index) ?? 0
    }
    self.hours = hours
  }

  /// The position of a time on a scale of 24 hours by the local clock; an hour that occurs twice has both in its place.
  func position(_ time: Int64) -> Double {
    guard let hour = hours.last(where: { $0.span.lowerBound <= time }) else { return 0 }
    let length = Double(hour.span.upperBound - hour.span.lowerBound)
    let inside = min(Double(time - hour.span.lowerBound) / length, 1)
    return Double(hour.hour) + (Double(hour.part) + inside) / Double(hour.parts)
  }
}

/// A day in order of time.
///
/// The history keeps the exact times of bouts of sitting. For the rest of an hour it keeps sums: their shares are known,
/// their order is not.
struct DayStrip {
  struct Segment {
    /// Microseconds since 1970-01-01 UTC.
    var span: Range<Int64>
    /// On a scale of 24 hours.
    var position: Range<Double>
    /// A bout of sitting; otherwise time between bouts.
    var isBout: Bool
    /// Shares of the time in each posture, 0 to 1; the rest is without data.
    var shares: PerPosture<Double>
  }

  let day: Int64
  let segments: [Segment]

  /// - Parameters:
  ///   - hours: those with recorded time.
  ///   - bouts: those that overlap the day, in order of time.
  ///   - now: the end of what can be known; a bout that continues ends there.
  ///   - isLive: whether the last bout, if it has no end, continues.
  init(day: Int64, hours recorded: [HourTotals], bouts: [Bout], now: Int64, isLive: Bool) {
    self.day = day
    let axis = DayHours(day: day)
    let span = LocalDay(day).span
    let end = min(span.upperBound, max(now, span.lowerBound))
    var spans: [Range<Int64>] = []
    for bout in bouts {
      guard let ended = bout.ended ?? (isLive && bout == bouts.last ? now : nil) else { continue }
      // One after another, whatever the file contains.
      let from = max(bout.began, spans.last?.upperBound ?? span.lowerBound)
      let to = min(ended, end)
      if from < to { spans.append(from..<to) }
    }
    var segments = spans.map { Segment(axis, $0, isBout: true, PerPosture { $0 == .sitting ? 1 : 0 }) }
    for hour in axis.hours where hour.span.lowerBound < end {
      guard
        let totals = recorded.first(where: {
          $0.utcOffset == hour.utcOffset && $0.began <= hour.span.lowerBound
            && hour.span.lowerBound < $0.began + 3_600_000_000
        })
      else { continue }
      let part = hour.span.lowerBound..<min(hour.span.upperBound, end)
      let gaps = Self.gaps(in: part, between: spans)
      let free = gaps.reduce(0.0) { $0 + $1.seconds }
      guard free > 0 else { continue }
      let shares = Self.shares(totals.seconds, of: part.seconds, free: free)
      guard shares.total > 0.002 else { continue }
      segments += gaps.map { Segment(axis, $0, isBout: false, shares) }
    }
    self.segments = segments.sorted { $0.span.lowerBound < $1.span.lowerBound }
  }

  private static func gaps(in part: Range<Int64>, between bouts: [Range<Int64>]) -> [Range<Int64>] {
    var gaps: [Range<Int64>] = []
    var began = part.lowerBound
    for bout in bouts where bout.overlaps(part) {
      if bout.lowerBound > began { gaps.append(began..<bout.lowerBound) }
      began = max(began, bout.upperBound)
    }
    if began < part.upperBound { gaps.append(began..<part.upperBound) }
    return gaps
  }

  /// The shares of the time outside bouts: what the hour has beyond its bouts. A bout contains short interruptions, so
  /// the sitting of an hour can be less than its bouts, and the other postures are reduced by the difference.
  private static func shares(_ seconds: PerPosture<Double>, of length: Double, free: Double) -> PerPosture<Double> {
    var rest = seconds.map { max($0, 0) }
    let others = rest.total - rest[.sitting]
    let sitting = rest[.sitting] - (length - free)
    rest[.sitting] = max(sitting, 0)
    if sitting < 0, others > 0 {
      let kept = max(others + sitting, 0) / others
      for posture in Posture.allCases where posture != .sitting { rest[posture] *= kept }
    }
    // Recorded seconds are rounded, and a clock can be set.
    let whole = max(free, rest.total)
    return rest.map { $0 / whole }
  }
}

extension DayStrip.Segment {
  fileprivate init(_ axis: DayHours, _ span: Range<Int64>, isBout: Bool, _ shares: PerPosture<Double>) {
    let from = axis.position(span.lowerBound)
    // Just before the end, so that the last hour ends at 24 and an hour at its own end.
    let to = axis.position(span.upperBound - 1)
    self.init(span: span, position: from..<max(to, from), isBout: isBout, shares: shares)
  }
}

extension Range<Int64> {
  /// The length of a span in microseconds.
  var seconds: Double { Double(upperBound - lowerBound) * 1e-6 }
}
