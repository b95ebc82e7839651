import Foundation
import TestSupport
import Testing

/// The daemon on umockdev's devices, through the real libudev and libevdev, and its recording replayed.
@Suite(
  .serialized,
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct LiveTests {
  struct Scene: CustomTestStringConvertible {
    let name: String
    var options: [String] = []
    let events: [String]
    var testDescription: String { name }
  }

  static let scenes = [
    Scene(name: "replug", events: ["sensor-added", "sensor-removed", "sensor-added", "ended"]),
    Scene(
      name: "two",
      options: [
        "--placement", "pelvis=057e:2006:dc-68-eb-11-22-33", "--placement", "thigh=057e:2007:dc-68-eb-44-55-66",
      ], events: ["sensor-added", "sensor-added", "ended"]),
    Scene(
      name: "battery",
      events: [
        "sensor-added", "battery", "battery", "sensor-notice", "battery", "battery", "sensor-notice", "battery",
        "battery", "sensor-notice", "ended",
      ]),
    Scene(name: "still", events: ["sensor-added", "ended"]),
    Scene(name: "frames", events: ["sensor-added", "ended"]),
    Scene(name: "nodes", events: ["sensor-added", "ended"]),
    Scene(name: "quirk", events: ["sensor-added", "sensor-removed", "sensor-added", "ended"]),
    Scene(
      name: "units", events: ["sensor-added", "sensor-fault", "sensor-removed", "sensor-added", "ended"]),
    Scene(name: "stuck", events: ["sensor-added", "sensor-fault", "ended"]),
    Scene(name: "drops", events: ["sensor-added", "ended"]),
  ]

  @Test(arguments: Program.daemons, scenes)
  func `a recording of a live run replays to the same events, byte for byte`(daemon: Program, scene: Scene) async throws
  {
    let scratch = try Scratch()
    let folder = scratch.path("live.psoas")
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start(
      [
        "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), scene.name,
        daemon.path, "--bus", "none", "--no-history", "--output", "jsonl", "--record", folder,
      ] + scene.options
    ).wait()
    #expect(live.status == 0, "\(live.errors)")
    let names = live.output.matches(of: /"event":"([a-z-]+)"/).map { String($0.1) }
    #expect(names.filter { scene.events.contains($0) } == scene.events, "\(live.output) \(live.errors)")
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(replay.output == live.output)
    let inputs = try scratch.read("live.psoas/inputs.jsonl")
    #expect(inputs.contains(#""units_per_g":4000"#) == (scene.name == "quirk"))
    // The sensor was not only announced but also decoded: `up` has the direction that the scene plays.
    let rows = try Program.psoasctl.run(["replay", folder, "--estimates", "-"]).lines
    let up = try #require(rows.last?.split(separator: ",", omittingEmptySubsequences: false))
    #expect(rows.count > 20 && Double(up[4]) ?? 0 > 0.8, "\(rows.count) rows, up \(up)")
  }

  @Test(arguments: Program.daemons)
  func `an assigned sensor stays after a reload, although the command line names another`(daemon: Program) async throws
  {
    let bus = try PrivateBus()
    let variables = bus.environment.merging(["PSOASCTL": Program.psoasctl.path]) { $1 }
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").with(variables).start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "assign",
      daemon.path, "--bus", "user", "--no-history", "--output", "jsonl",
      "--placement", "pelvis=057e:2006:dc-68-eb-11-22-33",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let added = live.lines.filter { $0.contains("sensor-added") }
    #expect(added.count == 2 && added[1].contains("Right Joy-Con"), "\(live.output) \(live.errors)")
  }

  @Test func `psoasctl says that a handheld's own sensor must be assigned`() throws {
    let shown = try Program(path: "/usr/bin/umockdev-wrapper").run([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "handheld", Program.psoasctl.path, "sensors",
    ])
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(
      shown.lines.map { $0.split(separator: " ", maxSplits: 1).last.map(String.init) } == [
        " Emulated Motion Sensors  (built into this computer: assign it by hand if you wear it)"
      ])
  }

  /// Takes at least a minute: the shortest sitting time that the settings allow.
  @Test(arguments: Program.daemons)
  func `a reminder at the escalation's level shakes the worn controller, once`(daemon: Program) async throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let settings = try scratch.write(
      "brisk.conf", "[Reminders]\nSittingTime=1min\nWaitForBreakPoint=0\nEscalation=rumble\n")
    let variables = bus.environment.merging(["PSOASCTL": Program.psoasctl.path]) { $1 }
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").with(variables).start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "rumble",
      daemon.path, "--bus", "user", "--no-history", "--output", "jsonl", "--config", settings,
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let reminder = try #require(
      live.lines.firstIndex { $0.contains(#""event":"reminder""#) }, "\(live.output) \(live.errors)")
    #expect(live.lines[reminder].contains(#""level":"rumble""#))
    let motors = live.lines.indices.filter { live.lines[$0].hasPrefix("motors") }
    #expect(
      motors.map { live.lines[$0] } == [
        "motors upload effect=0 kind=0x50 strong=40000 weak=40000 length=250 delay=150",
        "motors play effect=0 times=2", "motors let go",
      ])
    #expect(!live.errors.contains("no worn sensor has motors"))
  }

  private struct Storm: Decodable {
    struct Holdings: Decodable {
      let descriptors, watches, anonymous: Int
    }
    let seconds: Double
    let before, after: Holdings
  }

  @Test(arguments: Program.daemons)
  func `a hundred disconnections leave no descriptor and no memory behind`(daemon: Program) async throws {
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "storm",
      daemon.path, "--bus", "none", "--no-history", "--output", "jsonl",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let line = try #require(live.lines.first { $0.contains(#""event": "storm""#) }, "\(live.output) \(live.errors)")
    let storm = try JSONDecoder().decode(Storm.self, from: Data(line.utf8))
    #expect(storm.after.descriptors == storm.before.descriptors)
    #expect(storm.after.watches == storm.before.watches)
    // Half a page kept per removed device would add up to 200 kB.
    #expect(storm.after.anonymous - storm.before.anonymous < 200, "\(line)")
  }

  @Test(arguments: Program.daemons)
  func `a device's name reaches terminals and logs without its escape codes, on its line`(daemon: Program) async throws
  {
    let bus = try PrivateBus()
    let variables = bus.environment.merging(["PSOASCTL": Program.psoasctl.path]) { $1 }
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").with(variables).start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "name",
      daemon.path, "--bus", "user", "--no-history", "--output", "text",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    for text in [live.output, live.errors] {
      #expect(
        text.unicodeScalars.allSatisfy {
          $0 == "\n" || !(0..<0x20).contains($0.value) && !(0x7F..<0xA0).contains($0.value)
        })
    }
    let escaped = #"Joy\x1b]0;owned\x07\nFAKE: \x1b[31mred"#
    #expect(live.output.components(separatedBy: escaped).count > 2, "\(live.output) \(live.errors)")
    #expect(!live.lines.contains { $0.hasPrefix("FAKE") })
  }
}
