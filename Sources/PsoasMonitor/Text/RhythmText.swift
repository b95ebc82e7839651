import PsoasCore
import PsoasSystem

/// The lumbopelvic rhythm as text for the wearer.
public enum RhythmText {
  /// Usual share of the lumbar spine, percent: the mean and two standard deviations of 124 people (Laird 2018). Sensors
  /// and placements differ: it is a wide range, not a norm.
  public static let usualShare = 26.0...70.0
  /// Difference from the wearer's own usual share that is mentioned, percentage points; between two tests it varies by
  /// 8 to 15 % (Laird 2016).
  public static let notableShift = 15.0

  /// Appends the name of a stage in JSON Lines and D-Bus.
  public static func name(of stage: RhythmMeasurement.Stage) -> StaticString {
    switch stage {
    case .stance: "stance"
    case .bends: "bends"
    case .end: "end"
    case .complete: "complete"
    }
  }

  /// Appends the current instruction.
  public static func append(_ progress: RhythmMeasurement.Progress, to line: inout Text) {
    switch progress.stage {
    case .stance:
      line.append(progress.moved ? "you moved: stand still for " : "stand upright and still: ")
      line += "\(progress.remaining, places: 0) s"
    case .bends:
      if progress.short > 0 {
        line +=
          "bend further: \(progress.short, places: 0) of \(RhythmMeasurement.leastBend, places: 0) degrees (\(progress.bends) of \(progress.wanted) done)"
        return
      }
      line += "bend slowly forward and come up (\(progress.bends) of \(progress.wanted) done)"
    case .end: line.append("stand upright and still once more")
    case .complete: line.append("done")
    }
  }

  /// Appends the result in one sentence.
  public static func append(_ rhythm: LumbopelvicRhythm, to line: inout Text) {
    line +=
      "lumbopelvic rhythm: your lumbar spine contributed \(rhythm.contribution.median, places: 0) % of \(rhythm.trunk.median, places: 0) degrees (\(rhythm.contribution.least, places: 0) to \(rhythm.contribution.greatest, places: 0) % in \(rhythm.trunk.count) bends)"
  }
}

extension RhythmRefusal: DescribedError {
  /// Why there is no result, and the remedy.
  public var message: Text {
    switch self {
    case .noSensor(let placement):
      "a \(placement.name) sensor is needed: psoasctl sensors assign \(placement.name) ID"
    case .noGyroscope(let placement):
      "the \(placement.name) sensor has no gyroscope: the rhythm measurement needs one"
    case .neverStill: "you did not stand still: stand upright and still for 3 seconds, then bend"
    case .tooFewBends(let count, let furthest):
      """
      \(count == 0 ? "none" : count == 1 ? "only one" : "only two") of the bends \(count == 2 ? "were" : "was") deep \
      enough, three are needed\(furthest > 0 ? reached(furthest) : ""). Bend as far as is comfortable, and come back up \
      each time
      """
    case .slipped(let placement, let degrees):
      """
      the \(placement.name) sensor slipped: its stance before and after differs by \(degrees, places: 0) degrees. \
      Fasten it and measure again
      """
    case .notBack(let degrees):
      """
      you did not return to the initial stance: \(degrees, places: 0) degrees off. Stand as at the start after the last \
      bend
      """
    case .sideways(let placement, let share):
      """
      the \(placement.name) turned sideways: only \(share, places: 0) % of the movement was straight forward. Bend \
      straight forward, without twisting
      """
    case .interchanged: "the pelvis rotated further than the trunk: are the two sensors swapped?"
    case .silent(let placement, let seconds):
      "the \(placement.name) sensor sent no data for \(seconds, places: 1) s: is it switched on and in reach?"
    case .outOfTime: "three minutes have passed: measure again, with less time between the bends"
    case .stopped: "stopped"
    }
  }

  private func reached(_ furthest: Double) -> Text {
    ": \(furthest, places: 0) of \(RhythmMeasurement.leastBend, places: 0) degrees"
  }

  /// The name in JSON Lines, the journal and D-Bus.
  public var name: StaticString {
    switch self {
    case .noSensor: "no-sensor"
    case .noGyroscope: "no-gyroscope"
    case .neverStill: "never-still"
    case .tooFewBends: "too-few-bends"
    case .slipped: "slipped"
    case .notBack: "not-back"
    case .sideways: "sideways"
    case .interchanged: "interchanged"
    case .silent: "silent"
    case .outOfTime: "out-of-time"
    case .stopped: "stopped"
    }
  }
}
