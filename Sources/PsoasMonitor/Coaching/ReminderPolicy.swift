import PsoasCore
import PsoasSystem

/// Decides when a reminder is due, its alert level and how it ends. A value type, (state, occurrence) to (state,
/// decisions): the same inputs give the same reminders.
///
/// Times are seconds of the run; they include suspended time only through `.resumed`.
public struct ReminderPolicy: Equatable, Sendable {
  /// The inputs of every decision.
  public struct Situation: Equatable, Sendable {
    /// Seconds since the run began.
    public var now: Double
    public var posture: Posture
    /// Seconds of sitting in the current bout, nil outside a bout.
    public var bout: Double?
    /// The wall clock; nil if unknown.
    public var wall: WallClock?
    /// The wearer shifted in the seat during this second.
    public var hasShifted: Bool
    /// Seconds of sitting on this day.
    public var sittingToday = 0.0
    /// A sensor that is worn sends data.
    public var isMeasured = false

    public init(
      now: Double, posture: Posture, bout: Double?, wall: WallClock? = nil, hasShifted: Bool = false
    ) {
      self.now = now
      self.posture = posture
      self.bout = bout
      self.wall = wall
      self.hasShifted = hasShifted
    }
  }

  public enum Occurrence: Equatable, Sendable {
    /// A second has passed.
    case second
    /// Postpones reminders by so many minutes.
    case snooze(minutes: Int)
    /// Postpones reminders until so many minutes after local midnight.
    case snoozeUntil(minute: Int)
    case skip
    /// The exercise was done: reported by the wearer, or confirmed by the sensor.
    case done(isChecked: Bool)
    case paused(Bool)
    case locked(Bool)
    case quiet(QuietReason, Bool)
    case suspending
    /// The system resumed after so many seconds that the run's clock did not count.
    case resumed(asleep: Double)
    /// Number of reminders of this day that count, including those before this run.
    case restore(today: Int)
    /// The reminder hold of an earlier run.
    case hold(ReminderHold)
    case dayChanged
    case ended
  }

  public enum Decision: Equatable, Sendable {
    case open(number: Int, EscalationLevel)
    case escalate(number: Int, EscalationLevel)
    case close(number: Int, ReminderOutcome)
  }

  /// A reminder without an answer yet.
  private struct Open: Equatable {
    var number: Int
    var at: Double
    /// Number of escalation steps taken.
    var stepsTaken: Int
  }

  /// What the wearer's answers change, and what taking an answer back restores.
  private struct Schedule: Equatable {
    var current: Open?
    /// Number of reminders of this day that count.
    var today = 0
    var skippedToday = false
    var notBefore = 0.0
    var snooze = Snooze.none
    var snoozedInRow = 0
    /// The wearer has chosen the time of the next reminder. It is then not deferred again for a break point.
    var isPromised = false
    var backOff = BackOff()
  }

  /// Seconds after a resume without reminders: the wearer has just sat down to work (workrave #539).
  static let calmAfterResume = 60.0
  /// Seconds without sitting that withdraw an open reminder: reaching for something is not getting up.
  static let awayToWithdraw = 15.0

  private var configuration: Configuration
  private(set) var isPaused = false
  private var isLocked = false
  private var quiet = PauseReasons()
  private var count = 0
  private var schedule = Schedule()
  private var calmUntil = 0.0
  private var awaySince: Double?
  /// The time since which a due reminder has waited for a break point.
  private var waitingSince: Double?
  private var leftSeatWhileWaiting = false

  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Applies a new configuration: due times are computed again; an open reminder stays open.
  public mutating func configure(_ configuration: Configuration) { self.configuration = configuration }

  /// Handles an occurrence and appends the resulting decisions.
  public mutating func handle(_ occurrence: Occurrence, _ situation: Situation, into decisions: inout [Decision]) {
    switch occurrence {
    case .second: step(situation, &decisions)
    case .snooze(let minutes): postpone(by: .minutes(minutes, from: situation.now), situation, &decisions)
    case .snoozeUntil(let minute): postpone(by: .until(minute: minute, situation.wall), situation, &decisions)
    case .skip:
      if schedule.current == nil { schedule.skippedToday = true }
      close(.skipped, &decisions)
    case .done(let isChecked):
      // A spontaneous exercise counts as well: the next reminder waits for its full time.
      schedule.notBefore = max(schedule.notBefore, situation.now + configuration.remindAfter)
      schedule.snooze = .none
      close(isChecked ? .checked : .done, &decisions)
      schedule.backOff = BackOff()
    // A pause, a lock and quiet do not change a snooze, nor a snooze them (sane-break #70 and #166).
    case .paused(let isOn):
      isPaused = isOn
      if isOn { close(.withdrawn, &decisions) }
    case .locked(let isOn):
      isLocked = isOn
      if isOn { close(.withdrawn, &decisions) }
    case .quiet(let reason, let isOn):
      if isOn { quiet.insert(reason.pause) } else { quiet.remove(reason.pause) }
      if isOn { close(.withdrawn, &decisions) }
    case .suspending:
      calmUntil = situation.now + Self.calmAfterResume
      close(.withdrawn, &decisions)
    case .resumed(let asleep):
      calmUntil = situation.now + Self.calmAfterResume
      schedule.snooze.sleep(asleep)
      // Due times advance by the suspended time, but never into the past (stretchly #648).
      schedule.notBefore = max(schedule.notBefore - asleep, calmUntil)
      waitingSince = nil
      close(.withdrawn, &decisions)
    case .restore(let today): schedule.today = today
    case .hold(let hold): take(hold, situation)
    case .dayChanged:
      schedule.today = 0
      schedule.skippedToday = false
      schedule.snoozedInRow = 0
      schedule.backOff = BackOff()
    case .ended: close(.withdrawn, &decisions)
    }
  }

  /// Takes back the wearer's last answer: the schedule is that of `former`, the policy before it, and the reminder that it
  /// closed is open again, if reminders are possible now.
  public mutating func takeBack(to former: ReminderPolicy, _ situation: Situation, into decisions: inout [Decision]) {
    schedule = former.schedule
    schedule.current?.at = situation.now
    if situation.bout == nil || isPaused || isLocked || !quiet.isEmpty { close(.withdrawn, &decisions) }
  }

  /// The current level of the open reminder.
  var level: EscalationLevel {
    guard let current = schedule.current, current.stepsTaken > 0 else { return .status }
    return configuration.escalation.steps[min(current.stepsTaken, configuration.escalation.steps.count) - 1].level
  }

  private mutating func take(_ hold: ReminderHold, _ situation: Situation) {
    isPaused = hold.isPaused
    guard let wall = situation.wall else { return }
    if hold.skippedDay == wall.localDay { schedule.skippedToday = true }
    guard let until = hold.snoozedUntil else { return }
    // No snooze lasts longer than a day; setting the clock must not make one longer.
    let (left, overflow) = until.subtractingReportingOverflow(wall.unixMicroseconds)
    guard !overflow, (1...86_400_000_000).contains(left) else { return }
    schedule.snooze = .seconds(Double(left) * 1e-6, from: situation.now)
  }

  // MARK: Current state

  /// The state that the next run needs.
  public func hold(_ situation: Situation) -> ReminderHold {
    var hold = ReminderHold()
    hold.isPaused = isPaused
    guard let wall = situation.wall else { return hold }
    if schedule.skippedToday { hold.skippedDay = wall.localDay }
    let left = schedule.snooze.remaining(now: situation.now, wall)
    if left > 0 { hold.snoozedUntil = (wall.unixMicroseconds + Int64(left * 1e6)) / 1_000_000 * 1_000_000 }
    return hold
  }

  /// The end of the snooze, in seconds of the run; nil without a snooze.
  public func snoozedUntil(_ situation: Situation) -> Double? {
    let left = schedule.snooze.remaining(now: situation.now, situation.wall)
    return left > 0 ? situation.now + left : nil
  }

  /// Number of the open reminder.
  public var open: Int? { schedule.current?.number }

  /// Whether the open reminder, or the next one, may be snoozed again.
  public var maySnooze: Bool { schedule.current == nil || schedule.snoozedInRow < configuration.snoozesInRow }

  /// When the next reminder is due if the wearer keeps sitting, in seconds of the run; nil if none will come. From then
  /// on it waits for a break point, so this time may be in the past.
  public func dueTime(_ situation: Situation) -> Double? {
    guard schedule.current == nil, let bout = situation.bout else { return nil }
    let held: PauseReasons = [
      .paused, .locked, .inhibited, .doNotDisturb, .fullScreen, .outsideHours, .skippedToday, .dailyLimit,
    ]
    guard pauseReasons(situation).isDisjoint(with: held) else { return nil }
    let interval = schedule.backOff.stretched(configuration.remindAfter, configuration)
    let snoozed = situation.now + schedule.snooze.remaining(now: situation.now, situation.wall)
    return max(situation.now + interval - bout, schedule.notBefore, snoozed, calmUntil)
  }

  /// The reasons why no reminder will come now.
  public func pauseReasons(_ situation: Situation) -> PauseReasons {
    var reasons = quiet
    if isPaused { reasons.insert(.paused) }
    if isLocked { reasons.insert(.locked) }
    if schedule.skippedToday { reasons.insert(.skippedToday) }
    if schedule.today >= configuration.remindersPerDay { reasons.insert(.dailyLimit) }
    if schedule.snooze.remaining(now: situation.now, situation.wall) > 0 { reasons.insert(.snoozed) }
    if situation.now < calmUntil { reasons.insert(.afterResume) }
    if let wall = situation.wall, !configuration.workingHours.contains(wall) { reasons.insert(.outsideHours) }
    switch situation.posture {
    case .lying: reasons.insert(.lying)
    case .notWorn: reasons.insert(.notWorn)
    case .unknown: reasons.insert(situation.isMeasured ? .unknownPosture : .noSensor)
    case .sitting, .standing, .walking: break
    }
    return reasons
  }
}

// MARK: Raising and ending reminders

extension ReminderPolicy {
  private mutating func step(_ situation: Situation, _ decisions: inout [Decision]) {
    trackSeat(situation)
    if let current = schedule.current {
      followUp(on: current, situation, &decisions)
    } else if isTime(situation) {
      openReminder(situation, &decisions)
    }
  }

  /// Whether a reminder is due and may be raised now.
  private mutating func isTime(_ situation: Situation) -> Bool {
    // Tolerance for rounding.
    guard let due = dueTime(situation), due <= situation.now + 1e-6 else {
      waitingSince = nil
      leftSeatWhileWaiting = false
      if situation.bout == nil { schedule.isPromised = false }
      return false
    }
    let since = waitingSince ?? situation.now
    waitingSince = since
    guard situation.posture == .sitting else {
      leftSeatWhileWaiting = true
      return false
    }
    return schedule.isPromised || situation.hasShifted || leftSeatWhileWaiting
      || situation.now - since >= configuration.waitForBreakPoint
  }

  private mutating func openReminder(_ situation: Situation, _ decisions: inout [Decision]) {
    count += 1
    schedule.today += 1
    schedule.isPromised = false
    schedule.snooze = .none
    waitingSince = nil
    leftSeatWhileWaiting = false
    schedule.notBefore = situation.now + schedule.backOff.stretched(configuration.reminderGap, configuration)
    let steps = configuration.escalation.steps
    let isSpoken = steps.first.map { $0.after == 0 } ?? false
    let current = Open(number: count, at: situation.now, stepsTaken: isSpoken ? 1 : 0)
    schedule.current = current
    decisions.append(.open(number: count, isSpoken ? steps[0].level : .status))
    escalate(current, situation, &decisions)
  }

  private mutating func followUp(on current: Open, _ situation: Situation, _ decisions: inout [Decision]) {
    let isAway = awaySince.map { situation.now - $0 >= Self.awayToWithdraw } ?? false
    if isAway || situation.bout == nil || pauseReasons(situation).contains(.outsideHours) {
      close(.withdrawn, &decisions)
    } else if situation.now - current.at >= configuration.ignoredAfter {
      close(.ignored, &decisions)
    } else {
      escalate(current, situation, &decisions)
    }
  }

  private mutating func escalate(_ current: Open, _ situation: Situation, _ decisions: inout [Decision]) {
    var current = current
    let steps = configuration.escalation.steps
    while current.stepsTaken < steps.count, situation.now - current.at >= Double(steps[current.stepsTaken].after) {
      decisions.append(.escalate(number: current.number, steps[current.stepsTaken].level))
      current.stepsTaken += 1
    }
    schedule.current = current
  }

  private mutating func postpone(by snooze: Snooze, _ situation: Situation, _ decisions: inout [Decision]) {
    guard maySnooze, snooze != .none else { return }
    schedule.snooze = snooze
    // A snooze sets the time of the next reminder, so it also shortens the gap after the last reminder.
    schedule.notBefore = situation.now
    schedule.isPromised = true
    guard schedule.current != nil else { return }
    schedule.snoozedInRow += 1
    // A snoozed reminder will be raised again, and counts once.
    schedule.today -= 1
    close(.snoozed, &decisions)
  }

  private mutating func close(_ outcome: ReminderOutcome, _ decisions: inout [Decision]) {
    guard let closed = schedule.current else { return }
    schedule.current = nil
    if outcome != .snoozed { schedule.snoozedInRow = 0 }
    schedule.backOff.note(outcome, configuration)
    if outcome == .ignored {
      schedule.notBefore = max(
        schedule.notBefore, closed.at + schedule.backOff.stretched(configuration.reminderGap, configuration))
    }
    decisions.append(.close(number: closed.number, outcome))
  }

  private mutating func trackSeat(_ situation: Situation) {
    switch situation.posture {
    case .standing, .walking, .lying, .notWorn: awaySince = awaySince ?? situation.now
    case .sitting, .unknown: awaySince = nil
    }
  }
}
