import Foundation
import TestSupport
import Testing

/// The live view of `psoasctl monitor` on a real terminal and a private bus, beside a real daemon.
@Suite struct MonitorScreenTests {
  private func play(_ scene: String, _ daemon: Program = .psoasd) async throws {
    let bus = try PrivateBus()
    let result = try await Program(path: "/usr/bin/python3").with(bus.environment).start([
      Repository.path("Tests/EndToEndTests/monitor.py"), scene, Program.psoasctl.path, daemon.path,
    ]).wait()
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  @Test(arguments: Program.daemons)
  func `each key does what the last row says`(daemon: Program) async throws { try await play("keys", daemon) }

  @Test func `it follows the size of the terminal, its encoding and NO_COLOR`() async throws { try await play("sizes") }

  @Test func `it draws four frames per second at most`() async throws { try await play("frames") }

  @Test func `it sends nothing while nothing changes`() async throws { try await play("idle") }

  @Test func `it goes on when the service is killed and returns, and its keys work while the service hangs`()
    async throws
  { try await play("service") }

  @Test func `a reader that has stopped delays neither it nor its end`() async throws { try await play("stopped") }

  @Test func `Ctrl-Z gives the terminal back and fg takes it again`() throws {
    let bus = try PrivateBus()
    let daemon = try Program.psoasd.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "none", "--speed", "60"])
    defer { daemon.kill() }
    let psoasctl = Program.psoasctl.with(bus.environment)
    let end = Date() + 60
    while try psoasctl.run(["status"]).status != 0 { try #require(Date() < end, "no status") }
    let python = Program(path: "/usr/bin/python3").with(bus.environment).with(["TERM": "xterm", "LC_ALL": "C.UTF-8"])
    let result = try python.run([
      Repository.path("Tests/EndToEndTests/terminal.py"), "quit", Program.psoasctl.path, "monitor",
    ])
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }
}
