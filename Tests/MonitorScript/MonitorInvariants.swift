import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What holds for every sequence of inputs. A violation is described by its text.
public struct MonitorInvariants {
  public struct Violation: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
  }

  /// The texts of all events, for a comparison of two runs.
  public private(set) var lines = Text()
  private var began: Instant?
  private var now = Instant(microseconds: 0)
  private var last = Instant(microseconds: .min)
  /// Seconds that may have been counted besides the time passed: sleep, and the totals of earlier runs.
  private var allowance = 0.0
  private var endedDays = 0.0
  private var openReminder: Int?
  private var lastReminder = 0
  private var closedReminders: Set<Int> = []
  private var session: Int?
  private var lastSession = 0
  /// nil after hindsight has changed the bouts, until the status says it.
  private var isInBout: Bool? = false
  private var diaryEnd: Instant?

  public init() {}

  /// Checks the events of one input.
  /// - Parameter monitor: after the input.
  public mutating func check(
    _ input: TimedInput, _ events: [TimedEvent], _ monitor: inout Monitor
  ) throws(Violation) {
    if began == nil { began = input.time }
    switch input.input {
    case .resumed(let asleep): allowance += Double(asleep) * 1e-6
    case .restore(let totals): allowance += sum(totals)
    default: break
    }
    for event in events {
      try require(event.time >= last, "an event before an earlier one", event)
      try require(event.time <= input.time, "an event after its input", event)
      last = event.time
      try check(event)
      EventJSON.append(event, to: &lines)
      var text = Text()
      EventText.append(event, to: &text)
      try require(!text.dropLast().contains { $0 < 0x20 }, "a control character in a text", event)
    }
    now = input.time
    if case .command(.forget(before: nil)) = input.input { try checkForgotten(monitor.currentStatus()) }
    if case .end = input.input {
      try require(openReminder == nil, "a suggestion is open after the end")
      try require(session == nil, "a session runs after the end")
      try require(isInBout != true, "a bout goes on after the end")
    }
  }

  private func require(
    _ condition: Bool, _ text: String, _ event: TimedEvent? = nil
  ) throws(Violation) {
    guard !condition else { return }
    var line = Text()
    if let event { EventJSON.append(event, to: &line) }
    throw Violation("\(text): \(String(decoding: line, as: UTF8.self))")
  }

  private func sum(_ totals: DayTotals) -> Double { totals.seconds.total }

  private mutating func check(_ event: TimedEvent) throws(Violation) {
    switch event.event {
    case .reminder(let reminder):
      try require(openReminder == nil, "a second suggestion is open", event)
      try require(reminder.number > lastReminder, "the number of a suggestion is not above the last one", event)
      (openReminder, lastReminder) = (reminder.number, reminder.number)
    case .escalated(let number, _):
      try require(openReminder == number, "a suggestion that is not open escalates", event)
    case .reminderClosed(let number, _):
      try require(openReminder == number, "a suggestion closes that is not open", event)
      try require(closedReminders.insert(number).inserted, "a suggestion closes twice", event)
      openReminder = nil
    case .reminderReopened(let reminder, _):
      try require(openReminder == nil, "a second suggestion is open", event)
      try require(closedReminders.remove(reminder.number) != nil, "a suggestion reopens that was not closed", event)
      openReminder = reminder.number
    case .session(let number, let part): try check(part, of: number, event)
    case .boutStarted:
      try require(isInBout != true, "a bout begins in a bout", event)
      isInBout = true
    case .boutEnded(let sitting):
      try require(isInBout != false, "a bout ends that did not begin", event)
      try require(sitting >= 0, "a bout below zero", event)
      isInBout = false
    case .revised(let revision):
      try require(revision.began < revision.ended && revision.seconds >= 0, "an empty revision", event)
      if !revision.bouts.isEmpty { isInBout = nil }
    case .diary(let interval):
      try require(interval.began < interval.ended, "an empty interval in the diary", event)
      try require(interval.began >= diaryEnd ?? interval.began, "an interval of the diary overlaps", event)
      diaryEnd = interval.ended
    case .exerciseDone(let completion):
      try require(completion.share > 0 && completion.share <= 1, "a share outside 0 to 1", event)
    case .dayEnded(let totals):
      endedDays += sum(totals)
      try require(endedDays <= passed(at: event.time), "days with more time than has passed", event)
    default: break
    }
  }

  private mutating func check(
    _ part: ExerciseSessionEvent, of number: Int, _ event: TimedEvent
  ) throws(Violation) {
    if case .started = part {
      try require(session == nil && number > lastSession, "a session begins in a session", event)
      (session, lastSession) = (number, number)
      return
    }
    try require(session == number, "an event of a session that does not run", event)
    switch part {
    case .progress(let progress):
      try require(progress.remaining >= 0 && progress.done >= 0, "a session counts below zero", event)
    case .finished(let result):
      try require(
        result.checkedSeconds >= 0 && result.checkedSeconds <= result.heldSeconds + 1e-6, "more checked than held",
        event)
      try require((0...1).contains(result.credit) && (0...1).contains(result.checked), "a share outside 0 to 1", event)
      session = nil
    default: break
    }
  }

  private func passed(at time: Instant) -> Double {
    (began.map { time.seconds(since: $0) } ?? 0) + allowance + 1e-3
  }

  /// Checks the status against all events so far.
  public mutating func checkStatus(_ monitor: inout Monitor) throws(Violation) {
    let status = monitor.currentStatus()
    isInBout = isInBout ?? (status.bout != nil)
    try require((0...1).contains(status.posture.confidence), "a confidence outside 0 to 1")
    try require(status.openReminder == openReminder, "the status has another open suggestion than the events")
    try require(status.activeSession.isEmpty == (session == nil), "the status has another session than the events")
    try require((status.bout != nil) == isInBout, "the status has another bout than the events")
    try require((status.bout ?? 0) >= 0, "a bout below zero")
    for posture in Posture.every { try require(status.today[posture] >= 0, "\(posture) below zero") }
    try require(
      endedDays + sum(status.today) <= passed(at: now),
      "\(endedDays + sum(status.today)) s counted in \(passed(at: now)) s")
    try require(status.today.longestBout >= 0 && status.today.bouts >= 0, "a bout below zero")
    for hour in status.hours {
      for posture in Posture.every { try require(hour[posture] >= 0, "an hour of \(posture) below zero") }
    }
    var text = Text()
    StatusText.append(status, tilt: nil, now: now.seconds, to: &text)
    SummaryText.append(status.today, to: &text)
  }

  private func checkForgotten(_ status: MonitorStatus) throws(Violation) {
    try require(sum(status.today) == 0, "time is left after everything was forgotten")
    try require(status.hours.isEmpty, "hours are left after everything was forgotten")
    try require(status.today.bouts == 0 && status.today.steps == 0 && status.today.reminders == 0, "counts are left")
    try require(status.tilt.trend == nil, "a trend of the tilt is left after everything was forgotten")
    try require(
      status.programme.streak == 0 && status.programme.entries.allSatisfy { $0.done == 0 },
      "exercises are left after everything was forgotten")
  }
}

extension Posture {
  static let every: [Posture] = [.unknown, .standing, .walking, .sitting, .lying, .notWorn]
}
