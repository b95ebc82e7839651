import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Inputs as lines of `inputs.jsonl`: one object each, with `time` in seconds with six decimals, so that microseconds
/// are exact.
enum InputText {
  /// The name of an input.
  static func name(of input: Input) -> StaticString {
    switch input {
    case .sensorAdded: "sensor-added"
    case .sensorRemoved: "sensor-removed"
    case .sample: "sample"
    case .standingBegan: "standing-began"
    case .standingEnded: "standing-ended"
    case .tick: "tick"
    case .wallClock: "wall-clock"
    case .suspending: "suspending"
    case .resumed: "resumed"
    case .locked: "locked"
    case .idle: "idle"
    case .quiet: "quiet"
    case .command: "command"
    case .configuration: "configuration"
    case .catalog: "catalog"
    case .restore: "restore"
    case .exerciseDone: "exercise-done"
    case .calibration: "calibration"
    case .mounting: "mounting"
    case .earlierTilt: "earlier-tilt"
    case .suggested: "suggested"
    case .hold: "hold"
    case .end: "end"
    }
  }

  static func append(_ hold: ReminderHold, to text: inout Text) {
    text.member("paused", hold.isPaused)
    if let day = hold.skippedDay { text.member("skipped_day", Int(day)) }
    if let until = hold.snoozedUntil { text.member("snoozed_until_us", Int(until)) }
  }

  /// Appends the line with its line feed. For an added sensor, `file` names its recording and `quirk` is the quirk of
  /// its decoder.
  static func append(_ timed: TimedInput, file: Text? = nil, quirk: Quirk? = nil, to text: inout Text) {
    text.append("{\"time\":")
    text.append(seconds: timed.time)
    text.append(",\"input\":\"")
    text.append(name(of: timed.input))
    text.append("\"")
    switch timed.input {
    case .sensorAdded(let placement, let traits):
      text.member("placement", placement.name)
      text.member("name", traits.name)
      text.member("gyroscope", traits.hasGyroscope)
      text.member("sparse", traits.isSparse)
      if let file { text.member("file", file) }
      if let quirk { append(quirk, to: &text) }
    case .sensorRemoved(let placement): text.member("placement", placement.name)
    case .wallClock(let clock):
      text.member("unix_us", Int(clock.unixMicroseconds))
      text.member("utc_offset_s", Int(clock.utcOffset))
    case .resumed(let asleep): text.member("asleep_us", Int(asleep))
    case .locked(let isLocked): text.member("locked", isLocked)
    case .idle(let isIdle): text.member("idle", isIdle)
    case .quiet(let reason, let isOn):
      text.member("reason", reason.name)
      text.member("on", isOn)
    case .command(let command): append(command, to: &text)
    case .configuration(let configuration): ConfigurationText.append(configuration, to: &text)
    case .catalog(let catalog): ExerciseText.append(catalog, to: &text)
    case .restore(let totals): append(totals, to: &text)
    case .exerciseDone(let completion): append(completion, to: &text)
    case .calibration(let placement, let record):
      text.member("placement", placement.name)
      CalibrationRecordText.append(record, to: &text)
    case .mounting(let placement, let upright):
      text.member("placement", placement.name)
      text.member("upright", upright)
    case .hold(let hold): append(hold, to: &text)
    case .suggested(let muscles):
      text.member("muscles", MuscleGroup.words(of: muscles))
    case .earlierTilt(let day, let tilt):
      text.member("day", Int(day))
      TiltText.append(tilt, to: &text)
    case .sample, .standingBegan, .standingEnded, .tick, .suspending, .end: break
    }
    text.append("}\n")
  }

  private static func append(_ command: Command, to text: inout Text) {
    switch command {
    case .snooze(let minutes):
      text.member("command", "snooze")
      text.member("minutes", minutes)
    case .snoozeUntil(let minute):
      text.member("command", "snooze-until")
      text.member("minute_of_day", minute)
    case .doneExercise(let exercise):
      text.member("command", "done-exercise")
      text.member("exercise", exercise)
    case .skip: text.member("command", "skip")
    case .done: text.member("command", "done")
    case .pause: text.member("command", "pause")
    case .resume: text.member("command", "resume")
    case .calibrate(let plan):
      text.member("command", "calibrate")
      text.member("steps", Int(plan.steps))
      text.member("quick", plan.isQuick)
    case .cancelCalibration: text.member("command", "cancel-calibration")
    case .nextStep: text.member("command", "next-step")
    case .skipStep: text.member("command", "skip-step")
    case .forgetCalibration(let placement):
      text.member("command", "forget-calibration")
      text.member("placement", placement.name)
    case .correctEpisode(let posture):
      text.member("command", "correct-episode")
      text.member("posture", posture.name)
    case .startRhythm(let bends):
      text.member("command", "start-rhythm")
      text.member("bends", bends)
    case .stopRhythm: text.member("command", "stop-rhythm")
    case .startSession(let request):
      text.member("command", "start-session")
      text.member("exercise", request.exercise)
      if let side = request.side { text.member("side", side.name) }
      text.member("long", request.isLong)
      text.member("sensor", request.usesSensor)
    case .stopSession: text.member("command", "stop-session")
    case .respond(let response):
      text.member("command", "respond")
      text.member("response", response.name)
    case .forget(let before):
      text.member("command", "forget")
      if let before { text.member("before", Int(before)) }
    case .correct(let posture):
      text.member("command", "correct")
      text.member("posture", posture.name)
    }
  }

  private static func append(_ completion: ExerciseCompletion, to text: inout Text) {
    text.member("exercise", completion.exercise)
    text.member("unix_us", Int(completion.at.unixMicroseconds))
    text.member("utc_offset_s", Int(completion.at.utcOffset))
    text.member("share", completion.share)
    text.member("checked", completion.isChecked)
  }

  private static func append(_ totals: DayTotals, to text: inout Text) {
    if let day = totals.day { text.member("day", Int(day)) }
    for posture in Posture.listed { text.member(posture.key, totals[posture]) }
    text.member("longest_bout_s", totals.longestBout)
    text.member("bouts", totals.bouts)
    text.member("breaks", totals.breaks)
    text.member("active_breaks", totals.activeBreaks)
    text.member("steps", totals.steps)
    text.member("reminders", totals.reminders)
    for outcome in ReminderOutcome.allCases { text.member(outcome.key, totals.count(of: outcome)) }
    TiltText.append(totals.tilt, to: &text)
  }

  /// The match of the quirk is omitted: the recording is of the device that it matched.
  private static func append(_ quirk: Quirk, to text: inout Text) {
    text.append(",\"quirk\":{\"ignored\":")
    text.append(quirk.isIgnored ? "true" : "false")
    if let isAccelerometer = quirk.isAccelerometer { text.member("accelerometer", isAccelerometer) }
    if let axis = quirk.accelerationAxis { text.member("acceleration_axis", Int(axis)) }
    if let units = quirk.unitsPerG { text.member("units_per_g", units) }
    if let axis = quirk.gyroscopeAxis { text.member("gyroscope_axis", Int(axis)) }
    if let units = quirk.unitsPerDegreePerSecond { text.member("units_per_degree_per_second", units) }
    text.append("}")
  }
}

extension Text {
  /// Appends seconds with six decimals: the exact value of an instant.
  mutating func append(seconds time: Instant) {
    if time.microseconds < 0 { append(UInt8(ascii: "-")) }
    let magnitude = time.microseconds.magnitude
    append(Int(magnitude / 1_000_000))
    append(UInt8(ascii: "."))
    append(Int(magnitude % 1_000_000), width: 6)
  }

  private mutating func begin(member name: StaticString) {
    append(",\"")
    append(name)
    append("\":")
  }

  mutating func member(_ name: StaticString, _ value: StaticString) {
    begin(member: name)
    append("\"")
    append(value)
    append("\"")
  }

  @_disfavoredOverload
  mutating func member(_ name: StaticString, _ value: Text) {
    begin(member: name)
    append(json: value)
  }

  mutating func member(_ name: StaticString, _ value: Bool) {
    begin(member: name)
    append(value ? "true" : "false")
  }

  mutating func member(_ name: StaticString, _ value: Int) {
    begin(member: name)
    append(value)
  }

  mutating func member(_ name: StaticString, _ value: Double) {
    begin(member: name)
    append(exact: value)
  }

  mutating func member(_ name: StaticString, _ value: Vector3) { member(name, [value.x, value.y, value.z]) }

  mutating func member(_ name: StaticString, _ values: [Double]) {
    begin(member: name)
    append("[")
    for (index, value) in values.enumerated() {
      if index > 0 { append(",") }
      append(exact: value)
    }
    append("]")
  }

  /// Appends the shortest decimal that parses to the same Double; a value that is not finite becomes null.
  mutating func append(exact value: Double) {
    guard value.isFinite else { return append("null") }
    append(contentsOf: value.description.utf8)
  }
}
