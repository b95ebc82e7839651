import PsoasCore

/// The lumbopelvic rhythm in words: what a wearer reads, whatever the way it comes.
public enum RhythmText {
  /// The share of the lumbar spine that is usual, per cent: the mean and two standard deviations of 124 people (Laird
  /// 2018). Sensors and places differ: it is a wide band and no norm.
  public static let usualShare = 26.0...70.0
  /// Points by which the share differs from the wearer's own usual when that is told; between two tests it varies by
  /// 8 to 15 % (Laird 2016).
  public static let notableShift = 15.0

  /// Appends the word of a stage, as JSON Lines and D-Bus use it.
  public static func name(of stage: RhythmMeasurement.Stage) -> StaticString {
    switch stage {
    case .stance: "stance"
    case .bends: "bends"
    case .end: "end"
    case .complete: "complete"
    }
  }

  /// Appends what the wearer is to do now.
  public static func append(_ progress: RhythmMeasurement.Progress, to line: inout Bytes) {
    switch progress.stage {
    case .stance:
      line.append(progress.moved ? "you moved: stand still for " : "stand upright and still: ")
      line.say("{} s", .whole(progress.remaining))
    case .bends:
      if progress.short > 0 {
        line.say(
          "bend further: {} of {} degrees ({} of {} done)",
          .whole(progress.short), .whole(RhythmMeasurement.leastBend), .count(progress.bends), .count(progress.wanted))
        return
      }
      line.say("bend slowly forward and come up ({} of {} done)", .count(progress.bends), .count(progress.wanted))
    case .end: line.append("stand upright and still once more")
    case .complete: line.append("done")
    }
  }

  /// Appends why there are no figures, and what to do.
  public static func append(_ refusal: RhythmRefusal, to line: inout Bytes) {
    switch refusal {
    case .noSensor(let placement):
      line.say("a {} sensor is needed: psoasctl sensors assign {} ID", .word(placement.name), .word(placement.name))
    case .noGyroscope(let placement):
      line.say("the {} sensor has no gyroscope: the rhythm needs one that has", .word(placement.name))
    case .neverStill:
      line.append("you did not stand still: stand upright and still for 3 seconds, then bend")
    case .tooFewBends(let count, let furthest):
      line.append(count == 0 ? "none" : count == 1 ? "only one" : "only two")
      line.say(" of the bends {} far enough, three are needed", .word(count == 2 ? "were" : "was"))
      if furthest > 0 {
        line.say(": {} of {} degrees", .whole(furthest), .whole(RhythmMeasurement.leastBend))
      }
      line.append(". Bend as far as is comfortable, and come back up each time")
    case .slipped(let placement, let degrees):
      line.say(
        "the {} sensor slipped: its stance before and after differs by {} degrees. Fasten it and measure again",
        .word(placement.name), .whole(degrees))
    case .notBack(let degrees):
      line.say(
        "you did not come back to the stance of the beginning: {} degrees off. Stand as at first after the last bend",
        .whole(degrees))
    case .sideways(let placement, let share):
      line.say(
        """
        the {} turned sideways: only {} % of the movement was straight forward. Bend straight forward, without twisting
        """,
        .word(placement.name), .whole(share))
    case .interchanged:
      line.append("the pelvis turned further than the trunk: are the two sensors interchanged?")
    case .silent(let placement, let seconds):
      line.say(
        "the {} sensor said nothing for {} s: is it switched on and in reach?",
        .word(placement.name), .tenths(seconds))
    case .outOfTime:
      line.append("three minutes are over: measure again, the bends may follow one another quickly")
    case .stopped: line.append("stopped")
    }
  }

  /// Appends the result in one sentence.
  public static func append(_ rhythm: LumbopelvicRhythm, to line: inout Bytes) {
    line.say(
      "lumbopelvic rhythm: your lumbar spine gave {} % of {} degrees ({} to {} % in {} bends)",
      .whole(rhythm.contribution.median), .whole(rhythm.trunk.median), .whole(rhythm.contribution.least),
      .whole(rhythm.contribution.greatest), .count(rhythm.trunk.count))
  }
}

extension RhythmRefusal {
  /// The word that JSON Lines, the journal and D-Bus use.
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
