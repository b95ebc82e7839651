import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Loads configuration, quirks and exercises, and prints warnings on standard error.
enum DataFiles {
  /// - Parameter configuration: a file to use instead of the installed ones.
  static func load(_ configuration: String?) throws(Failure) -> Settings {
    do throws(SettingsError) {
      let settings = try Settings.load(configuration: configuration.map { Text($0.utf8) })
      for warning in settings.warnings {
        StandardError.write(warning.text.line + "\n")
      }
      return settings
    } catch {
      throw .noInput(error.message)
    }
  }
}
