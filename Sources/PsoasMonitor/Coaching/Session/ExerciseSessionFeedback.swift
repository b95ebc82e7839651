import PsoasCore
import PsoasSystem

/// Feedback to the wearer during the exercise.
public enum ExerciseSessionFeedback: UInt8, CaseIterable, Sendable {
  case none
  case getIntoPosition, lieOnBack, getUpright, intoPlank
  case holdStill, tuck, drawIn, level
  case sagging, piking, liftOff
  case higher, longer, slower, comeDown
  case sensorLost
  /// The sensor has not seen the exercise for too long.
  case byClock

  public var name: StaticString {
    switch self {
    case .none: "none"
    case .getIntoPosition: "get-into-position"
    case .lieOnBack: "lie-on-back"
    case .getUpright: "get-upright"
    case .intoPlank: "into-plank"
    case .holdStill: "hold-still"
    case .tuck: "tuck"
    case .drawIn: "draw-in"
    case .level: "level"
    case .sagging: "sagging"
    case .piking: "piking"
    case .liftOff: "lift-off"
    case .higher: "higher"
    case .longer: "longer"
    case .slower: "slower"
    case .comeDown: "come-down"
    case .sensorLost: "sensor-lost"
    case .byClock: "by-clock"
    }
  }

  /// Text for the wearer; empty for none.
  public var phrase: StaticString {
    switch self {
    case .none: ""
    case .getIntoPosition: "get into the position"
    case .lieOnBack: "lie on your back, knees bent, and lie still for a moment"
    case .getUpright: "come upright on the knee"
    case .intoPlank: "come up into the plank"
    case .holdStill: "hold still"
    case .tuck: "tuck your tailbone under"
    case .drawIn: "draw the thigh towards you until you feel it"
    case .level: "level your hips"
    case .sagging: "hips sag: lift a little"
    case .piking: "hips too high: lower a little"
    case .liftOff: "lift your hips off the floor"
    case .higher: "lift your hips higher"
    case .longer: "stay at the top for a second"
    case .slower: "lower slowly"
    case .comeDown: "come down again"
    case .sensorLost: "the sensor is silent: continuing by the clock"
    case .byClock: "the sensor does not see it: going on by the clock"
    }
  }

  init(_ fault: HoldCheck.Fault, of check: Exercise.Check) {
    switch fault {
    case .none: self = .none
    case .unseen: self = .getIntoPosition
    case .outOfPosition:
      switch check {
      case .hipFlexorHold: self = .getUpright
      case .figureFourHold, .bridgeRepetitions: self = .lieOnBack
      case .plankHold: self = .intoPlank
      case .none: self = .getIntoPosition
      }
    case .sideways: self = .level
    case .moving: self = .holdStill
    case .untucked: self = check == .figureFourHold ? .drawIn : .tuck
    case .sagging: self = .sagging
    case .piking: self = .piking
    case .resting: self = .liftOff
    }
  }

  init(_ fault: RepetitionCounter.Fault) {
    switch fault {
    case .none: self = .none
    case .unseen, .notLying: self = .lieOnBack
    case .tooLow: self = .higher
    case .tooBrief: self = .longer
    case .dropped: self = .slower
    case .tooLong: self = .comeDown
    }
  }
}
