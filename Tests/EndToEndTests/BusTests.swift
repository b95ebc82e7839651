import Foundation
import TestSupport
import Testing

/// A message bus for one test.
final class PrivateBus {
  let address: String
  private var daemon: Child
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    address = "unix:path=\(scratch.path("bus"))"
    daemon = try Self.start(address)
  }

  deinit { daemon.kill() }

  private static func start(_ address: String) throws -> Child {
    let daemon = try Program(path: "/usr/bin/dbus-daemon").start(
      ["--session", "--nofork", "--nopidfile", "--address=\(address)", "--print-address"])
    try #require(daemon.prints("unix:"))
    return daemon
  }

  func end() { daemon.kill() }

  /// Starts the bus again at the same address.
  func begin() throws { daemon = try Self.start(address) }

  var environment: [String: String] { ["DBUS_SESSION_BUS_ADDRESS": address] }

  func call(_ arguments: String...) throws -> Child.Result { try call(arguments) }

  func call(_ arguments: [String]) throws -> Child.Result {
    try Program(path: "/usr/bin/busctl").run(["--address=\(address)"] + arguments)
  }
}

@Suite struct DaemonBusTests {
  private static let name = "org.psoas.Psoas1"
  private static let object = ["org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"]

  @Test(arguments: Program.daemons)
  func `the daemon shows the wearer, executes commands and answers psoasctl`(daemon: Program) throws {
    let bus = try PrivateBus()
    // The reminder comes fifteen seconds after the start of the bout, which is enough time for the queries before it on
    // a slow machine. The wearer stays seated for a minute and a half while the test queries the daemon.
    let scratch = try Scratch()
    let settings = try scratch.write("brisk.conf", "[Reminders]\nSittingTime=5min\n[Tilt]\nDeadBand=8\n")
    let running = try daemon.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "20", "--config", settings])
    #expect(running.prints("bout-started"), "\(running.errorsSoFar)")

    let posture = try bus.call("get-property", Self.object[0], Self.object[1], Self.object[2], "Posture")
    #expect(posture.status == 0 && posture.output == "s \"sitting\"\n", "\(posture.output) \(posture.errors)")
    for property in ["SittingSince", "SittingToday", "NextReminder"] {
      let value = try bus.call("get-property", Self.object[0], Self.object[1], Self.object[2], property)
      #expect(value.output.wholeMatch(of: /t [1-9][0-9]{5,}\n/) != nil, "\(property): \(value.output)")
    }

    let band = try bus.call("get-property", Self.object[0], Self.object[1], Self.object[2], "TiltDeadBand")
    #expect(band.output == "d 8\n", "\(band.output) \(band.errors)")

    let psoasctl = Program.psoasctl.with(bus.environment)
    let status = try psoasctl.run(["status"])
    #expect(status.status == 0 && status.output.contains("sitting today"), "\(status.errors)")
    let line = try psoasctl.run(["status", "--line"])
    #expect(line.status == 0 && line.output.hasPrefix("sitting"), "\(line.output) \(line.errors)")
    let waybar = try psoasctl.run(["status", "--waybar"])
    let module = try #require(try JSONSerialization.jsonObject(with: Data(waybar.output.utf8)) as? [String: Any])
    #expect(module["alt"] as? String == "sitting")
    #expect((module["text"] as? String)?.wholeMatch(of: /sitting \d+ (s|min)( \d+ s)?/) != nil, "\(waybar.output)")
    #expect((module["class"] as? [String])?.last == "free")
    #expect(try psoasctl.run(["status", "--line", "--json"]).status == 64)
    let json = try psoasctl.run(["status", "--json"])
    #expect(try JSONSchema(named: "status").faults(in: json.output) == [])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["posture"] as? String == "sitting")

    #expect(running.prints(#""event":"reminder","#))
    #expect(try psoasctl.run(["status"]).output.contains("suggested now    kneeling-hip-flexor: "))
    // The service's clock is minutes ahead of this machine's.
    let due = try psoasctl.run(["status", "--line"]).output
    #expect(due.wholeMatch(of: /sitting \d+ min( \d+ s)?, kneeling-hip-flexor\n/) != nil, "\(due)")
    let open = try psoasctl.run(["status", "--waybar"]).output
    #expect(open.contains(/"text":"sitting \d+ min( \d+ s)?, kneeling-hip-flexor"/), "\(open)")
    #expect(try psoasctl.run(["status", "--json"]).output.contains(#""open_reminder":"kneeling-hip-flexor"}"#))
    #expect(try psoasctl.run(["snooze", "5"]).status == 0)
    #expect(running.prints(#""outcome":"snoozed""#))
    #expect(try psoasctl.run(["status", "--json"]).output.contains(#""open_reminder":""}"#))
    #expect(try psoasctl.run(["pause"]).status == 0)
    #expect(try psoasctl.run(["status"]).output.contains("paused"))
    #expect(try psoasctl.run(["status", "--line"]).output.contains(", paused"))
    #expect(try psoasctl.run(["resume"]).status == 0)
    #expect(try psoasctl.run(["correct", "standing", "--all-along"]).status == 0)
    #expect(running.prints(#""event":"bout-ended","sitting_s":0.0"#))
    #expect(try psoasctl.run(["correct", "sitting"]).status == 0)

    // A second daemon for the same wearer is refused.
    let second = try daemon.with(bus.environment).run(["--synthetic", "--bus", "user", "--seconds", "1"])
    #expect(second.status == 69)
    #expect(second.errors.contains("psoasd"), "\(second.errors)")
    #expect(running.stop().status == 0)
    let gone = try psoasctl.run(["status"])
    #expect(gone.status == 69 && gone.errors.contains("psoasd"), "\(gone.errors)")
    let empty = try psoasctl.run(["status", "--line"])
    #expect(empty.status == 69 && empty.output.isEmpty, "a panel shows nothing then")
  }

  @Test func `signals reach every listener`() throws {
    let bus = try PrivateBus()
    let listener = try Program(path: "/usr/bin/busctl").start(
      ["--address=\(bus.address)", "--json=short", "monitor", "--match", "sender='\(Self.name)'"])
    let running = try Program.psoasd.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "none", "--speed", "2000"])
    #expect(listener.prints(#""member":"PostureChanged""#))
    #expect(listener.prints(#""member":"Reminder""#))
    #expect(listener.prints(#""member":"PropertiesChanged""#))
    #expect(running.stop().status == 0)
    _ = listener.stop()
  }

  @Test func `a missing bus is an error with its remedy`() throws {
    let status = try Program.psoasctl.with(["DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"]).run(["status"])
    #expect(status.status == 69)
    #expect(status.errors.contains("bus"))
    let daemon = try Program.psoasd.with(["DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"])
      .run(["--synthetic", "--seconds", "5", "--speed", "1000"])
    #expect(daemon.status == 0, "without a bus it watches all the same")
  }
}
