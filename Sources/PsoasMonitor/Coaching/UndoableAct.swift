import PsoasSystem

/// The wearer's last act, with what taking it back needs.
struct UndoableAct: Equatable, Sendable {
  let act: WearerAct
  /// The policy before the act; nil if the act did not change it, or if something later has overtaken it.
  var former: ReminderPolicy?
  /// The exercise that was reported.
  var completion: ExerciseCompletion?
  /// How the act closed the open reminder; nil if none was open.
  var outcome: ReminderOutcome?

  init(_ act: WearerAct) { self.act = act }

  /// Whether nothing is left to take back.
  var isVoid: Bool { former == nil && completion == nil }

  /// A later reminder, a suspend or a new day has made the state before the act meaningless. A reported exercise can
  /// still be taken back.
  mutating func overtake() { former = nil }
}

extension Coach {
  /// Passes the wearer's answer to the policy, and keeps what taking it back needs.
  mutating func answer(
    _ act: WearerAct, _ occurrence: ReminderPolicy.Occurrence, _ situation: Situation, _ events: inout [Event]
  ) {
    var undoable = UndoableAct(act)
    undoable.former = policy
    let before = events.count
    consultPolicy(occurrence, situation, &events)
    for event in events[before...] {
      if case .reminderClosed(_, let outcome) = event { undoable.outcome = outcome }
    }
    lastAct = undoable
  }

  mutating func takeBack(_ situation: Situation, _ events: inout [Event]) {
    guard let undoable = lastAct else { return }
    lastAct = nil
    if let completion = undoable.completion {
      log.remove(completion)
      events.append(.exerciseUndone(completion))
    }
    if let former = undoable.former {
      policy.takeBack(to: former, situation, into: &decisions)
      if let outcome = undoable.outcome, var reminder = lastReminder {
        reminder.level = former.level
        reminder.maySnooze = former.maySnooze
        events.append(.reminderReopened(reminder, outcome))
      }
      emitDecisions(situation, &events)
    }
    refresh(situation)
  }
}
