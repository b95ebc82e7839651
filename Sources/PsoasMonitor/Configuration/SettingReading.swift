import PsoasSystem

extension Setting {
  static let dayRange = 86_400.0...3_153_600_000
  static let minuteRange = 1...600
  static let mostMinutes = 4

  /// Parses a value in the syntax of psoas.conf(5); an empty one restores the default, as in systemd's files.
  /// - Returns: the error; nil if the value was set.
  public func read(_ value: Text, into configuration: inout Configuration) -> Text? {
    let value = value.trimmed
    guard !value.isEmpty else {
      configuration.copy(self, from: Configuration())
      return nil
    }
    switch kind {
    case .span(let range, let field):
      guard let seconds = Values.span(value) else {
        return fault(value, " is not a time span: write it as 90s, 30min or 1h 30min")
      }
      guard range.contains(seconds) else {
        return outOfRange(value, "", { Values.write(span: $1 ? range.upperBound : range.lowerBound, to: &$0) })
      }
      configuration.set(field, seconds)
    case .factor(let range, let field):
      guard let number = Values.decimal(value[...]), range.contains(number) else {
        return outOfRange(
          value, "a number such as 1.5, from ", { $0.append($1 ? range.upperBound : range.lowerBound, places: 0) })
      }
      configuration.set(field, number)
    case .whole(let range, let field):
      guard let number = Values.whole(value), range.contains(number) else {
        return outOfRange(value, "a whole number from ", { $0.append($1 ? range.upperBound : range.lowerBound) })
      }
      configuration.set(field, number)
    case .choice(let field):
      guard let isOn = Values.boolean(value) else { return fault(value, " is neither yes nor no") }
      configuration.set(field, isOn)
    case .days(let field):
      if Values.whole(value) == 0 {
        configuration.set(field, 0)
        return nil
      }
      guard let seconds = Values.span(value), Self.dayRange.contains(seconds) else {
        return fault(value, " is out of range: a span from 1d to 36500d, or 0 to keep everything")
      }
      configuration.set(field, Int(seconds / 86_400))
    case .priority(let field):
      guard let level = SyslogLevel.level(value) else {
        return fault(value, " is not a priority: emerg, alert, crit, err, warning, notice, info, debug, or 0 to 7")
      }
      configuration.set(field, level)
    case .minutes(let field):
      guard let numbers = Self.minutes(value) else {
        return fault(value, " must be up to four numbers of minutes from 1 to 600, separated by blanks, or none")
      }
      configuration.set(field, numbers)
    case .workingHours(let field):
      var word = Text()
      guard let hours = WorkingHours(value, fault: &word) else {
        return fault(word, " is neither a day nor hours: write it as Mon-Fri 09:00-12:30 13:30-17:00")
      }
      if let (from, to) = hours.suspicious { return Self.longNight(key, from, to) }
      configuration.set(field, hours)
    case .escalation(let field):
      var word = Text()
      guard let escalation = Escalation(value, fault: &word) else {
        return fault(word, " is not a level: status, transient, resident, sound or rumble, with @2min for later")
      }
      configuration.set(field, escalation)
    case .profile(let field):
      var profile = Profile()
      for word in value.words {
        guard let known = Profile.words.first(where: { word == $0.name }) else {
          return Unknown.value(word, of: key, among: Profile.words.map { $0.name })
        }
        profile.insert(known.word)
      }
      configuration.set(field, profile)
    case .names(let field): configuration.set(field, Text(value.words.joined(separator: [0x20])))
    case .name(let field): configuration.set(field, value)
    }
    return nil
  }

  /// Parses durations in minutes, or `none`; nil if it is neither.
  private static func minutes(_ value: Text) -> [Int]? {
    var all: [Int] = []
    if value == "none" { return all }
    for word in value.split(whereSeparator: { $0.isBlank }) {
      guard let number = Values.whole(Text(word)), minuteRange.contains(number), all.count < mostMinutes else {
        return nil
      }
      all.append(number)
    }
    return all
  }

  /// Hours of more than half a day past midnight, `from` to `to` in minutes after midnight.
  private static func longNight(_ key: StaticString, _ from: Int, _ to: Int) -> Text {
    let hours = (to + 1440 - from) / 60
    var text: Text = "\(key)="
    text.append(minutes: from)
    text.append("-")
    text.append(minutes: to)
    text += " continues past midnight, for \(hours) hours"
    // The same end in the afternoon, if that is later than the beginning.
    if to < 720, to + 720 > from {
      text.append(": write ")
      text.append(minutes: from)
      text.append("-")
      text.append(minutes: to + 720)
      text.append(" for the afternoon")
    }
    text.append(to < 720 && to + 720 > from ? ", or " : ": write ")
    text.append(minutes: from)
    text.append("-24:00")
    if to > 0 {
      text.append(" 00:00-")
      text.append(minutes: to)
    }
    text.append(" if you mean the night")
    return text
  }

  private func fault(_ value: Text, _ what: StaticString) -> Text {
    "\(key)=\(value)\(what)"
  }

  /// - Parameter limit: appends the least value, or the greatest if requested.
  private func outOfRange(
    _ value: Text, _ expected: StaticString, _ limit: (_ text: inout Text, _ isGreatest: Bool) -> Void
  ) -> Text {
    var text = fault(value, " is out of range: ")
    text.append(expected)
    limit(&text, false)
    text.append(" to ")
    limit(&text, true)
    return text
  }
}
