import PsoasCore

/// What Psoas says to its wearer: when it suggests what, and what it makes of the answer. A value: the same course
/// of the day gives the same words.
public struct Coach: Equatable, Sendable {
  /// What the coach is told.
  public enum Occurrence: Equatable, Sendable {
    /// A second has passed.
    case second
    case command(Command)
    case suspending
    /// Awake again after so many seconds that the session did not count.
    case woke(asleep: Double)
    case locked(Bool)
    case quiet(QuietReason, Bool)
    /// What is already known of today.
    case known(DayTotals)
    /// The wearer has set things otherwise.
    case configured(Configuration)
    /// The local calendar has turned.
    case dayTurned
    case ended
  }

  public typealias Situation = ReminderPolicy.Situation

  private var configuration: Configuration
  private let catalogue: Catalogue
  private var policy: ReminderPolicy

  public init(_ configuration: Configuration, _ catalogue: Catalogue) {
    self.configuration = configuration
    self.catalogue = catalogue
    policy = ReminderPolicy(configuration)
  }

  /// Takes what has happened, and appends what it says to that.
  public mutating func handle(_ occurrence: Occurrence, _ situation: Situation, into said: inout [Event]) {
    switch occurrence {
    case .second: apply(policy.step(situation), situation, &said)
    case .command(let command): obey(command, situation, &said)
    case .suspending: apply(policy.suspend(), situation, &said)
    case .woke(let asleep): policy.wake(at: situation.now, asleep: asleep)
    case .locked(let locked): apply(policy.lock(locked), situation, &said)
    case .quiet(let reason, let isOn): apply(policy.quiet(reason, isOn), situation, &said)
    case .known(let totals): policy.restore(alreadyToday: totals.reminders)
    case .configured(let new):
      configuration = new
      policy.configure(new)
    case .dayTurned: policy.startDay()
    case .ended: apply(policy.withdraw(), situation, &said)
    }
  }

  // MARK: What is known now

  public var isPaused: Bool { policy.isPaused }

  /// Number of the open reminder.
  public var openReminder: Int? { policy.open }

  /// When the next reminder is due if the wearer goes on sitting, in seconds of the session; nil where none will come.
  public func nextReminder(_ situation: Situation) -> Double? { policy.dueTime(situation) }

  /// Why no reminder will come now.
  public func pauseReasons(_ situation: Situation) -> PauseReasons { policy.pauseReasons(situation) }

  // MARK: Reminders

  private mutating func apply(_ decision: ReminderPolicy.Decision?, _ situation: Situation, _ said: inout [Event]) {
    switch decision {
    case .open(let number):
      let exercise = catalogue.sittingExercise(configuration)
      said.append(.reminder(Reminder(number: number, exercise: exercise, sittingSeconds: situation.bout ?? 0)))
    case .close(let number, let outcome): said.append(.reminderClosed(number: number, outcome))
    case nil: break
    }
  }

  private mutating func obey(_ command: Command, _ situation: Situation, _ said: inout [Event]) {
    switch command {
    case .snooze(let minutes): apply(policy.snooze(minutes: minutes, at: situation.now), situation, &said)
    case .skip: apply(policy.skip(), situation, &said)
    case .done: apply(policy.done(at: situation.now), situation, &said)
    case .pause:
      apply(policy.pause(true), situation, &said)
      said.append(.paused)
    case .resume:
      apply(policy.pause(false), situation, &said)
      said.append(.resumed)
    case .correct, .correctSpell: break
    }
  }
}
