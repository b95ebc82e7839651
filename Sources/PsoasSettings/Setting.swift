import PsoasMonitor

/// The keys of psoas.conf(5). Each knows its section, its range and the field of `Configuration` that it fills.
enum Setting: UInt8, CaseIterable {
  case sittingTime, gap, perDay, breakLength, ignoredAfter, snoozeMinutes, exercise
  case waitForBreakPoint, snoozesInRow, backOffAfter, backOffFactor, backOffMost, workingHours, escalation
  case exercises, profile
  case pelvis, thigh, trunk
  case retention, alertPriority
  case showNotifications, otherSnoozes, respectDoNotDisturb, respectFullScreen
  case deadBand

  static let reminders: StaticString = "Reminders"
  static let programme: StaticString = "Programme"
  static let notifications: StaticString = "Notifications"
  static let sensors: StaticString = "Sensors"
  static let tilt: StaticString = "Tilt"
  static let history: StaticString = "History"
  static let journal: StaticString = "Journal"
  /// In the order in which they are shown.
  static let sections = [reminders, notifications, programme, sensors, tilt, history, journal]

  var section: StaticString {
    switch self {
    case .pelvis, .thigh, .trunk: Self.sensors
    case .exercises, .profile: Self.programme
    case .deadBand: Self.tilt
    case .retention: Self.history
    case .alertPriority: Self.journal
    case .showNotifications, .otherSnoozes, .respectDoNotDisturb, .respectFullScreen: Self.notifications
    default: Self.reminders
    }
  }

  var key: StaticString {
    switch self {
    case .sittingTime: "SittingTime"
    case .gap: "Gap"
    case .perDay: "PerDay"
    case .breakLength: "BreakLength"
    case .ignoredAfter: "IgnoredAfter"
    case .snoozeMinutes: "SnoozeMinutes"
    case .exercise: "Exercise"
    case .waitForBreakPoint: "WaitForBreakPoint"
    case .snoozesInRow: "SnoozesInRow"
    case .backOffAfter: "BackOffAfter"
    case .backOffFactor: "BackOffFactor"
    case .backOffMost: "BackOffMost"
    case .workingHours: "WorkingHours"
    case .escalation: "Escalation"
    case .exercises: "Exercises"
    case .profile: "Profile"
    case .pelvis: "Pelvis"
    case .thigh: "Thigh"
    case .trunk: "Trunk"
    case .deadBand: "DeadBand"
    case .retention: "Retention"
    case .alertPriority: "AlertPriority"
    case .showNotifications: "Show"
    case .otherSnoozes: "OtherSnoozes"
    case .respectDoNotDisturb: "RespectDoNotDisturb"
    case .respectFullScreen: "RespectFullScreen"
    }
  }

  /// Fills the field; an empty value brings back the default, as in systemd's files.
  /// - Returns: what is wrong with the value, nil where it was taken.
  func apply(_ value: Bytes, to configuration: inout Configuration) -> Bytes? {
    let value = value.isEmpty ? Bytes() : value.trimmed
    let standard = Configuration()
    switch self {
    case .sittingTime: return span(value, 60...14400, standard.remindAfter, &configuration.remindAfter)
    case .gap: return span(value, 60...14400, standard.reminderGap, &configuration.reminderGap)
    case .perDay: return count(value, 0...48, standard.remindersPerDay, &configuration.remindersPerDay)
    case .breakLength: return span(value, 20...300, standard.breakLength, &configuration.breakLength)
    case .ignoredAfter: return span(value, 60...3600, standard.ignoredAfter, &configuration.ignoredAfter)
    case .snoozeMinutes: return count(value, 1...600, standard.snoozeMinutes, &configuration.snoozeMinutes)
    case .exercise: configuration.sittingExercise = value.isEmpty ? standard.sittingExercise : value
    case .waitForBreakPoint:
      return span(value, 0...900, standard.waitForBreakPoint, &configuration.waitForBreakPoint)
    case .snoozesInRow: return count(value, 0...10, standard.snoozesInRow, &configuration.snoozesInRow)
    case .backOffAfter: return count(value, 0...20, standard.backOffAfter, &configuration.backOffAfter)
    case .backOffFactor: return factor(value, 1...3, standard.backOffFactor, &configuration.backOffFactor)
    case .backOffMost: return span(value, 60...14400, standard.backOffMost, &configuration.backOffMost)
    case .workingHours:
      var fault = Bytes()
      guard let hours = WorkingHours(value, fault: &fault) else {
        return problem(fault, " is neither a day nor hours: write it as Mon-Fri 09:00-12:30 13:30-17:00")
      }
      configuration.workingHours = hours
    case .escalation:
      var fault = Bytes()
      guard let escalation = value.isEmpty ? standard.escalation : Escalation(value, fault: &fault) else {
        return problem(fault, " is no level: status, transient, resident, sound or rumble, with @2min for later")
      }
      configuration.escalation = escalation
    case .exercises:
      configuration.programme = value.isEmpty ? standard.programme : Bytes(value.words.joined(separator: [0x20]))
    case .profile:
      var profile = Profile()
      for word in value.words {
        guard let known = Profile.words.first(where: { word.equals($0.name) }) else {
          return Unknown.value(word, of: key, among: Profile.words.map { $0.name })
        }
        profile.insert(known.word)
      }
      configuration.profile = profile
    case .pelvis: configuration.pelvisSensor = value
    case .thigh: configuration.thighSensor = value
    case .trunk: configuration.trunkSensor = value
    case .deadBand: return count(value, 3...10, standard.tiltDeadBand, &configuration.tiltDeadBand)
    case .retention: return days(value, &configuration.retentionDays)
    case .alertPriority: return level(value, standard.alertPriority, &configuration.alertPriority)
    case .showNotifications, .otherSnoozes, .respectDoNotDisturb, .respectFullScreen:
      return applyNotification(value, &configuration.notifications)
    }
    return nil
  }

  /// Whole days, from 1 day to a hundred years; 0, the default, is without end.
  private func days(_ value: Bytes, _ field: inout Int) -> Bytes? {
    guard !value.isEmpty, Values.whole(value) != 0 else {
      field = 0
      return nil
    }
    guard let seconds = Values.span(value), (86_400...3_153_600_000).contains(seconds) else {
      return problem(value, " is out of range: a span from 1d to 36500d, or 0 to keep everything")
    }
    field = Int(seconds / 86_400)
    return nil
  }

  private func level(_ value: Bytes, _ standard: Int, _ field: inout Int) -> Bytes? {
    guard let level = value.isEmpty ? standard : SyslogLevel.level(value) else {
      return problem(value, " is no priority: emerg, alert, crit, err, warning, notice, info, debug, or 0 to 7")
    }
    field = level
    return nil
  }

  private func span(
    _ value: Bytes, _ range: ClosedRange<Double>, _ standard: Double, _ field: inout Double
  ) -> Bytes? {
    if value.isEmpty {
      field = standard
      return nil
    }
    guard let seconds = Values.span(value) else {
      return problem(value, " is no span of time: write it as 90s, 30min or 1h 30min")
    }
    guard range.contains(seconds) else {
      var text = problem(value, " is out of range: ")
      Values.write(span: range.lowerBound, to: &text)
      text.append(" to ")
      Values.write(span: range.upperBound, to: &text)
      return text
    }
    field = seconds
    return nil
  }

  private func factor(
    _ value: Bytes, _ range: ClosedRange<Double>, _ standard: Double, _ field: inout Double
  ) -> Bytes? {
    if value.isEmpty {
      field = standard
      return nil
    }
    guard let number = Values.decimal(value[...]), range.contains(number) else {
      var text = problem(value, " is out of range: a number such as 1.5, from ")
      text.append(range.lowerBound, places: 0)
      text.append(" to ")
      text.append(range.upperBound, places: 0)
      return text
    }
    field = number
    return nil
  }

  func count(_ value: Bytes, _ range: ClosedRange<Int>, _ standard: Int, _ field: inout Int) -> Bytes? {
    if value.isEmpty {
      field = standard
      return nil
    }
    guard let number = Values.whole(value), range.contains(number) else {
      var text = problem(value, " is out of range: a whole number from ")
      text.append(range.lowerBound)
      text.append(" to ")
      text.append(range.upperBound)
      return text
    }
    field = number
    return nil
  }

  func problem(_ value: Bytes, _ what: StaticString) -> Bytes {
    var text = Bytes(key)
    text.append("=")
    text.append(value)
    text.append(what)
    return text
  }
}

extension Settings {
  /// Takes what `file` sets; the rest stays as it is.
  mutating func take(_ file: IniFile, name: Bytes) {
    warnings.append(contentsOf: file.warnings)
    for entry in file.entries {
      if let message = take(entry, name) {
        warnings.append(SettingsWarning(file: name, line: entry.line, message: message))
      }
    }
  }

  private mutating func take(_ entry: IniFile.Entry, _ name: Bytes) -> Bytes? {
    let inSection = Setting.allCases.filter { entry.section.equals($0.section) }
    guard !inSection.isEmpty else { return Unknown.section(entry.section, among: Setting.sections) }
    guard let setting = inSection.first(where: { entry.key.equals($0.key) }) else {
      return Unknown.key(entry.key, in: entry.section, among: inSection.map { $0.key })
    }
    if entry.isContinuation {
      var text = Bytes(setting.key)
      text.append("= takes one line: this indented one would go on with it")
      return text
    }
    if let message = setting.apply(entry.value, to: &configuration) {
      origins.noteBad(setting)
      return message
    }
    origins[setting] = .line(file: name, entry.line)
    return nil
  }
}

/// How a warning speaks of a name that no setting has.
enum Unknown {
  static func section(_ name: Bytes, among known: [StaticString]) -> Bytes {
    var text = Bytes()
    if name.isEmpty {
      text.append("stands before any [Section]")
    } else {
      text.append("unknown section [")
      text.append(name)
      text.append("]")
    }
    text.append(known.count == 1 || !name.isEmpty ? ": did you mean [" : ": write [")
    if let nearest = Spelling.nearest(to: name, among: known) {
      text.append(nearest)
    } else {
      for (index, word) in known.enumerated() {
        if index > 0 { text.append("] or [") }
        text.append(word)
      }
    }
    text.append(name.isEmpty ? "] above it" : "]?")
    return text
  }

  /// `Kind=stretsh: did you mean stretch?`
  static func value(_ word: Bytes, of key: StaticString, among known: [StaticString]) -> Bytes {
    var text = Bytes(key)
    text.append("=")
    text.append(word)
    if let nearest = Spelling.nearest(to: word, among: known) {
      text.append(": did you mean ")
      text.append(nearest)
      text.append("?")
    } else {
      text.append(": known are")
      for (index, name) in known.enumerated() {
        text.append(index == 0 ? " " : ", ")
        text.append(name)
      }
    }
    return text
  }

  static func key(_ name: Bytes, in section: Bytes, among known: [StaticString]) -> Bytes {
    var text = Bytes()
    text.append("unknown key ")
    text.append(name)
    text.append("= in [")
    text.append(section)
    if let nearest = Spelling.nearest(to: name, among: known) {
      text.append("]: did you mean ")
      text.append(nearest)
      text.append("=?")
    } else {
      text.append("]: known are")
      for (index, word) in known.enumerated() {
        text.append(index == 0 ? " " : ", ")
        text.append(word)
        text.append("=")
      }
    }
    return text
  }
}
