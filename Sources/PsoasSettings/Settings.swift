import PsoasMonitor
import PsoasSystem

/// The content of all files: the configuration, the quirks, and the exercises.
///
/// An invalid line never stops the daemon: it becomes a warning, and the last valid value or the default is kept.
public struct Settings: Equatable, Sendable {
  public var configuration = Configuration()
  /// The first that matches a device applies: the wearer's come first, then the system's, then the shipped ones.
  public var quirks: [Quirk] = []
  var quirkSources: [QuirkSource] = []
  public var catalog = ExerciseCatalog()
  public var warnings: [SettingsWarning] = []
  var origins = SettingOrigins()
  /// The first existing configuration file that could not be read.
  private(set) var unreadable: SettingsError?

  public init() {}

  /// - Parameter file: a configuration to use instead of the installed ones (quirks and exercises stay).
  /// - Throws: `SettingsError.cannotRead` if `file` cannot be read; other errors are warnings.
  public static func load(
    configuration file: Text? = nil, from places: SettingsPlaces = .ofThisProcess
  ) throws(SettingsError) -> Settings {
    var settings = Settings()
    try settings.loadConfiguration(file, from: places)
    settings.loadData(from: places)
    settings.checkExercises()
    return settings
  }

  /// Size limit in bytes. Settings are written by hand: a larger file is something else.
  static let largestFile = 1 << 20

  mutating func loadConfiguration(_ file: Text?, from places: SettingsPlaces) throws(SettingsError) {
    guard let file else {
      for file in places.configurationFiles() { take(file) }
      return
    }
    do throws(FileError) {
      take(configuration: try Files.read(file, limit: Settings.largestFile), name: file)
    } catch {
      throw .cannotRead(file: file, error)
    }
  }

  /// Applies the content of one configuration file; other settings are unchanged.
  public mutating func take(configuration content: Text, name: Text) {
    take(IniFile(content, name: name), name: name)
  }

  private mutating func take(_ file: ConfigurationFile) {
    switch file.state {
    case .read: take(configuration: file.content, name: file.path)
    case .unreadable(let reason):
      let error = SettingsError.cannotRead(file: file.path, reason)
      unreadable = unreadable ?? error
      warnings.append(SettingsWarning(error, file: file.path))
    case .mask, .replaced, .missing: break
    }
  }
}

extension Settings {
  /// Adds warnings for configured exercises that do not exist.
  mutating func checkExercises() {
    if catalog.exercises.isEmpty {
      let message: Text =
        "no exercise to suggest: the catalog is missing; set PSOAS_DATA_DIR to its directory, or reinstall psoas"
      warnings.append(SettingsWarning(file: "exercises", line: 0, message: message))
      return
    }
    if !configuration.sittingExercise.isEmpty { check(configuration.sittingExercise, of: .exercise) }
    // The default programme uses the shipped catalog.
    if configuration.programme != Configuration().programme {
      for word in configuration.programme.words { check(word, of: .exercises) }
    }
  }

  private mutating func check(_ identifier: Text, of setting: Setting) {
    guard catalog[identifier] == nil else { return }
    let known = catalog.exercises.map { $0.identifier }
    let message: Text = "no exercise \(identifier) in the catalog; \(setting.key)= takes \(known, joined: ", ")"
    if case .line(let file, let line) = origins[setting] {
      warnings.append(SettingsWarning(file: file, line: line, message: message))
    } else {
      warnings.append(SettingsWarning(file: "exercises", line: 0, message: message))
    }
  }
}
