import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct UndoTests {
  /// A wearer who sits, with a reminder open.
  private func reminded() throws -> Pipeline {
    var desk = Pipeline()
    _ = try desk.perform(.correct(.sitting))
    desk.awaitReminder()
    try #require(desk.monitor.status.openReminder == 1)
    return desk
  }

  private func outcomes(_ desk: Pipeline) -> Int {
    ReminderOutcome.allCases.reduce(0) { $0 + desk.monitor.status.today.outcomes[$1] }
  }

  @Test(arguments: [
    (Command.snooze(minutes: 10), WearerAct.snooze), (.snoozeUntil(minute: 1), .snooze), (.skip, .skip),
    (.done, .done(exercise: Text("stretch".utf8))),
    (.doneExercise(Text("plank".utf8)), .done(exercise: Text("plank".utf8))),
  ])
  func `an answer that is taken back leaves the reminder open, as it was`(command: Command, act: WearerAct) throws {
    var desk = try reminded()
    let exercise = desk.monitor.status.openExercise
    let before = desk.monitor.status
    _ = try desk.perform(command)
    #expect(desk.monitor.status.openReminder == nil && outcomes(desk) == 1)
    let undone = try desk.perform(.undo)
    if case .done = act {
      guard case .undone(.done(let reported)) = undone else { return #expect(Bool(false), "\(undone)") }
      #expect(reported == (command == .done ? exercise : Text("plank".utf8)))
    } else {
      #expect(undone == .undone(act))
    }
    let after = desk.monitor.status
    #expect(after.openReminder == 1 && after.openExercise == exercise && outcomes(desk) == 0)
    #expect(after.snoozedUntil == nil && after.pauseReasons == before.pauseReasons && after.hold == before.hold)
    #expect(after.programme == before.programme && after.today.reminders == 1)
    #expect(desk.refusal(of: .undo) == .nothingToUndo)
    // It can be answered again, and the count is right.
    _ = try desk.perform(.skip)
    #expect(desk.monitor.status.today.outcomes[.skipped] == 1 && outcomes(desk) == 1)
  }

  @Test func `the events say which reminder is open again and which exercise was not done`() throws {
    var desk = try reminded()
    _ = try desk.perform(.doneExercise(plank.exercise))
    desk.events = []
    _ = try desk.perform(.undo)
    #expect(desk.events.map { $0.event.name.description } == ["exercise-undone", "reminder-reopened"])
    if case .reminderReopened(let reminder, let outcome)? = desk.events.last?.event {
      #expect(reminder.number == 1 && outcome == .done)
    }
  }

  @Test func `skipping the day, or putting off the next reminder, is taken back without one`() throws {
    var desk = Pipeline()
    _ = try desk.perform(.skip)
    #expect(desk.monitor.status.pauseReasons.contains(.skippedToday))
    #expect(try desk.perform(.undo) == .undone(.skip))
    #expect(!desk.monitor.status.pauseReasons.contains(.skippedToday))
    _ = try desk.perform(.snooze(minutes: 30))
    #expect(desk.monitor.status.snoozedUntil.map { $0.rounded() } == 1800)
    #expect(try desk.perform(.undo) == .undone(.snooze))
    #expect(desk.monitor.status.snoozedUntil == nil && desk.monitor.status.openReminder == nil)
  }

  @Test func `only the last act is taken back, and a snooze not after the next reminder`() throws {
    var desk = try reminded()
    _ = try desk.perform(.snooze(minutes: 1))
    desk.awaitReminder()
    #expect(desk.monitor.status.openReminder == 2)
    #expect(desk.refusal(of: .undo) == .nothingToUndo)
    _ = try desk.perform(.doneExercise(plank.exercise))
    _ = try desk.perform(.skip)
    #expect(try desk.perform(.undo) == .undone(.skip))
    #expect(desk.refusal(of: .undo) == .nothingToUndo)
  }

  @Test func `a reported exercise is taken back after the next reminder, which stays as it is`() throws {
    var desk = try reminded()
    _ = try desk.perform(.doneExercise(plank.exercise))
    desk.awaitReminder()
    #expect(desk.monitor.status.openReminder == 2)
    desk.events = []
    #expect(try desk.perform(.undo) == .undone(.done(exercise: plank.exercise)))
    #expect(desk.events.map { $0.event.name.description } == ["exercise-undone"])
    #expect(desk.monitor.status.openReminder == 2)
  }

  @Test func `where no reminder is possible now, the one that was answered is withdrawn`() throws {
    var desk = try reminded()
    _ = try desk.perform(.skip)
    _ = try desk.perform(.pause)
    #expect(try desk.perform(.undo) == .undone(.skip))
    #expect(desk.monitor.status.openReminder == nil && desk.monitor.status.isPaused)
    #expect(desk.monitor.status.today.outcomes[.withdrawn] == 1 && outcomes(desk) == 1)
  }

  @Test(arguments: [Command.correct(.standing), .correctEpisode(.standing)])
  func `a correction that is taken back leaves no trace in the day`(command: Command) throws {
    func day(corrected: Bool) throws -> Pipeline {
      var desk = Pipeline(hasSensors: false)
      _ = try desk.perform(.correct(.walking))
      desk.pass(100)
      _ = try desk.perform(.correct(.sitting))
      desk.pass(300)
      if corrected { _ = try desk.perform(command) } else { desk.now.microseconds += 1 }
      desk.pass(120)
      if corrected { #expect(try desk.perform(.undo) == .undone(.correction)) } else { desk.now.microseconds += 1 }
      desk.pass(60)
      return desk
    }
    let (with, without) = (try day(corrected: true), try day(corrected: false))
    #expect(with.monitor.status.posture.posture == .sitting)
    for posture in Posture.listed {
      let difference = with.monitor.status.today[posture] - without.monitor.status.today[posture]
      #expect(difference.magnitude < 0.001, "\(posture): \(difference)")
    }
    #expect(with.monitor.status.today.bouts == without.monitor.status.today.bouts)
    #expect((with.monitor.status.bout ?? 0) - (without.monitor.status.bout ?? 0) < 0.001)
    var desk = with
    #expect(desk.refusal(of: .undo) == .nothingToUndo)
  }

  @Test func `nothing is taken back across a deletion, and an answer not across midnight`() throws {
    var desk = try reminded()
    _ = try desk.perform(.doneExercise(plank.exercise))
    _ = try desk.perform(.forget(before: nil))
    #expect(desk.refusal(of: .undo) == .nothingToUndo)
    var late = try reminded()
    _ = try late.perform(.skip)
    late.handle(.wallClock(WallClock(unixMicroseconds: 1_774_735_200_000_000 + 86_400_000_000, utcOffset: 3600)))
    #expect(late.refusal(of: .undo) == .nothingToUndo)
  }
}
