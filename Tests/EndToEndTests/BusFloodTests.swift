import Foundation
import TestSupport
import Testing

/// Clients that write messages to the bus as fast as they can, while the daemon reads a sensor.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct BusFloodTests {
  private struct Flood: Decodable {
    struct Round: Decodable {
      let calls, wrong, finished: Int
      let errors, failures: [String]
    }
    let rounds: [Round]
    let stamps: [Int]
    let before, after: SensorFaultTests.Needs
  }

  // In each round four clients call 2,500 times each, one signals 10,000 times in the notification server's place, and one
  // calls 2,500 times and reads no reply.
  @Test(arguments: Program.daemons)
  func `in a flood of calls and signals each call has one reply, and each reading of the sensor counts`(
    daemon: Program
  ) async throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("flood.psoas")
    let variables = bus.environment.merging(["PSOASCTL": Program.psoasctl.path]) { $1 }
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").with(variables).start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "flood", daemon.path, "--bus", "user",
      "--no-history", "--output", "jsonl", "--record", folder,
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let line = try #require(live.lines.first { $0.contains(#""event": "flood""#) }, "\(live.output) \(live.errors)")
    let flood = try JSONDecoder().decode(Flood.self, from: Data(line.utf8))
    #expect(flood.rounds.count > 1)
    for round in flood.rounds {
      #expect(round.failures == [] && round.finished == 4 && round.wrong == 0, "\(round)")
      #expect(
        round.errors == [
          "org.freedesktop.DBus.Error.InvalidArgs", "org.freedesktop.DBus.Error.UnknownMethod",
          "org.psoas.Psoas1.Error.NoSession",
        ])
    }
    #expect(flood.after.descriptors == flood.before.descriptors)
    // A byte kept of each of the messages would be some 22 kB a round.
    #expect(flood.after.anonymous - flood.before.anonymous < 200, "\(flood.before) \(flood.after)")
    let rows = try Program.psoasctl.run(["replay", folder, "--estimates", "-"]).lines.dropFirst()
    #expect(flood.stamps.count > 300 && rows.count == flood.stamps.count)
    #expect(live.lines.contains { $0.hasPrefix("status> pelvis sensor ") }, "\(live.output)")
    #expect(!live.output.contains(#""event":"reminder-closed""#))
  }
}
