import Foundation
import TestSupport
import Testing

/// Standard output and standard error go to a pipe or a terminal from which no data is read.
@Suite struct BlockedOutputTests {
  private func run(
    _ reader: String, _ progress: String, _ command: [String], _ environment: [String: String] = [:]
  ) async throws -> Child.Result {
    try await Program(path: "/usr/bin/python3").with(environment).start(
      [Repository.path("Tests/EndToEndTests/blocked.py"), reader, progress] + command
    ).wait()
  }

  /// The command whose output changes while the daemon counts.
  private func sitting(_ bus: PrivateBus) -> String {
    "busctl --address=\(bus.address) get-property org.psoas.Psoas1 /org/psoas/Psoas1 org.psoas.Psoas1.Manager SittingToday"
  }

  private func synthetic(_ daemon: Program, output: String = "none") -> [String] {
    [daemon.path, "--synthetic", "--bus", "user", "--output", output, "--speed", "200"]
  }

  @Test(arguments: Program.daemons, ["pipe", "terminal"])
  func `a reader that has stopped does not stop the daemon or its exit`(daemon: Program, reader: String) async throws {
    let bus = try PrivateBus()
    let result = try await run(reader, sitting(bus), synthetic(daemon, output: "text"), bus.environment)
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  @Test(arguments: Program.daemons)
  func `a service manager that does not read does not stop the daemon, nor its end`(daemon: Program) async throws {
    let bus = try PrivateBus()
    let result = try await run("manager", sitting(bus), synthetic(daemon), bus.environment)
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  @Test(
    .enabled(if: getuid() == 0, "needs root, to take the journal's place in a mount namespace"),
    arguments: Program.daemons)
  func `a journal that does not read does not stop the daemon, and hears what was dropped`(daemon: Program)
    async throws
  {
    let bus = try PrivateBus()
    let result = try await Program(path: "/usr/bin/unshare").with(bus.environment).start(
      ["--mount", "/usr/bin/python3", Repository.path("Tests/EndToEndTests/blocked.py"), "journal", sitting(bus)]
        + synthetic(daemon)
    ).wait()
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  @Test(arguments: ["pipe", "terminal"])
  func `a recording goes on`(reader: String) async throws {
    let scratch = try Scratch()
    let folder = scratch.path("run.psoas")
    let result = try await run(
      reader, "@\(folder)/pelvis.evemu",
      [Program.psoasctl.path, "record", folder, "--synthetic", "--speed", "100", "--output", "jsonl"])
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.status == 0 && replay.output.contains(#""event":"ended""#), "\(replay.errors)")
  }

  @Test(arguments: ["pipe", "terminal"])
  func `psoasctl monitor goes on reading the bus`(reader: String) async throws {
    let bus = try PrivateBus()
    let daemon = try Program.psoasd.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "none", "--speed", "100"])
    defer { daemon.kill() }
    let psoasctl = Program.psoasctl.with(bus.environment)
    let end = Date() + 60
    while try psoasctl.run(["status"]).status != 0 { try #require(Date() < end, "no status") }
    let result = try await run(reader, sitting(bus), [Program.psoasctl.path, "monitor"], bus.environment)
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }
}
