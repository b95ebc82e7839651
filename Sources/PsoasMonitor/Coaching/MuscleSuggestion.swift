import PsoasCore
import PsoasSystem

/// Muscles that days of sitting and of tilt suggest working on, and why. A suggestion, never a finding: standing tilt
/// and the length of the hip flexors hardly go together (r = -0.04, JOSPT 1990 12:243), and strengthening and breaks
/// have the better evidence (Owen 2020).
public struct MuscleSuggestion: Equatable, Sendable {
  /// What is known of the neutrals that tilt was measured from.
  public enum Reference: UInt8, Sendable {
    /// From a guided neutral, and fresh.
    case guided
    /// From the stance that the wearer usually takes: a habitual tilt reads 0 there and cannot be seen.
    case habitual
    /// The sensor was put on otherwise since.
    case stale
    case none
  }

  public enum Reason: Equatable, Sendable {
    /// Seconds sat a day and of the day's longest bout (medians over `sittingDays`), and degrees stood anterior of the
    /// neutral on `standingDays`.
    case sittingAndAnterior(
      sitting: Double, longestBout: Double, sittingDays: Int, degrees: Double, standingDays: Int)
    /// Degrees stood posterior of the neutral, as a positive number.
    case standingPosterior(degrees: Double, days: Int)
    /// Share of the time sat, 0 to 1, more than ten degrees behind the seated neutral.
    case seatedPosterior(share: Double, days: Int)
  }

  public var muscles: [MuscleGroup]
  public var reason: Reason

  /// Seconds of sitting a day (Boukabache 2021: beyond 7 h, with little activity, the hip extended 6 degrees less).
  public static let longSitting = 7 * 3600.0
  /// Seconds of a day's longest bout that count as prolonged: twice the commonest definition (PMC10625842), for half an
  /// hour is sat by nearly everybody (our judgement).
  public static let prolongedBout = 3600.0
  /// Degrees of a standing median from the neutral: beyond what putting the sensor on again changes (our
  /// judgement on an MDC of 4.5, Koumantakis 2016). No clinical limit.
  public static let standingLimit = 7.0
  /// Degrees behind the seated neutral, and the share of sitting that has to be there (our judgement on an
  /// active range of 29 +/- 13, Laird 2018).
  public static let seatedLimit = 10
  public static let seatedShare = 0.5
  /// Seconds of sitting with a known tilt, and seconds worn, without which a day does not count (our judgement).
  public static let leastSitting = 1800.0
  public static let leastWorn = 4 * 3600.0

  /// - Parameters:
  ///   - days: the last days, today among them or not; at most a fortnight is meant.
  ///   - reference: of the tilt in them. Nothing is suggested from tilt where it is not guided.
  public static func all(_ days: [DayTotals], reference: Reference) -> [MuscleSuggestion] {
    guard reference == .guided else { return [] }
    var suggestions: [MuscleSuggestion] = []
    let trend = TiltTrend(days.map { $0.tilt })
    if let trend, trend.median >= standingLimit, let sitting = Sitting(days), sitting.isLong {
      suggestions.append(
        MuscleSuggestion(
          muscles: [.hipFlexors],
          reason: .sittingAndAnterior(
            sitting: sitting.daily, longestBout: sitting.longestBout, sittingDays: sitting.days,
            degrees: trend.median, standingDays: trend.days)))
    }
    let back: [MuscleGroup] = [.glutes, .piriformis, .hamstrings]
    if let trend, trend.median <= -standingLimit {
      suggestions.append(
        MuscleSuggestion(muscles: back, reason: .standingPosterior(degrees: -trend.median, days: trend.days)))
    }
    if let seat = seated(days) { suggestions.append(MuscleSuggestion(muscles: back, reason: seat)) }
    return suggestions
  }

  /// Their muscles, each once.
  public static func muscles(in suggestions: [MuscleSuggestion]) -> [MuscleGroup] {
    var muscles: [MuscleGroup] = []
    for suggestion in suggestions {
      for muscle in suggestion.muscles where !muscles.contains(muscle) { muscles.append(muscle) }
    }
    return muscles
  }

  private static func seated(_ days: [DayTotals]) -> Reason? {
    var (behind, all, count) = (0.0, 0.0, 0)
    for day in days where day.tilt.sittingDegrees.total >= leastSitting {
      let histogram = day.tilt.sittingDegrees
      for degree in TiltHistogram.range where degree <= -seatedLimit { behind += histogram[degree] }
      all += histogram.total
      count += 1
    }
    guard count >= TiltTrend.leastDays, behind >= seatedShare * all else { return nil }
    return .seatedPosterior(share: behind / all, days: count)
  }

  /// Sitting over the days on which the sensor was worn long enough.
  private struct Sitting {
    var daily: Double
    var longestBout: Double
    var days: Int

    var isLong: Bool { daily > MuscleSuggestion.longSitting || longestBout >= MuscleSuggestion.prolongedBout }

    init?(_ all: [DayTotals]) {
      let worn = all.filter { $0[.sitting] + $0[.standing] + $0[.walking] + $0[.lying] >= MuscleSuggestion.leastWorn }
      guard worn.count >= TiltTrend.leastDays else { return nil }
      daily = Sitting.median(worn.map { $0[.sitting] })
      longestBout = Sitting.median(worn.map { $0.longestBout })
      days = worn.count
    }

    private static func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
    }
  }
}
