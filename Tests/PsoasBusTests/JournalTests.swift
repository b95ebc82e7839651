import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

@Suite struct JournalTests {
  private func fields(_ event: Event) -> [String]? {
    JournalEntry(TimedEvent(Instant(microseconds: 0), event))?.fields.map(\.text)
  }

  @Test func `a reminder is written with its reason`() {
    #expect(
      fields(.reminder(.example(number: 2))) == [
        "MESSAGE=suggestion after 31 min of sitting: Kneeling hip-flexor stretch, 30 to 60 s a side. Tuck the pelvis",
        "MESSAGE_ID=eef39fb114424241a08990958af44526", "PRIORITY=5", "SYSLOG_IDENTIFIER=psoasd",
        "PSOAS_EVENT=reminder", "PSOAS_REMINDER=2", "PSOAS_EXERCISE=kneeling-hip-flexor", "PSOAS_POSTURE=sitting",
        "PSOAS_SITTING_SECONDS=1860",
      ])
  }

  @Test func `control characters are escaped in the journal`() {
    let traits = SensorTraits(name: Text("Joy\u{1B}]0;owned\u{7}\nPRIORITY=0".utf8), hasGyroscope: true)
    let written = fields(.sensorAdded(.pelvis, traits)) ?? []
    #expect(written[0] == #"MESSAGE=pelvis sensor Joy\x1b]0;owned\x07\nPRIORITY=0 connected"#)
    #expect(written.contains(#"PSOAS_SENSOR=Joy\x1b]0;owned\x07\nPRIORITY=0"#))
  }

  @Test func `a suggestion's priority in the journal is a setting that changes nothing else`() {
    func priority(_ event: Event) -> String? {
      JournalEntry(TimedEvent(Instant(microseconds: 0), event), alertPriority: 2)?.fields.map(\.text)
        .first { $0.hasPrefix("PRIORITY=") }
    }
    #expect(priority(.reminder(.example(number: 1))) == "PRIORITY=2")
    #expect(priority(.sensorSilent(.thigh)) == "PRIORITY=4")
    #expect(priority(.sensorFault(.thigh, Text("stuck".utf8))) == "PRIORITY=4")
    #expect(priority(.reminderClosed(number: 1, .done)) == "PRIORITY=6")
  }

  @Test func `a silent sensor is a warning that names it`() {
    let entry = fields(.sensorSilent(.thigh))
    #expect(entry?.contains("PRIORITY=4") == true)
    #expect(entry?.contains("PSOAS_PLACEMENT=thigh") == true)
  }

  @Test func `the end of a calibration is written with its kind and source`() throws {
    var calibration = try #require(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1)))
    calibration.quality.bends = 3
    calibration.quality.depth = 61
    calibration.quality.planarity = 0.97
    calibration.quality.isVerified = true
    #expect(
      fields(.calibrationDone(.pelvis, CalibrationRecord(calibration), .full))?.dropFirst(4) == [
        "PSOAS_EVENT=calibration-done", "PSOAS_PLACEMENT=pelvis", "PSOAS_KIND=full", "PSOAS_BENDS=3",
        "PSOAS_VERIFIED=1",
        "PSOAS_DEPTH_DEGREES=61", "PSOAS_PLANARITY_PERCENT=97",
      ])
    #expect(
      fields(.calibrationFailed(.pelvis, .remounted(.pelvis, degrees: 12), .quick))?.dropFirst(2) == [
        "PRIORITY=5", "SYSLOG_IDENTIFIER=psoasd", "PSOAS_EVENT=calibration-refused", "PSOAS_PLACEMENT=pelvis",
        "PSOAS_KIND=quick", "PSOAS_REASON=remounted",
      ])
  }

  @Test func `frequent events are not written`() {
    #expect(fields(.posture(PostureEstimate(.sitting, confidence: 1))) == nil)
    #expect(fields(.boutStarted) == nil)
  }

  @Test func `every event is named as in JSON Lines`() {
    let traits = SensorTraits()
    let events: [Event] = [
      .sensorAdded(.pelvis, traits), .sensorRemoved(.pelvis), .sensorSilent(.pelvis), .calibrated(.walking),
      .boutEnded(sitting: 1), .reminder(.example(number: 1)), .reminderClosed(number: 1, .done), .paused, .resumed,
      .dayEnded(DayTotals()),
    ]
    for event in events {
      #expect(fields(event)?.contains("PSOAS_EVENT=" + event.name.description) == true)
    }
  }

  @Test func `the journal accepts the field names`() throws {
    let entry = try #require(JournalEntry(TimedEvent(Instant(microseconds: 0), .dayEnded(DayTotals(day: 1)))))
    for field in entry.fields.map(\.text) {
      #expect(try /[A-Z][A-Z0-9_]{0,63}=.*/.wholeMatch(in: field) != nil, "\(field)")
    }
    #expect(Set(entry.fields.map { $0.text.prefix { $0 != "=" } }).count == entry.fields.count)
  }

  static let socket = "/run/systemd/journal/socket"
  /// The test binds the journal's socket, which needs root and a machine without a journal.
  static let canStandIn = getuid() == 0 && !FileManager.default.fileExists(atPath: socket)

  @Test(.enabled(if: canStandIn, "needs root and a machine without a journal, to listen in the journal's place"))
  func `an entry arrives as the journal's protocol has it, also after the journal was gone`() throws {
    let folder = "/run/systemd/journal"
    let isOurs = mkdir(folder, 0o755) == 0
    defer { if isOurs { rmdir(folder) } }
    #expect(Journal.isPresent == false)
    var server = try DatagramServer(Self.socket)
    defer {
      close(server.descriptor)
      unlink(Self.socket)
    }
    #expect(Journal.isPresent)
    // Other programs may send entries to this socket: those of the test are identified by this name.
    let name = UUID().uuidString
    func next() -> String? {
      while let message = server.next() {
        if message.contains(name) { return message }
      }
      return nil
    }
    let traits = SensorTraits(name: Text(name.utf8), hasGyroscope: false)
    Journal.send(TimedEvent(Instant(microseconds: 0), .sensorAdded(.thigh, traits)))
    #expect(
      next() == """
        MESSAGE=thigh sensor \(name) connected (no gyroscope: tilt is inaccurate while you move)
        MESSAGE_ID=bf52e8ce87e647bb95412671474d2fc0
        PRIORITY=6
        SYSLOG_IDENTIFIER=psoasd
        PSOAS_EVENT=sensor-added
        PSOAS_PLACEMENT=thigh
        PSOAS_SENSOR=\(name)
        PSOAS_GYROSCOPE=0

        """)
    // A line feed in external text does not start a field.
    try Journal.send(JournalEntry(.historyDamaged, text: Text("\(name)\nPRIORITY=0".utf8)))
    #expect(next()?.hasPrefix("MESSAGE=\(name)\\nPRIORITY=0\nMESSAGE_ID=") == true)
    // Killed, its socket stays; stopped, it is gone. Nothing waits or fails, and the next journal has the next entry.
    close(server.descriptor)
    Journal.send(TimedEvent(Instant(microseconds: 0), .sensorAdded(.thigh, traits)))
    unlink(Self.socket)
    Journal.send(TimedEvent(Instant(microseconds: 0), .sensorAdded(.thigh, traits)))
    #expect(Journal.isPresent == false)
    server = try DatagramServer(Self.socket)
    Journal.send(TimedEvent(Instant(microseconds: 1), .sensorAdded(.pelvis, traits)))
    #expect(next()?.contains("PSOAS_PLACEMENT=pelvis") == true)
    #expect(next() == nil)
  }

  @Test func `standard output into the journal is recognized by device and inode`() async {
    await #expect(processExitsWith: .success) {
      var status = stat()
      #expect(fstat(1, &status) == 0)
      #expect(Journal.takes(descriptor: 1) == false)
      setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino)", 1)
      #expect(Journal.takes(descriptor: 1))
      setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino + 1)", 1)
      #expect(Journal.takes(descriptor: 1) == false)
    }
  }
}

@Suite struct CatalogTests {
  struct Entry {
    let identifier: String
    var headers: [String: String] = [:]
    var text = ""
  }

  private let path = "data/catalog/psoas.catalog"

  private func entries() throws -> [Entry] {
    var entries: [Entry] = []
    var inHeaders = false
    for line in try Repository.read(path).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("-- ") {
        entries.append(Entry(identifier: String(line.dropFirst(3))))
        inHeaders = true
      } else if line.isEmpty && inHeaders {
        inHeaders = false
      } else if entries.isEmpty {
        #expect(line.isEmpty || line.hasPrefix("#"))
      } else if inHeaders, let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        entries[entries.count - 1].headers[String(line[..<colon])] = value
      } else {
        entries[entries.count - 1].text += line + "\n"
      }
    }
    return entries
  }

  @Test func `the catalog explains every message and no other`() throws {
    let code = JournalMessage.allCases.map(\.identifier.description)
    #expect(Set(code).count == code.count)
    #expect(try entries().map(\.identifier) == code)
  }

  @Test func `psoasd(8) lists every message with its priority`() throws {
    let page = try Repository.read("man/psoasd.8")
    let words = [3: "error", 4: "warning", 5: "notice", 6: "info"]
    for message in JournalMessage.allCases {
      let name = message.name.description
      let line = ".It \(name) Ta \(message.identifier.description) Ta \(words[message.priority] ?? "?")"
      #expect(page.contains(line + "\n"), "\(line)")
    }
  }

  @Test func `every catalog entry has a subject, a meaning and a remedy`() throws {
    for entry in try entries() {
      #expect(entry.headers["Subject"]?.isEmpty == false, "\(entry.identifier)")
      #expect(entry.headers["Defined-By"] == "Psoas", "\(entry.identifier)")
      #expect(entry.headers["Support"]?.isEmpty == false, "\(entry.identifier)")
      // The cause and the remedy have at least one paragraph each.
      let paragraphs = entry.text.components(separatedBy: "\n\n").filter {
        !$0.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
      }
      #expect(paragraphs.count >= 2, "\(entry.identifier)")
    }
  }

  @Test func `a field that an explanation shows is in the entries that it explains`() throws {
    let events: [Event] = [
      .sensorAdded(.pelvis, SensorTraits()), .sensorRemoved(.pelvis), .sensorSilent(.pelvis), .calibrated(.walking),
      .boutEnded(sitting: 1), .reminder(.example(number: 1)), .reminderClosed(number: 1, .done), .paused, .resumed,
      .sensorFault(.pelvis, Text("it is stuck".utf8)),
      .dayEnded(DayTotals()), .session(number: 1, .finished(ExerciseSessionResult())),
      .calibrationFailed(.pelvis, .lost(.pelvis), .full),
      .exerciseDone(ExerciseCompletion(Text("plank".utf8), at: WallClock(unixMicroseconds: 0, utcOffset: 0))),
      .calibrationTrust(.shifted(degrees: 9)), .sensorNotice(.pelvis, .lost),
      .calibrationDone(
        .pelvis,
        CalibrationRecord(try #require(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1)))), .full),
    ]
    var shown = 0
    for event in events {
      let message = try #require(event.journalMessage)
      let written = try #require(JournalEntry(TimedEvent(Instant(microseconds: 0), event))).fields.map(\.text)
      let entry = try #require(try entries().first { $0.identifier == message.identifier.description })
      for match in (entry.text + (entry.headers["Subject"] ?? "")).matches(of: /@([A-Z_]+)@/) {
        #expect(written.contains { $0.hasPrefix(match.1 + "=") }, "\(match.1) in \(message)")
        shown += 1
      }
    }
    #expect(shown > 10)
  }

  @Test func `journalctl takes it`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("var/lib/systemd/catalog"), withIntermediateDirectories: true)
    try scratch.write(
      "usr/lib/systemd/catalog/psoas.catalog", try Repository.read("data/catalog/psoas.catalog"))
    let update = try Child("journalctl", ["--update-catalog", "--root=" + scratch.path]).wait()
    #expect(update.status == 0)
    #expect(update.errors.isEmpty)
    let list = try Child("journalctl", ["--no-pager", "--list-catalog", "--root=" + scratch.path]).wait()
    for message in JournalMessage.allCases {
      #expect(list.output.contains(message.identifier.description + " Psoas: "))
    }
  }
}
