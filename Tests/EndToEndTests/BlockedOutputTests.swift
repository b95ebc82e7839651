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

  @Test(arguments: Program.daemons, ["pipe", "terminal"])
  func `a reader that has stopped does not stop the daemon or its exit`(daemon: Program, reader: String) async throws {
    let bus = try PrivateBus()
    let status = "busctl --address=\(bus.address) get-property org.psoas.Psoas1 /org/psoas/Psoas1"
    let result = try await run(
      reader, status + " org.psoas.Psoas1.Manager SittingToday",
      [daemon.path, "--synthetic", "--bus", "user", "--output", "text", "--speed", "200"], bus.environment)
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
      ["--synthetic", "--bus", "user", "--output", "none", "--speed", "500"])
    defer { daemon.kill() }
    let psoasctl = Program.psoasctl.with(bus.environment)
    while try psoasctl.run(["status"]).status != 0 {}
    let status = "busctl --address=\(bus.address) get-property org.psoas.Psoas1 /org/psoas/Psoas1"
    let result = try await run(
      reader, status + " org.psoas.Psoas1.Manager SittingToday", [Program.psoasctl.path, "monitor"], bus.environment)
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }
}
