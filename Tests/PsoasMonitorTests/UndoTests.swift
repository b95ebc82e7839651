import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct UndoTests {
  /// A wearer who sits, with a reminder open.
  private func reminded() throws -> Pipeline {
    var pipeline = Pipeline()
    _ = try pipeline.perform(.correct(.sitting))
    pipeline.awaitReminder()
    try #require(pipeline.monitor.status.openReminder == 1)
    return pipeline
  }

  private func outcomes(_ pipeline: Pipeline) -> Int {
    ReminderOutcome.allCases.reduce(0) { $0 + pipeline.monitor.status.today.outcomes[$1] }
  }

  @Test(arguments: [
    (Command.snooze(minutes: 10), WearerAct.snooze), (.snoozeUntil(minute: 1), .snooze), (.skip, .skip),
    (.done, .done(exercise: Text("stretch".utf8))),
    (.doneExercise(Text("plank".utf8)), .done(exercise: Text("plank".utf8))),
  ])
  func `an answer that is taken back leaves the reminder open, as it was`(command: Command, act: WearerAct) throws {
    var pipeline = try reminded()
    let exercise = pipeline.monitor.status.openExercise
    let before = pipeline.monitor.status
    _ = try pipeline.perform(command)
    #expect(pipeline.monitor.status.openReminder == nil && outcomes(pipeline) == 1)
    let undone = try pipeline.perform(.undo)
    if case .done = act {
      guard case .undone(.done(let reported)) = undone else { return #expect(Bool(false), "\(undone)") }
      #expect(reported == (command == .done ? exercise : Text("plank".utf8)))
    } else {
      #expect(undone == .undone(act))
    }
    let after = pipeline.monitor.status
    #expect(after.openReminder == 1 && after.openExercise == exercise && outcomes(pipeline) == 0)
    #expect(after.snoozedUntil == nil && after.pauseReasons == before.pauseReasons && after.hold == before.hold)
    #expect(after.programme == before.programme && after.today.reminders == 1)
    #expect(pipeline.refusal(of: .undo) == .nothingToUndo)
    // It can be answered again, and the count is right.
    _ = try pipeline.perform(.skip)
    #expect(pipeline.monitor.status.today.outcomes[.skipped] == 1 && outcomes(pipeline) == 1)
  }

  @Test func `the events say which reminder is open again and which exercise was not done`() throws {
    var pipeline = try reminded()
    _ = try pipeline.perform(.doneExercise(plank.exercise))
    pipeline.events = []
    _ = try pipeline.perform(.undo)
    #expect(pipeline.events.map { $0.event.name.description } == ["exercise-undone", "reminder-reopened"])
    if case .reminderReopened(let reminder, let outcome)? = pipeline.events.last?.event {
      #expect(reminder.number == 1 && outcome == .done)
    }
  }

  @Test func `skipping the day, or putting off the next reminder, is taken back without one`() throws {
    var pipeline = Pipeline()
    _ = try pipeline.perform(.skip)
    #expect(pipeline.monitor.status.pauseReasons.contains(.skippedToday))
    #expect(try pipeline.perform(.undo) == .undone(.skip))
    #expect(!pipeline.monitor.status.pauseReasons.contains(.skippedToday))
    _ = try pipeline.perform(.snooze(minutes: 30))
    #expect(pipeline.monitor.status.snoozedUntil.map { $0.rounded() } == 1800)
    #expect(try pipeline.perform(.undo) == .undone(.snooze))
    #expect(pipeline.monitor.status.snoozedUntil == nil && pipeline.monitor.status.openReminder == nil)
  }

  @Test func `only the last act is taken back, and a snooze not after the next reminder`() throws {
    var pipeline = try reminded()
    _ = try pipeline.perform(.snooze(minutes: 1))
    pipeline.awaitReminder()
    #expect(pipeline.monitor.status.openReminder == 2)
    #expect(pipeline.refusal(of: .undo) == .nothingToUndo)
    _ = try pipeline.perform(.doneExercise(plank.exercise))
    _ = try pipeline.perform(.skip)
    #expect(try pipeline.perform(.undo) == .undone(.skip))
    #expect(pipeline.refusal(of: .undo) == .nothingToUndo)
  }

  @Test func `a reported exercise is taken back after the next reminder, which stays as it is`() throws {
    var pipeline = try reminded()
    _ = try pipeline.perform(.doneExercise(plank.exercise))
    pipeline.awaitReminder()
    #expect(pipeline.monitor.status.openReminder == 2)
    pipeline.events = []
    #expect(try pipeline.perform(.undo) == .undone(.done(exercise: plank.exercise)))
    #expect(pipeline.events.map { $0.event.name.description } == ["exercise-undone"])
    #expect(pipeline.monitor.status.openReminder == 2)
  }

  @Test func `where no reminder is possible now, the one that was answered is withdrawn`() throws {
    var pipeline = try reminded()
    _ = try pipeline.perform(.skip)
    _ = try pipeline.perform(.pause)
    #expect(try pipeline.perform(.undo) == .undone(.skip))
    #expect(pipeline.monitor.status.openReminder == nil && pipeline.monitor.status.isPaused)
    #expect(pipeline.monitor.status.today.outcomes[.withdrawn] == 1 && outcomes(pipeline) == 1)
  }

  @Test(arguments: [Command.correct(.standing), .correctEpisode(.standing)])
  func `a correction that is taken back leaves no trace in the day`(command: Command) throws {
    func day(corrected: Bool) throws -> Pipeline {
      var pipeline = Pipeline(hasSensors: false)
      _ = try pipeline.perform(.correct(.walking))
      pipeline.pass(100)
      _ = try pipeline.perform(.correct(.sitting))
      pipeline.pass(300)
      if corrected { _ = try pipeline.perform(command) } else { pipeline.now.microseconds += 1 }
      pipeline.pass(120)
      if corrected {
        #expect(try pipeline.perform(.undo) == .undone(.correction))
      } else {
        pipeline.now.microseconds += 1
      }
      pipeline.pass(60)
      return pipeline
    }
    let (with, without) = (try day(corrected: true), try day(corrected: false))
    #expect(with.monitor.status.posture.posture == .sitting)
    for posture in Posture.listed {
      let difference = with.monitor.status.today[posture] - without.monitor.status.today[posture]
      #expect(difference.magnitude < 0.001, "\(posture): \(difference)")
    }
    #expect(with.monitor.status.today.bouts == without.monitor.status.today.bouts)
    #expect((with.monitor.status.bout ?? 0) - (without.monitor.status.bout ?? 0) < 0.001)
    var pipeline = with
    #expect(pipeline.refusal(of: .undo) == .nothingToUndo)
  }

  @Test func `nothing is taken back across a deletion, and an answer not across midnight`() throws {
    var pipeline = try reminded()
    _ = try pipeline.perform(.doneExercise(plank.exercise))
    _ = try pipeline.perform(.forget(before: nil))
    #expect(pipeline.refusal(of: .undo) == .nothingToUndo)
    var late = try reminded()
    _ = try late.perform(.skip)
    late.handle(.wallClock(WallClock(unixMicroseconds: 1_774_735_200_000_000 + 86_400_000_000, utcOffset: 3600)))
    #expect(late.refusal(of: .undo) == .nothingToUndo)
  }
}
