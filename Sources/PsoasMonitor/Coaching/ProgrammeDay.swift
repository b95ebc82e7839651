import PsoasSystem

/// The programme of one day.
public struct ProgrammeDay: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Due and not done yet.
    case due
    case done
    /// The muscles need rest until then.
    case resting(until: WallClock)
    /// Already done as often as scheduled within seven days.
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

  /// The reason why it is due.
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
    /// Doses due on this day.
    public var asked = 1
    /// Doses done on this day; 0.5 is half of one.
    public var done: Double

    init(_ exercise: Exercise, done: Double) {
      self.exercise = exercise
      self.done = done
    }
  }

  public var entries: [Entry] = []
  /// Consecutive days with an exercise of the programme. One missed day in any seven is allowed.
  public var streak = 0
  /// Share of the due exercises that was done in the seven days before this one, 0 to 1; nil if unknown.
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

  /// The due exercises by priority: first those that the estimators suggest, then those for long sitting, then the
  /// programme's order.
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
