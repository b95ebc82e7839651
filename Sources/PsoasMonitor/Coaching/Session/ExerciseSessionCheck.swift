import PsoasCore
import PsoasSystem

/// The sensor side of an exercise session: the state of the pelvis, and the check of the exercise.
struct ExerciseSessionCheck: Sendable {
  let kind: Exercise.Check
  private(set) var track = ExerciseTrack()
  private var hold: HoldCheck
  private var counter = RepetitionCounter()
  /// The kind of the current stage; holds learn their start pose before it.
  private var mode = Mode.preparing

  enum Mode { case preparing, holding, counting, off }

  init(_ exercise: Exercise) {
    kind = exercise.check
    hold = HoldCheck(ExerciseSessionCheck.limits(of: exercise))
    track.begin()
  }

  private static func limits(of exercise: Exercise) -> HoldCheck.Limits {
    switch exercise.check {
    case .figureFourHold: .supine
    case .plankHold: .plank
    // A wearer who cannot kneel does it while standing, without a drop.
    case .hipFlexorHold: exercise.isKneeling ? .stretch : .standingStretch
    case .bridgeRepetitions, .none: .stretch
    }
  }

  /// Target tilt, degrees; nil without a single range.
  var window: ClosedRange<Int>? {
    switch kind {
    case .none: nil
    case .bridgeRepetitions: -130 ... -70
    case .hipFlexorHold, .figureFourHold, .plankHold:
      Int(hold.limits.tilt.lowerBound)...Int(hold.limits.tilt.upperBound)
    }
  }

  mutating func begin(_ work: ExerciseSessionPart.Work) {
    switch work {
    case .prepare: mode = .preparing
    case .hold:
      hold.rearm()
      mode = .holding
    case .repetitions:
      counter = RepetitionCounter()
      mode = .counting
    case .move, .rest: mode = kind == .bridgeRepetitions ? .off : .preparing
    }
  }

  mutating func update(_ sample: Sample, up: Vector3, bias: Vector3, axes: BodyAxes) {
    track.update(sample, up: up, bias: bias, axes: axes)
    switch mode {
    case .preparing: if kind != .bridgeRepetitions { hold.prepare(track) }
    case .holding: hold.update(track)
    case .counting: counter.update(track)
    case .off: break
    }
  }

  /// The tilt at which time counts now, degrees; nil if it is not a matter of the tilt alone.
  var target: ClosedRange<Double>? {
    switch kind {
    case .hipFlexorHold, .figureFourHold, .plankHold: track.pose.tilt == nil ? nil : hold.target
    case .bridgeRepetitions, .none: nil
    }
  }

  /// The wearer is in the position as far as the sensor can tell, although no time counts.
  var isInPosition: Bool {
    mode == .holding && hold.fault != .outOfPosition && hold.fault != .unseen && !hold.startsSeated
  }

  var held: Double { hold.held }
  var checked: Double { hold.checked }
  var repetitions: Int { counter.count }
  var amplitude: Double { counter.meanAmplitude }
  var isHolding: Bool { mode == .counting ? counter.isUp : hold.isHolding && mode == .holding }

  var feedback: ExerciseSessionFeedback {
    switch mode {
    case .off: .none
    case .counting: ExerciseSessionFeedback(counter.fault)
    case .holding:
      hold.fault == .untucked && hold.startsSeated ? .getUpright : ExerciseSessionFeedback(hold.fault, of: kind)
    // Movement is expected on the way into the position.
    case .preparing: .none
    }
  }
}
