import PsoasBus
import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// Executes the requests of programs over the bus with the parts of the daemon.
final class RequestHandler: ServiceHandler {
  private let run: DaemonRun
  private var active: ActiveSettings
  /// nil for a synthetic wearer.
  var sensors: LiveSensors?
  var tilt: TiltFeed?
  var history: HistorySink?
  var suggestions: SuggestionFeed?

  init(_ run: DaemonRun, _ active: ActiveSettings) {
    self.run = run
    self.active = active
  }

  func perform(_ command: Command) throws(CommandRefusal) -> Reply { try run.perform(command) }

  func quiet(_ reason: QuietReason, _ isOn: Bool) { run.handle(.quiet(reason, isOn)) }

  func wantsTilt(_ isWanted: Bool) { tilt?.claim(isWanted) }

  /// Deletes the wearer's data from the files, from pending writes, and from the current day.
  func forget(before day: Int64?) throws(ServiceRefusal) {
    // Another run's files would stay, although the caller was told otherwise.
    guard history != nil || run.calibrations != nil else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.StoresNothing",
        "This psoasd stores nothing, so it has nothing to delete: stop it, then run psoasctl forget again.")
    }
    do throws(HistoryError) {
      // The history first: if it cannot be changed, nothing has been deleted.
      try history?.forget(before: day)
    } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.HistoryUnwritable", error.message)
    }
    _ = try? run.perform(.forget(before: day))
    suggestions?.update()
    do throws(TraceError) { try run.calibrations?.forget(before: day) } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.HistoryUnwritable", error.message)
    }
  }

  // MARK: Settings

  func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal) {
    guard let sensors else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.Synthetic",
        "The synthetic wearer has its own sensors: start psoasd without --synthetic.")
    }
    guard identifier.isEmpty || sensors.knows(identifier) else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.UnknownSensor",
        "There is no such sensor; GetManagedObjects(), or psoasctl sensors, lists all sensors.")
    }
    do throws(SettingsError) { try active.store(placement, identifier) } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.NotKept", error.message)
    }
    _ = try reload()
  }

  func reload() throws(ServiceRefusal) -> [Text] {
    Notify.reloading()
    defer { Notify.ready() }
    do throws(SettingsError) {
      let update = try active.reload()
      apply(update)
      return update.settings.warnings.map { $0.text }
    } catch {
      let message: Text = "\(error.message); the configuration is unchanged"
      ConfigurationReport.reportRefusal(message)
      throw ServiceRefusal("org.psoas.Psoas1.Error.UnreadableConfiguration", message)
    }
  }

  private func apply(_ update: SettingsUpdate) {
    let (configuration, quirks) = (update.settings.configuration, update.settings.quirks)
    ConfigurationReport.report(update.settings.warnings)
    ConfigurationReport.reportReload(update.text)
    if !update.exercises.isEmpty { run.setCatalog(update.settings.catalog) }
    if !update.changes.isEmpty { run.configure(configuration) }
    if !update.changes.isEmpty || update.hasOtherQuirks { sensors?.use(configuration, quirks) }
  }
}
