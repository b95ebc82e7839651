import PsoasMonitor
import PsoasSystem

/// A pending write.
enum Change: Equatable {
  case boutBegan(Bout)
  case boutEnded(Bout)
  case breakEnded(BreakRow)
  /// A bout with this start is deleted.
  case boutRemoved(began: Int64)
  case reminder(Suggestion)
  case reminderClosed(Suggestion)
  case reminderReopened(Suggestion)
  case exerciseDone(ExerciseCompletion)
  case exerciseUndone(ExerciseCompletion)
  case rhythm(RhythmEntry)
  case sessionBegan(ExerciseSessionEntry)
  case stageDone(ExerciseStageRow)
  case sessionEnded(ExerciseSessionEntry)
  case calibration(CalibrationEntry)

  /// The day of the change; nil for an update of a row that has a day already.
  var day: Int64? {
    switch self {
    case .boutBegan(let bout), .boutEnded(let bout): bout.day
    case .breakEnded(let row): row.day
    case .reminder(let reminder): reminder.day
    case .exerciseDone(let completion), .exerciseUndone(let completion): completion.at.localDay
    case .rhythm(let memory): memory.day
    case .sessionBegan(let session), .sessionEnded(let session): session.day
    case .stageDone(let row): row.day
    case .calibration(let memory): memory.day
    case .reminderClosed, .reminderReopened, .boutRemoved: nil
    }
  }

  func write(to database: Database) throws(SQLiteFailure) {
    switch self {
    case .boutBegan(let bout): try BoutTable.bouts.insert(bout, .ignore, into: database)
    case .boutEnded(let bout): try BoutTable.bouts.insert(bout, .set(["ended", "sitting"]), into: database)
    case .boutRemoved(let began): try BoutTable.remove(began: began, from: database)
    case .breakEnded(let row): try BoutTable.breaks.insert(row, .replace, into: database)
    case .reminder(let reminder): try ReminderTable.reminders.insert(reminder, .ignore, into: database)
    case .reminderClosed(let reminder), .reminderReopened(let reminder):
      try ReminderTable.reminders.update(reminder, ["closed", "outcome"], in: database)
    case .exerciseDone(let completion): try CompletionTable.completions.insert(completion, .replace, into: database)
    case .exerciseUndone(let completion): try CompletionTable.remove(completion, from: database)
    case .rhythm(let memory): try RhythmTable.rhythms.insert(memory, .replace, into: database)
    case .sessionBegan(let session): try ExerciseSessionTable.sessions.insert(session, .ignore, into: database)
    case .stageDone(let row): try ExerciseSessionTable.stages.insert(row, .replace, into: database)
    case .sessionEnded(let session): try ExerciseSessionTable.sessions.insert(session, .replace, into: database)
    case .calibration(let memory): try CalibrationTable.calibrations.insert(memory, .replace, into: database)
    }
  }
}
