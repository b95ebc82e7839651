import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Inputs in recordings: one row each, and its blank. Samples have no blank: they are in the files of their sensors.
extension Input: RecordedCases {
  static let blanks = byWord(values)

  private static let values: [Input] = {
    var values: [Input] = [
      .tick, .sensorAdded(.pelvis, SensorTraits()), .sensorRemoved(.pelvis), .sensorFault(.pelvis, []),
      .battery(.pelvis, nil), .standingBegan, .standingEnded,
      .wallClock(WallClock.blank), .suspending, .resumed(asleep: 0), .locked(false), .idle(false),
      .quiet(.inhibited, false), .command(.skip), .configuration(Configuration()), .catalog(ExerciseCatalog()),
      .restore(DayTotals()), .hold(ReminderHold()), .exerciseDone(ExerciseCompletion([], at: WallClock.blank)),
      .mounting(.pelvis, upright: Vector3(1, 0, 0)), .earlierTilt(day: 0, TiltDay()), .suggested([]), .end,
    ]
    if let calibration = Calibration(upright: Vector3(1, 0, 0), mediolateral: Vector3(0, 1, 0)) {
      values.append(.calibration(.pelvis, CalibrationRecord(calibration)))
    }
    return values
  }()

  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    switch self {
    case .sample: row.begin("input", "sample")
    case .tick: row.begin("input", "tick")
    case .sensorAdded(var placement, var traits):
      row.begin("input", "sensor-added")
      try row.required("placement", &placement, .placement)
      try row.defaulted("name", &traits.name, .text)
      try row.defaulted("gyroscope", &traits.hasGyroscope, .flag)
      try row.defaulted("sparse", &traits.isSparse, .flag)
      self = .sensorAdded(placement, traits)
    case .sensorRemoved(var placement, var isReleased):
      row.begin("input", "sensor-removed")
      try row.required("placement", &placement, .placement)
      try row.defaulted("released", &isReleased, .flag)
      self = .sensorRemoved(placement, isReleased: isReleased)
    case .sensorFault(var placement, var reason):
      row.begin("input", "sensor-fault")
      try row.required("placement", &placement, .placement)
      try row.required("reason", &reason, .text)
      self = .sensorFault(placement, reason)
    case .battery(var placement, var battery):
      row.begin("input", "battery")
      try row.required("placement", &placement, .placement)
      try row.optional("battery", &battery, .object(Battery()))
      self = .battery(placement, battery)
    case .standingBegan: row.begin("input", "standing-began")
    case .standingEnded: row.begin("input", "standing-ended")
    case .wallClock(var clock):
      row.begin("input", "wall-clock")
      try clock.carry(by: &row)
      self = .wallClock(clock)
    case .suspending: row.begin("input", "suspending")
    case .resumed(var asleep):
      row.begin("input", "resumed")
      try row.required("asleep_us", &asleep, .whole(0...Int64(TraceLimits.time)))
      self = .resumed(asleep: asleep)
    case .locked(var isLocked):
      row.begin("input", "locked")
      try row.required("locked", &isLocked, .flag)
      self = .locked(isLocked)
    case .idle(var isIdle):
      row.begin("input", "idle")
      try row.required("idle", &isIdle, .flag)
      self = .idle(isIdle)
    case .quiet(var reason, var isOn):
      row.begin("input", "quiet")
      try row.required("reason", &reason, .word("inhibited, do-not-disturb or full-screen"))
      try row.required("on", &isOn, .flag)
      self = .quiet(reason, isOn)
    case .command(var command):
      row.begin("input", "command")
      try row.cases("command", &command)
      self = .command(command)
    case .configuration(var configuration):
      row.begin("input", "configuration")
      try row.members(&configuration, ConfigurationText.append, ConfigurationText.read)
      self = .configuration(configuration)
    case .catalog(var catalog):
      row.begin("input", "catalog")
      try row.members(&catalog, { ExerciseText.append($0, to: &$1) }, ExerciseText.requiredCatalog)
      self = .catalog(catalog)
    case .restore(var totals):
      row.begin("input", "restore")
      try totals.carry(by: &row)
      self = .restore(totals)
    case .hold(var hold):
      row.begin("input", "hold")
      try hold.carry(by: &row)
      self = .hold(hold)
    case .exerciseDone(var completion):
      row.begin("input", "exercise-done")
      try row.required("exercise", &completion.exercise, .text)
      try completion.at.carry(by: &row)
      try row.defaulted("share", &completion.share, .number(0...1))
      try row.defaulted("checked", &completion.isChecked, .flag)
      self = .exerciseDone(completion)
    case .calibration(var placement, var record):
      row.begin("input", "calibration")
      try row.required("placement", &placement, .placement)
      try row.members(&record, CalibrationRecordText.append, CalibrationRecordText.read)
      self = .calibration(placement, record)
    case .mounting(var placement, var upright):
      row.begin("input", "mounting")
      try row.required("placement", &placement, .placement)
      try row.required("upright", &upright, .direction)
      self = .mounting(placement, upright: upright)
    case .earlierTilt(var day, var tilt):
      row.begin("input", "earlier-tilt")
      try row.required("day", &day, .whole(TraceLimits.days))
      try row.members(&tilt, TiltText.append, TiltText.read)
      self = .earlierTilt(day: day, tilt)
    case .suggested(var muscles):
      row.begin("input", "suggested")
      try row.required("muscles", &muscles, .muscles)
      self = .suggested(muscles)
    case .end: row.begin("input", "end")
    }
  }
}
