import PsoasMonitor

extension Setting {
  /// Fills a field of [Notifications].
  /// - Parameter value: without blanks at its ends; empty brings back the default.
  /// - Returns: what is wrong with the value, nil where it was taken.
  func applyNotification(_ value: Bytes, _ settings: inout NotificationSettings) -> Bytes? {
    let standard = NotificationSettings()
    switch self {
    case .showNotifications: return choice(value, standard.areShown, &settings.areShown)
    case .respectDoNotDisturb: return choice(value, standard.respectDoNotDisturb, &settings.respectDoNotDisturb)
    case .respectFullScreen: return choice(value, standard.respectFullScreen, &settings.respectFullScreen)
    case .otherSnoozes: return minutes(value, standard.otherSnoozes, &settings.otherSnoozes)
    default: return nil
    }
  }

  private func choice(_ value: Bytes, _ standard: Bool, _ field: inout Bool) -> Bytes? {
    if value.isEmpty {
      field = standard
      return nil
    }
    guard let isOn = Values.boolean(value) else { return problem(value, " is neither yes nor no") }
    field = isOn
    return nil
  }

  /// Up to four numbers of minutes, or `none`.
  private func minutes(_ value: Bytes, _ standard: [Int], _ field: inout [Int]) -> Bytes? {
    if value.isEmpty {
      field = standard
      return nil
    }
    var all: [Int] = []
    if !value.equals("none") {
      for word in value.split(whereSeparator: { $0.isBlank }) {
        guard let number = Values.whole(Bytes(word)), (1...600).contains(number), all.count < 4 else {
          return problem(value, " must be up to four numbers of minutes from 1 to 600, with blanks between, or none")
        }
        all.append(number)
      }
    }
    field = all
    return nil
  }
}
