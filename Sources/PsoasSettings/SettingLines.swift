import PsoasMonitor
import PsoasSystem

extension Settings {
  /// Applies the assignments of `file`; other settings are unchanged.
  mutating func take(_ file: IniFile, name: Text) {
    warnings.append(contentsOf: file.warnings)
    for entry in Settings.joined(file.entries) {
      if let message = take(entry, name) {
        warnings.append(SettingsWarning(file: name, line: entry.line, message: message))
      }
    }
  }

  /// The entries, where the indented lines below a list belong to it.
  private static func joined(_ entries: [IniFile.Entry]) -> [IniFile.Entry] {
    var joined: [IniFile.Entry] = []
    for entry in entries {
      if entry.isContinuation, let last = joined.last, last.key == entry.key,
        Setting.all.contains(where: { $0.isList && entry.section == $0.section.name && entry.key == $0.key })
      {
        joined[joined.count - 1].value += " \(entry.value)"
      } else {
        joined.append(entry)
      }
    }
    return joined
  }

  private mutating func take(_ entry: IniFile.Entry, _ name: Text) -> Text? {
    let inSection = Setting.all.filter { entry.section == $0.section.name }
    guard !inSection.isEmpty else {
      return Unknown.section(entry.section, among: Setting.Section.allCases.map { $0.name })
    }
    guard let setting = inSection.first(where: { entry.key == $0.key }) else {
      return Unknown.key(entry.key, in: entry.section, among: inSection.map { $0.key })
    }
    if entry.isContinuation {
      return "\(setting.key)= takes one line: this indented line would continue it"
    }
    if let message = setting.read(entry.value, into: &configuration) {
      origins.noteBad(setting)
      return message
    }
    origins[setting] = .line(file: name, entry.line)
    return nil
  }
}
