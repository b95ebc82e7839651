import PsoasCore
import PsoasSystem

/// Decides when to make which suggestion to the wearer, and handles the answer. A value type: the same inputs give the
/// same events.
public struct Coach: Equatable, Sendable {
  /// The inputs of the coach.
  public enum Occurrence: Equatable, Sendable {
    /// A second has passed.
    case second
    /// Postpones reminders by so many minutes, or until so many minutes after local midnight.
    case snooze(minutes: Int)
    case snoozeUntil(minute: Int)
    case skip
    /// Takes back the wearer's last act.
    case undo
    /// The wearer corrected the posture: an earlier act can no longer be taken back.
    case corrected
    /// The wearer did the last suggested exercise.
    case done
    case paused(Bool)
    /// Deletes completions of the days before this one; nil: all.
    case forget(before: Int64?)
    /// An exercise of the catalog was done, in an exercise session or otherwise; `share` of its dose, above 0 to 1.
    case exercise(Text, share: Double, isChecked: Bool)
    case suspending
    /// The system resumed after so many seconds that the run's clock did not count.
    case resumed(asleep: Double)
    case locked(Bool)
    case quiet(QuietReason, Bool)
    /// Today's totals from earlier runs.
    case restore(DayTotals)
    /// The reminder hold of an earlier run.
    case hold(ReminderHold)
    /// The configuration changed.
    case configuration(Configuration)
    /// The current exercise catalog.
    case catalog(ExerciseCatalog)
    /// An exercise that was done before this run, today or earlier.
    case exerciseDone(ExerciseCompletion)
    /// The muscle groups that the estimators suggest; replaces the previous suggestion.
    case suggested([MuscleGroup])
    /// A new local day began.
    case dayChanged
    /// An exercise session began: no reminder is raised during it, and an open reminder waits for its end.
    case exercising
    /// The exercise session ended; its result follows as `exercise`.
    case exercised
    case ended
  }

  public typealias Situation = ReminderPolicy.Situation

  private var configuration: Configuration
  private var catalog: ExerciseCatalog
  private var programme: Programme
  var policy: ReminderPolicy
  private var isExercising = false
  var decisions: [ReminderPolicy.Decision] = []
  var log = CompletionLog()
  private var muscles: [MuscleGroup] = []
  /// The programme of today, as of the last minute or change.
  public private(set) var day = ProgrammeDay()
  private var isDayStale = true
  /// Suggested exercises in order, each once: the last one is the latest.
  private var suggested: [Text] = []
  /// The latest reminder of this run.
  var lastReminder: Reminder?
  var lastAct: UndoableAct?

  public init(_ configuration: Configuration, _ catalog: ExerciseCatalog) {
    self.configuration = configuration
    self.catalog = catalog
    programme = Programme(configuration, catalog)
    policy = ReminderPolicy(configuration)
  }

  /// Processes an occurrence and appends the resulting events.
  public mutating func handle(_ occurrence: Occurrence, _ situation: Situation, into events: inout [Event]) {
    switch occurrence {
    case .second:
      if isDayStale || Int(situation.now) % 60 == 0 { refresh(situation) }
      if !isExercising { consultPolicy(.second, situation, &events) }
    case .exercising: isExercising = true
    case .exercised: isExercising = false
    case .hold(let hold): consultPolicy(.hold(hold), situation, &events)
    case .snooze(let minutes): answer(.snooze, .snooze(minutes: minutes), situation, &events)
    case .snoozeUntil(let minute): answer(.snooze, .snoozeUntil(minute: minute), situation, &events)
    case .skip: answer(.skip, .skip, situation, &events)
    case .undo: takeBack(situation, &events)
    case .corrected: lastAct = nil
    // The reminder may already be withdrawn: standing up for the exercise withdraws it.
    case .done: note(suggested.last ?? suggestion.identifier, share: 1, isChecked: false, situation, &events)
    case .paused(let isOn):
      consultPolicy(.paused(isOn), situation, &events)
      events.append(isOn ? .paused : .resumed)
    case .forget(let before):
      log.forget(before: before)
      lastAct = nil
      isDayStale = true
      if before == nil { suggested = policy.open == nil ? [] : suggested.suffix(1) }
    case .exercise(let exercise, let share, let isChecked):
      note(exercise, share: share, isChecked: isChecked, situation, &events)
    case .suspending: consultPolicy(.suspending, situation, &events)
    case .resumed(let asleep):
      isDayStale = true
      lastAct?.overtake()
      consultPolicy(.resumed(asleep: asleep), situation, &events)
    case .locked(let locked): consultPolicy(.locked(locked), situation, &events)
    case .quiet(let reason, let isOn): consultPolicy(.quiet(reason, isOn), situation, &events)
    case .restore(let totals):
      // A snoozed reminder is raised again and counts once.
      consultPolicy(.restore(today: totals.reminders - totals.outcomes[.snoozed]), situation, &events)
    case .exerciseDone(let completion):
      log.add(completion)
      isDayStale = true
    case .suggested(let muscles):
      self.muscles = muscles
      isDayStale = true
    case .configuration(let new):
      configuration = new
      programme = Programme(new, catalog)
      isDayStale = true
      policy.configure(new)
    case .catalog(let new):
      catalog = new
      programme = Programme(configuration, new)
      isDayStale = true
    case .dayChanged:
      isDayStale = true
      lastAct?.overtake()
      // Yesterday's suggestions do not apply today, except an open one.
      suggested = policy.open == nil ? [] : suggested.suffix(1)
      consultPolicy(.dayChanged, situation, &events)
    case .ended: consultPolicy(.ended, situation, &events)
    }
  }

  /// Time has passed without inputs.
  mutating func skipTime() { isDayStale = true }

  // MARK: Current state

  /// The current day of the programme: `day` is rebuilt every second.
  public func today(_ situation: Situation) -> ProgrammeDay { isDayStale ? makeDay(situation) : day }

  public var isPaused: Bool { policy.isPaused }
  public func hold(_ situation: Situation) -> ReminderHold { policy.hold(situation) }

  /// Number of the open reminder.
  public var openReminder: Int? { policy.open }

  /// Identifier of the exercise that the open reminder suggests; empty if none is open.
  public var openExercise: Text { policy.open == nil ? [] : suggested.last ?? [] }

  /// Whether the open reminder, or the next one, may be snoozed again.
  public var maySnooze: Bool { policy.maySnooze }

  /// When the next reminder is due if the wearer keeps sitting, in seconds of the run; nil if none will come.
  public func nextReminder(_ situation: Situation) -> Double? { policy.dueTime(situation) }

  /// The end of the snooze, in seconds of the run; nil without a snooze.
  public func snoozedUntil(_ situation: Situation) -> Double? { policy.snoozedUntil(situation) }

  /// The reasons why no reminder will come now.
  public func pauseReasons(_ situation: Situation) -> PauseReasons { policy.pauseReasons(situation) }

  /// What `undo` would take back; nil if there is nothing.
  public var undoable: WearerAct? { lastAct.flatMap { $0.isVoid ? nil : $0.act } }

  /// Whether the wearer has answered since the last correction, deletion or undo.
  public var hasAct: Bool { lastAct != nil }

  // MARK: Reminders

  mutating func consultPolicy(
    _ occurrence: ReminderPolicy.Occurrence, _ situation: Situation, _ events: inout [Event]
  ) {
    policy.handle(occurrence, situation, into: &decisions)
    emitDecisions(situation, &events)
  }

  mutating func emitDecisions(_ situation: Situation, _ events: inout [Event]) {
    for decision in decisions {
      switch decision {
      case .open(let number, let level): events.append(.reminder(remind(number, level, situation)))
      case .escalate(let number, let level): events.append(.escalated(number: number, level))
      case .close(let number, let outcome): events.append(.reminderClosed(number: number, outcome))
      }
    }
    decisions.removeAll(keepingCapacity: true)
  }

  private mutating func remind(_ number: Int, _ level: EscalationLevel, _ situation: Situation) -> Reminder {
    let exercise = suggestion(situation)
    // A variant for the desk takes the turn of the exercise that was due.
    let due = suggestion.identifier
    suggested.removeAll { $0 == exercise.identifier || $0 == due }
    if due != exercise.identifier { suggested.append(due) }
    suggested.append(exercise.identifier)
    var reminder = Reminder(number: number, exercise: exercise, sittingSeconds: situation.bout ?? 0)
    reminder.level = level
    reminder.maySnooze = policy.maySnooze
    lastReminder = reminder
    lastAct?.overtake()
    return reminder
  }

  // MARK: Exercises

  /// What a reminder suggests: the due exercise that was suggested least recently; if none is due, a move for a break.
  public var suggestion: Exercise {
    if let chosen = catalog[configuration.sittingExercise] { return chosen }
    return leastLately(day.due.map { $0.exercise }) ?? leastLately(programme.moves) ?? ExerciseCatalog.getUp
  }

  /// The same in working hours: where one exists, the variant that can be done beside a desk.
  private func suggestion(_ situation: Situation) -> Exercise {
    let exercise = suggestion
    guard configuration.atDesk, configuration.sittingExercise.isEmpty, exercise.place != .desk,
      !configuration.workingHours.isAlways, let wall = situation.wall, configuration.workingHours.contains(wall)
    else { return exercise }
    return catalog.variant(of: exercise, at: .desk, configuration.profile) ?? exercise
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
    _ exercise: Text, share: Double, isChecked: Bool, _ situation: Situation, _ events: inout [Event]
  ) {
    let completion = ExerciseCompletion(exercise, at: Coach.clock(situation), share: share, isChecked: isChecked)
    log.add(completion)
    events.append(.exerciseDone(completion))
    // Half of the dose answers the reminder: the rest stays due.
    if share >= 0.5 {
      answer(.done(exercise: exercise), .done(isChecked: isChecked), situation, &events)
    } else {
      lastAct = UndoableAct(.done(exercise: exercise))
    }
    lastAct?.completion = completion
    // What the sensor has confirmed is not an act of the wearer.
    if isChecked { lastAct = nil }
    refresh(situation)
  }

  mutating func refresh(_ situation: Situation) {
    isDayStale = false
    day = makeDay(situation)
  }

  private func makeDay(_ situation: Situation) -> ProgrammeDay {
    programme.day(Coach.clock(situation), log, sitting: situation.sittingToday, muscles: muscles)
  }

  /// The wall clock; if unknown, the run's own time replaces it.
  private static func clock(_ situation: Situation) -> WallClock {
    situation.wall ?? WallClock(unixMicroseconds: Int64(situation.now * 1e6), utcOffset: 0)
  }
}
