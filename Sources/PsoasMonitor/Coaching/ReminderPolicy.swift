import PsoasCore

/// Decides when a reminder is due and how it ends. A value: the same course of the day gives the same reminders.
///
/// Times are seconds of the session; they include time asleep only through `sleep`.
public struct ReminderPolicy: Equatable, Sendable {
  /// What the policy looks at, once a second.
  public struct Situation: Equatable, Sendable {
    /// Seconds since the session began.
    public var now: Double
    public var posture: Posture
    /// Seconds sat in the present bout, nil outside a bout.
    public var bout: Double?

    public init(now: Double, posture: Posture, bout: Double?) {
      self.now = now
      self.posture = posture
      self.bout = bout
    }
  }

  public enum Decision: Equatable, Sendable {
    case open(number: Int)
    case close(number: Int, ReminderOutcome)
  }

  /// Seconds after waking in which nothing is raised: the wearer has just sat down to work (workrave #539).
  static let calmAfterResume = 60.0
  /// Seconds on the feet that withdraw an open reminder: getting up for a moment's reach is not getting up.
  static let uprightToWithdraw = 15.0

  private var configuration: Configuration
  private(set) var isPaused = false
  private(set) var isLocked = false
  private var quiet = PauseReasons()
  private var snoozedUntil = 0.0
  private var calmUntil = 0.0
  /// Number of the open reminder.
  public private(set) var open: Int?
  private var openedAt = 0.0
  private var count = 0
  private var today: Int
  private var skippedToday = false
  private var notBefore = 0.0
  private var uprightSince: Double?

  /// - Parameter alreadyToday: reminders that the day has seen before this session.
  public init(_ configuration: Configuration, alreadyToday: Int = 0) {
    self.configuration = configuration
    today = alreadyToday
  }

  /// The wearer has set things otherwise: what is due is reckoned anew, what is open stays open.
  public mutating func configure(_ configuration: Configuration) { self.configuration = configuration }

  /// One second has passed.
  public mutating func step(_ situation: Situation) -> Decision? {
    trackUpright(situation)
    if let open {
      if let since = uprightSince, situation.now - since >= Self.uprightToWithdraw {
        return close(open, .withdrawn)
      }
      if situation.bout == nil { return close(open, .withdrawn) }
      if situation.now - openedAt >= configuration.ignoredAfter { return close(open, .ignored) }
      return nil
    }
    guard let due = dueTime(situation), due <= situation.now, situation.posture == .sitting else { return nil }
    count += 1
    today += 1
    open = count
    openedAt = situation.now
    notBefore = situation.now + configuration.reminderGap
    return .open(number: count)
  }

  /// When the next reminder is due if the wearer goes on sitting, in seconds of the session; nil where none will
  /// come: outside a bout, paused, locked, or enough for the day.
  public func dueTime(_ situation: Situation) -> Double? {
    guard open == nil, !isPaused, !isLocked, quiet.isEmpty, !skippedToday, today < configuration.remindersPerDay,
      let bout = situation.bout
    else { return nil }
    return max(situation.now + configuration.remindAfter - bout, notBefore)
  }

  /// Why no reminder will come now.
  public func pauseReasons(_ situation: Situation) -> PauseReasons {
    var reasons = quiet
    if isPaused { reasons.insert(.paused) }
    if isLocked { reasons.insert(.locked) }
    if skippedToday { reasons.insert(.skippedToday) }
    if today >= configuration.remindersPerDay { reasons.insert(.dailyLimit) }
    if situation.now < snoozedUntil { reasons.insert(.snoozed) }
    if situation.now < calmUntil { reasons.insert(.afterResume) }
    switch situation.posture {
    case .lying: reasons.insert(.lying)
    case .notWorn: reasons.insert(.notWorn)
    case .unknown: reasons.insert(.unknownPosture)
    case .sitting, .standing, .walking: break
    }
    return reasons
  }

  public mutating func snooze(minutes: Int, at now: Double) -> Decision? {
    // A snooze says when to come back, so it also shortens the gap that the last reminder opened.
    notBefore = now + Double(minutes) * 60
    snoozedUntil = notBefore
    // What was put off has not been raised in vain: it will be raised again, and counts once.
    if open != nil { today -= 1 }
    return open.flatMap { close($0, .snoozed) }
  }

  public mutating func skip() -> Decision? {
    guard let open else {
      skippedToday = true
      return nil
    }
    return close(open, .skipped)
  }

  public mutating func done(at now: Double) -> Decision? {
    // An exercise done of one's own accord counts as well: the next prompt waits its time.
    notBefore = max(notBefore, now + configuration.remindAfter)
    return open.flatMap { close($0, .done) }
  }

  /// Returns nil where nothing was open; a pause does not touch a snooze, nor a snooze a pause (sane-break #70).
  public mutating func pause(_ paused: Bool) -> Decision? {
    isPaused = paused
    return paused ? withdraw() : nil
  }

  public mutating func lock(_ locked: Bool) -> Decision? {
    isLocked = locked
    return locked ? withdraw() : nil
  }

  /// What the desktop or a program says; a pause and a snooze stay as they are.
  public mutating func quiet(_ reason: QuietReason, _ isOn: Bool) -> Decision? {
    if isOn {
      quiet.insert(reason.pause)
      return withdraw()
    }
    quiet.remove(reason.pause)
    return nil
  }

  public mutating func suspend() -> Decision? { withdraw() }

  /// Awake again: times that were set before the sleep have passed by as much.
  public mutating func wake(at now: Double, asleep: Double) {
    calmUntil = now + Self.calmAfterResume
    snoozedUntil -= asleep
    notBefore = max(notBefore - asleep, calmUntil)
  }

  /// The day has seen so many reminders, those before this session included.
  public mutating func restore(alreadyToday: Int) { today = alreadyToday }

  public mutating func startDay() {
    today = 0
    skippedToday = false
  }

  public mutating func withdraw() -> Decision? { open.flatMap { close($0, .withdrawn) } }

  private mutating func close(_ number: Int, _ outcome: ReminderOutcome) -> Decision {
    open = nil
    return .close(number: number, outcome)
  }

  private mutating func trackUpright(_ situation: Situation) {
    if situation.posture.isUpright {
      uprightSince = uprightSince ?? situation.now
    } else {
      uprightSince = nil
    }
  }
}
