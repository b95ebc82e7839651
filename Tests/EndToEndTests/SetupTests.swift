import Foundation
import TestSupport
import Testing

/// `psoasctl setup` on a terminal, beside a real daemon on a private bus.
@Suite struct SetupTests {
  /// A scene with devices of umockdev is played again, twice at most, where their bed broke: a node there is a
  /// pseudo-terminal of 4 KiB, which ends within an event (EINVAL) if its reader is late, and which its readers share.
  private func play(_ scene: String, _ daemon: Program = .psoasd, wrapper: [String] = []) async throws {
    var result = try await attempt(scene, daemon, wrapper)
    for _ in 0..<2 where result.output != "ok\n" && result.errors.contains("Invalid argument") {
      result = try await attempt(scene, daemon, wrapper)
    }
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  private func attempt(_ scene: String, _ daemon: Program, _ wrapper: [String]) async throws -> Child.Result {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let folders = [
      "HOME": scratch.path, "XDG_CONFIG_HOME": scratch.path("config"), "XDG_STATE_HOME": scratch.path("state"),
    ]
    let command =
      wrapper + [
        "/usr/bin/python3", Repository.path("Tests/EndToEndTests/setup.py"), scene, Program.psoasctl.path, daemon.path,
      ]
    return try await Program(path: command[0]).with(bus.environment).with(folders)
      .start(Array(command.dropFirst())).wait()
  }

  @Test(arguments: Program.daemons)
  func `a newcomer is led from the picture to a checked stretch with the synthetic wearer`(daemon: Program) async throws
  { try await play("wearer", daemon) }

  @Test(arguments: Program.daemons)
  func `with --plain, and on a dumb terminal, it is lines`(daemon: Program) async throws {
    try await play("plain", daemon)
  }

  @Test func `Ctrl-C restores the terminal in each step and says how to go on`() async throws {
    try await play("interrupts")
  }

  @Test func `a service that is missing, comes, is killed or hangs is named, and the steps go on`() async throws {
    try await play("service")
  }

  @Test func `without a service the first stretch goes by the clock`() async throws { try await play("unserved") }

  /// Takes a minute: that is how long it waits.
  @Test func `where no step comes it says so after a minute, and a missing sensor at once`() async throws {
    try await play("nosteps")
  }

  @Test func `each page follows the size of the terminal, its encoding and NO_COLOR`() async throws {
    try await play("sizes")
  }

  @Test func `Ctrl-Z gives the terminal back and fg takes it again`() throws {
    let bus = try PrivateBus()
    let python = Program(path: "/usr/bin/python3").with(bus.environment).with(["TERM": "xterm", "LC_ALL": "C.UTF-8"])
    let result = try python.run([
      Repository.path("Tests/EndToEndTests/terminal.py"), "quit", Program.psoasctl.path, "setup",
    ])
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }

  @Test func `without a terminal it is refused, with what to do instead`() throws {
    let refused = try Program.psoasctl.run(["setup"])
    #expect(refused.status == 64 && refused.output.isEmpty)
    for words in ["run it in a terminal", "psoasctl doctor", "psoasctl sensors assign pelvis ID", "psoasctl safety"] {
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
    let unknown = try Program.psoasctl.run(["setup", "--step", "dance"])
    #expect(unknown.status == 64 && unknown.errors.contains("permission") && unknown.errors.contains("stretch"))
    let help = try Program.psoasctl.run(["setup", "--help"])
    #expect(help.status == 0 && help.output.contains("walk ten steps") && !help.output.contains("--root"))
    let completion = try Program.psoasctl.run(["--generate-completion-script", "bash"])
    #expect(completion.output.contains("wear") && completion.output.contains("--step"))
  }

  /// Takes a minute in the scene `none`: that is how long it waits for a shake.
  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
      "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"),
    arguments: ["alone", "asleep", "none", "stuck", "hostile"])
  func `each state of the sensors is named, and the shaken one is chosen`(scene: String) async throws {
    try await play(scene, wrapper: ["/usr/bin/umockdev-wrapper"])
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
      "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"),
    arguments: Program.daemons)
  func `of two sensors the shaken one is chosen, and no knock and no walk chooses one`(daemon: Program) async throws {
    try await play("chosen", daemon, wrapper: ["/usr/bin/umockdev-wrapper"])
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to become a user without rights"))
  func `a sensor that may not be read is named with the remedy of doctor, once`() async throws {
    try await play("locked", wrapper: ["/usr/bin/umockdev-wrapper"])
  }
}
