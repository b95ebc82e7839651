/// Standing tilt over several days: the value of one day is noise.
///
/// The sacrum drifts by 2.9 degrees in a minute of quiet standing (Pan 2021), the minimal detectable change is 4.5
/// degrees (Koumantakis 2016), and putting the sensor on again adds about 5: only several days together give a result.
public struct TiltTrend: Equatable, Sendable {
  /// Least seconds of standing for a valid day (chosen by judgement).
  public static let leastStanding = 600.0
  /// Least number of valid days for a result (chosen by judgement).
  public static let leastDays = 3
  /// Number of days considered, including today.
  public static let span = 14

  /// Degrees from the standing neutral, anterior positive: the median of all standing on the valid days.
  public var median: Double
  /// Number of valid days.
  public var days: Int

  /// nil if too few days are valid.
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
