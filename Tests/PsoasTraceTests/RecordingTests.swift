import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSimulator
@testable import PsoasTrace

@Suite struct RecordingTests {
  private static let joyCon = SensorDescription(
    name: bytes("Joy-Con (R) \"IMU\"\u{7F}é"), unique: bytes("AA:BB:CC:DD:EE:FF"), bus: 5, vendor: 0x057e,
    product: 0x2007, version: 0x8001, properties: 1 << 6,
    axes: (0..<6).map {
      AbsoluteAxis(
        code: $0, minimum: -32_767_000, maximum: 32_767_000, fuzz: 10, resolution: $0 < 3 ? 4096 : 14247,
        value: Int32($0) * 1000 - 2500)
    }, isStamped: true)
  private static let wiimote = SensorDescription(
    name: bytes("Wii"), bus: 5, vendor: 0x057e, product: 0x0306,
    axes: (3..<6).map { AbsoluteAxis(code: $0, minimum: -500, maximum: 500, fuzz: 2, flat: 4, value: 77) })
  private static let wiimoteQuirk = Quirk(
    match: Quirk.Match(name: bytes("Wii")), isAccelerometer: true, accelerationAxis: 3, unitsPerG: 100.1)

  /// The inputs of a run as the daemon creates them: those written, and those passed to `Monitor`.
  private struct Session {
    var random: Random
    var time: Int64 = 0
    var reported: [TimedInput] = []
    var decoders: [FrameDecoder?] = [nil, nil, nil]
    var state = [Int32](repeating: 0, count: 6)

    /// A unique time.
    mutating func moment() -> Instant {
      time += 1 + Int64(random.next() % 20_000)
      return Instant(microseconds: time)
    }

    mutating func plug(
      _ placement: Placement, _ device: SensorDescription, _ quirk: Quirk?, _ writer: inout RecordingWriter
    ) throws {
      let decoder = try FrameDecoder(device, quirk: quirk)
      decoders[Int(placement.rawValue)] = decoder
      try writer.sensor(placement, device, quirk: quirk)
      try send(
        .sensorAdded(
          placement,
          SensorTraits(name: device.name, hasGyroscope: decoder.hasGyroscope, isSparse: decoder.isSparse)), &writer)
    }

    mutating func send(_ input: Input, _ writer: inout RecordingWriter) throws {
      let timed = TimedInput(moment(), input)
      reported.append(timed)
      try writer.input(timed)
    }

    mutating func frame(_ placement: Placement, _ writer: inout RecordingWriter) throws {
      let time = moment()
      var events: [InputEvent] = []
      if random.next() % 3 > 0 {
        events.append(
          InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: Int32(truncatingIfNeeded: random.next())))
      }
      for code in 0..<6 where random.next() % 2 == 0 {
        events.append(
          InputEvent(type: Evdev.absolute, code: UInt16(code), value: Int32(truncatingIfNeeded: random.next()) / 256))
      }
      if random.next() % 20 == 0 { events.append(.dropped) }
      if random.next() % 2 == 0 { events.append(.report) }
      try writer.frame(placement, events, at: time)
      if events.last != .report { events.append(.report) }
      for event in events {
        if let sample = decoders[Int(placement.rawValue)]?.decode(event, at: time) {
          reported.append(TimedInput(time, .sample(placement, sample)))
        }
      }
    }

    mutating func anything(_ writer: inout RecordingWriter) throws {
      let number = Int64(bitPattern: random.next()) / 1_000_000
      let value = random.signed() * 1e5
      var totals = DayTotals(day: random.next() % 2 == 0 ? nil : 20_000)
      totals[.sitting] = value.magnitude
      totals[.notWorn] = 0.1 + value.magnitude / 3
      totals.longestBout = 1e-7
      totals.steps = 12_345
      totals.outcomes[.done] = 3
      totals.outcomes[.checked] = 1
      totals.outcomes[.snoozed] = 5
      totals.outcomes[.skipped] = 6
      totals.outcomes[.ignored] = 7
      totals.outcomes[.withdrawn] = 8
      totals.breaks = 4
      totals.activeBreaks = 2
      totals.tilt.add(12.25, .standing, tilt: value / 1e4, deadBand: 5)
      totals.tilt.add(0.1, .sitting, tilt: -7, deadBand: 5)
      var configuration = Configuration()
      configuration.remindAfter = value / 7
      configuration.snoozeMinutes = 33
      configuration.sensors[.pelvis] = bytes("057e:2006:\"odd\"")
      configuration.alertPriority = 2
      var record = CalibrationRecord(
        try #require(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1), seatedNeutral: -9.75)))
      record.calibration.quality.scatter = 0.1
      record.made = WallClock(unixMicroseconds: 5, utcOffset: -3600)
      var hold = ReminderHold()
      (hold.isPaused, hold.skippedDay, hold.snoozedUntil) = (true, 20_000, 1_728_000_000_000_000)
      let inputs: [Input] = [
        .tick, .hold(ReminderHold()), .hold(hold), .mounting(.thigh, upright: Vector3(0, 0.6, -0.8)), .standingBegan,
        .standingEnded, .suspending,
        .resumed(asleep: Int64(value.magnitude * 1e6)),
        .locked(value > 0),
        .idle(value > 0),
        .catalog(
          value > 0
            ? ExerciseCatalog()
            : ExerciseCatalog([
              Exercise(identifier: bytes("a"), title: bytes("A \"b\"")), Exercise(identifier: bytes("c"), sides: 2),
            ])),
        .wallClock(WallClock(unixMicroseconds: number, utcOffset: Int32(truncatingIfNeeded: number % 50_400))),
        .command(.snooze(minutes: Int(random.next() % 600))), .command(.skip), .command(.done), .command(.pause),
        .command(.resume), .command(.correct(Posture.allCases[Int(random.next() % 6)])),
        .command(.snoozeUntil(minute: Int(random.next() % 1440))), .command(.doneExercise(bytes("heel \"slides\""))),
        .exerciseDone(
          ExerciseCompletion(
            bytes("plank"), at: WallClock(unixMicroseconds: number, utcOffset: -3600),
            share: 0.1 + random.signed() / 20,
            isChecked: value > 0)),
        .command(.correctEpisode(Posture.allCases[Int(random.next() % 6)])), .restore(totals),
        .command(.startRhythm(bends: 3 + Int(random.next() % 8))), .command(.stopRhythm),
        .suggested([.hipFlexors, .glutes]),
        .command(.startSession(ExerciseSessionRequest(bytes("plank")))), .command(.stopSession),
        .command(
          .startSession(
            ExerciseSessionRequest(
              bytes("a \"b\""), side: BodySide.allCases[Int(random.next() % 2)], isLong: true,
              usesSensor: false))),
        .command(.respond(ExerciseSessionResponse.allCases[Int(random.next() % 4)])),
        .configuration(configuration), .command(.forget(before: value > 0 ? nil : number % 1_000_000)),
        .sensorAdded(.trunk, SensorTraits(name: bytes("none"), hasGyroscope: value > 0, isSparse: value < 0)),
        .sensorRemoved(.trunk), .sensorFault(.trunk, bytes("it is \"stuck\"")),
        .quiet(QuietReason.allCases[Int(random.next() % 3)], value > 0),
      ]
      try send(inputs[Int(random.next() % UInt64(inputs.count))], &writer)
    }
  }

  private func record(
    _ session: inout Session, to path: String,
    manifest: RecordingManifest = RecordingManifest(program: bytes("psoas 0")),
    endsProperly: Bool = true
  ) throws {
    var writer = try RecordingWriter.create(bytes(path), manifest)
    try session.send(.wallClock(WallClock(unixMicroseconds: 1_700_000_000_000_000, utcOffset: 3600)), &writer)
    try session.plug(.pelvis, Self.joyCon, nil, &writer)
    for round in 0..<2000 {
      if round == 700 { try session.plug(.thigh, Self.wiimote, Self.wiimoteQuirk, &writer) }
      if round == 1000 { try session.send(.sensorRemoved(.pelvis), &writer) }
      if round == 1300 {
        var again = Self.joyCon
        again.axes[2].value = 4096
        try session.plug(.pelvis, again, nil, &writer)
      }
      let choice = session.random.next() % 10
      if choice < 6, !(1000..<1300).contains(round) {
        try session.frame(.pelvis, &writer)
      } else if choice < 8, round >= 700 {
        try session.frame(.thigh, &writer)
      } else {
        try session.anything(&writer)
      }
      if round % 100 == 0 { try writer.flush() }
    }
    if endsProperly { try session.send(.end, &writer) }
    try writer.flush()
  }

  @Test(arguments: TestSeed.seeds(1...5))
  func `a recording gives back exactly the inputs of the run`(seed: UInt64) throws {
    let scratch = try Scratch()
    var session = Session(random: Random(seed: seed))
    try record(&session, to: scratch.path("day.psoas"))
    let reading = Reading(scratch.path("day.psoas"))
    #expect(reading.error == nil)
    #expect(session.reported.count > 1500)
    #expect(reading.inputs == session.reported)
  }

  @Test func `replay gives the events of the live run`() throws {
    let scratch = try Scratch()
    let path = scratch.path("day.psoas")
    let exercise = Exercise(identifier: bytes("kneeling-hip-flexor"), title: bytes("Stretch"))
    var configuration = Configuration()
    configuration.remindAfter = 60
    configuration.waitForBreakPoint = 0
    var options = SyntheticWearer.Options()
    options.placements = [.pelvis, .thigh]
    var wearer = SyntheticWearer(
      day: [Activity(.walk, seconds: 30), Activity(.stand, seconds: 10), Activity(.sit, seconds: 150)], options)
    var writer = try RecordingWriter.create(
      bytes(path), RecordingManifest(program: bytes("psoas 0"), configuration: configuration))
    var live = Monitor(configuration, catalog: ExerciseCatalog([exercise]))
    var liveEvents: [TimedEvent] = []
    var decoders: [Placement: FrameDecoder] = [:]
    var time: Int64 = 0
    func send(_ input: Input, _ writer: inout RecordingWriter) throws {
      time += 1
      let timed = TimedInput(Instant(microseconds: time), input)
      try writer.input(timed)
      live.handle(timed, into: &liveEvents)
    }
    try send(.wallClock(WallClock(unixMicroseconds: 1_700_000_000_000_000, utcOffset: 7200)), &writer)
    for placement in wearer.placements {
      let device = try #require(wearer.description(of: placement))
      decoders[placement] = try FrameDecoder(device)
      try writer.sensor(placement, device)
      try send(.sensorAdded(placement, SensorTraits(name: device.name)), &writer)
    }
    var frame: [InputEvent] = []
    for count in 0..<34_000 {
      let next = wearer.next(&frame)
      time = next.time.microseconds
      try writer.frame(next.placement, frame, at: next.time)
      for event in frame {
        if let sample = decoders[next.placement]?.decode(event, at: next.time) {
          live.handle(TimedInput(next.time, .sample(next.placement, sample)), into: &liveEvents)
        }
      }
      if count % 200 == 0 { try send(.tick, &writer) }
      if count == 24_000 { try send(.command(.snooze(minutes: 1)), &writer) }
    }
    try send(.end, &writer)
    try writer.flush()

    var reader = try TraceReader(path: bytes(path))
    let carried = reader.configuration
    var replayed = Monitor(try #require(carried), catalog: ExerciseCatalog([exercise]))
    var events: [TimedEvent] = []
    while let record = try reader.next() { replayed.handle(record.input, into: &events) }
    #expect(events == liveEvents)
    #expect(events.contains { if case .reminder = $0.event { true } else { false } })
  }

  @Test func `a run that was cut off ends with its last input`() throws {
    let scratch = try Scratch()
    var session = Session(random: Random(seed: TestSeed.seed(9)))
    try record(&session, to: scratch.path("day.psoas"), endsProperly: false)
    let reading = Reading(scratch.path("day.psoas"))
    #expect(reading.error == nil)
    #expect(Array(reading.inputs.dropLast()) == session.reported)
    #expect(reading.inputs.last?.input == .end)
    #expect(reading.inputs.last?.time == session.reported.last?.time)
  }

  @Test func `a recording carries the configuration, the calibration and the start`() throws {
    let scratch = try Scratch()
    var manifest = RecordingManifest(program: bytes("psoas 0.1"))
    manifest.configuration.remindAfter = 61.1
    manifest.configuration.remindersPerDay = 3
    manifest.configuration.sittingExercise = bytes("bridge \"two\"")
    var fault = Text()
    manifest.configuration.workingHours = try #require(WorkingHours(bytes("Mon-Thu 9-17, Fri 9:30-14"), fault: &fault))
    manifest.configuration.escalation = try #require(
      Escalation(bytes("status resident@90s rumble@5min"), fault: &fault))
    manifest.configuration.profile = [.noKneeling, .osteoporosis]
    manifest.configuration.programme = bytes("plank figure-four")
    manifest.configuration.sensors[.pelvis] = bytes("AA:BB")
    manifest.start = WallClock(unixMicroseconds: 1_700_000_000_123_456, utcOffset: -34_200)
    manifest.calibration = Calibration(
      upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1), seatedNeutral: -13.25)
    let path = scratch.path("day.psoas")
    var writer = try RecordingWriter.create(bytes(path), manifest)
    try writer.input(TimedInput(Instant(microseconds: 5), .end))
    try writer.flush()
    let reader = try TraceReader(path: bytes(path))
    var expected = manifest.configuration
    // A sensor's identifier is its address, so it is recorded only on request.
    expected.sensors[.pelvis] = []
    #expect(reader.configuration == expected)
    #expect(reader.start == manifest.start)
    #expect(reader.calibration == manifest.calibration)
  }

  @Test func `serial numbers stay out unless asked for`() throws {
    let scratch = try Scratch()
    for keeps in [false, true] {
      let path = scratch.path(keeps ? "with.psoas" : "without.psoas")
      var writer = try RecordingWriter.create(
        bytes(path), RecordingManifest(program: bytes("psoas 0")), keepsIdentity: keeps)
      try writer.sensor(.pelvis, Self.joyCon)
      try writer.flush()
      let all = try FileManager.default.contentsOfDirectory(atPath: path).map {
        try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)
      }.joined()
      #expect(all.contains("AA:BB:CC:DD:EE:FF") == keeps)
      #expect(all.contains("Joy-Con"))
    }
  }

  @Test func `recordings are for their owner alone`() throws {
    let scratch = try Scratch()
    let path = scratch.path("day.psoas")
    var writer = try RecordingWriter.create(bytes(path), RecordingManifest(program: bytes("psoas 0")))
    try writer.sensor(.pelvis, Self.joyCon)
    for name in ["", "/recording.json", "/inputs.jsonl", "/pelvis.evemu"] {
      let permissions = try FileManager.default.attributesOfItem(atPath: path + name)[.posixPermissions] as? Int
      #expect(permissions == (name.isEmpty ? 0o700 : 0o600))
    }
  }

  @Test func `an existing folder is not written into`() throws {
    let scratch = try Scratch()
    let path = scratch.path("day.psoas")
    _ = try RecordingWriter.create(bytes(path), RecordingManifest(program: bytes("psoas 0")))
    var error: TraceError?
    do throws(TraceError) {
      _ = try RecordingWriter.create(bytes(path), RecordingManifest(program: bytes("psoas 0")))
    } catch let failure { error = failure }
    #expect(error?.kind == .unwritable)
    #expect(
      error.map { String(decoding: $0.message, as: UTF8.self) }
        == "\(path): cannot create the folder: File exists, choose another name or remove the old one")
  }

  // MARK: Edited and damaged recordings

  private func folder(_ scratch: Scratch, _ files: [String: String]) throws -> String {
    let path = scratch.path("made.psoas")
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try scratch.write("made.psoas/\(name)", text) }
    return path
  }

  /// Two samples, after 1 and 3 seconds.
  static let evemu = """
    N: x
    I: 0005 057e 2007 8001
    P: 40 00 00 00 00 00 00 00
    A: 00 -9 9 0 0 1
    A: 01 -9 9 0 0 1
    A: 02 -9 9 0 0 1
    E: 1.000000 0003 0000 1
    E: 1.000000 0000 0000 0
    E: 3.000000 0003 0000 2
    E: 3.000000 0000 0000 0

    """

  @Test func `sensors without inputs come with their first event`() throws {
    let scratch = try Scratch()
    let late = Self.evemu.replacingOccurrences(of: "E: 1.", with: "E: 2.")
    let reading = Reading(
      try folder(
        scratch, ["recording.json": "{\"format\":1,\"later\":[null]}", "thigh.evemu": Self.evemu, "pelvis.evemu": late])
    )
    #expect(reading.error == nil)
    #expect(
      reading.inputs.map { "\($0.time.seconds) \($0.input.word)" } == [
        "1.0 sensor-added", "1.0 sample", "2.0 sensor-added", "2.0 sample", "3.0 sample", "3.0 sample", "3.0 end",
      ])
  }

  @Test(arguments: [
    ("", "recording.json:1: not JSON: '[' or '{' expected near end of file"),
    ("{\"format\":1", "recording.json:2: not JSON: '}' expected near end of file"),
    (
      "{\n\"format\":2}", "recording.json:2: \"format\" is invalid, expected 1: a newer psoas may read this recording"
    ),
    ("{}", "recording.json:1: \"format\" is invalid, expected it to be present"),
    ("[1]", "recording.json:1: not an object, expected {...}"),
    ("{\"format\":1,\"format\":1}", "recording.json:1: not JSON: duplicate object key near '\"format\"'"),
    (
      "{\"format\":1,\n\"configuration\":\n{\"remind_after_s\":\"x\"}}",
      "recording.json:3: \"remind_after_s\" is invalid, expected a number"
    ),
    (
      "{\"format\":1,\n\"start\":{\"utc_offset_s\":0}}",
      "recording.json:1: \"unix_us\" is invalid, expected it to be present"
    ),
    (
      "{\"format\":1,\"calibration\":{\"cranial\":[0,0,0],\"right\":[0,0,0]}}",
      "recording.json:1: \"right\" is invalid, expected a direction across cranial, both with a length"
    ),
    ("{\"format\":1,\"program\":\"\u{0}\"}", "recording.json:1: not JSON: control character 0x0 near '\"'"),
  ])
  func `a bad description is refused with what was expected`(json: String, error: String) throws {
    let scratch = try Scratch()
    #expect(Reading(try folder(scratch, ["recording.json": json])).error == error)
  }

  @Test(arguments: [
    ("{\"time\":1}", "inputs.jsonl:1: \"input\" is invalid, expected it to be present"),
    (
      "{\"time\":1,\"input\":\"tick\"}\n{\"time\":0.5,\"input\":\"tick\"}",
      "inputs.jsonl:2: time goes backwards, expected inputs in the order of their times"
    ),
    (
      "{\"time\":1,\"input\":\"tick\"}\n{\"time\":2,\"inp",
      "inputs.jsonl:2: not JSON: premature end of input near '\"inp'"
    ),
    ("{\"time\":1,\"input\":\"fly\"}", "inputs.jsonl:1: \"input\" is invalid, expected one that this version knows"),
    (
      "{\"time\":1e300,\"input\":\"tick\"}", "inputs.jsonl:1: \"time\" is invalid, expected a number within its range"
    ),
    (
      "{\"time\":1,\"input\":\"sensor-added\",\"placement\":\"nose\"}",
      "inputs.jsonl:1: \"placement\" is invalid, expected pelvis, thigh or trunk"
    ),
    (
      "{\"time\":1,\"input\":\"sensor-added\",\"placement\":\"thigh\",\"file\":\"../x\"}",
      "inputs.jsonl:1: \"file\" is invalid, expected a name within the folder"
    ),
    (
      "{\"time\":1,\"input\":\"command\",\"command\":\"snooze\"}",
      "inputs.jsonl:1: \"minutes\" is invalid, expected it to be present"
    ),
    (
      "{\"time\":1,\"input\":\"resumed\",\"asleep_us\":7000000000000000000}",
      "inputs.jsonl:1: \"asleep_us\" is invalid, expected a whole number within its range"
    ),
    (
      "{\"time\":1,\"input\":\"restore\",\"sitting_s\":1e308}",
      "inputs.jsonl:1: \"sitting_s\" is invalid, expected a number within its range"
    ),
    (
      "{\"time\":1,\"input\":\"restore\",\"day\":-9223372036854775808}",
      "inputs.jsonl:1: \"day\" is invalid, expected a whole number within its range"
    ),
    (
      "{\"time\":1,\"input\":\"command\",\"command\":\"forget\",\"before\":-9223372036854775808}",
      "inputs.jsonl:1: \"before\" is invalid, expected a whole number within its range"
    ),
    (
      "{\"time\":1,\"input\":\"tick\"}\n{\"time\":1e9,\"input\":\"tick\"}",
      "inputs.jsonl:2: time jumps by more than ten years, expected inputs of one run"
    ),
    ("", "no input is recorded, expected inputs.jsonl or a sensor's file"),
  ])
  func `a bad input is refused with what was expected`(lines: String, error: String) throws {
    let scratch = try Scratch()
    let reading = Reading(try folder(scratch, ["recording.json": "{\"format\":1}", "inputs.jsonl": lines]))
    #expect(reading.error == error || reading.error == "FILE: " + error)
  }

  @Test func `a folder that is no recording says so`() throws {
    let scratch = try Scratch()
    #expect(
      Reading(try folder(scratch, [:])).error
        == "recording.json: cannot open: No such file or directory, check the name")
  }
}
