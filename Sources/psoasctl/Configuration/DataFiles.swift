import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Loads configuration, quirks and exercises, and prints warnings on standard error.
enum DataFiles {
  /// - Parameters:
  ///   - configuration: a file to use instead of the installed ones.
  ///   - printsWarnings: false if another process has printed them.
  static func load(_ configuration: String?, printsWarnings: Bool = true) throws(Failure) -> Settings {
    do throws(SettingsError) {
      let settings = try Settings.load(configuration: configuration.map { Text($0.utf8) })
      for warning in settings.warnings where printsWarnings {
        StandardError.write(warning.text.line + "\n")
      }
      return settings
    } catch {
      throw .noInput(error.message)
    }
  }
}
