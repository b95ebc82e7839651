import PsoasSystem

/// One part of an exercise session: getting into position, a hold, repetitions, a rest.
public struct ExerciseSessionPart: Equatable, Sendable {
  public enum Work: Equatable, Sendable {
    /// Seconds to get ready: into the position, or to the other side.
    case prepare(seconds: Int)
    case hold(seconds: Int)
    /// Number of repetitions; `pace`: seconds per repetition by the clock.
    case repetitions(Int, pace: Int)
    case move(seconds: Int)
    case rest(seconds: Int)

    public var name: StaticString {
      switch self {
      case .prepare: "prepare"
      case .hold: "hold"
      case .repetitions: "repetitions"
      case .move: "move"
      case .rest: "rest"
      }
    }

    /// The target: seconds, or repetitions.
    public var target: Int {
      switch self {
      case .prepare(let seconds), .hold(let seconds), .move(let seconds), .rest(let seconds): seconds
      case .repetitions(let count, _): count
      }
    }

    /// The target is in seconds, not repetitions.
    public var isTimed: Bool {
      if case .repetitions = self { false } else { true }
    }

    public var isWork: Bool {
      switch self {
      case .hold, .repetitions: true
      case .prepare, .move, .rest: false
      }
    }
  }

  public var work: Work
  /// The instruction, UTF-8.
  public var cue: Text
  public var side: BodySide?
  /// Counted from 1.
  public var set: Int

  public init(work: Work, cue: Text = [], side: BodySide? = nil, set: Int = 1) {
    self.work = work
    self.cue = cue
    self.side = side
    self.set = set
  }
}

/// The parts of an exercise in order: each set on the left, then on the right; a rest between sets.
public struct ExerciseSessionPlan: Equatable, Sendable {
  public private(set) var parts: [ExerciseSessionPart] = []
  public let sets: Int

  /// Seconds to get ready if the exercise has no such stage.
  static let preparing = 5
  /// Seconds from which the hold at the top of a repetition is a hold of its own: planks of 10 s.
  static let heldRepetition = 5
  /// Seconds up and down for a repetition by the clock (chosen by judgement).
  static let upAndDown = 4

  public init(_ exercise: Exercise, _ request: ExerciseSessionRequest) {
    sets = exercise.sets
    let sides: [BodySide?] = exercise.sides == 2 ? (request.side.map { [$0] } ?? [.left, .right]) : [nil]
    for set in 1...max(exercise.sets, 1) {
      for side in sides {
        for stage in exercise.stages { add(stage, of: exercise, set, side, isLong: request.isLong) }
      }
      if set < exercise.sets, exercise.rest > 0 {
        parts.append(
          ExerciseSessionPart(work: .rest(seconds: exercise.rest), cue: [], side: nil, set: set))
      }
    }
    if let first = parts.first, first.work.isWork {
      parts.insert(
        ExerciseSessionPart(work: .prepare(seconds: Self.preparing), cue: first.cue, side: first.side, set: 1), at: 0)
    }
  }

  private mutating func add(
    _ stage: ExerciseStage, of exercise: Exercise, _ set: Int, _ side: BodySide?, isLong: Bool
  ) {
    func pick(_ range: ClosedRange<Int>) -> Int { isLong ? range.upperBound : range.lowerBound }
    let cueText = stage.cue.isEmpty && stage.isWork ? exercise.cue : stage.cue
    let cue = side.map { ExerciseStage(stage.work, cue: cueText).cue(on: $0) } ?? cueText
    func append(_ work: ExerciseSessionPart.Work, _ cue: Text) {
      parts.append(ExerciseSessionPart(work: work, cue: cue, side: side, set: set))
    }
    switch stage.work {
    case .hold(let seconds): append(.hold(seconds: pick(seconds)), cue)
    case .rest(let seconds): append(.rest(seconds: seconds), cue)
    case .move(let seconds):
      let isWayIn = exercise.stages.contains { $0.isWork }
      append(isWayIn ? .prepare(seconds: pick(seconds)) : .move(seconds: pick(seconds)), cue)
    case .repetitions(let range, let hold, let rest):
      guard hold >= Self.heldRepetition, exercise.check != .bridgeRepetitions else {
        return append(.repetitions(pick(range), pace: hold + rest + Self.upAndDown), cue)
      }
      for turn in 1...pick(range) {
        append(.hold(seconds: hold), cue)
        if turn < pick(range), rest > 0 { append(.rest(seconds: rest), []) }
      }
    }
  }
}
