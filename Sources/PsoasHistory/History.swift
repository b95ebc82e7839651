import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The history: bouts, reminders and their outcomes, and the totals of each day, in one SQLite file.
///
/// Changes are collected in memory and written about once per minute, so that the disk can sleep: a kill or a power cut
/// loses at most the last 60 s. If the file cannot be written, collecting continues and writing is retried.
public final class History {
  /// Seconds between two writes: 60 minus a margin for a busy machine and disk.
  public static let interval = 50.0
  /// Seconds until a retry if another program held a lock on the file.
  static let retryInterval = 5.0
  /// Largest number of changes kept while the file cannot be written; an hour has about ten, an exercise session as
  /// many. The oldest are removed first.
  static let capacity = 1024

  let file: HistoryFile
  private(set) var database: Database?
  private var changes: [Change] = []
  private var days = DayIncrements()
  /// The totals of the current day in the file, if it could be read only later; not included in the run yet.
  private var knownLater: DayTotals?
  /// Whether a requested day could not be read.
  private var isUnread = false
  /// Identity of the file, to detect that it was replaced.
  private var identity: FileIdentity?
  /// The run's data is merged with that in the file, which may be an older copy.
  private var merges = false
  private var hours = HourTable()
  private var triedAt: Instant?
  private var run: Int64?
  private var bout: Bout?
  /// When the latest bouts of this run were detected, and their keys in the file.
  private var bouts: [(noticed: Instant, began: Int64)] = []
  private var session: ExerciseSessionEntry?
  /// Identifiers of the worn sensors, by placement.
  private var sensors = PerPlacement<Text>(repeating: [])
  private var lastReported: HistoryError?
  /// An error of a write without a caller; the next write reports it.
  private var unreported: HistoryError?
  /// The lock that prevents other processes from changing the file; nil if it is not held.
  private var claim: FileDescriptor?
  private let claims: Bool
  /// How often something was written.
  public private(set) var writes = 0
  /// Days for which the history keeps everything except the totals of days; 0 keeps it for ever.
  public var retentionDays = 0 { didSet { retainedOn = nil } }
  private var retainedOn: Int64?
  /// While the clock contradicts the history, nothing is deleted.
  private var clockIsDoubted = false

  /// Accesses no file yet.
  public convenience init(directory: Text) { self.init(directory: directory, claims: true) }

  init(directory: Text, claims: Bool) {
    file = HistoryFile(directory: directory)
    self.claims = claims
  }

  deinit {
    database = nil
  }

  /// Path of the history.
  public var path: Text { file.path }

  /// Opens the file, or creates it.
  /// - Throws: `HistoryError`. After `.damaged` the history uses a new file; after any other error it uses memory only,
  ///   and retries with each write.
  public func open() throws(HistoryError) {
    guard database == nil else { return }
    do throws(HistoryError) {
      let opened = try file.open()
      if claims, claim == nil { claim = file.claim(alone: false) }
      try file.migrate(opened.database)
      let bad = try file.setAsideBadRows(opened.database)
      opened.database.releasePages()
      database = opened.database
      identity = FileIdentity(path)
      if let name = opened.setAside {
        forgetWritten()
        throw .damaged(setAside: name)
      }
      if bad > 0 { throw .rowsSetAside(path: path, count: bad) }
    } catch {
      lastReported = error.losesHistory ? error : nil
      throw error
    }
  }

  /// The stored totals of a day (since 1970-01-01, local calendar); nil if there are none.
  public func totals(day: Int64) -> DayTotals? {
    var totals = database.flatMap { database in (try? DayTable.totals(of: day...day, in: database))?.first }
    for more in days.due where more.day.day == day {
      var sum = totals ?? DayTotals(day: day)
      sum.add(more.day)
      totals = sum
    }
    return totals
  }

  /// The stored totals of a day that the run begins or returns to: from now on the run's totals include them.
  public func restore(day: Int64) -> DayTotals? {
    // A failed write is reported when the next one fails as well.
    do throws(HistoryError) { try write() } catch { if !error.losesHistory { unreported = error } }
    guard let database, let known = try? DayTable.totals(of: day...day, in: database) else {
      isUnread = true
      return nil
    }
    guard let totals = known.first else { return nil }
    days.restore(totals)
    return totals
  }

  /// The totals that `restore` could not read and that were read later; returned once.
  public func restoreLater() -> DayTotals? {
    defer { knownLater = nil }
    if let knownLater { days.restore(knownLater) }
    return knownLater
  }

  /// The exercises done on a day (since 1970-01-01, local calendar) and later, in order of time.
  public func completions(since day: Int64) -> [ExerciseCompletion] {
    guard let database else { return [] }
    // With both bounds SQLite searches the days; with one it reads the whole table in the order of time.
    let known = try? CompletionTable.completions.rows(
      where: "day BETWEEN ? AND ?", [.integer(day), .integer(Int64.max)], orderedBy: "ended", from: database)
    return known ?? []
  }

  /// A sensor is worn from now on; the wearer assigns it by `identifier`.
  public func assign(_ placement: Placement, _ identifier: Text) { sensors[placement] = identifier }

  /// Records an event with a known wall clock; other events are ignored.
  /// - Throws: if a write was due and failed with an error that is not reported yet.
  public func record(_ timed: TimedEvent) throws(HistoryError) {
    guard let wall = timed.wall else { return }
    let now = wall.unixMicroseconds
    let run = run ?? now
    self.run = run
    switch timed.event {
    case .boutStarted:
      bout = Bout(wall)
      note(timed.time, now)
      gather(.boutBegan(Bout(wall)))
    case .boutEnded(let sitting):
      // A bout belongs to the day of its end.
      var ended = Bout(wall)
      ended.began = bout?.began ?? now
      ended.ended = now
      ended.sitting = sitting
      gather(.boutEnded(ended))
      bout = nil
    case .revised(let revision):
      revise(revision.bouts) { wall.advanced(by: $0.microseconds - timed.time.microseconds) }
    case .breakEnded(let rest):
      gather(.breakEnded(BreakRow(ended: now, day: wall.localDay, utcOffset: wall.utcOffset, rest: rest)))
    case .reminder(let reminder):
      gather(
        .reminder(
          Suggestion(
            run: run, number: reminder.number, day: wall.localDay, utcOffset: wall.utcOffset, raised: now,
            exercise: reminder.exercise, sitting: reminder.sittingSeconds)))
    case .reminderClosed(let number, let outcome):
      gather(.reminderClosed(Suggestion(run: run, number: number, closed: now, outcome: Text(outcome.name))))
    case .reminderReopened(let reminder, _):
      gather(.reminderReopened(Suggestion(run: run, number: reminder.number)))
    case .rhythmMeasured(let result):
      guard let rhythm = result.rhythm else { return }
      gather(.rhythm(RhythmEntry(rhythm, at: wall)))
    case .dayEnded(let totals): days.finish(totals)
    case .ended(let totals): days.take(totals)
    case .exerciseDone(let completion): gather(.exerciseDone(completion))
    case .exerciseUndone(let completion): gather(.exerciseUndone(completion))
    case .session(_, let event): gather(event, at: wall)
    case .calibrationDone, .calibrationWithheld, .calibrationFailed:
      guard let memory = CalibrationEntry(timed.event, at: wall, sensors: sensors) else { return }
      gather(.calibration(memory))
    default: return
    }
    try writeIfDue(timed.time)
  }

  /// Changes bouts that hindsight has corrected.
  private func revise(_ revision: BoutRevision, _ wall: (Instant) -> WallClock) {
    for span in revision.removed {
      guard let index = bouts.firstIndex(where: { $0.noticed == span.noticed }) else { continue }
      gather(.boutRemoved(began: bouts[index].began))
      if bout?.began == bouts[index].began { bout = nil }
      bouts.remove(at: index)
    }
    for span in revision.added {
      let noticed = wall(span.noticed)
      var row = Bout(noticed)
      note(span.noticed, row.began)
      if let rest = span.rest {
        gather(.breakEnded(BreakRow(ended: row.began, day: row.day, utcOffset: noticed.utcOffset, rest: rest)))
      }
      gather(.boutBegan(row))
      guard let ended = span.ended else {
        bout = row
        continue
      }
      let end = wall(ended)
      (row.ended, row.day, row.utcOffset, row.sitting) = (
        end.unixMicroseconds, end.localDay, end.utcOffset, span.sitting
      )
      gather(.boutEnded(row))
    }
  }

  private func note(_ noticed: Instant, _ began: Int64) {
    bouts.append((noticed, began))
    // Hindsight covers half an hour, which cannot contain more bouts.
    if bouts.count > 64 { bouts.removeFirst() }
  }

  private func gather(_ event: ExerciseSessionEvent, at wall: WallClock) {
    var running = session ?? ExerciseSessionEntry(wall)
    switch event {
    case .started(let start):
      running = ExerciseSessionEntry(wall)
      running.start(start)
      session = running
      gather(.sessionBegan(running))
    case .stageDone(let stage):
      gather(.stageDone(ExerciseStageRow(session: running.began, day: running.day, result: stage)))
    case .finished(let result):
      running.end(at: wall.unixMicroseconds, result)
      gather(.sessionEnded(running))
      session = nil
    case .stage, .progress, .feedback: break
    }
  }

  /// Records the totals of the day and its hours so far. Call it regularly, ideally each second.
  /// - Throws: if a write was due and failed with an error that is not reported yet.
  public func keep(
    _ totals: DayTotals, revised yesterday: DayTotals? = nil, hours seen: [HourTotals] = [], at time: Instant
  ) throws(HistoryError) {
    if let yesterday { days.revise(yesterday) }
    days.take(totals)
    hours.take(seen)
    try writeIfDue(time)
  }

  /// Writes pending changes and closes the file, so that a single file contains everything.
  /// - Throws: if the write failed with an error that is not reported yet.
  public func close() throws(HistoryError) {
    defer { database = nil }
    try flush()
    // If another program is reading, SQLite keeps the WAL file, and nothing is lost.
    try? database?.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Writes all pending changes immediately. Called at exit and before suspend.
  /// - Throws: if the write failed with an error that is not reported yet.
  public func flush() throws(HistoryError) {
    do throws(HistoryError) {
      try write()
      lastReported = nil
      if let note = unreported {
        unreported = nil
        throw note
      }
    } catch {
      guard error != lastReported else { return }
      lastReported = error.losesHistory ? error : nil
      throw error
    }
  }

  // MARK: Deletion

  /// Removes the collected data of days before `day`.
  func dropFromMemory(before day: Int64) {
    changes.removeAll { change in (change.day ?? Int64.min) < day }
    days.forget(before: day)
    hours.forget(before: day)
  }

  /// Deletes rows older than the configured retention period, once a day. The totals of days are kept.
  private func retain(in database: Database) throws(SQLiteFailure) {
    guard retentionDays > 0, let today = days.today, today != retainedOn else { return }
    guard try database.confirms(today: today) else {
      clockIsDoubted = true
      return
    }
    clockIsDoubted = false
    try database.delete(before: today - Int64(retentionDays), daysToo: false)
    retainedOn = today
  }

  // MARK: Collecting and writing

  private func gather(_ change: Change) {
    changes.append(change)
    if changes.count > History.capacity { changes.removeFirst(changes.count - History.capacity) }
  }

  private func writeIfDue(_ time: Instant) throws(HistoryError) {
    guard let last = triedAt else {
      triedAt = time
      return
    }
    var interval = History.interval
    if case .busy = lastReported { interval = History.retryInterval }
    guard time.seconds(since: last) >= interval else { return }
    triedAt = time
    try flush()
  }

  private func write() throws(HistoryError) {
    var note = leaveReplacedFile()
    guard note != nil || !changes.isEmpty || !days.due.isEmpty || !hours.due.isEmpty else { return }
    do throws(HistoryError) {
      try open()
    } catch {
      guard !error.losesHistory else { throw error }
      note = error
    }
    guard let database else { return }
    let (dueDays, dueHours) = (days.due, hours.due)
    let wasDoubted = clockIsDoubted
    do throws(SQLiteFailure) {
      if isUnread, let today = days.today {
        knownLater = try DayTable.totals(of: today...today, in: database).first
        isUnread = false
      }
      try database.transaction { () throws(SQLiteFailure) in
        for change in changes { try change.write(to: database) }
        for more in dueDays { try write(more, to: database) }
        for more in dueHours {
          try DayTable.hours.insert(more, merges ? .merge : .add, into: database)
          try TiltTable.write(more, merges ? .merge : .add, to: database)
        }
        try retain(in: database)
      }
    } catch {
      // Opened again at the next attempt: a damaged file is renamed then, and a disk that became available is found.
      self.database = nil
      throw file.cause(error)
    }
    writes += 1
    // Until the next minute the kernel has them as well.
    database.releasePages()
    changes.removeAll(keepingCapacity: true)
    hours.settle()
    days.settle()
    merges = false
    if let note { throw note }
    if clockIsDoubted, !wasDoubted { throw .clockDoubted(path: path) }
  }

  private func write(_ more: DayIncrements.Increment, to database: Database) throws(SQLiteFailure) {
    try DayTable.days.insert(more.day, merges ? .merge : more.knowsAll ? .addKnowingAll : .add, into: database)
    try TiltTable.write(more.day.tilt, of: more.day.day ?? 0, merges ? .merge : .add, to: database)
  }

  /// Another program has removed or replaced the file: this run's data is written to the new one as well.
  func leaveReplacedFile() -> HistoryError? {
    guard let known = identity, FileIdentity(path) != known else { return nil }
    database = nil
    identity = nil
    claim = nil
    forgetWritten()
    merges = true
    return .replaced(path: path)
  }

  /// The file has no data of this run: all of it is written again.
  private func forgetWritten() {
    days.writeAgain()
    hours.writeAgain()
  }
}
