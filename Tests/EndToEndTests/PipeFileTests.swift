import Foundation
import TestSupport
import Testing

/// Pipes in place of the daemon's files: opening one would wait for a writer.
@Suite struct PipeFileTests {
  private func makePipe(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try #require(mkfifo(path, 0o600) == 0)
  }

  @Test(arguments: Program.daemons)
  func `pipes among its files do not stop the daemon`(daemon: Program) throws {
    let scratch = try Scratch()
    let settings = ["psoas.conf.d/50-a.conf", "exercises/a.ini", "quirks/a.quirks"].map { "config/psoas/" + $0 }
    let state = [
      "reminders.json", "calibrations/pelvis_synthetic-pelvis.json",
      "calibrations/pelvis_synthetic-pelvis.mounting.json",
    ].map { "state/" + $0 }
    for name in settings + state { try makePipe(scratch.path(name)) }
    let program = daemon.with([
      "XDG_CONFIG_HOME": scratch.path("config"), "STATE_DIRECTORY": scratch.path("state"),
    ])
    let result = try program.run([
      "--synthetic", "--history", "--bus", "none", "--output", "jsonl", "--speed", "100000", "--seconds", "60",
    ])
    #expect(result.status == 0 && result.output.contains(#""event":"ended""#), "\(result.errors)")
    for name in (settings + state).map({ URL(fileURLWithPath: $0).lastPathComponent }) {
      #expect(result.errors.contains(name), "\(name) in \(result.errors)")
    }
  }

  @Test(arguments: Program.daemons)
  func `a pipe as the configuration is refused at once`(daemon: Program) throws {
    let scratch = try Scratch()
    try makePipe(scratch.path("config/psoas/psoas.conf"))
    let run = ["--synthetic", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "10"]
    let result = try daemon.with(["XDG_CONFIG_HOME": scratch.path("config")]).run(run)
    #expect(result.errors.contains("psoas.conf"), "\(result.errors)")
    let named = try daemon.run(run + ["--config", scratch.path("config/psoas/psoas.conf")])
    #expect(named.status == 78 && named.errors.contains("a pipe or a device"), "\(named.errors)")
  }
}
