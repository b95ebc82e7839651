import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What Psoas remembers: bouts, reminders and how they ended, and the totals of each day, in one SQLite file.
///
/// What happens is gathered in memory and written about once a minute, so that the disk may sleep: being killed, and
/// a power cut, lose at most the last 60 s. Where the file cannot be written, the gathering goes on, and so do the
/// tries.
public final class History {
  /// Seconds between two writes: 60 less what a busy machine may take to get round to it, and the disk to do it.
  public static let interval = 50.0
  /// Seconds after which a write is tried again where another program held the file.
  static let retryInterval = 5.0
  /// Changes kept while the file cannot be written; an hour brings some ten, a guided session as many. The oldest go first.
  static let capacity = 1024

  let file: HistoryFile
  private(set) var database: Database?
  private var changes: [Change] = []
  private var days = DayIncrements()
  /// What the file knew of the present day when it could be read at last; the run does not contain it yet.
  private var knownLater: DayTotals?
  /// Whether a day was asked for that could not be read.
  private var isUnread = false
  /// What the file is known by, so that another one in its place is noticed.
  private var identity: FileIdentity?
  /// What the run knows is merged with what is in the file, which may be an older copy.
  private var merges = false
  private var hours = HourTable()
  private var triedAt: Instant?
  private var run: Int64?
  private var bout: Bout?
  /// When the latest bouts of this run were noticed, and what they are known by in the file.
  private var bouts: [(noticed: Instant, began: Int64)] = []
  private var session: ExerciseSessionEntry?
  /// Identifiers of the sensors worn, by placement.
  private var sensors = PerPlacement<Text>(repeating: [])
  private var lastReported: HistoryError?
  /// What a write had to report that nobody waited for; the next one reports it.
  private var unreported: HistoryError?
  /// The lock that prevents other processes from changing the file; nil if it is not held.
  private var claim: FileDescriptor?
  private let claims: Bool
  /// Days for which all but the sums of days is kept; 0 to keep it for ever.
  public var retentionDays = 0 { didSet { retainedOn = nil } }
  private var retainedOn: Int64?
  /// Nothing is deleted while the clock contradicts the history.
  private var clockIsDoubted = false

  /// Touches nothing yet.
  public convenience init(directory: Text) { self.init(directory: directory, claims: true) }

  init(directory: Text, claims: Bool) {
    file = HistoryFile(directory: directory)
    self.claims = claims
  }

  deinit {
    database = nil
  }

  /// Where the history is kept.
  public var path: Text { file.path }

  /// Opens the file, or makes it.
  /// - Throws: `HistoryError`. After `.damaged` the history works with a new file; after any other error it works
  ///   in memory, and tries again with each write.
  public func open() throws(HistoryError) {
    guard database == nil else { return }
    do throws(HistoryError) {
      let opened = try file.open()
      if claims, claim == nil { claim = file.claim(alone: false) }
      try file.migrate(opened.database)
      let bad = try file.setAsideBadRows(opened.database)
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

  /// What is known of a day (since 1970-01-01, local calendar); nil where nothing is.
  public func totals(day: Int64) -> DayTotals? {
    var totals = database.flatMap { database in (try? DayTable.totals(of: day...day, in: database))?.first }
    for more in days.due where more.day.day == day {
      var sum = totals ?? DayTotals(day: day)
      sum.add(more.day)
      totals = sum
    }
    return totals
  }

  /// What is known of a day that the run begins, or comes back to: from now on the run's own totals contain it.
  public func restore(day: Int64) -> DayTotals? {
    // What cannot be written is reported when the next write fails as well.
    do throws(HistoryError) { try write() } catch { if !error.losesHistory { unreported = error } }
    guard let database, let known = try? DayTable.totals(of: day...day, in: database) else {
      isUnread = true
      return nil
    }
    guard let totals = known.first else { return nil }
    days.restore(totals)
    return totals
  }

  /// What `restore` could not read and the file has shown since: once.
  public func restoreLater() -> DayTotals? {
    defer { knownLater = nil }
    if let knownLater { days.restore(knownLater) }
    return knownLater
  }

  /// What was done on a day (since 1970-01-01, local calendar) and later, in the order of time.
  public func completions(since day: Int64) -> [ExerciseCompletion] {
    guard let database else { return [] }
    let known = try? CompletionTable.completions.rows(
      where: "day >= ?", [.integer(day)], orderedBy: "ended", from: database)
    return known ?? []
  }

  /// A sensor is worn from now on, which the wearer assigns by `identifier`.
  public func assign(_ placement: Placement, _ identifier: Text) { sensors[placement] = identifier }

  /// Records an event of a session whose wall clock is known; other events are ignored.
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
      // It belongs to the day on which it ended.
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
    case .rhythmMeasured(let result):
      guard let rhythm = result.rhythm else { return }
      gather(.rhythm(RhythmEntry(rhythm, at: wall)))
    case .dayEnded(let totals): days.finish(totals)
    case .ended(let totals): days.take(totals)
    case .exerciseDone(let completion): gather(.exerciseDone(completion))
    case .session(_, let event): gather(event, at: wall)
    case .calibrationDone, .calibrationWithheld, .calibrationFailed:
      guard let memory = CalibrationEntry(timed.event, at: wall, sensors: sensors) else { return }
      gather(.calibration(memory))
    default: return
    }
    try writeIfDue(timed.time)
  }

  /// Bouts are not as they were noticed.
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
    // Hindsight reaches back half an hour, in which no more begin.
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

  /// Writes what waits and closes the file, so that the one file holds everything.
  /// - Throws: if the write failed with an error that is not reported yet.
  public func close() throws(HistoryError) {
    defer { database = nil }
    try flush()
    // A reader may still be at work; then SQLite keeps the log, and nothing is lost.
    try? database?.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Writes all pending changes immediately. Called at exit and before system sleep.
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

  // MARK: Forgetting

  /// Lets go of what is gathered of days before `day`.
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

  // MARK: Gathering and writing

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
      // Opened anew at the next try: a damaged file is set aside then, and a disk that came back is found.
      self.database = nil
      throw file.cause(error)
    }
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

  /// Another program has removed the file or put another in its place: what this run knows goes there as well.
  func leaveReplacedFile() -> HistoryError? {
    guard let known = identity, FileIdentity(path) != known else { return nil }
    database = nil
    identity = nil
    claim = nil
    forgetWritten()
    merges = true
    return .replaced(path: path)
  }

  /// The file has nothing of what this run knows: all of it is written once more.
  private func forgetWritten() {
    days.writeAgain()
    hours.writeAgain()
  }
}
