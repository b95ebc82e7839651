import Foundation
import TestSupport
import Testing

@Suite struct RhythmCommandTests {
  @Test func `is measured in a simulated trace, as table, CSV, JSON and picture`() throws {
    let scratch = try Scratch()
    let trace = scratch.path("bends.csv")
    #expect(try Program.psoasctl.run(["simulate", trace, "--bends", "4"]).status == 0)

    let table = try Program.psoasctl.with(["LC_ALL": "C"]).run(["rhythm", trace, "--svg", scratch.path("curve.svg")])
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("4 bends"))
    #expect(table.output.contains("* bending   o coming back"))
    #expect(table.output.contains("not a diagnosis"))
    #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 88 })
    #expect(try scratch.read("curve.svg").contains("prefers-color-scheme: dark"))

    let csv = try Program.psoasctl.run(["rhythm", trace, "--csv"]).output.split(separator: "\n")
    #expect(csv.count == 5)
    let names = csv[0].split(separator: ",")
    let cells = csv[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(names.count == cells.count)
    let first = try #require(names.firstIndex(of: "forward_0_30"))
    #expect(abs(try #require(Double(cells[first])) / 2.51 - 1) < 0.05)

    let json = try Program.psoasctl.run(["rhythm", trace, "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["bends"] as? [Any])?.count == 4)
  }

  @Test func `names what a trace lacks`() throws {
    let scratch = try Scratch()
    let trace = scratch.path("pelvis.csv")
    #expect(try Program.psoasctl.run(["simulate", trace, "--seconds", "20"]).status == 0)
    let answer = try Program.psoasctl.run(["rhythm", trace])
    #expect(answer.status == 65)
    #expect(answer.errors.contains("no samples of a trunk sensor"))
  }

  @Test(arguments: Program.daemons)
  func `is measured by the service, recorded, and measured the same again`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let recording = scratch.path("day.psoas")
    let running = try daemon.with(bus.environment).start(
      [
        "--synthetic", "--trunk", "--bus", "user", "--output", "jsonl", "--speed", "20", "--guided-speed", "20",
        "--record", recording,
      ])
    #expect(running.prints("sensor-added"), "\(running.errorsSoFar)")
    let psoasctl = Program.psoasctl.with(bus.environment.merging(["XDG_STATE_HOME": scratch.path("state")]) { $1 })
    let measured = try psoasctl.run(["rhythm", "--json"])
    #expect(measured.status == 0, "\(measured.errors)")
    #expect(running.prints("\"event\":\"rhythm\""))
    _ = running.stop()
    let again = try psoasctl.run(["rhythm", "--json", recording])
    #expect(again.status == 0, "\(again.errors)")
    // Everything but the name of the trace, which only the replay has.
    func figures(_ output: String) throws -> Substring {
      let start = try #require(output.range(of: ",\"trunk_deg\":"))
      return output[start.lowerBound...]
    }
    #expect(try figures(measured.output) == figures(again.output))
  }

  @Test func `is compared with the wearer's own three measurements before`() throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let state = scratch.path("state")
    let here = bus.environment.merging(["STATE_DIRECTORY": state, "LC_ALL": "fr_FR.UTF-8"]) { $1 }
    func measure() throws -> String {
      let running = try Program.psoasd.with(here).start(
        [
          "--synthetic", "--trunk", "--history", "--bus", "user", "--output", "jsonl", "--speed", "20",
          "--guided-speed", "20",
        ])
      #expect(running.prints("sensor-added"), "\(running.errorsSoFar)")
      let answer = try Program.psoasctl.with(here).run(["rhythm", "--ascii"])
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(running.stop().status == 0)
      return answer.output
    }
    func ask(_ query: String) throws {
      let answer = try Program(path: "/usr/bin/sqlite3").run([state + "/history.sqlite", query])
      try #require(answer.status == 0, "\(answer.errors)")
    }
    #expect(try measure().contains("known after three measurements (so far 0)"))
    // Adds copies of the measurement on the two previous days.
    try ask(
      """
      CREATE TEMP TABLE copy AS SELECT * FROM rhythms;
      UPDATE copy SET measured = measured - 86400000000, day = day - 1; INSERT INTO rhythms SELECT * FROM copy;
      UPDATE copy SET measured = measured - 86400000000, day = day - 1; INSERT INTO rhythms SELECT * FROM copy;
      """)
    let like = try measure()
    #expect(like.contains(#/Your own usual share is 6\d % \(3 measurements\); this is [012] points/#), "\(like)")
    #expect(like.contains("nothing new"))
    try ask("UPDATE rhythms SET share = share - 20")
    let unlike = try measure()
    #expect(unlike.contains(#/Your own usual share is 4\d % \(4 measurements\); this is (19|2\d) points/#), "\(unlike)")
    #expect(unlike.contains("different from your usual"))
    #expect(!unlike.contains("nothing new"))
  }

  @Test func `needs a trunk sensor, and says how to give it one`() throws {
    let bus = try PrivateBus()
    let running = try Program.psoasd.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl"])
    #expect(running.prints("sensor-added"), "\(running.errorsSoFar)")
    let answer = try Program.psoasctl.with(bus.environment).run(["rhythm"])
    #expect(answer.status != 0)
    #expect(answer.errors.contains("a trunk sensor is needed: psoasctl sensors assign trunk ID"))
  }
}
