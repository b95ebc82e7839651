import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSimulator
import TestSupport
import Testing

/// What a newcomer does after `make run`: psoasctl guides the synthetic wearer, who follows.
@Suite struct GuidedWearerTests {
  private static let catalog = [
    "kneeling-hip-flexor", "standing-hip-flexor", "figure-four", "glute-bridge", "plank", "knee-plank",
  ]

  private static func start(_ daemon: Program, _ bus: PrivateBus, _ more: [String]) throws -> Child {
    let running = try daemon.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60"] + more)
    // Walking has shown upright, and sitting down the axes.
    #expect(running.prints("bout-started"), "\(running.errorsSoFar)")
    return running
  }

  private static func waits(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<3000 {
      if try condition() { return true }
      usleep(20_000)
    }
    return false
  }

  @Test func `the list has every exercise of the catalog that is checked`() throws {
    let checked = try FileManager.default.contentsOfDirectory(atPath: Repository.path("data/exercises"))
      .filter { $0.hasSuffix(".ini") }
      .filter { try !Repository.read("data/exercises/\($0)").contains("Check=none") }
      .filter { try Repository.read("data/exercises/\($0)").contains("Check=") }
    #expect(checked.map { String($0.dropLast(4)) }.sorted() == Self.catalog.sorted())
  }

  @Test(arguments: Program.daemons)
  func `each exercise that psoasctl starts is done and checked`(daemon: Program) throws {
    let bus = try PrivateBus()
    let running = try Self.start(daemon, bus, ["--guided-speed", "150"])
    for (index, exercise) in Self.catalog.enumerated() {
      let guided = try Program.psoasctl.with(bus.environment).run(["exercise", "start", exercise, "--plain"])
      #expect(guided.status == 0, "\(exercise): \(guided.output) \(guided.errors)")
      #expect(running.prints(#""number":\#(index + 1),"session":"finished""#))
      let result = running.wholeLines.last { $0.contains(#""session":"finished""#) } ?? ""
      #expect(result.contains(#""ending":"completed","basis":"sensor""#), "\(result)")
      let checked = result.firstMatch(of: /"checked":([0-9.]+)/).flatMap { Double($0.1) } ?? 0
      #expect(checked >= 0.95, "\(result)")
    }
    #expect(running.stop().status == 0)
  }

  @Test func `a session that is stopped ends in the day's schedule, and all of it replays the same`() throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("guided.psoas")
    let running = try Self.start(Program.daemons.last!, bus, ["--guided-speed", "60", "--record", folder])
    let guide = try Program.psoasctl.with(bus.environment).start(
      ["exercise", "start", "kneeling-hip-flexor", "--plain"])
    func postures(after words: String) -> [String] {
      let text = running.outputSoFar
      guard let start = text.range(of: words) else { return [] }
      return text[start.upperBound...].matches(of: /"event":"posture","posture":"([a-z-]+)"/).map { String($0.1) }
    }
    #expect(Self.waits { postures(after: #""session":"started""#).last.map { $0 != "sitting" } ?? false })
    _ = guide.stop(SIGINT)
    #expect(running.prints(#""ending":"stopped""#))
    // The chair of the schedule.
    #expect(Self.waits { postures(after: #""ending":"stopped""#).contains("sitting") })
    #expect(try Program.psoasctl.with(bus.environment).run(["exercise", "start", "plank", "--plain"]).status == 0)
    let live = running.stop()
    #expect(live.status == 0)
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.output == live.output)
  }

  @Test(arguments: Program.daemons)
  func `a calibration finds the axes of the wearer`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let state = scratch.path("state")
    let running = try Self.start(daemon.with(["STATE_DIRECTORY": state]), bus, ["--guided-speed", "60"])
    let guided = try Program.psoasctl.with(bus.environment).run(["calibrate", "--plain"])
    #expect(guided.status == 0, "\(guided.output) \(guided.errors)")
    #expect(running.stop().status == 0)
    let file = try String(contentsOfFile: state + "/calibrations/pelvis_synthetic-pelvis.json", encoding: .utf8)
    let record = try #require(try JSONSerialization.jsonObject(with: Data(file.utf8)) as? [String: Any])
    func axis(_ name: String) throws -> Vector3 {
      let values = try #require(record[name] as? [Double])
      return try #require(Vector3(values[0], values[1], values[2]).normalized)
    }
    // The same wearer standing, and supine: the pelvis has turned about its mediolateral axis.
    func up(_ kind: Activity.Kind) -> Vector3 {
      var wearer = SyntheticWearer(day: [Activity(kind, seconds: 20)])
      var frame: [InputEvent] = []
      _ = wearer.next(&frame)
      return wearer.truth.up
    }
    let right = try #require(up(.lie).cross(up(.stand)).normalized)
    func degrees(_ a: Vector3, _ b: Vector3) -> Double { acos(max(-1, min(1, a.dot(b)))) * 180 / .pi }
    #expect(try degrees(axis("cranial"), up(.stand)) < 3)
    #expect(try degrees(axis("right"), right) < 6)
  }

  @Test(arguments: Program.daemons)
  func `the first lines say how to go on, and whether psoasctl reaches it`(daemon: Program) throws {
    let scratch = try Scratch()
    let home = ["XDG_STATE_HOME": scratch.path("state")]
    let bus = try PrivateBus()
    let all = bus.environment.merging(home) { $1 }
    let running = try daemon.with(all).start(["--synthetic", "--speed", "300"])
    #expect(running.prints("None of its data is stored."))
    for command in ["setup", "status", "exercise start kneeling-hip-flexor", "calibrate"] {
      #expect(running.prints("\n    psoasctl \(command)\n"))
    }
    #expect(running.prints("  psoasctl exercise start, snooze, skip or done answers it\n"))
    #expect(try Program.psoasctl.with(all).run(["skip"]).status == 0)

    // Another one beside it.
    let second = try daemon.with(all).run(["--synthetic", "--seconds", "1"])
    #expect(second.status == 69)
    for words in ["(process \(running.processIdentifier)) already uses", "stop psoasd", "`dbus-run-session -- bash`"] {
      #expect(second.errors.contains(words), "\(second.errors)")
    }

    // The wearer's own data is untouched, and nobody is told that it was deleted.
    let forget = try Program.psoasctl.with(all).run(["forget", "--all"])
    #expect(forget.status == 69 && forget.errors.contains("stores nothing"), "\(forget.output) \(forget.errors)")
    #expect(running.stop().status == 0)
    let files = FileManager.default.enumerator(atPath: scratch.path("state"))?.compactMap { $0 as? String } ?? []
    #expect(!files.contains { $0.contains("history") || $0.contains("calibrations") }, "\(files)")

    let alone = try daemon.with(home).with(["DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"])
      .run(["--synthetic", "--seconds", "5", "--speed", "1000"])
    #expect(alone.status == 0 && alone.output.contains("There is no session bus, so psoasctl cannot reach this run"))
    #expect(!alone.output.contains("psoasctl calibrate"))
    let without = try daemon.with(home).run(["--synthetic", "--bus", "none", "--seconds", "5", "--speed", "1000"])
    #expect(!without.output.contains("psoasctl calibrate") && !without.output.contains("session bus"))
  }
}
