import PsoasCore
import PsoasMonitor
import PsoasSystem

extension Settings {
  /// Each setting with its value and where that came from, in the order of psoas.conf(5).
  public var values: [SettingValue] {
    Setting.all.map { setting in
      SettingValue(
        section: setting.section.name, key: setting.key, value: setting.text(of: configuration),
        origin: origins[setting])
    }
  }

  /// Reads everything anew for a program that runs on this.
  ///
  /// A setting whose new value is bad keeps the one that holds now, whatever other files say of it; so does an exercise
  /// whose file is bad, and a file of quirks with a bad section.
  /// - Throws: `SettingsError.cannotRead` where a file that is there cannot be read. Then nothing has been taken:
  ///   half a configuration is none.
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

  /// The settings whose value is not the one of `before`.
  public func changes(since before: Settings) -> [SettingValue] {
    var changes: [SettingValue] = []
    for (old, new) in zip(before.values, values) where old.value != new.value { changes.append(new) }
    return changes
  }

  /// What an option of the command line sets holds whatever files say.
  public mutating func assign(_ identifier: Text, at placement: Placement) {
    configuration.sensors[placement] = identifier
    origins[.sensor(placement)] = .option
  }
}
