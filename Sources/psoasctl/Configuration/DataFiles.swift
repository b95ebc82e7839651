import Foundation
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Configuration, quirks and exercises, with their warnings on standard error.
enum DataFiles {
  /// - Parameter configuration: a file to use instead of the installed ones.
  static func load(_ configuration: String?) throws(Failure) -> Settings {
    do throws(SettingsError) {
      let settings = try Settings.load(configuration: configuration.map { Text($0.utf8) })
      for warning in settings.warnings {
        FileHandle.standardError.write(Data((warning.text.text + "\n").utf8))
      }
      return settings
    } catch {
      throw .noInput(error.message.text)
    }
  }
}
