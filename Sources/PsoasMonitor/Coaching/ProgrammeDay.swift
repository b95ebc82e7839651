import PsoasSystem

/// The programme of one day.
public struct ProgrammeDay: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Asked for, and not done yet.
    case due
    case done
    /// The muscles want rest until then.
    case resting(until: WallClock)
    /// As often as asked for within seven days already.
    case weekDone
    /// Never due; optional.
    case free

    public var name: StaticString {
      switch self {
      case .due: "due"
      case .done: "done"
      case .resting: "resting"
      case .weekDone: "week-done"
      case .free: "free"
      }
    }
  }

  /// Why it is asked for.
  public enum Why: Equatable, Sendable {
    case daily
    case weekly(days: Int)
    /// More than seven hours of sitting today.
    case satLong
    case suggested(MuscleGroup)

    public var name: StaticString {
      switch self {
      case .daily: "daily"
      case .weekly: "weekly"
      case .satLong: "sat-long"
      case .suggested: "suggested"
      }
    }
  }

  public struct Entry: Equatable, Sendable {
    public var exercise: Exercise
    public var state = State.due
    public var why = Why.daily
    /// Doses asked for on this day.
    public var asked = 1
    /// Doses done on this day; 0.5 is half of one.
    public var done: Double

    init(_ exercise: Exercise, done: Double) {
      self.exercise = exercise
      self.done = done
    }
  }

  public var entries: [Entry] = []
  /// Days in a row on which something of the programme was done. One missed day in any seven is forgiven.
  public var streak = 0
  /// What was done of what was asked for in the last seven days before this one, 0 to 1; nil where nothing is known.
  public var adherence: Double?
  /// Identifiers that the profile contraindicates and that have no substitute.
  public var leftOut: [Text] = []

  public init() {}

  init(entries: [Entry], streak: Int, adherence: Double?, leftOut: [Text]) {
    self.entries = entries
    self.streak = streak
    self.adherence = adherence
    self.leftOut = leftOut
  }

  /// What is due, most wanted first: what the estimators ask for, then what long sitting does, then the plan's order.
  public var due: [Entry] {
    let due = entries.filter { $0.state == .due }
    return due.filter { $0.why.isSuggested } + due.filter { $0.why == .satLong }
      + due.filter { !$0.why.isSuggested && $0.why != .satLong }
  }
}

extension ProgrammeDay.Why {
  var isSuggested: Bool {
    if case .suggested = self { return true }
    return false
  }
}
