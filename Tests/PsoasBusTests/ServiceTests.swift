import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

@Suite struct ServiceTests: BusSuite {
  let fixture: ServiceFixture

  init() throws {
    fixture = try ServiceFixture()
  }

  static let sitting: BusStatus = {
    var status = BusStatus()
    status.posture = PostureEstimate(.sitting, confidence: 0.875)
    status.sittingSince = 1_790_000_000_000_000
    status.sittingToday = 3_600_000_000
    status.longestBoutToday = 1_800_000_000
    status.stepsToday = 1200
    status.nextReminder = 1_790_001_800_000_000
    return status
  }()

  private func property(_ name: String) throws -> String {
    try bus.busctl(
      "get-property", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", name
    ).finish(turning: loop).output
  }

  @Test func `the running service is what data/dbus says`() throws {
    let xml = try bus.busctl("introspect", "--xml-interface", "org.psoas.Psoas1", "/org/psoas/Psoas1")
      .finish(turning: loop).output
    let offered = try InterfaceReader.read(xml)
    let promised = try Self.promised("org.psoas.Psoas1")["org.psoas.Psoas1.Manager"]
    #expect(promised?.isEmpty == false)
    #expect(promised == offered["org.psoas.Psoas1.Manager"])
    #expect(offered["org.freedesktop.DBus.ObjectManager"] != nil)
  }

  private static func promised(_ name: String) throws -> [String: [String]] {
    try InterfaceReader.read(
      Repository.read("data/dbus/\(name).xml"))
  }

  @Test func `a running service's sensor is what data/dbus says`() throws {
    service.update([BusSensor(identifier: Text("057e:2006:dc-68".utf8), name: [], placement: nil)])
    try settle()
    let xml = try bus.busctl(
      "introspect", "--xml-interface", "org.psoas.Psoas1", "/org/psoas/Psoas1/sensor/_3057e_3a2006_3adc_2d68"
    ).finish(turning: loop).output
    let promised = try Self.promised("org.psoas.Psoas1.Sensor")["org.psoas.Psoas1.Sensor"]
    let offered = try InterfaceReader.read(xml)["org.psoas.Psoas1.Sensor"]
    #expect(promised?.isEmpty == false)
    #expect(promised == offered)
  }

  @Test func `a sensor's battery is on the bus`() throws {
    var sensor = BusSensor(identifier: "057e:2006:dc-68", name: "Joy-Con", placement: .thigh)
    service.update([sensor])
    try settle()
    func property(_ name: String) throws -> String {
      try bus.busctl(
        "get-property", "org.psoas.Psoas1", "/org/psoas/Psoas1/sensor/_3057e_3a2006_3adc_2d68",
        "org.psoas.Psoas1.Sensor", name
      ).finish(turning: loop).output
    }
    #expect(try property("BatteryPercent") == "i -1\n" && property("BatteryLevel") == "s \"\"\n")
    sensor.battery = Battery(percent: 15, level: .low, status: .notCharging)
    service.update([sensor])
    try settle()
    #expect(try property("BatteryPercent") == "i 15\n" && property("BatteryLevel") == "s \"low\"\n")
    #expect(try property("BatteryStatus") == "s \"not-charging\"\n")
  }

  /// Runs the loop until pending messages are sent.
  private func settle() throws { for _ in 0..<5 { try loop.runOnce(waiting: 1000) } }

  @Test func `properties read as they were last set`() throws {
    service.update(Self.sitting)
    #expect(try property("Version") == "s \"\(Version.text)\"\n")
    #expect(try property("Posture") == "s \"sitting\"\n")
    #expect(try property("Confidence") == "d 0.875\n")
    #expect(try property("SittingSince") == "t 1790000000000000\n")
    #expect(try property("SittingToday") == "t 3600000000\n")
    #expect(try property("LongestBoutToday") == "t 1800000000\n")
    #expect(try property("StepsToday") == "u 1200\n")
    #expect(try property("NextReminder") == "t 1790001800000000\n")
    #expect(try property("Paused") == "b false\n")
  }

  @Test func `the day's programme is signalled, and read back`() throws {
    var exercise = Exercise(identifier: Text("glute-bridge".utf8), title: Text("Glute bridge".utf8))
    exercise.stages = [ExerciseStage(.repetitions(10...15, hold: 1, rest: 0))]
    exercise.sets = 3
    exercise.kind = .strength
    exercise.frequency = .weekly(days: 3, hoursApart: 48)
    var configuration = Configuration()
    configuration.programme = exercise.identifier
    let catalog = ExerciseCatalog([exercise])
    var log = CompletionLog()
    log.add(
      ExerciseCompletion(exercise.identifier, at: WallClock(unixMicroseconds: 1_790_000_000_000_000, utcOffset: 0)))
    var status = Self.sitting
    status.programme = Programme(configuration, catalog).day(
      WallClock(unixMicroseconds: 1_790_086_400_000_000, utcOffset: 0), log, sitting: 0, muscles: [])
    service.update(status)
    let answer = try call("GetProgramme")
    #expect(
      answer.output == """
        a(sssssddt)udas 1 "glute-bridge" "Glute bridge" "3 sets of 10 to 15 repetitions of 1 s" "resting" "weekly" \
        1 0 1790172800000000 1 1 0

        """)
  }

  @Test(arguments: ["Snooze", "SnoozeUntil"])
  func `a reminder that was snoozed often enough cannot be snoozed again`(method: String) throws {
    // A reminder can be snoozed twice.
    wearer.decide(ExerciseCatalog(), [.wallClock(WallClock(unixMicroseconds: 1_790_000_000_000_000, utcOffset: 0))])
    try wearer.snoozeTwice()
    wearer.commands = []
    let answer = try call(method, "t", "600000000")
    #expect(answer.status != 0)
    #expect(answer.errors.contains("cannot be snoozed again"))
    #expect(wearer.commands.isEmpty)
  }

  @Test func `an impossible request is refused with what would be right`() throws {
    let clock = Input.wallClock(WallClock(unixMicroseconds: 1_790_000_000_000_000, utcOffset: 0))
    wearer.decide(ExerciseCatalog([Exercise(identifier: Text("plank".utf8))]), [clock])
    #expect(try call("SnoozeUntil", "t", "86400000000").errors.contains("54000000000 is 15:00"))
    #expect(try call("DoneExercise", "s", "handstand").errors.contains("psoasctl exercise list"))
    #expect(wearer.commands.isEmpty)
    wearer.handle(.catalog(ExerciseCatalog([Exercise(identifier: Text("handstand".utf8))])))
    #expect(try call("DoneExercise", "s", "handstand").status == 0)
    #expect(try call("SnoozeUntil", "t", "54000000000").status == 0)
    #expect(wearer.commands == [.doneExercise(Text("handstand".utf8)), .snoozeUntil(minute: 900)])
  }

  @Test func `GetStatus gives all of them at once`() throws {
    service.update(Self.sitting)
    let answer = try call("GetStatus")
    #expect(
      answer.output == """
        a{sv} 22 "Version" s "\(Version.text)" "Clock" t 0 "Posture" s "sitting" "Confidence" d 0.875 \
        "SittingSince" t 1790000000000000 "SittingToday" t 3600000000 "LongestBoutToday" t 1800000000 "StepsToday" u 1200 \
        "NextReminder" t 1790001800000000 "SnoozedUntil" t 0 "Paused" b false "PauseReasons" as 0 "ActiveSession" s "" "OpenReminder" s "" \
        "Suggestions" a(asss) 0 \
        "TiltState" s "uncalibrated" "TiltFromNeutral" d nan "TiltDeadBand" d nan "TiltTrend" d nan "TiltToday" a(sttt) 3 \
        "standing" 0 0 0 "walking" 0 0 0 "sitting" 0 0 0 "CalibrationState" s "none" "CalibrationReason" s ""

        """)
  }

  @Test func `what the wearer asks for arrives as a command`() throws {
    for (method, arguments) in [
      ("Snooze", ["t", "900000000"]), ("Skip", []), ("Done", []), ("Pause", []), ("Resume", []),
      ("CorrectPosture", ["s", "standing"]), ("CorrectEpisode", ["s", "lying"]),
    ] {
      let answer = try call(method, arguments)
      #expect(answer.status == 0, "\(method): \(answer.errors)")
    }
    #expect(
      wearer.commands == [
        .snooze(minutes: 15), .skip, .done, .pause, .resume, .correct(.standing), .correctEpisode(.lying),
      ])
  }

  @Test(arguments: ["0", "59999999", "36060000000", "18446744073709551615"])
  func `a bad argument is refused with what would be right`(duration: String) throws {
    wearer.decide()
    let answer = try call("Snooze", "t", duration)
    #expect(answer.status != 0)
    #expect(answer.errors.contains("A snooze takes 1 to 600 minutes"))
    #expect(wearer.commands.isEmpty)
  }

  @Test(arguments: ["unknown", "", "Standing", "kneeling"])
  func `an unknown name of a posture is refused`(word: String) throws {
    wearer.decide()
    let answer = try bus.child(
      "gdbus",
      [
        "call", "--session", "--dest", "org.psoas.Psoas1", "--object-path", "/org/psoas/Psoas1", "--method",
        "org.psoas.Psoas1.Manager.CorrectPosture", word,
      ]
    ).finish(turning: loop)
    #expect(answer.status != 0)
    #expect(answer.errors.contains("org.psoas.Psoas1.Error.UnknownPosture"))
    #expect(answer.errors.contains("standing, walking, sitting, lying or not-worn"))
    #expect(wearer.commands.isEmpty)
  }

  @Test func `only changes are signalled, and frequent changes never`() throws {
    let changes = try Listener(bus, loop, service)
    service.update(Self.sitting)
    try settle()
    var later = Self.sitting
    later.posture.confidence = 0.9
    later.sittingToday += 1_000_000
    later.longestBoutToday += 1_000_000
    later.nextReminder += 999_999
    service.update(later)
    try settle()
    later.isPaused = true
    later.pauseReasons = [.paused]
    service.update(later)
    later.nextReminder = 0
    service.update(later)
    try settle()
    service.update(later)
    try settle()
    service.announce(.posture(PostureEstimate(.walking, confidence: 0.5)))
    let lines = try changes.lines(until: "PostureChanged")
    #expect(
      lines == [
        """
        org.freedesktop.DBus.Properties.PropertiesChanged ('org.psoas.Psoas1.Manager', \
        {'Posture': <'sitting'>, 'SittingSince': <uint64 1790000000000000>, \
        'NextReminder': <uint64 1790001800000000>}, @as [])
        """,
        """
        org.freedesktop.DBus.Properties.PropertiesChanged ('org.psoas.Psoas1.Manager', \
        {'NextReminder': <uint64 0>, 'Paused': <true>, 'PauseReasons': <['paused']>}, @as [])
        """,
        "org.psoas.Psoas1.Manager.PostureChanged ('walking', 0.5)",
      ])
  }

  @Test func `a time that drifts is signalled once it differs by a second`() throws {
    let changes = try Listener(bus, loop, service)
    var status = Self.sitting
    service.update(status)
    try settle()
    for _ in 0..<4 {
      status.nextReminder += 400_000
      service.update(status)
      try settle()
    }
    service.announce(.reminderClosed(number: 1, .done))
    let lines = try changes.lines(until: "ReminderClosed")
    #expect(lines.count == 3)
    #expect(lines[1].contains("{'NextReminder': <uint64 1790001801200000>}"))
  }

  @Test func `a reminder is signalled with its reason, and its end with the outcome`() throws {
    let signals = try Listener(bus, loop, service)
    service.announce(.reminder(.example(number: 3, sitting: 1860, cue: "Straight – not \u{1F600}")))
    service.announce(.boutStarted)
    service.announce(.reminderClosed(number: 3, .snoozed))
    let lines = try signals.lines(until: "ReminderClosed")
    #expect(
      lines == [
        """
        org.psoas.Psoas1.Manager.Reminder (uint32 3, 'kneeling-hip-flexor', 'Kneeling hip-flexor stretch', \
        'Straight – not \u{1F600}', uint64 1860000000)
        """,
        "org.psoas.Psoas1.Manager.ReminderClosed (uint32 3, 'snoozed')",
      ])
  }

  @Test func `a text that is no UTF-8 is sent with replacement characters`() throws {
    let signals = try Listener(bus, loop, service)
    var reminder = Reminder.example(number: 1)
    reminder.cue = [0x61, 0xFF, 0x00, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x62]
    service.announce(.reminder(reminder))
    let line = try #require(try signals.lines(until: "Reminder").first)
    #expect(line.contains("'a\u{FFFD}\u{FFFD}\u{FFFD}(\u{FFFD}\u{FFFD}\u{FFFD}b'"))
  }

  @Test func `a second daemon on the same bus is refused`() throws {
    let other = try BusConnection(bus.kind)
    let error = #expect(throws: BusError.self) { _ = try BusService(on: other, loop, wearer) }
    #expect(error == .nameTaken(bus.kind, process: getpid()))
    #expect(
      BusError.nameTaken(.user, process: 4711).message
        == "another psoasd (process 4711) already uses this bus; stop it first: systemctl --user stop psoasd")
  }

  @Test func `the name is free again when the service ends`() throws {
    var first: BusService?
    let second = try PrivateBus()
    do {
      first = try BusService(on: try BusConnection(second.kind), loop, wearer)
      #expect(first != nil)
      first = nil
    }
    let again = try BusService(on: try BusConnection(second.kind), loop, wearer)
    again.update(Self.sitting)
  }

  @Test func `without a bus there is a clear error, and nothing hangs`() throws {
    let nowhere = BusKind.address(Text("unix:path=/nonexistent/psoas-test".utf8))
    let error = #expect(throws: BusError.self) { _ = try BusConnection(nowhere) }
    #expect(error == .absent(nowhere, code: ENOENT))
    #expect(BusError.absent(.user, code: ENOENT).message.contains("DBUS_SESSION_BUS_ADDRESS"))
  }

  @Test func `the loss of the bus ends nothing else`() throws {
    var short: PrivateBus? = try PrivateBus()
    let connection = try BusConnection(try #require(short?.kind), loop: loop)
    let service = try BusService(on: connection, loop, wearer)
    #expect(connection.isOpen)
    short = nil
    try turn(loop) { !connection.isOpen }
    service.update(Self.sitting)
    service.announce(.reminderClosed(number: 1, .done))
    for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
  }
}
