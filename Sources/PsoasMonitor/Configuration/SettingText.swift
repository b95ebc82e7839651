import PsoasSystem

extension Setting {
  /// The value in the syntax of psoas.conf(5): `read` parses it to the same value. Empty if not set.
  public func text(of configuration: Configuration) -> Text {
    var text = Text()
    switch kind {
    case .span(_, let field): Values.write(span: configuration.value(field), to: &text)
    case .factor(_, let field): Values.write(decimal: configuration.value(field), to: &text)
    case .whole(_, let field): text.append(configuration.value(field))
    case .choice(let field): text.append(configuration.value(field) ? "yes" : "no")
    case .days(let field): Values.write(span: Double(configuration.value(field)) * 86_400, to: &text)
    case .priority(let field): text.append(SyslogLevel.name(configuration.value(field)))
    case .minutes(let field):
      let numbers = configuration.value(field)
      if numbers.isEmpty { text.append("none") }
      for (index, number) in numbers.enumerated() {
        if index > 0 { text.append(" ") }
        text.append(number)
      }
    case .workingHours(let field): configuration.value(field).append(to: &text)
    case .escalation(let field): configuration.value(field).append(to: &text)
    case .profile(let field): text.append(configuration.value(field).text)
    case .names(let field), .name(let field): text.append(configuration.value(field))
    }
    return text
  }

  /// The expected syntax of a value as one sentence: `A span, 1min to 4h.`
  public var expected: Text {
    var text = Text()
    switch kind {
    case .span(let range, _):
      text.append("A time span, ")
      Values.write(span: range.lowerBound, to: &text)
      text.append(" to ")
      Values.write(span: range.upperBound, to: &text)
    case .factor(let range, _):
      text += "A number, \(range.lowerBound, places: 0) to \(range.upperBound, places: 0)"
    case .whole(let range, _):
      text += "A whole number, \(range.lowerBound) to \(range.upperBound)"
    case .choice: text.append("Either yes or no")
    case .days: text.append("A time span of whole days, 1d to 36500d, or 0 for no limit")
    case .priority: text.append("One of emerg, alert, crit, err, warning, notice, info and debug, or 0 to 7")
    case .minutes: text.append("Up to four whole numbers, 1 to 600, separated by blanks, or none")
    case .workingHours: text.append("Days and hours, such as Mon-Fri 09:00-12:30 13:30-17:00, Sat 10-12")
    case .escalation:
      text.append("Any of status, transient, resident, sound and rumble, each with its time, such as resident@2min")
    case .profile:
      text.append("Any of ")
      for (index, word) in Profile.words.enumerated() {
        if index > 0 { text.append(index == Profile.words.count - 1 ? " and " : ", ") }
        text.append(word.name)
      }
    case .names: text.append("Identifiers separated by blanks")
    case .name: text.append("An identifier")
    }
    text.append(".")
    return text
  }
}
