import PsoasMonitor
import PsoasSystem

/// A configuration as members of an open JSON object: one for each row of `Setting.all`; seconds, counts and choices as
/// JSON values, the others in the syntax of psoas.conf(5).
enum ConfigurationText {
  static func append(_ configuration: Configuration, to text: inout Text) {
    for setting in Setting.all {
      switch setting.kind {
      case .span(_, let field), .factor(_, let field): text.member(setting.member, configuration.value(field))
      case .whole(_, let field), .days(let field), .priority(let field):
        text.member(setting.member, configuration.value(field))
      case .choice(let field): text.member(setting.member, configuration.value(field))
      case .minutes, .workingHours, .escalation, .profile, .names, .name:
        text.member(setting.member, setting.text(of: configuration))
      }
    }
  }

  /// A missing member keeps its default.
  static func read(_ object: JSONObject) throws(JSONFault) -> Configuration {
    var configuration = Configuration()
    for setting in Setting.all {
      switch setting.kind {
      case .span(_, let field), .factor(_, let field):
        if let number = try object.number(setting.member) { configuration.set(field, number) }
      case .whole(_, let field), .days(let field), .priority(let field):
        if let number = try object.integer(setting.member, in: -1_000_000_000...1_000_000_000) {
          configuration.set(field, number)
        }
      case .choice(let field):
        if let isOn = try object.boolean(setting.member) { configuration.set(field, isOn) }
      case .name(let field):
        if let name = try object.text(setting.member) { configuration.set(field, name) }
      case .minutes, .workingHours, .escalation, .profile, .names:
        guard let text = try object.text(setting.member) else { continue }
        if setting.read(text, into: &configuration) != nil {
          throw JSONFault(key: setting.member, expected: "a value in the syntax of psoas.conf(5)")
        }
      }
    }
    return configuration
  }
}
