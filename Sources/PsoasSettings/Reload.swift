import PsoasCore
import PsoasMonitor
import PsoasSystem

extension Settings {
  /// Each setting with its value and its origin, in the order of psoas.conf(5).
  public var values: [SettingValue] {
    Setting.all.map { setting in
      SettingValue(
        section: setting.section.name, key: setting.key, value: setting.text(of: configuration),
        origin: origins[setting])
    }
  }

  /// Reloads everything for a running program.
  ///
  /// A setting with an invalid new value keeps its current value, whatever other files define; the same applies to an
  /// exercise with an invalid file, and to a file of quirks with an invalid section.
  /// - Throws: `SettingsError.cannotRead` if an existing file cannot be read. Then nothing is applied, because a
  ///   partial configuration is not valid.
  public func reloaded(
    configuration file: Text? = nil, from places: SettingsPlaces = .ofThisProcess
  ) throws(SettingsError) -> Settings {
    var fresh = Settings()
    try fresh.loadConfiguration(file, from: places)
    if let unreadable = fresh.unreadable { throw unreadable }
    for setting in fresh.origins.bad {
      fresh.configuration.copy(setting, from: configuration)
      fresh.origins[setting] = .kept
    }
    fresh.loadData(from: places, keeping: self)
    fresh.checkExercises()
    return fresh
  }

  /// The settings whose values differ from `before`.
  public func changes(since before: Settings) -> [SettingValue] {
    var changes: [SettingValue] = []
    for (old, new) in zip(before.values, values) where old.value != new.value { changes.append(new) }
    return changes
  }

  /// Assigns sensors with priority over all files; nil leaves a placement as it is.
  mutating func assign(_ assignments: PerPlacement<Text?>) {
    for placement in Placement.allCases {
      guard let identifier = assignments[placement] else { continue }
      configuration.sensors[placement] = identifier
      origins[.sensor(placement)] = .option
    }
  }
}
