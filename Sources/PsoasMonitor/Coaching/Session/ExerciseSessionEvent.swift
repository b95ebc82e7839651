import PsoasSystem

/// The events of a guided session. Each has the session's number, counted from 1 within the run.
public enum ExerciseSessionEvent: Equatable, Sendable {
  case started(ExerciseSessionStart)
  case stage(ExerciseSessionStage)
  /// What came of a stage of work, whole or not; before the next one begins.
  case stageDone(ExerciseSessionStageResult)
  /// Once a second at most.
  case progress(ExerciseSessionProgress)
  case feedback(ExerciseSessionFeedback)
  case finished(ExerciseSessionResult)

  /// The word that JSON Lines and D-Bus use.
  public var name: StaticString {
    switch self {
    case .started: "started"
    case .stage: "stage"
    case .stageDone: "stage-done"
    case .progress: "progress"
    case .feedback: "feedback"
    case .finished: "finished"
    }
  }
}

public struct ExerciseSessionStart: Equatable, Sendable {
  public var exercise: Text
  /// For people, UTF-8.
  public var title: Text
  public var cautions: Text
  public var basis: ExerciseSessionBasis
  /// Stages in all, and sets.
  public var stages: Int
  public var sets: Int
  /// Target tilt, degrees, anterior positive; nil if the tilt is not checked.
  public var window: ClosedRange<Int>?

  public init(
    exercise: Text = [], title: Text = [], cautions: Text = [], basis: ExerciseSessionBasis = .clock,
    stages: Int = 0, sets: Int = 1, window: ClosedRange<Int>? = nil
  ) {
    self.exercise = exercise
    self.title = title
    self.cautions = cautions
    self.basis = basis
    self.stages = stages
    self.sets = sets
    self.window = window
  }
}

/// A stage begins.
public struct ExerciseSessionStage: Equatable, Sendable {
  /// From 1.
  public var number: Int
  /// prepare, hold, repetitions, move or rest.
  public var part: ExerciseSessionPart

  public init(number: Int, part: ExerciseSessionPart) {
    self.number = number
    self.part = part
  }
}

public struct ExerciseSessionProgress: Equatable, Sendable {
  /// Of the stage, from 1.
  public var stage: Int
  /// `remaining` and `done` are seconds, not repetitions.
  public var isTimed: Bool
  /// Seconds to go; in repetitions, those to go.
  public var remaining: Int
  /// Seconds, or repetitions, that are done of this stage.
  public var done: Int
  /// Sagittal tilt, degrees, anterior positive; nil where it is not known.
  public var tilt: Double?
  /// Time counts, or the wearer is up in a repetition.
  public var isHolding: Bool
  public var isPaused: Bool
  public var feedback: ExerciseSessionFeedback

  public init(
    stage: Int, isTimed: Bool = true, remaining: Int, done: Int, tilt: Double? = nil, isHolding: Bool = false,
    isPaused: Bool = false, feedback: ExerciseSessionFeedback = .none
  ) {
    self.stage = stage
    self.isTimed = isTimed
    self.remaining = remaining
    self.done = done
    self.tilt = tilt
    self.isHolding = isHolding
    self.isPaused = isPaused
    self.feedback = feedback
  }
}

/// What came of a session.
public struct ExerciseSessionResult: Equatable, Sendable {
  public enum Ending: UInt8, CaseIterable, Sendable {
    /// To the end of the last stage.
    case completed
    /// The wearer reported it.
    case byHand
    case stopped
    /// Nothing happened for too long, or the machine went to sleep.
    case abandoned

    public var name: StaticString {
      switch self {
      case .completed: "completed"
      case .byHand: "by-hand"
      case .stopped: "stopped"
      case .abandoned: "abandoned"
      }
    }
  }

  public var exercise: Text = []
  public var title: Text = []
  public var basis = ExerciseSessionBasis.clock
  public var ending = Ending.completed
  /// Repetitions and holds that were done to the end.
  public var repetitions = 0
  public var holds = 0
  /// Seconds held, and of these the seconds that the sensor vouches for.
  public var heldSeconds = 0.0
  public var checkedSeconds = 0.0
  /// Degrees that a repetition went out, on average; 0 where none was seen.
  public var amplitude = 0.0
  /// Share, 0 to 1, of what was asked for that was done.
  public var credit = 0.0
  /// Share that the sensor vouches for.
  public var checked = 0.0

  public init() {}

  /// From which share on the exercise counts as done (our judgement: half is better than nothing).
  public static let enough = 0.5

  /// Share, 0 to 1, that the programme records: 1 if the wearer reports the exercise as done.
  public var share: Double { ending == .byHand ? 1 : credit }

  /// The sensor vouches for what counts of it.
  public var isChecked: Bool { ending != .byHand && checked >= Self.enough }

  /// Whether the exercise counts as done.
  public var isDone: Bool { share >= Self.enough }
}
