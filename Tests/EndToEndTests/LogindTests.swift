import Foundation
import TestSupport
import Testing

/// The daemon with python-dbusmock's logind on a private system bus.
@Suite struct DaemonLogindTests {
  /// A private system bus with python-dbusmock's logind.
  private final class Machine {
    let bus: PrivateBus
    private let logind: Child
    static let manager = ["org.freedesktop.login1", "/org/freedesktop/login1"]

    init() throws {
      bus = try PrivateBus()
      logind = try Program(path: "/usr/bin/python3").with(bus.environment).start(
        ["-m", "dbusmock", "--session", "--template", "logind", "--logfile", "/dev/null"])
      try #require(try comes("status", "org.freedesktop.login1") { $0.status == 0 }, "is python3-dbusmock installed?")
    }

    deinit { _ = logind.stop() }

    var environment: [String: String] { ["DBUS_SYSTEM_BUS_ADDRESS": bus.address] }

    /// Repeats a busctl query until its answer satisfies the condition; false after a minute.
    func comes(_ words: String..., holds: (Child.Result) -> Bool) throws -> Bool {
      for _ in 0..<600 {
        if holds(try Program(path: "/usr/bin/busctl").run(["--address=\(bus.address)"] + words)) { return true }
        usleep(100_000)
      }
      return false
    }

    func holdsLock(_ holds: Bool) throws -> Bool {
      try comes("call", Self.manager[0], Self.manager[1], "org.freedesktop.login1.Manager", "ListInhibitors") {
        $0.output.contains("\"sleep\" \"Psoas\"") == holds
      }
    }

    private static let mock = "org.freedesktop.DBus.Mock"
    private static let session = manager[1] + "/session/c1"

    /// The wearer logs in.
    func addSession() throws {
      try command(Self.manager[1], Self.mock, "AddSession", "ssusb", "c1", "seat0", "\(getuid())", "wearer", "true")
      try command(
        Self.manager[1], Self.mock, "EmitSignal", "sssav", "org.freedesktop.login1.Manager", "SessionNew", "so", "2",
        "s", "c1", "o", Self.session)
    }

    /// Sets whether the wearer's session is locked and idle.
    func session(leftAlone: Bool) throws {
      let value = "\(leftAlone)"
      try command(
        Self.session, Self.mock, "UpdateProperties", "sa{sv}", "org.freedesktop.login1.Session", "2", "LockedHint", "b",
        value,
        "IdleHint", "b", value)
    }

    private func command(_ words: String...) throws {
      let answer = try bus.call(["call", Self.manager[0]] + words)
      try #require(answer.status == 0, "\(words): \(answer.errors)")
    }

    func prepareForSleep(_ begins: Bool) throws {
      let answer = try bus.call(
        "call", Self.manager[0], Self.manager[1], "org.freedesktop.DBus.Mock", "EmitSignal", "sssav",
        "org.freedesktop.login1.Manager", "PrepareForSleep", "b", "1", "b", begins ? "true" : "false")
      try #require(answer.status == 0, "\(answer.errors)")
    }
  }

  @Test(arguments: Program.daemons)
  func `before suspend it ends the bout, writes it, and releases its inhibitor`(daemon: Program) throws {
    let machine = try Machine()
    let wearer = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("night.psoas")
    let running = try daemon.with(wearer.environment).with(machine.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60", "--record", folder])
    #expect(running.prints("bout-started"), "\(running.errorsSoFar)")
    #expect(try machine.holdsLock(true))
    try machine.prepareForSleep(true)
    #expect(running.prints("bout-ended"))
    #expect(try machine.holdsLock(false))
    // The event that released the inhibitor is stored.
    #expect(try scratch.read("night.psoas/inputs.jsonl").contains(#""input":"suspending""#))
    try machine.prepareForSleep(false)
    #expect(try machine.holdsLock(true))
    let result = running.stop()
    #expect(result.status == 0, "\(result.errors)")
    #expect(try scratch.read("night.psoas/inputs.jsonl").contains(#""input":"resumed""#))
    #expect(try Program.psoasctl.run(["replay", folder, "--events", "-"]).output == result.output)
  }

  @Test(arguments: Program.daemons)
  func `an idle login session is noticed and recorded`(daemon: Program) throws {
    let machine = try Machine()
    let wearer = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("idle.psoas")
    let running = try daemon.with(wearer.environment).with(machine.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--record", folder])
    func holdsBack(_ isLocked: Bool) throws -> Bool {
      for _ in 0..<600 {
        let answer = try wearer.call(
          "get-property", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "PauseReasons")
        if answer.status == 0, answer.output.contains("locked") == isLocked { return true }
        usleep(100_000)
      }
      return false
    }
    #expect(try holdsBack(false), "\(running.errorsSoFar)")
    try machine.addSession()
    for isLeft in [true, false] {
      try machine.session(leftAlone: isLeft)
      // Lock and idle arrive together, and `PauseReasons` shows the lock.
      #expect(try holdsBack(isLeft))
    }
    let result = running.stop()
    #expect(result.status == 0, "\(result.errors)")
    let inputs = try scratch.read("idle.psoas/inputs.jsonl")
    #expect(inputs.matches(of: /"input":"idle","idle":(true|false)/).map { $0.1 } == ["true", "false"])
    #expect(try Program.psoasctl.run(["replay", folder, "--events", "-"]).output == result.output)
  }

  @Test func `without a system bus it monitors all the same`() throws {
    let result = try Program.psoasd.with(["DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"])
      .run(["--synthetic", "--bus", "auto", "--output", "jsonl", "--speed", "100000", "--seconds", "60"])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }
}
