/// Standing tilt over several days: one day is noise.
///
/// The sacrum drifts by 2.9 degrees in a minute of quiet standing (Pan 2021), two readings differ by 4.5 before the
/// difference is real (Koumantakis 2016), and putting the sensor on again adds some 5: only days together tell.
public struct TiltTrend: Equatable, Sendable {
  /// Minimum seconds of standing for a valid day (our judgement).
  public static let leastStanding = 600.0
  /// Minimum number of valid days for a result (our judgement).
  public static let leastDays = 3
  /// Days that are looked back on, today among them.
  public static let span = 14

  /// Degrees from the standing neutral, anterior positive: the median of all standing on the days that count.
  public var median: Double
  /// Days that count.
  public var days: Int

  /// nil where too few days have enough standing in them.
  public init?(_ days: some Sequence<TiltDay>) {
    var merged = TiltHistogram()
    var count = 0
    for day in days where day.standingDegrees.total >= TiltTrend.leastStanding {
      merged.merge(day.standingDegrees)
      count += 1
    }
    guard count >= TiltTrend.leastDays, let median = merged.median else { return nil }
    self.median = median
    self.days = count
  }
}
