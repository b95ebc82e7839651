import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

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

  static func reportReload(_ text: Text) {
    StandardError.print(text)
    try? Journal.send(JournalEntry(.configurationReloaded, text: text))
  }

  static func reportRefusal(_ message: Text) {
    StandardError.print(message)
    try? Journal.send(JournalEntry(.configurationRefused, text: message))
  }
}
