import PsoasSystem

/// What the journal explains: each has a MESSAGE_ID, and an entry in data/catalog/psoas.catalog with its cause and
/// remedy (`journalctl -x`). An identifier stays with its meaning for ever; a new meaning takes a new one, made with
/// `journalctl --new-id128`.
public enum JournalMessage: UInt8, CaseIterable, Sendable {
  case sensorAdded, sensorRemoved, sensorSilent, calibrated, boutEnded, reminder, reminderClosed, paused, resumed
  case dayEnded, historyDamaged, historyUnwritten
  case configurationBad, configurationReloaded, configurationRefused, exerciseDone
  case calibrationDone, calibrationRefused, calibrationDoubted, calibrationDamaged
  case rhythmMeasured, rhythmRefused
  case sessionFinished

  public var identifier: StaticString {
    switch self {
    case .sensorAdded: "bf52e8ce87e647bb95412671474d2fc0"
    case .sensorRemoved: "f6b6e5dd35ce4d08acd4ba5c7fa07d26"
    case .sensorSilent: "a143f4ced3e64108b3de4699d4171c71"
    case .calibrated: "1fd90102926c4971b168968f1823a1c1"
    case .boutEnded: "d5f515830f7e4b5fade13910d8c1e6fe"
    case .reminder: "eef39fb114424241a08990958af44526"
    case .reminderClosed: "f03ae5faec8c4c86a9a0e85b001fdf70"
    case .paused: "3adc9588168242ccbd75bbfa4ca13dfa"
    case .resumed: "17a895b98dfe4268a765a6ceca90e7db"
    case .exerciseDone: "ffc154cb161244e0bc7215870b1554b4"
    case .dayEnded: "126a274677c34643bb5df306ec17af44"
    case .historyDamaged: "1f4c51785d3444b1a9f8b9c9e1148c95"
    case .historyUnwritten: "1b9a8225f52a441d98ca521cd78c1caa"
    case .calibrationDone: "9eeaf7ba05c341e3b0366839683014d6"
    case .calibrationRefused: "1d8f0b3034744704848d5fa0a3616c5e"
    case .calibrationDoubted: "ec66e040c3e54ff2a66eae2221f19459"
    case .calibrationDamaged: "4b172fad7b8b4631844f0e3e982acfd5"
    case .rhythmMeasured: "47658bd5ce0c4ca0a05f8d97da0b6f31"
    case .rhythmRefused: "69798a7bed0f4429be1f47ce048dfec7"
    case .sessionFinished: "199b86d5fbbb43ac954ab2a84deae88f"
    case .configurationBad: "5d573e3ced69413d81eff13f996757ab"
    case .configurationReloaded: "74c3b73508244ea5a53c7b0a7e5b72a6"
    case .configurationRefused: "4a3584fa28324ea98c0561392e94034f"
    }
  }

  /// The event's word, as in JSON Lines.
  public var name: StaticString {
    switch self {
    case .sensorAdded: "sensor-added"
    case .sensorRemoved: "sensor-removed"
    case .sensorSilent: "sensor-silent"
    case .calibrated: "calibrated"
    case .boutEnded: "bout-ended"
    case .reminder: "reminder"
    case .reminderClosed: "reminder-closed"
    case .paused: "paused"
    case .resumed: "resumed"
    case .exerciseDone: "exercise-done"
    case .dayEnded: "day-ended"
    case .historyDamaged: "history-damaged"
    case .historyUnwritten: "history-unwritten"
    case .calibrationDone: "calibration-done"
    case .calibrationRefused: "calibration-refused"
    case .calibrationDoubted: "calibration-trust"
    case .calibrationDamaged: "calibration-damaged"
    case .rhythmMeasured: "rhythm"
    case .rhythmRefused: "rhythm-refused"
    case .sessionFinished: "session"
    case .configurationBad: "configuration-bad"
    case .configurationReloaded: "configuration-reloaded"
    case .configurationRefused: "configuration-refused"
    }
  }

  /// Priority as in syslog(3): 3 error, 4 warning, 5 notice, 6 information.
  public var priority: Int {
    switch self {
    case .historyDamaged: 3
    case .sensorSilent, .historyUnwritten, .calibrationDoubted, .calibrationDamaged, .configurationBad,
      .configurationRefused:
      4
    case .reminder, .calibrationRefused: 5
    case .sensorAdded, .sensorRemoved, .calibrated, .boutEnded, .reminderClosed, .paused, .resumed, .dayEnded,
      .configurationReloaded, .exerciseDone, .calibrationDone, .sessionFinished,
      .rhythmMeasured, .rhythmRefused:
      6
    }
  }
}
