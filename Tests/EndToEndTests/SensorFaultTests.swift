import Foundation
import TestSupport
import Testing

/// Sensors with impossible readings or times, on umockdev's devices.
@Suite(
  .serialized,
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct SensorFaultTests {
  /// Without MSC_TIMESTAMP a saturated sensor sends one frame and then nothing.
  @Test(arguments: Program.daemons)
  func `what is wrong with a sensor is in the status, in the list of sensors and on the bus`(daemon: Program)
    async throws
  {
    let bus = try PrivateBus()
    let variables = bus.environment.merging(["PSOASCTL": Program.psoasctl.path]) { $1 }
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").with(variables).start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "saturated",
      daemon.path, "--bus", "user", "--no-history", "--output", "jsonl",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    func answers(_ words: String) -> [Substring] {
      live.lines.filter { $0.hasPrefix(words + "> ") }.map { $0.dropFirst(words.count + 2) }
    }
    let reason = "an axis has been at the end of its range for 10 s"
    #expect(live.lines.filter { $0.contains(#""event":"sensor-fault""#) && $0.contains(reason) }.count == 1)
    #expect(answers("status").contains { $0.hasPrefix("pelvis sensor    ") && $0.contains(reason) }, "\(live.output)")
    let list = answers("sensors")
    #expect(list.count == 2 && list[0].hasSuffix("(pelvis)") && list[1].hasPrefix("    \(reason)"), "\(list)")
    let status = try #require(answers("status --json").first)
    #expect(try JSONSchema(named: "status").faults(in: String(status)) == [])
    let sensors = answers("sensors --json")
    #expect(status.contains(sensors[0]), "\(status) \(sensors)")
    #expect(sensors[0].contains(#""silent":true"#) && sensors[0].contains(#""problem":"\#(reason)"#), "\(sensors)")
    #expect(sensors.last?.contains(#""silent":false"#) == true)
    #expect(sensors.last?.hasSuffix(#""problem":""}"#) == true)
  }

  @Test(arguments: Program.daemons)
  func `event times far from the present are replaced, and SIGTERM ends the run`(daemon: Program) async throws {
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "future", daemon.path, "--bus", "none",
      "--no-history", "--output", "jsonl", "--placement", "pelvis=057e:2006:dc-68-eb-11-22-33", "--placement",
      "thigh=057e:2007:dc-68-eb-44-55-66",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    for placement in ["pelvis", "thigh"] {
      let warning = "the event times of the \(placement) sensor are not the present"
      #expect(live.errors.components(separatedBy: warning).count == 2, "\(live.errors)")
    }
    let end = try #require(live.lines.last?.firstMatch(of: /"time":([0-9.]+),.*"event":"ended"/), "\(live.output)")
    #expect((Double(end.1) ?? .infinity) < 60)
    #expect(!live.output.contains("sensor-silent"))
  }

  /// Six failures to read it end its use until it is plugged in again.
  @Test(
    .enabled(if: Tracing.isAllowed, "needs strace, and the right to trace: make deps-test"), arguments: Program.daemons)
  func `a sensor that cannot be read is opened again a few times, and one that is gone is waited for`(daemon: Program)
    async throws
  {
    let scratch = try Scratch()
    let folder = scratch.path("live.psoas")
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "errors", daemon.path, "--bus", "none",
      "--no-history", "--output", "jsonl", "--record", folder,
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let names = live.output.matches(of: /"event":"(sensor-[a-z]+)"/).map { String($0.1) }
    #expect(names == (0..<9).flatMap { _ in ["sensor-added", "sensor-removed"] }.dropLast(), "\(live.output)")
    func count(_ words: String) -> Int { live.errors.components(separatedBy: words).count - 1 }
    #expect(count("cannot read event7: Input/output error; it is opened again") == 6, "\(live.errors)")
    #expect(count("cannot read event7: Input/output error; plug it in again") == 1, "\(live.errors)")
    #expect(count("event9 was removed") == 1, "\(live.errors)")
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.status == 0 && replay.output == live.output, "\(replay.errors)")
  }

  @Test(arguments: Program.daemons)
  func `a sensor at one reading a second shows no posture`(daemon: Program) async throws {
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "slow", daemon.path, "--bus", "none",
      "--no-history", "--output", "jsonl",
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    #expect(!live.output.contains(#""event":"posture""#), "\(live.output)")
    let end = try #require(live.lines.last?.firstMatch(of: /"sitting_s":([0-9.]+),.*"unknown_s":([0-9.]+)/))
    #expect(end.1 == "0.0" && Double(end.2) ?? 0 > 7, "\(live.output)")
  }

  struct Needs: Decodable {
    let descriptors, watches, anonymous: Int
  }

  private struct Fast: Decodable {
    let frames: Int
    let before, after: Needs
  }

  /// Forty thousand frames of a sensor that swings by 60 degrees each second.
  @Test(arguments: Program.daemons)
  func `a sensor at 8 kHz loses no reading, and up follows it`(daemon: Program) async throws {
    let scratch = try Scratch()
    let folder = scratch.path("fast.psoas")
    let live = try await Program(path: "/usr/bin/umockdev-wrapper").start([
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "fast", daemon.path, "--bus", "none",
      "--no-history", "--output", "jsonl", "--record", folder,
    ]).wait()
    #expect(live.status == 0, "\(live.errors)")
    let line = try #require(live.lines.first { $0.contains(#""event": "fast""#) }, "\(live.output) \(live.errors)")
    let fast = try JSONDecoder().decode(Fast.self, from: Data(line.utf8))
    #expect(fast.after.descriptors == fast.before.descriptors && fast.after.watches == fast.before.watches)
    // Four fifths of the frames: a byte kept of each would be 32 kB.
    #expect(fast.after.anonymous - fast.before.anonymous < 200, "\(line)")
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.lines == live.lines.filter { $0 != line })
    let rows = try Program.psoasctl.run(["replay", folder, "--estimates", "-"]).lines.dropFirst()
    #expect(rows.count == fast.frames)
    var worst = 0.0
    for (index, row) in rows.enumerated() where index % 50 == 0 {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      let (x, z) = (try #require(Double(cells[2])), try #require(Double(cells[4])))
      let time = Double(index) / 8000 - 1
      let truth = time < 0 ? 0 : 30 - 30 * cos(2 * .pi * time)
      worst = max(worst, abs(atan2(x, z) * 180 / .pi - truth))
    }
    #expect(worst < 1, "\(worst) degrees")
  }
}
