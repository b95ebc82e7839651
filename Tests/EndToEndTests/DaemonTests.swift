import Foundation
import TestSupport
import Testing

/// The daemon with the synthetic wearer, in each of its builds.
@Suite struct DaemonTests {
  private static let fast = ["--synthetic", "--bus", "none", "--output", "jsonl", "--speed", "100000", "--seconds"]
  /// Long enough for a reminder and its withdrawal.
  private static let hour = fast + ["2400"]
  /// Long enough for a walk and the start of a bout.
  private static let minutes = fast + ["240"]

  /// The output without the wall clock, which differs from run to run.
  private static func withoutClock(_ text: String) -> String {
    text.replacing(/"at":"[^"]*",/, with: "")
  }

  @Test(arguments: Program.daemons)
  func `plays an hour's work: walking, sitting, a reminder that is withdrawn`(daemon: Program) throws {
    let result = try daemon.run(Self.hour)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty, "\(result.errors)")
    for event in ["sensor-added", "calibrated", "bout-started", "reminder", "reminder-closed", "bout-ended", "ended"] {
      #expect(result.output.contains("\"event\":\"\(event)\""), "no \(event)")
    }
    #expect(result.output.contains(#""exercise":"kneeling-hip-flexor""#))
    #expect(result.output.contains(#""hold_min_s":30,"hold_max_s":60,"sides":2"#))
    #expect(result.output.contains(#""outcome":"withdrawn""#))
  }

  @Test func `the lines for people count down to the suggestion, and show when it is due and open`() throws {
    let lines = try Program.psoasd.run(
      ["--synthetic", "--bus", "none", "--speed", "100000", "--seconds", "2400"]
    ).lines.filter { $0.contains(" sitting  ") }
    let emitted = lines.compactMap { $0.firstMatch(of: /next suggestion|suggestion due|suggestion open/)?.output }
    let course = emitted.indices.filter { $0 == 0 || emitted[$0] != emitted[$0 - 1] }.map { emitted[$0] }
    #expect(course == ["next suggestion", "suggestion due", "suggestion open"], "\(lines)")
    #expect(!lines.contains { $0.contains("in 0 s") })
  }

  @Test func `both builds of the one source say the same, byte for byte`() throws {
    let ordinary = try Program.psoasd.run(Self.minutes)
    #expect(ordinary.lines.count > 5)
    for daemon in Program.daemons {
      #expect(Self.withoutClock(try daemon.run(Self.minutes).output) == Self.withoutClock(ordinary.output))
    }
  }

  @Test(arguments: Program.daemons)
  func `a recording replays to the live run's events, byte for byte`(daemon: Program) throws {
    let scratch = try Scratch()
    let folder = scratch.path("day.psoas")
    let live = try daemon.run(Self.minutes + ["--thigh", "--record", folder])
    #expect(live.status == 0 && live.lines.count > 5, "\(live.errors)")
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(replay.output == live.output)
    #expect(try Program.psoasctl.run(["replay", folder, "--estimates", "/dev/null"]).status == 0)
    let sensorAlone = try Program.psoasctl.run(["replay", folder + "/pelvis.evemu", "--events", "-"])
    #expect(sensorAlone.status == 0 && sensorAlone.output.contains("bout-started"))
  }

  @Test(arguments: Program.daemons)
  func `SIGTERM ends it cleanly with the day's summary`(daemon: Program) throws {
    let running = try daemon.start(["--or-synthetic", "--bus", "none", "--speed", "60"])
    #expect(running.prints("connected"))
    #expect(running.outputSoFar.contains("No usable sensor is connected") || running.outputSoFar.contains("sensor"))
    let result = running.stop()
    #expect(result.status == 0)
    #expect(result.output.contains("longest bout"))
  }

  @Test(arguments: [
    (["--speed", "1,5"], "--speed does not take \"1,5\""), (["--output", "xml"], "--output does not take \"xml\""),
    (["--placement", "head=1"], "--placement does not take"), (["left-over"], "accepts options only"),
    (["--synthetic", "--compress"], "--compress is for --record DIR"),
  ])
  func `a wrong option is named, and exits with 64`(arguments: [String], message: String) throws {
    for daemon in Program.daemons {
      let result = try daemon.with(["LC_ALL": "fr_FR.UTF-8"]).run(arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test func `a folder that exists is not written into`() throws {
    let scratch = try Scratch()
    let result = try Program.psoasd.run(Self.minutes + ["--record", scratch.path])
    #expect(result.status == 73)
    #expect(result.errors.contains("choose another name"))
  }

  @Test func `psoasctl record is the daemon's recording`() throws {
    let scratch = try Scratch()
    let folder = scratch.path("short.psoas")
    let recorder = Program.psoasctl.with(["PSOAS_DAEMON": Program.psoasd.path])
    let live = try recorder.run(
      ["record", folder, "--synthetic", "--seconds", "300", "--speed", "100000", "--output", "jsonl"])
    #expect(live.status == 0, "\(live.errors)")
    #expect(live.lines.count > 3)
    #expect(try Program.psoasctl.run(["replay", folder, "--events", "-"]).output == live.output)
  }

  @Test func `recordings are for their owner's eyes and carry no serial number`() throws {
    let scratch = try Scratch()
    let folder = scratch.path("private.psoas")
    _ = try Program.psoasd.run(Self.minutes + ["--record", folder])
    for name in ["", "/recording.json", "/inputs.jsonl", "/pelvis.evemu"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + name)
      let mode = (attributes[.posixPermissions] as? Int) ?? 0o777
      #expect(mode & 0o077 == 0, "\(name): \(String(mode, radix: 8))")
    }
  }
}

/// Two daemons for one wearer: the second one is refused.
@Suite struct SecondDaemonTests {
  @Test(arguments: Program.daemons)
  func `a second daemon without a bus is refused by the lock, which names the first`(daemon: Program) throws {
    let scratch = try Scratch()
    let here = daemon.with(["STATE_DIRECTORY": scratch.path("state")])
    let first = try here.start(["--bus", "none", "--output", "none"])
    let lock = scratch.path("state/psoasd.lock")
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: lock) { usleep(100_000) }
    let words =
      "another psoasd (process \(first.processIdentifier)) already writes the history in \(scratch.path("state"))"
    let second = try here.run(["--bus", "none", "--output", "none", "--seconds", "1"])
    #expect(second.status == 69)
    #expect(second.errors.contains(words), "\(second.errors)")
    // A daemon that does not write the history is allowed.
    let third = try here.run(["--bus", "none", "--output", "none", "--no-history", "--seconds", "1"])
    #expect(third.status == 0, "\(third.errors)")
    // The lock is released when its process ends, even by SIGKILL.
    #expect(first.stop(SIGKILL).status == 128 + SIGKILL)
    let fourth = try here.run(["--bus", "none", "--output", "none", "--seconds", "1"])
    #expect(fourth.status == 0, "\(fourth.errors)")
  }
}

extension Program: CustomTestStringConvertible {
  var testDescription: String { path.contains("embedded") ? "Embedded Swift" : "ordinary Swift" }
}

/// Totals that one run of the daemon stores for the next.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct DaemonHistoryTests {
  @Test func `today's sitting is known after a restart`() throws {
    let scratch = try Scratch()
    let state = scratch.path("state")
    let words = [
      "/usr/bin/python3", Repository.path("Tests/EndToEndTests/live.py"), "replug",
      Program.psoasd.path, "--bus", "none", "--output", "jsonl",
    ]
    let bed = Program(path: "/usr/bin/umockdev-wrapper").with(["STATE_DIRECTORY": state, "TZ": "UTC"])
    let first = try bed.run(words)
    #expect(first.status == 0, "\(first.errors)")
    let unknown = try Self.unknownSeconds(first)
    #expect(unknown > 0.5)
    #expect(FileManager.default.fileExists(atPath: state + "/history.sqlite"))
    let second = try bed.run(words)
    // The posture cannot be known after two seconds. These seconds are stored as unknown, so the second run has more of
    // them.
    #expect(try Self.unknownSeconds(second) > 1.5 * unknown)
  }

  private static func unknownSeconds(_ result: Child.Result) throws -> Double {
    let text = try #require(result.output.firstMatch(of: /"event":"ended".*"unknown_s":([0-9.]+)/)).1
    return try #require(Double(text))
  }
}
