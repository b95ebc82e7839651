import Foundation
import TestSupport
import Testing

/// What the daemon stores, and what psoasctl shows of it.
@Suite(.serialized) struct HistoryCommandTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private var state: String { scratch.path("state") }
  private var environment: [String: String] {
    ["STATE_DIRECTORY": state, "TZ": "Europe/Paris", "LC_ALL": "fr_FR.UTF-8"]
  }

  private func ask(_ query: String) throws -> String {
    try Program(path: "/usr/bin/sqlite3").run([state + "/history.sqlite", query]).output
      .trimmingCharacters(in: .newlines)
  }

  private func number(_ query: String) throws -> Double {
    let text = try ask(query)
    return try #require(Double(text), "\(query): \(text)")
  }

  private static let synthetic = ["--synthetic", "--history", "--bus", "none", "--output", "jsonl", "--speed"]

  @Test func `a day, a week and the latest days are shown in eighty columns`() throws {
    let environment = environment.merging(["TZ": Program.morning]) { $1 }
    let live = try Program.psoasd.with(environment).run(Self.synthetic + ["100000", "--seconds", "5000"])
    #expect(live.status == 0, "\(live.errors)")
    let psoasctl = Program.psoasctl.with(environment)
    let date = try #require(live.output.firstMatch(of: /"at":"([0-9-]{10})T/)).1
    for words in [["day", String(date)], ["week", String(date)], ["history"]] {
      let shown = try psoasctl.run(words)
      #expect(shown.status == 0 && shown.errors.isEmpty, "\(shown.errors)")
      #expect(shown.output.contains(date))
      #expect(shown.lines.allSatisfy { $0.count <= 80 }, "\(shown.output)")
    }
    let day = try psoasctl.run(["day", String(date)]).output
    #expect(day.contains("bouts of sitting\n") && day.contains("suggestions: withdrawn 1"))
    #expect(day.contains(#/\d\d:00 +#+.* sitting/#))
    for (words, schema) in [
      (["day", String(date)], "day"), (["day", "2001-02-03"], "day"), (["week", String(date)], "days"),
      (["history"], "days"), (["week", "2001-02-03"], "days"),
    ] {
      let json = try psoasctl.run(words + ["--json"])
      #expect(json.status == 0 && json.lines.count == 1)
      #expect(try JSONSchema(named: schema).faults(in: json.output) == [], "\(words)")
    }
    let json = try psoasctl.run(["day", String(date), "--json"]).output
    #expect(json.contains(#""exercise":"kneeling-hip-flexor","outcome":"withdrawn""#) && json.contains(#""total":{"#))
    let unknown = try psoasctl.run(["day", "2001-02-03"])
    #expect(unknown.status == 0 && unknown.output.contains("Saturday 2001-02-03\n\nthere is no data of this day"))
    #expect(try psoasctl.run(["day", "2001-02-30"]).status == 64)
    let nowhere = try psoasctl.with(["STATE_DIRECTORY": "/nowhere"]).run(["day"])
    #expect(nowhere.status == 66 && nowhere.errors.contains("/nowhere/history.sqlite does not exist"))
  }

  @Test func `guided exercises, and the tilt of hours, are in the day that is shown`() throws {
    _ = try Program.psoasd.with(environment).run(Self.synthetic + ["100000", "--seconds", "1"])
    let noon = 1_772_449_200_000_000
    _ = try ask(
      """
      INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps, reminders,
        reminders_done, breaks, active_breaks) VALUES (20514, 900, 0, 0, 0, 0, 0, 900, 1, 0, 0, 0, 0, 0);
      INSERT INTO hours VALUES (\(noon), 3600, 20514, 900, 700, 0, 0, 0, 0, 0),
        (\(noon + 3_600_000_000), 3600, 20514, 900, 0, 0, 0, 0, 0, 0);
      INSERT INTO tilt_hours VALUES (\(noon), 3600, 20514, 'standing', 0, 525, 175),
        (\(noon), 3600, 20514, 'sitting', 30, 10, 5), (\(noon + 3_600_000_000), 3600, 20514, 'sitting', 900, 0, 0);
      INSERT INTO sessions VALUES
        (\(noon), 20514, 3600, 'kneeling-hip-flexor', 'sensor', 2, 1, 'completed', 4, 0, 118.4, 110, NULL, 0.98, 0.9),
        (\(noon + 60_000_000), 20514, 3600, 'glute-bridge', 'clock', 1, 1, 'by-hand', 0, 1, 0, 0, NULL, 0.1, 0),
        (\(noon + 120_000_000), 20514, 3600, 'plank', 'sensor', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """)
    let shown = try Program.psoasctl.with(environment).run(["day", "2026-03-02"])
    #expect(shown.lines.allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") }, "\(shown.output)")
    #expect(
      shown.output.contains(
        """
        exercise sessions
          12:00  kneeling-hip-flexor       4 holds, 118 s (110 s seen), 98 %
          12:01  glute-bridge              1 repetition, 10 %, done, as reported
          12:02  plank                     interrupted: the service ended during it

        tilt, %   standing              sitting
                  post. neutral ant.    post. neutral ant.
        12:00         0      75   25        -       -    -
        13:00         -       -    -      100       0    0

        """), "\(shown.output)")
  }

  @Test(arguments: Program.daemons)
  func `a bout goes on while the daemon does, and is cut off by a kill`(daemon: Program) throws {
    // A zone in which it is noon now: the day must not end during the test.
    let hour = Int(Date().timeIntervalSince1970) / 3600 % 24
    let all = environment.merging(["TZ": "NOON\(hour - 12)"]) { $1 }
    let running = try daemon.with(all).start(Self.synthetic + ["60"])
    #expect(running.prints(#""event":"bout-started""#), "\(running.errorsSoFar)")
    let psoasctl = Program.psoasctl.with(all)
    var shown = try psoasctl.run(["day"]).output
    for _ in 0..<400 where !shown.contains("\nbouts of sitting\n") {
      usleep(50_000)
      shown = try psoasctl.run(["day"]).output
    }
    #expect(shown.contains(#/\d\d:\d\d  continues\n/#) && !shown.contains("interrupted"), "\(shown)")
    _ = running.stop(SIGKILL)
    shown = try psoasctl.run(["day"]).output
    #expect(shown.contains("interrupted: the service ended during it\n") && !shown.contains("continues"), "\(shown)")
  }

  @Test func `a day of 25 hours, and a bout across midnight, come out right`() throws {
    _ = try Program.psoasd.with(environment).run(Self.synthetic + ["100000", "--seconds", "1"])
    // 2026-10-24 22:00 UTC is midnight in Paris, when the day of 25 hours begins; it ends at 2026-10-25 23:00 UTC.
    try FileManager.default.createDirectory(atPath: scratch.path("x"), withIntermediateDirectories: true)
    let day = 20751
    var rows = ""
    for hour in 0..<25 {
      let began = (1_792_879_200 + hour * 3600) * 1_000_000
      rows += "INSERT INTO hours (began, utc_offset, day, sitting, standing, walking, lying, not_worn, unknown, steps)"
      rows += " VALUES (\(began), \(hour < 3 ? 7200 : 3600), \(day), 3600, 0, 0, 0, 0, 0, 0);"
    }
    rows += "INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps,"
    rows +=
      " reminders, reminders_done, breaks, active_breaks) VALUES (\(day), 90000, 0, 0, 0, 0, 0, 90000, 1, 0, 0, 0, 0, 0);"
    rows += "INSERT INTO bouts (began, day, ended, sitting) VALUES (\(1_792_875_600 * 1_000_000), \(day - 1),"
    rows += " \((1_792_879_200 + 25 * 3600 + 600) * 1_000_000), 94200);"
    _ = try ask(rows)
    let shown = try Program.psoasctl.with(environment).run(["day", "2026-10-25"]).output
    let hours = shown.split(separator: "\n").filter { $0.contains(#/^\d\d:00/#) }.map { $0.prefix(11) }
    #expect(hours.count == 25)
    #expect(hours[2] == "02:00+02:00" && hours[3] == "02:00+01:00" && hours[4].hasPrefix("03:00      "))
    #expect(shown.contains("00:00  26 h 10 min sat, since the day before, into the next day"))
  }

  @Test(arguments: Program.daemons)
  func `forgotten data is nowhere any more, also in a running daemon`(daemon: Program) throws {
    let bus = try PrivateBus()
    let all = environment.merging(bus.environment) { $1 }
    let running = try daemon.with(all).start(
      ["--synthetic", "--history", "--bus", "user", "--output", "jsonl", "--speed", "400"])
    #expect(running.prints(#""event":"reminder-closed""#))
    for _ in 0..<200 where try ask("SELECT count(*) FROM reminders") == "0" { usleep(50_000) }
    #expect(try !Self.traces(of: "kneeling-hip-flexor", in: state).isEmpty)
    let psoasctl = Program.psoasctl.with(all)
    #expect(try psoasctl.run(["forget"]).status == 64)
    #expect(try psoasctl.run(["forget", "--all", "--before", "today"]).status == 64)
    let wrong = try bus.call(
      "call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "Forget", "s", "yesterday")
    #expect(wrong.status != 0 && wrong.errors.contains("2026-03-29"))
    // There is no stored day before this date: nothing is deleted.
    #expect(try psoasctl.run(["forget", "--before", "2001-01-01"]).status == 0)
    #expect(try !Self.traces(of: "kneeling-hip-flexor", in: state).isEmpty)
    let sat = try Self.sitting(psoasctl)
    #expect(sat > 0)
    let forgotten = try psoasctl.run(["forget", "--all"])
    #expect(forgotten.status == 0, "\(forgotten.errors)")
    #expect(try Self.sitting(psoasctl) < sat)
    let live = running.stop()
    #expect(live.status == 0)
    // After this deletion the run's end wrote only data of the time since.
    let began = try #require(live.output.firstMatch(of: #/"at":"([^"]*)"/#)).1
    #expect(!began.isEmpty)
    #expect(try number("SELECT count(*) FROM reminders") <= 1)
    #expect(try number("SELECT sitting FROM days") < sat + 3600)

    let offline = try psoasctl.run(["forget", "--all"])
    #expect(offline.status == 0, "\(offline.errors)")
    #expect(try Self.traces(of: "kneeling-hip-flexor", in: state).isEmpty)
    #expect(try ask("SELECT count(*) FROM days") == "0")
  }

  @Test(arguments: Program.daemons)
  func `what was done, the streak and today's plan outlive a restart and a kill`(daemon: Program) throws {
    let bus = try PrivateBus()
    let all = environment.merging(bus.environment) { $1 }
    let psoasctl = Program.psoasctl.with(all)
    func start() throws -> Child {
      let running = try daemon.with(all).start(
        ["--synthetic", "--history", "--bus", "user", "--output", "jsonl", "--speed", "1"])
      #expect(running.prints("sensor-added"), "\(running.errorsSoFar)")
      return running
    }
    func plan() throws -> String { try psoasctl.run(["programme"]).output }

    var running = try start()
    let fresh = try plan()
    #expect(fresh.contains("streak   0 days") && !fresh.contains("●"))
    #expect(fresh.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(fresh)")
    #expect(try psoasctl.run(["done", "kneeling-hip-flexor"]).status == 0)
    #expect(try psoasctl.run(["done", "figure-four"]).status == 0)
    let first = try plan()
    #expect(first.contains("streak   1 day\n"), "\(first)")
    #expect(first.components(separatedBy: "● ").count == 3)
    // SIGTERM makes the daemon write the data of the last minute; the SIGKILL afterwards loses nothing.
    for number in [SIGTERM, SIGKILL] {
      _ = running.stop(number)
      running = try start()
      #expect(try plan() == first)
    }
    _ = running.stop(SIGTERM)
    // Moves both exercises to yesterday: they are due again, and the streak stays at one until today's are done.
    _ = try ask("UPDATE practices SET ended = ended - 86400000000, day = day - 1")
    running = try start()
    let second = try plan()
    #expect(second.contains("streak   1 day\n") && !second.contains("●"), "\(second)")
    for exercise in ["kneeling-hip-flexor", "figure-four"] {
      #expect(try psoasctl.run(["done", exercise]).status == 0)
    }
    #expect(try plan().contains("streak   2 days"))
    _ = running.stop(SIGTERM)
  }

  @Test func `recordings are forgotten by the day on which they began, and nothing else is touched`() throws {
    let shelf = scratch.path("shelf")
    try FileManager.default.createDirectory(atPath: shelf, withIntermediateDirectories: true)
    for name in ["old", "new"] {
      _ = try Program.psoasd.run(
        [
          "--synthetic", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "5", "--record",
          "\(shelf)/\(name).psoas",
        ])
    }
    let manifest = shelf + "/old.psoas/recording.json"
    let text = try String(contentsOfFile: manifest, encoding: .utf8)
    try text.replacing(#/"unix_us":[0-9]+/#, with: "\"unix_us\":1000000000000000")
      .write(toFile: manifest, atomically: true, encoding: .utf8)
    _ = try "mine".write(toFile: shelf + "/notes.txt", atomically: true, encoding: .utf8)
    let result = try Program.psoasctl.with(environment).run(
      ["forget", "--before", "2020-01-01", "--recordings", shelf, "--state", state])
    #expect(result.status == 0 && result.output == "removed \(shelf)/old.psoas\n", "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: shelf).sorted() == ["new.psoas", "notes.txt"])
    _ = try Program.psoasctl.with(environment).run(["forget", "--all", "--recordings", shelf, "--state", state])
    #expect(try FileManager.default.contentsOfDirectory(atPath: shelf) == ["notes.txt"])
  }

  private static func sitting(_ psoasctl: Program) throws -> Double {
    let json = try psoasctl.run(["status", "--json"]).output
    let value = try #require(json.firstMatch(of: /"sitting_today_s":([0-9.]+)/)).1
    return try #require(Double(value))
  }

  private static func traces(of word: String, in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)).range(of: Data(word.utf8)) != nil
    }
  }
}
