import Foundation
import TestSupport
import Testing

/// Muscle suggestions from several days of tilt, across restarts of the daemon and a midnight.
@Suite(.serialized) struct SuggestionCommandTests {
  let scratch: Scratch
  let bus: PrivateBus

  init() throws {
    scratch = try Scratch()
    bus = try PrivateBus()
  }

  private var state: String { scratch.path("state") }

  /// A zone in which the day has five minutes left, so that the wearer, who is simulated at 40 times real time, reaches
  /// midnight soon.
  private static func zone(leaving seconds: Int = 300) -> (name: String, day: Int) {
    let now = Int(Date().timeIntervalSince1970)
    // POSIX offsets count westward; an offset of at most twelve hours moves any time close to midnight.
    var east = (86_400 - seconds) - now % 86_400
    if east > 43_200 { east -= 86_400 }
    if east < -43_200 { east += 86_400 }
    let west = -east
    let name = String(
      format: "XXX%@%d:%02d:%02d", west < 0 ? "-" : "+", abs(west) / 3600, abs(west) / 60 % 60, abs(west) % 60)
    return (name, (now + east) / 86_400)
  }

  private func ask(_ query: String) throws -> String {
    let answer = try Program(path: "/usr/bin/sqlite3").run([state + "/history.sqlite", query])
    try #require(answer.status == 0, "\(answer.errors)")
    return answer.output.trimmingCharacters(in: .newlines)
  }

  /// Stores a day with eight hours of sitting, and a quarter of an hour of standing at `degrees` anterior of the
  /// neutral.
  private func insert(_ day: Int, degrees: Int) throws {
    _ = try ask(
      """
      INSERT OR REPLACE INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps,
        reminders, reminders_done, breaks, active_breaks) VALUES (\(day), 28800, 900, 600, 0, 0, 0, 5400, 6, 1000, 0, 0, 5, 1);
      INSERT OR REPLACE INTO tilt_bands VALUES (\(day), 'standing', 0, 0, 900);
      INSERT OR REPLACE INTO tilt_degrees VALUES (\(day), 'standing', \(degrees), 900);
      """)
  }

  private func daemon(_ daemon: Program, zone: String, _ arguments: String...) -> (Program, [String]) {
    var environment = bus.environment
    environment["STATE_DIRECTORY"] = state
    environment["TZ"] = zone
    let always = ["--synthetic", "--history", "--bus", "user", "--output", "jsonl"]
    return (daemon.with(environment), always + arguments)
  }

  private func suggested() throws -> String {
    let answer = try bus.call(
      "get-property", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "Suggestions")
    return answer.output + answer.errors
  }

  @Test(arguments: Program.daemons)
  func `three days make a suggestion at the day's end, and it is there after a restart`(program: Program) throws {
    let (zone, today) = Self.zone()
    let (daemon, arguments) = daemon(program, zone: zone, "--speed", "40")
    // The daemon itself creates the file.
    let first = try daemon.start(arguments)
    #expect(first.prints("wearer") || first.prints("posture"), "\(first.errorsSoFar)")
    #expect(try suggested() == "a(asss) 0\n")
    #expect(first.stop().status == 0)
    for back in 0...2 { try insert(today - back, degrees: 9) }

    // Today counts only when it is over: before midnight there are two days, which are too few.
    let second = try daemon.start(arguments + ["--record", scratch.path("midnight.psoas")])
    #expect(second.prints(#""event":"day-ended""#), "\(second.errorsSoFar)")
    let deadline = Date().addingTimeInterval(60)
    while try suggested() == "a(asss) 0\n", Date() < deadline { usleep(100_000) }
    let reported = try suggested()
    #expect(reported.hasPrefix(#"a(asss) 1 1 "hip-flexors" "sitting-and-anterior" ""#), "\(reported)")
    #expect(reported.contains("9 degrees forward of your neutral"), "\(reported)")
    #expect(second.stop().status == 0)
    let inputs = try String(contentsOfFile: scratch.path("midnight.psoas/inputs.jsonl"), encoding: .utf8)
    #expect(inputs.components(separatedBy: #""suggested""#).count == 2, "once in the recording too")

    // Some days later.
    for table in ["days", "tilt_degrees", "tilt_bands"] { _ = try ask("UPDATE \(table) SET day = day - 5") }
    let third = try daemon.start(arguments)
    #expect(third.prints("posture"), "\(third.errorsSoFar)")
    #expect(try suggested().hasPrefix(#"a(asss) 1 1 "hip-flexors""#))
    var here = bus.environment
    (here["STATE_DIRECTORY"], here["TZ"]) = (state, zone)
    let json = try Program.psoasctl.with(here).run(["suggestions", "--json"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["suggestions"] as? [[String: Any]])?.first?["rule"] as? String == "sitting-and-anterior")
    #expect((object["caveat"] as? String)?.contains("\n") == false)

    // Deleted data give no suggestion.
    #expect(try Program.psoasctl.with(here).run(["forget", "--all"]).status == 0)
    #expect(try suggested() == "a(asss) 0\n")
    #expect(third.stop().status == 0)
  }
}
