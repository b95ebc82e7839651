import PsoasCore

/// What Psoas says to its wearer: when it suggests what, and what it makes of the answer. A value: the same course
/// of the day gives the same words.
public struct Coach: Equatable, Sendable {
  /// What the coach is told.
  public enum Occurrence: Equatable, Sendable {
    /// A second has passed.
    case second
    case command(Command)
    /// An exercise was done, in a session or otherwise: so much of its dose (above 0 to 1).
    case practised(Bytes, share: Double, isChecked: Bool)
    case suspending
    /// Awake again after so many seconds that the session did not count.
    case woke(asleep: Double)
    case locked(Bool)
    case quiet(QuietReason, Bool)
    /// What is already known of today.
    case known(DayTotals)
    /// The wearer has set things otherwise.
    case configured(Configuration)
    /// The exercises there are now.
    case stocked(ExerciseCatalog)
    /// What was done before this session, today or earlier.
    case remembered(ExerciseCompletion)
    /// What the estimators suggest to work on; replaces what they suggested before.
    case suggested([MuscleGroup])
    /// The local calendar has turned.
    case dayTurned
    /// A guided session has begun: nothing is raised meanwhile, and an open reminder waits for its end.
    case exercising
    /// It has ended; what was done of it comes with `practised`.
    case exercised
    case ended
  }

  public typealias Situation = ReminderPolicy.Situation

  private var configuration: Configuration
  private var catalog: ExerciseCatalog
  private var programme: Programme
  private var policy: ReminderPolicy
  private var isExercising = false
  private var decisions: [ReminderPolicy.Decision] = []
  private var log = CompletionLog()
  private var muscles: [MuscleGroup] = []
  /// What is due today, as of the last minute or change.
  public private(set) var day = ProgrammeDay()
  private var isDayStale = true
  /// Exercises in the order in which they were suggested, each once: the last one is the latest.
  private var suggested: [Bytes] = []

  public init(_ configuration: Configuration, _ catalog: ExerciseCatalog) {
    self.configuration = configuration
    self.catalog = catalog
    programme = Programme(configuration, catalog)
    policy = ReminderPolicy(configuration)
  }

  /// Takes what has happened, and appends what it says to that.
  public mutating func handle(_ occurrence: Occurrence, _ situation: Situation, into said: inout [Event]) {
    switch occurrence {
    case .second:
      if isDayStale || Int(situation.now) % 60 == 0 { refresh(situation) }
      if !isExercising { tell(.second, situation, &said) }
    case .exercising: isExercising = true
    case .exercised: isExercising = false
    case .command(let command): obey(command, situation, &said)
    case .practised(let exercise, let share, let isChecked):
      note(exercise, share: share, isChecked: isChecked, situation, &said)
    case .suspending: tell(.suspending, situation, &said)
    case .woke(let asleep):
      isDayStale = true
      tell(.woke(asleep: asleep), situation, &said)
    case .locked(let locked): tell(.locked(locked), situation, &said)
    case .quiet(let reason, let isOn): tell(.quiet(reason, isOn), situation, &said)
    case .known(let totals):
      // A snoozed one is raised again and counts once.
      tell(.known(today: totals.reminders - totals.remindersSnoozed), situation, &said)
    case .remembered(let practice):
      log.add(practice)
      isDayStale = true
    case .suggested(let muscles):
      self.muscles = muscles
      isDayStale = true
    case .configured(let new):
      configuration = new
      programme = Programme(new, catalog)
      isDayStale = true
      policy.configure(new)
    case .stocked(let new):
      catalog = new
      programme = Programme(configuration, new)
      isDayStale = true
    case .dayTurned:
      isDayStale = true
      // Yesterday's suggestions say nothing of today, but for one that is open still.
      suggested = policy.open == nil ? [] : suggested.suffix(1)
      tell(.dayTurned, situation, &said)
    case .ended: tell(.ended, situation, &said)
    }
  }

  // MARK: What is known now

  /// The programme's day for whoever asks now: `day` is made anew by the second.
  public func today(_ situation: Situation) -> ProgrammeDay { isDayStale ? makeDay(situation) : day }

  public var isPaused: Bool { policy.isPaused }

  /// Number of the open reminder.
  public var openReminder: Int? { policy.open }

  /// Identifier of the exercise that the open reminder suggests; empty where none is open.
  public var openExercise: [UInt8] { policy.open == nil ? [] : suggested.last ?? [] }

  /// Whether the open reminder, or the next one, may be put off once more.
  public var maySnooze: Bool { policy.maySnooze }

  /// When the next reminder is due if the wearer goes on sitting, in seconds of the session; nil where none will come.
  public func nextReminder(_ situation: Situation) -> Double? { policy.dueTime(situation) }

  /// Why no reminder will come now.
  public func pauseReasons(_ situation: Situation) -> PauseReasons { policy.pauseReasons(situation) }

  // MARK: Reminders

  private mutating func tell(
    _ occurrence: ReminderPolicy.Occurrence, _ situation: Situation, _ said: inout [Event]
  ) {
    policy.handle(occurrence, situation, into: &decisions)
    for decision in decisions {
      switch decision {
      case .open(let number, let rung): said.append(.reminder(remind(number, rung, situation)))
      case .escalate(let number, let rung): said.append(.escalated(number: number, rung))
      case .close(let number, let outcome): said.append(.reminderClosed(number: number, outcome))
      }
    }
    decisions.removeAll(keepingCapacity: true)
  }

  private mutating func remind(_ number: Int, _ rung: EscalationLevel, _ situation: Situation) -> Reminder {
    let exercise = suggestion
    suggested.removeAll { $0 == exercise.identifier }
    suggested.append(exercise.identifier)
    var reminder = Reminder(number: number, exercise: exercise, sittingSeconds: situation.bout ?? 0)
    reminder.rung = rung
    reminder.maySnooze = policy.maySnooze
    return reminder
  }

  private mutating func obey(_ command: Command, _ situation: Situation, _ said: inout [Event]) {
    switch command {
    case .snooze(let minutes): tell(.snooze(minutes: minutes), situation, &said)
    case .snoozeUntil(let minute): tell(.snoozeUntil(minute: minute), situation, &said)
    case .skip: tell(.skip, situation, &said)
    // The reminder may have gone already: whoever gets up to do the exercise has it withdrawn.
    case .done: note(suggested.last ?? suggestion.identifier, share: 1, isChecked: false, situation, &said)
    case .did(let exercise):
      guard catalog[exercise] != nil else { return }
      note(exercise, share: 1, isChecked: false, situation, &said)
    case .pause:
      tell(.paused(true), situation, &said)
      said.append(.paused)
    case .resume:
      tell(.paused(false), situation, &said)
      said.append(.resumed)
    case .forget(let before): log.forget(before: before)
    case .correct, .correctSpell, .calibrate, .cancelCalibration, .nextStep, .skipStep, .forgetCalibration,
      .startRhythm, .stopRhythm, .startSession, .stopSession, .respond:
      break
    }
  }

  // MARK: Exercises

  /// What a reminder suggests: what is due and was suggested least lately; with nothing due, a move for a break.
  public var suggestion: Exercise {
    if let chosen = catalog[configuration.sittingExercise] { return chosen }
    return leastLately(day.due.map { $0.exercise }) ?? leastLately(programme.moves) ?? ExerciseCatalog.getUp
  }

  private func leastLately(_ exercises: [Exercise]) -> Exercise? {
    var best: (exercise: Exercise, place: Int)?
    for exercise in exercises {
      let place = suggested.firstIndex(of: exercise.identifier) ?? -1
      if place < best?.place ?? Int.max { best = (exercise, place) }
    }
    return best?.exercise
  }

  private mutating func note(
    _ exercise: Bytes, share: Double, isChecked: Bool, _ situation: Situation, _ said: inout [Event]
  ) {
    let practice = ExerciseCompletion(exercise, at: Coach.clock(situation), share: share, isChecked: isChecked)
    log.add(practice)
    said.append(.practised(practice))
    // Half of it answers the reminder: the rest stays due.
    if share >= 0.5 { tell(.done(isChecked: isChecked), situation, &said) }
    refresh(situation)
  }

  private mutating func refresh(_ situation: Situation) {
    isDayStale = false
    day = makeDay(situation)
  }

  private func makeDay(_ situation: Situation) -> ProgrammeDay {
    programme.day(Coach.clock(situation), log, sitting: situation.sittingToday, muscles: muscles)
  }

  /// Where no clock is known, the session's own time stands in for it.
  private static func clock(_ situation: Situation) -> WallClock {
    situation.wall ?? WallClock(unixMicroseconds: Int64(situation.now * 1e6), utcOffset: 0)
  }
}
