import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A parsed line of `inputs.jsonl`.
struct InputLine {
  var input: TimedInput
  /// For an added sensor: its recording in the same folder.
  var file: Text?
  var quirk: Quirk?

  /// Days since 1970-01-01 that a recording may refer to: the times within its limits.
  private static let days = -Int64(TraceLimits.time / 86_400_000_000)...Int64(TraceLimits.time / 86_400_000_000)

  init(_ input: TimedInput) { self.input = input }

  init(_ line: UnsafeBufferPointer<UInt8>, in source: borrowing ByteSource) throws(TraceError) {
    let document = try JSONDocument(line, file: source.file, line: source.line)
    do throws(JSONFault) {
      self = try InputLine(document.root)
    } catch {
      throw error.error(file: source.file, line: source.line)
    }
  }

  private init(_ object: JSONObject) throws(JSONFault) {
    let seconds = try object.required(try object.number("time"), "time")
    guard seconds.magnitude <= Double(TraceLimits.time) * 1e-6 else {
      throw JSONFault(key: "time", expected: "seconds within 3000 years")
    }
    // Microseconds below 2^53 are whole numbers that a Double represents, so the nearest one is the one written.
    let scaled = seconds * 1e6
    let time = Instant(microseconds: Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
    input = TimedInput(time, try InputLine.input(object))
    if case .sensorAdded = input.input {
      file = try object.text("file")
      quirk = try object.object("quirk").map { (quirk) throws(JSONFault) in try InputLine.quirk(quirk) }
    }
  }

  private static func input(_ object: JSONObject) throws(JSONFault) -> Input {
    let name = try object.required(try object.text("input"), "input")
    if StaticString("tick").equals(name) { return .tick }
    if StaticString("sensor-added").equals(name) {
      return .sensorAdded(
        try placement(object),
        SensorTraits(
          name: try object.text("name") ?? [], hasGyroscope: try object.boolean("gyroscope") ?? true,
          isSparse: try object.boolean("sparse") ?? false))
    }
    if StaticString("sensor-removed").equals(name) { return .sensorRemoved(try placement(object)) }
    if StaticString("standing-began").equals(name) { return .standingBegan }
    if StaticString("standing-ended").equals(name) { return .standingEnded }
    if StaticString("wall-clock").equals(name) { return .wallClock(try wallClock(object)) }
    if StaticString("suspending").equals(name) { return .suspending }
    if StaticString("resumed").equals(name) {
      return .resumed(
        asleep: try object.required(try object.integer("asleep_us", in: 0...Int64(TraceLimits.time)), "asleep_us"))
    }
    if StaticString("locked").equals(name) {
      return .locked(try object.required(try object.boolean("locked"), "locked"))
    }
    if StaticString("idle").equals(name) {
      return .idle(try object.required(try object.boolean("idle"), "idle"))
    }
    if StaticString("quiet").equals(name) {
      return .quiet(try quietReason(object), try object.required(try object.boolean("on"), "on"))
    }
    if StaticString("command").equals(name) { return .command(try command(object)) }
    if StaticString("configuration").equals(name) {
      return .configuration(try ConfigurationText.read(object))
    }
    if StaticString("catalog").equals(name) {
      guard object.has("exercises") else { throw JSONFault(key: "exercises", expected: "it to be present") }
      return .catalog(try ExerciseText.catalog(object))
    }
    if StaticString("restore").equals(name) { return .restore(try totals(object)) }
    if StaticString("exercise-done").equals(name) {
      return .exerciseDone(
        ExerciseCompletion(
          try object.required(try object.text("exercise"), "exercise"), at: try wallClock(object),
          share: try object.number("share", in: 0...1) ?? 1, isChecked: try object.boolean("checked") ?? false))
    }
    if StaticString("hold").equals(name) { return .hold(try hold(object)) }
    if StaticString("mounting").equals(name) { return .mounting(try placement(object), upright: try upright(object)) }
    if StaticString("calibration").equals(name) {
      return .calibration(try placement(object), try CalibrationRecordText.read(object))
    }
    if StaticString("earlier-tilt").equals(name) {
      return .earlierTilt(
        day: try object.required(try object.integer("day", in: days), "day"), try TiltText.read(object))
    }
    if StaticString("suggested").equals(name) {
      _ = try object.required(try object.text("muscles"), "muscles")
      return .suggested(try ExerciseText.muscles(object))
    }
    if StaticString("end").equals(name) { return .end }
    throw JSONFault(key: "input", expected: "one that this version knows")
  }

  private static func quietReason(_ object: JSONObject) throws(JSONFault) -> QuietReason {
    let name = try object.required(try object.text("reason"), "reason")
    if let reason = QuietReason(name: name) { return reason }
    throw JSONFault(key: "reason", expected: "inhibited, do-not-disturb or full-screen")
  }

  private static func placement(_ object: JSONObject) throws(JSONFault) -> Placement {
    let name = try object.required(try object.text("placement"), "placement")
    guard let placement = Placement(name: name) else {
      throw JSONFault(key: "placement", expected: "pelvis, thigh or trunk")
    }
    return placement
  }

  static func wallClock(_ object: JSONObject) throws(JSONFault) -> WallClock {
    WallClock(
      unixMicroseconds: try object.required(
        try object.integer("unix_us", in: -Int64(TraceLimits.time)...Int64(TraceLimits.time)),
        "unix_us"),
      utcOffset: try object.required(
        try object.integer("utc_offset_s", in: Int32(-86_400)...Int32(86_400)), "utc_offset_s"))
  }

  private static func command(_ object: JSONObject) throws(JSONFault) -> Command {
    let name = try object.required(try object.text("command"), "command")
    if StaticString("snooze").equals(name) {
      return .snooze(minutes: try object.required(try object.integer("minutes", in: 0...1_000_000), "minutes"))
    }
    if StaticString("snooze-until").equals(name) {
      return .snoozeUntil(
        minute: try object.required(try object.integer("minute_of_day", in: 0...1439), "minute_of_day"))
    }
    if StaticString("done-exercise").equals(name) {
      return .doneExercise(try object.required(try object.text("exercise"), "exercise"))
    }
    if StaticString("skip").equals(name) { return .skip }
    if StaticString("done").equals(name) { return .done }
    if StaticString("pause").equals(name) { return .pause }
    if StaticString("resume").equals(name) { return .resume }
    if StaticString("start-session").equals(name) { return .startSession(try ExerciseSessionInput.request(object)) }
    if StaticString("stop-session").equals(name) { return .stopSession }
    if StaticString("respond").equals(name) { return .respond(try ExerciseSessionInput.response(object)) }
    if StaticString("forget").equals(name) { return .forget(before: try object.integer("before", in: days)) }
    if StaticString("correct").equals(name) { return .correct(try posture(object)) }
    if StaticString("correct-episode").equals(name) { return .correctEpisode(try posture(object)) }
    if StaticString("calibrate").equals(name) {
      return .calibrate(
        CalibrationPlan(
          steps: try object.required(try object.integer("steps", in: UInt8(0)...UInt8(255)), "steps"),
          isQuick: try object.boolean("quick") ?? false))
    }
    if StaticString("cancel-calibration").equals(name) { return .cancelCalibration }
    if StaticString("next-step").equals(name) { return .nextStep }
    if StaticString("skip-step").equals(name) { return .skipStep }
    if StaticString("forget-calibration").equals(name) { return .forgetCalibration(try placement(object)) }
    if StaticString("start-rhythm").equals(name) {
      return .startRhythm(bends: try object.required(try object.integer("bends", in: 0...1_000_000), "bends"))
    }
    if StaticString("stop-rhythm").equals(name) { return .stopRhythm }
    throw JSONFault(key: "command", expected: "one that this version knows")
  }

  private static func posture(_ object: JSONObject) throws(JSONFault) -> Posture {
    guard let posture = Posture(name: Text(try object.required(try object.text("posture"), "posture"))) else {
      throw JSONFault(key: "posture", expected: "standing, walking, sitting, lying, not-worn or unknown")
    }
    return posture
  }

  static func hold(_ object: JSONObject) throws(JSONFault) -> ReminderHold {
    var hold = ReminderHold()
    hold.isPaused = try object.boolean("paused") ?? false
    hold.skippedDay = try object.integer("skipped_day", in: days)
    hold.snoozedUntil = try object.integer("snoozed_until_us", in: 0...253_402_300_800_000_000)
    return hold
  }

  /// A direction of any non-zero length.
  static func upright(_ object: JSONObject) throws(JSONFault) -> Vector3 {
    let vector = try object.required(try object.vector("upright"), "upright")
    guard let direction = vector.normalized, direction.isFinite else {
      throw JSONFault(key: "upright", expected: "a direction: three numbers that are not all 0")
    }
    return direction
  }

  private static func totals(_ object: JSONObject) throws(JSONFault) -> DayTotals {
    var totals = DayTotals(day: try object.integer("day", in: days))
    // A local day has at most 25 hours; a clock change makes it longer.
    let secondsOfDay = 0...1e7
    for posture in Posture.listed { totals[posture] = try object.number(posture.key, in: secondsOfDay) ?? 0 }
    totals.longestBout = try object.number("longest_bout_s", in: secondsOfDay) ?? 0
    let counts = 0...1_000_000_000
    totals.bouts = try object.integer("bouts", in: counts) ?? 0
    totals.breaks = try object.integer("breaks", in: counts) ?? 0
    totals.activeBreaks = try object.integer("active_breaks", in: counts) ?? 0
    totals.steps = try object.integer("steps", in: counts) ?? 0
    totals.reminders = try object.integer("reminders", in: counts) ?? 0
    for outcome in ReminderOutcome.allCases {
      totals.outcomes[outcome] = try object.integer(outcome.key, in: counts) ?? 0
    }
    totals.outcomes[.done] -= totals.outcomes[.checked]
    totals.tilt = try TiltText.read(object)
    return totals
  }

  private static func quirk(_ object: JSONObject) throws(JSONFault) -> Quirk {
    let axes: ClosedRange<UInt16> = 0...60
    return Quirk(
      isAccelerometer: try object.boolean("accelerometer"),
      accelerationAxis: try object.integer("acceleration_axis", in: axes),
      unitsPerG: try object.number("units_per_g", in: 1e-3...1e9),
      gyroscopeAxis: try object.integer("gyroscope_axis", in: axes),
      unitsPerDegreePerSecond: try object.number("units_per_degree_per_second", in: 1e-3...1e9),
      isIgnored: try object.boolean("ignored") ?? false)
  }
}

extension JSONFault {
  /// The fault as an error at a line.
  func error(file: Text, line: Int) -> TraceError {
    var message = Text()
    message.append("\"")
    message.append(key)
    message.append("\" is invalid, expected ")
    message.append(expected)
    return TraceError(.malformed, file: file, line: line, problem: message)
  }
}
