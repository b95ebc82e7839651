import CLinux
import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Reloads configuration, exercises and quirks while the daemon runs: on SIGHUP, and by Reload() over D-Bus.
extension Daemon {
  func reload() throws(ServiceRefusal) -> [Text] {
    Notify.reloading()
    defer { Notify.ready() }
    do throws(SettingsError) {
      var fresh = try settings.reloaded(configuration: options.configuration)
      for (placement, identifier) in options.assignments { fresh.assign(identifier, at: placement) }
      apply(fresh)
      return fresh.warnings.map { $0.text }
    } catch {
      var message = error.message
      message.append("; the configuration is unchanged")
      ConfigurationReport.reportRefusal(message)
      throw ServiceRefusal("org.psoas.Psoas1.Error.UnreadableConfiguration", message)
    }
  }

  /// Reloads without a caller that waits for a reply. Errors are printed to standard error and logged to the journal.
  func reloadOnSignal() { _ = try? reload() }

  private func apply(_ fresh: Settings) {
    let changes = fresh.changes(since: settings)
    let exercises = fresh.changedExercises(since: settings)
    let hasOtherQuirks = fresh.quirks != settings.quirks
    let configuration = fresh.configuration
    settings = fresh
    ConfigurationReport.report(fresh.warnings)
    ConfigurationReport.reportReload(changes, exercises, hasOtherQuirks: hasOtherQuirks)
    if !exercises.isEmpty { session.setCatalog(fresh.catalog) }
    if !changes.isEmpty { session.configure(configuration) }
    if !changes.isEmpty || hasOtherQuirks { sensors?.use(configuration, fresh.quirks) }
    guard !changes.isEmpty else { return }
    do throws(BusError) { try desktop?.configure(configuration.notifications) } catch {
      // The bus connection is closed, so the do-not-disturb state ends.
    }
  }
}

/// SIGHUP is either a request to reload the configuration, or the kernel's report that the terminal is closed. Only in
/// the second case, `/dev/tty` can no longer be opened.
struct Terminal {
  private let isThere = Terminal.canBeOpened

  var isGone: Bool { isThere && !Terminal.canBeOpened }

  private static var canBeOpened: Bool {
    let descriptor = psoas_open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }
}

/// Reports configuration errors on standard error and in the journal.
enum ConfigurationReport {
  static func report(_ warnings: [SettingsWarning]) {
    for warning in warnings {
      StandardError.print(warning.text)
      var entry = JournalEntry(.configurationBad, text: warning.text)
      entry.add("PSOAS_FILE", warning.file)
      if warning.line > 0 { entry.add("PSOAS_LINE", warning.line) }
      try? Journal.send(entry)
    }
  }

  static func reportReload(_ changes: [SettingValue], _ exercises: [Text], hasOtherQuirks: Bool) {
    var text = Text()
    text.append("the configuration was reloaded: ")
    var news: [Text] = []
    for change in changes {
      var words = Text()
      words.append(change.key)
      words.append("=")
      words.append(change.value)
      news.append(words)
    }
    for exercise in exercises {
      var words = Text()
      words.append("exercise ")
      words.append(exercise)
      news.append(words)
    }
    if hasOtherQuirks { news.append("quirks") }
    for (index, words) in news.enumerated() {
      if index > 0 { text.append(", ") }
      text.append(words)
    }
    if news.isEmpty { text.append("nothing has changed") }
    StandardError.print(text)
    try? Journal.send(JournalEntry(.configurationReloaded, text: text))
  }

  static func reportRefusal(_ message: Text) {
    StandardError.print(message)
    try? Journal.send(JournalEntry(.configurationRefused, text: message))
  }
}
