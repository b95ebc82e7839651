import PsoasSystem

/// The events of an exercise session. Each has the session's number, counted from 1 within the run.
public enum ExerciseSessionEvent: Equatable, Sendable {
  case started(ExerciseSessionStart)
  case stage(ExerciseSessionStage)
  /// The result of a work stage, complete or not, before the next one begins.
  case stageDone(ExerciseSessionStageResult)
  /// At most once per second.
  case progress(ExerciseSessionProgress)
  case feedback(ExerciseSessionFeedback)
  case finished(ExerciseSessionResult)

  /// The name in JSON Lines and D-Bus.
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
  /// For display, UTF-8.
  public var title: Text
  public var cautions: Text
  public var basis: ExerciseSessionBasis
  /// Number of all stages, and of sets.
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
  /// Counted from 1.
  public var number: Int
  /// The work of the stage: prepare, hold, repetitions, move or rest.
  public var part: ExerciseSessionPart

  public init(number: Int, part: ExerciseSessionPart) {
    self.number = number
    self.part = part
  }
}

public struct ExerciseSessionProgress: Equatable, Sendable {
  /// Number of the stage, from 1.
  public var stage: Int
  /// `remaining` and `done` are seconds, not repetitions.
  public var isTimed: Bool
  /// Remaining seconds, or repetitions.
  public var remaining: Int
  /// Completed seconds, or repetitions, of this stage.
  public var done: Int
  /// Sagittal tilt, degrees, anterior positive; nil if unknown.
  public var tilt: Double?
  /// The tilt at which time counts now, degrees; nil if it is unknown, or not a matter of the tilt.
  public var target: ClosedRange<Double>?
  /// Time counts, or the wearer is at the top of a repetition.
  public var isHolding: Bool
  public var isPaused: Bool
  public var feedback: ExerciseSessionFeedback

  public init(
    stage: Int, isTimed: Bool = true, remaining: Int, done: Int, tilt: Double? = nil,
    target: ClosedRange<Double>? = nil, isHolding: Bool = false,
    isPaused: Bool = false, feedback: ExerciseSessionFeedback = .none
  ) {
    self.stage = stage
    self.isTimed = isTimed
    self.remaining = remaining
    self.done = done
    self.tilt = tilt
    self.target = target
    self.isHolding = isHolding
    self.isPaused = isPaused
    self.feedback = feedback
  }
}

/// The result of an exercise session.
public struct ExerciseSessionResult: Equatable, Sendable {
  public enum Ending: UInt8, CaseIterable, Sendable {
    /// It ran to the end of the last stage.
    case completed
    /// The wearer reported it.
    case byHand
    case stopped
    /// Nothing happened for too long, or the system was suspended.
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
  /// Completed repetitions and holds.
  public var repetitions = 0
  public var holds = 0
  /// Seconds held, and the seconds of these that the sensor checked.
  public var heldSeconds = 0.0
  public var checkedSeconds = 0.0
  /// Mean amplitude of the repetitions, degrees; 0 if none was measured.
  public var amplitude = 0.0
  /// Share of the requested amount that was done, 0 to 1.
  public var credit = 0.0
  /// Share that the sensor checked.
  public var checked = 0.0

  public init() {}

  /// Share from which the exercise counts as done (chosen by judgement: half is better than nothing).
  public static let enough = 0.5

  /// Share that the programme records, 0 to 1: 1 if the wearer reports the exercise as done.
  public var share: Double { ending == .byHand ? 1 : credit }

  /// The sensor has checked the part that counts.
  public var isChecked: Bool { ending != .byHand && checked >= Self.enough }

  /// Whether the exercise counts as done.
  public var isDone: Bool { share >= Self.enough }
}
