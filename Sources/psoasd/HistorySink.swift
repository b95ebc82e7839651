import PsoasBus
import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem

/// Stores bouts, reminders and days in the history, and provides today's data from earlier runs.
final class HistorySink: EventSink, StatusSink, SettingsSink, SensorSink, DurableSink {
  private let history: History
  private let lock: StateLock?
  private let run: DaemonRun

  /// Returns nil if there is no state directory, and reports this once.
  /// - Throws: if another daemon holds the lock of the state directory.
  init?(_ configuration: Configuration, _ run: DaemonRun) throws(StateLock.Held) {
    guard let folder = StateDirectory.path else {
      StandardError.print("no history: set STATE_DIRECTORY, XDG_STATE_HOME or HOME to keep one")
      return nil
    }
    lock = try StateLock(folder)
    self.run = run
    history = History(directory: folder)
    history.retentionDays = configuration.retentionDays
    attempt { () throws(HistoryError) in try history.open() }
  }

  /// Today's data from earlier runs, and the completions within the programme's period.
  func known(today: Int64) -> [Input] {
    var inputs: [Input] = []
    if let totals = history.restore(day: today) { inputs.append(.restore(totals)) }
    for past in fortnight(before: today) {
      if let day = past.day, !past.tilt.isEmpty { inputs.append(.earlierTilt(day: day, past.tilt)) }
    }
    for completion in history.completions(since: today - CompletionLog.days) {
      inputs.append(.exerciseDone(completion))
    }
    return inputs
  }

  /// The muscle suggestions from the days before today. Today is excluded because it is incomplete.
  func suggestions(today: Int64) -> [MuscleSuggestion] {
    // The history contains only tilt from a guided and trusted neutral.
    MuscleSuggestion.all(fortnight(before: today), reference: .guided)
  }

  private func fortnight(before today: Int64) -> [DayTotals] {
    var days: [DayTotals] = []
    for day in (today - Int64(TiltTrend.span) + 1)..<today {
      if let past = history.totals(day: day) { days.append(past) }
    }
    return days
  }

  func receive(_ event: TimedEvent) {
    attempt { () throws(HistoryError) in
      try history.record(event)
      // The end of a run is written immediately.
      if case .ended = event.event { try history.flush() }
    }
    // The clock may have been set back to a day that the history contains.
    if case .dayEnded = event.event, let day = event.wall?.localDay, let totals = history.restore(day: day) {
      run.handle(.restore(totals))
    }
  }

  /// How often the history was written.
  var writes: Int { history.writes }

  func assign(_ placement: Placement, _ identifier: Text) { history.assign(placement, identifier) }

  /// Writes pending changes and closes the file.
  func close() { attempt { () throws(HistoryError) in try history.close() } }

  func flush() { attempt { () throws(HistoryError) in try history.flush() } }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    attempt { () throws(HistoryError) in
      try history.keep(status.today, revised: status.revisedYesterday, hours: status.hours, at: now)
    }
    if let known = history.restoreLater() { run.handle(.restore(known)) }
  }

  func configure(_ configuration: Configuration) { history.retentionDays = configuration.retentionDays }

  /// Deletes the days before `day`; nil: all.
  func forget(before day: Int64?) throws(HistoryError) { try history.forget(before: day) }

  /// The history reports each error once and continues in memory.
  private func attempt(_ body: () throws(HistoryError) -> Void) {
    do throws(HistoryError) { try body() } catch {
      StandardError.print(error.message)
      // Under systemd standard error is in the journal as well, but only this entry has a message identifier.
      let message: JournalMessage
      switch error {
      // Nothing is damaged or lost: the line on standard error is enough.
      case .clockDoubted, .replaced: return
      default: message = error.losesHistory ? .historyUnwritten : .historyDamaged
      }
      try? Journal.send(JournalEntry(message, text: error.message))
    }
  }
}
