import PsoasMonitor

extension Setting {
  /// The setting's value in the words that its file takes: `apply` makes the same of it again.
  func text(of configuration: Configuration) -> Bytes {
    switch self {
    case .sittingTime: span(configuration.remindAfter)
    case .gap: span(configuration.reminderGap)
    case .perDay: number(configuration.remindersPerDay)
    case .breakLength: span(configuration.breakLength)
    case .ignoredAfter: span(configuration.ignoredAfter)
    case .snoozeMinutes: number(configuration.snoozeMinutes)
    case .exercise: configuration.sittingExercise
    case .waitForBreakPoint: span(configuration.waitForBreakPoint)
    case .snoozesInRow: number(configuration.snoozesInRow)
    case .backOffAfter: number(configuration.backOffAfter)
    case .backOffFactor: decimal(configuration.backOffFactor)
    case .backOffMost: span(configuration.backOffMost)
    case .workingHours: written(configuration.workingHours.append)
    case .escalation: written(configuration.escalation.append)
    case .exercises: configuration.programme
    case .profile: configuration.profile.text
    case .pelvis: configuration.pelvisSensor
    case .thigh: configuration.thighSensor
    case .trunk: configuration.trunkSensor
    case .deadBand: number(configuration.tiltDeadBand)
    case .retention: span(Double(configuration.retentionDays) * 86400)
    case .alertPriority: Bytes(SyslogLevel.name(configuration.alertPriority))
    case .showNotifications: choice(configuration.notifications.areShown)
    case .otherSnoozes: minutes(configuration.notifications.otherSnoozes)
    case .respectDoNotDisturb: choice(configuration.notifications.respectDoNotDisturb)
    case .respectFullScreen: choice(configuration.notifications.respectFullScreen)
    }
  }

  private func choice(_ isOn: Bool) -> Bytes { Bytes(isOn ? "yes" : "no") }

  private func minutes(_ all: [Int]) -> Bytes {
    if all.isEmpty { return Bytes("none") }
    var text = Bytes()
    for (index, number) in all.enumerated() {
      if index > 0 { text.append(" ") }
      text.append(number)
    }
    return text
  }

  private func span(_ seconds: Double) -> Bytes {
    var text = Bytes()
    Values.write(span: seconds, to: &text)
    return text
  }

  private func decimal(_ number: Double) -> Bytes {
    var text = Bytes()
    text.append(number, places: 2)
    return text
  }

  private func written(_ append: (inout Bytes) -> Void) -> Bytes {
    var text = Bytes()
    append(&text)
    return text
  }

  private func number(_ number: Int) -> Bytes {
    var text = Bytes()
    text.append(number)
    return text
  }
}

/// The levels of syslog(3), by the names that systemd.syntax(7) and `journalctl -p` give them.
enum SyslogLevel {
  static let names: [StaticString] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

  /// - Parameter level: 0 to 7.
  static func name(_ level: Int) -> StaticString { names.indices.contains(level) ? names[level] : "notice" }

  /// A level by its name or number.
  static func level(_ text: Bytes) -> Int? {
    for (level, name) in names.enumerated() where Spelling.distance(text, name) == 0 { return level }
    guard let number = Values.whole(text), names.indices.contains(number) else { return nil }
    return number
  }
}
