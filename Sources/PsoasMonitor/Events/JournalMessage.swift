/// The journal messages: each has a MESSAGE_ID, and an entry in data/catalog/psoas.catalog with its cause and remedy
/// (`journalctl -x`). The meaning of an identifier never changes; a new meaning gets a new one, made with `journalctl
/// --new-id128`.
public enum JournalMessage: UInt8, CaseIterable, Sendable {
  case sensorAdded, sensorRemoved, sensorSilent, sensorFault
  case calibrated, boutEnded, reminder, reminderClosed, paused, resumed
  case dayEnded, historyDamaged, historyUnwritten, configurationBad, configurationReloaded, configurationRefused
  case exerciseDone, calibrationDone, calibrationRefused, calibrationDoubted, calibrationDamaged, rhythmMeasured
  case rhythmRefused, sessionFinished, busLost, busRestored, calibrationNewer, sensorNotice
  case journalBlocked, reminderReopened, exerciseUndone

  /// The priorities of syslog(3).
  enum Priority: Int {
    case error = 3
    case warning, notice, information
  }

  struct Row {
    let identifier: StaticString
    /// The event's name, as in JSON Lines.
    let name: StaticString
    let priority: Priority

    init(_ identifier: StaticString, _ name: StaticString, _ priority: Priority) {
      self.identifier = identifier
      self.name = name
      self.priority = priority
    }
  }

  public var identifier: StaticString { row.identifier }
  public var name: StaticString { row.name }
  /// 3 error, 4 warning, 5 notice, 6 information.
  public var priority: Int { row.priority.rawValue }

  private var row: Row {
    switch self {
    case .sensorAdded: Row("bf52e8ce87e647bb95412671474d2fc0", "sensor-added", .information)
    case .sensorRemoved: Row("f6b6e5dd35ce4d08acd4ba5c7fa07d26", "sensor-removed", .information)
    case .sensorSilent: Row("a143f4ced3e64108b3de4699d4171c71", "sensor-silent", .warning)
    case .sensorFault: Row("e3d30aadae5e4134a14bcf37c8a2b4a4", "sensor-fault", .warning)
    case .calibrated: Row("1fd90102926c4971b168968f1823a1c1", "calibrated", .information)
    case .boutEnded: Row("d5f515830f7e4b5fade13910d8c1e6fe", "bout-ended", .information)
    case .reminder: Row("eef39fb114424241a08990958af44526", "reminder", .notice)
    case .reminderClosed: Row("f03ae5faec8c4c86a9a0e85b001fdf70", "reminder-closed", .information)
    case .paused: Row("3adc9588168242ccbd75bbfa4ca13dfa", "paused", .information)
    case .resumed: Row("17a895b98dfe4268a765a6ceca90e7db", "resumed", .information)
    case .dayEnded: Row("126a274677c34643bb5df306ec17af44", "day-ended", .information)
    case .historyDamaged: Row("1f4c51785d3444b1a9f8b9c9e1148c95", "history-damaged", .error)
    case .historyUnwritten: Row("1b9a8225f52a441d98ca521cd78c1caa", "history-unwritten", .warning)
    case .configurationBad: Row("5d573e3ced69413d81eff13f996757ab", "configuration-bad", .warning)
    case .configurationReloaded: Row("74c3b73508244ea5a53c7b0a7e5b72a6", "configuration-reloaded", .information)
    case .configurationRefused: Row("4a3584fa28324ea98c0561392e94034f", "configuration-refused", .warning)
    case .exerciseDone: Row("ffc154cb161244e0bc7215870b1554b4", "exercise-done", .information)
    case .calibrationDone: Row("9eeaf7ba05c341e3b0366839683014d6", "calibration-done", .information)
    case .calibrationRefused: Row("1d8f0b3034744704848d5fa0a3616c5e", "calibration-refused", .notice)
    case .calibrationDoubted: Row("ec66e040c3e54ff2a66eae2221f19459", "calibration-trust", .warning)
    case .calibrationDamaged: Row("4b172fad7b8b4631844f0e3e982acfd5", "calibration-damaged", .warning)
    case .rhythmMeasured: Row("47658bd5ce0c4ca0a05f8d97da0b6f31", "rhythm", .information)
    case .rhythmRefused: Row("69798a7bed0f4429be1f47ce048dfec7", "rhythm-refused", .information)
    case .sessionFinished: Row("199b86d5fbbb43ac954ab2a84deae88f", "session", .information)
    case .busLost: Row("1e079beb4f8c42e99673918065aa7f54", "bus-lost", .warning)
    case .busRestored: Row("93145322f1bd403c82d53dea15dac23c", "bus-restored", .notice)
    case .calibrationNewer: Row("9d164f449d7947f0930589828ca1a166", "calibration-newer", .warning)
    case .sensorNotice: Row("dffbe859ba97463b959b4cc9e44b248a", "sensor-notice", .notice)
    case .journalBlocked: Row("158ee894c8134048895ad84ff5e27b35", "journal-blocked", .warning)
    case .reminderReopened: Row("473221f63e8d417ca3800dc263fa6af4", "reminder-reopened", .information)
    case .exerciseUndone: Row("2fbdb10d228f4b44930ddcd29a922a06", "exercise-undone", .information)
    }
  }
}
