import PsoasCore
import PsoasSystem

/// Muscles to work on, suggested from days of sitting and of tilt, with the reason. A suggestion, never a finding:
/// standing tilt and the length of the hip flexors are hardly related (r = -0.04, JOSPT 1990 12:243), and strengthening
/// and breaks have the better evidence (Owen 2020).
public struct MuscleSuggestion: Equatable, Sendable {
  /// Quality of the neutral poses that the tilt refers to.
  public enum Reference: UInt8, Sendable {
    /// A guided neutral, up to date.
    case guided
    /// The wearer's usual stance: a habitual tilt reads 0 and cannot be seen.
    case habitual
    /// The sensor's mounting changed since.
    case stale
    case none
  }

  public enum Reason: Equatable, Sendable {
    /// Seconds of sitting per day and of the day's longest bout (medians over `sittingDays`), and degrees anterior of
    /// the neutral while standing, on `standingDays`.
    case sittingAndAnterior(
      sitting: Double, longestBout: Double, sittingDays: Int, degrees: Double, standingDays: Int)
    /// Degrees posterior of the neutral while standing, as a positive number.
    case standingPosterior(degrees: Double, days: Int)
    /// Share of the sitting time, 0 to 1, more than ten degrees posterior of the seated neutral.
    case seatedPosterior(share: Double, days: Int)
  }

  public var muscles: [MuscleGroup]
  public var reason: Reason

  /// Seconds of sitting per day (Boukabache 2021: beyond 7 h, with little activity, the hip extended 6 degrees less).
  public static let longSitting = 7 * 3600.0
  /// Seconds of a day's longest bout that count as prolonged: twice the commonest definition (PMC10625842), because
  /// almost everybody sits for half an hour (chosen by judgement).
  public static let prolongedBout = 3600.0
  /// Degrees between a standing median and the neutral: more than the change from putting the sensor on again (chosen
  /// by judgement from a minimal detectable change of 4.5, Koumantakis 2016). Not a clinical limit.
  public static let standingLimit = 7.0
  /// Degrees posterior of the seated neutral, and the least share of sitting beyond that (chosen by judgement from an
  /// active range of 29 +/- 13, Laird 2018).
  public static let seatedLimit = 10
  public static let seatedShare = 0.5
  /// Least seconds of sitting with a known tilt, and least seconds worn, for a day to count (chosen by judgement).
  public static let leastSitting = 1800.0
  public static let leastWorn = 4 * 3600.0

  /// - Parameters:
  ///   - days: the last days, with or without today; at most a fortnight.
  ///   - reference: the reference of their tilt. Tilt gives a suggestion only with a guided reference.
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

  /// The muscle groups of the suggestions, each once.
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

  /// Statistics of sitting over the days on which the sensor was worn long enough.
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
