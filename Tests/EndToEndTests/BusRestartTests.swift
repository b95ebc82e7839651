import Foundation
import TestSupport
import Testing

/// The message bus exits while clients are connected, and starts again at the same address.
@Suite struct BusRestartTests {
  private static let service = ["org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"]

  /// Waits until a condition is true; false after a minute.
  private func comes(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<600 {
      if try condition() { return true }
      usleep(100_000)
    }
    return false
  }

  @Test(arguments: Program.daemons)
  func `after a restart of the bus the daemon is on it again, with signals, notifications and logind`(
    daemon: Program
  ) throws {
    let (bus, machine) = (try PrivateBus(), try PrivateBus())
    let scratch = try Scratch()
    let settings = try scratch.write("brisk.conf", "[Reminders]\nSittingTime=5min\n")
    let running = try daemon.with(bus.environment).with(["DBUS_SYSTEM_BUS_ADDRESS": machine.address]).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60", "--config", settings])
    #expect(running.prints("bout-started"), "\(running.errorsSoFar)")
    let psoasctl = Program.psoasctl.with(bus.environment)
    // An inhibition ends with the connection of its client.
    let claim = try Program(path: "/usr/bin/python3").with(bus.environment).start([
      "-c",
      """
      import dbus, time
      dbus.Interface(dbus.SessionBus().get_object("org.psoas.Psoas1", "/org/psoas/Psoas1"),
                     "org.psoas.Psoas1.Manager").Inhibit("a test")
      print("held", flush=True)
      time.sleep(600)
      """,
    ])
    #expect(claim.prints("held"), "\(claim.errorsSoFar)")
    #expect(try psoasctl.run(["status"]).output.contains("a program asks for quiet"))
    let follower = try psoasctl.start(["monitor"])
    #expect(follower.prints("now "))
    for round in 1...2 {
      bus.end()
      machine.end()
      #expect(comes { running.errorsSoFar.components(separatedBy: "the session bus has closed").count > round })
      #expect(comes { running.errorsSoFar.components(separatedBy: "the system bus has closed").count > round })
      try bus.begin()
      try machine.begin()
      #expect(comes { running.errorsSoFar.components(separatedBy: "connected to the session bus again").count > round })
      #expect(comes { running.errorsSoFar.components(separatedBy: "connected to the system bus again").count > round })
    }
    let left = follower.wait()
    #expect(left.status == 69 && left.errors.contains("the session bus has closed the connection"), "\(left.errors)")

    let status = try psoasctl.run(["status"])
    #expect(status.status == 0 && status.output.contains("sitting today"), "\(status.errors)")
    #expect(!status.output.contains("a program asks for quiet"), "\(status.output)")
    let inhibitors = try bus.call("call", Self.service[0], Self.service[1], Self.service[2], "ListInhibitors")
    #expect(inhibitors.status == 0 && inhibitors.output == "a(uss) 0\n", "\(inhibitors.output) \(inhibitors.errors)")
    let desktop = try Program(path: "/usr/bin/python3").with(bus.environment).start(
      ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", scratch.path("desktop.log")])
    defer { desktop.kill() }
    let logind = try Program(path: "/usr/bin/python3").with(machine.environment).start(
      ["-m", "dbusmock", "--session", "--template", "logind", "--logfile", "/dev/null"])
    defer { logind.kill() }
    let listener = try psoasctl.start(["monitor"])
    #expect(listener.prints("suggestion after"), "\(running.outputSoFar)")
    _ = listener.stop()
    #expect(try comes { try scratch.read("desktop.log").contains("Notify \"Psoas\"") })
    #expect(
      try comes {
        try machine.call(
          "call", "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
          "ListInhibitors"
        ).output.contains(#""sleep" "Psoas""#)
      })
    #expect(running.stop().status == 0)
  }

  @Test func `a bus that accepts and does not answer does not stop the daemon`() throws {
    let bus = try PrivateBus()
    let running = try Program.psoasd.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "600"])
    #expect(running.prints("sensor-added"))
    bus.end()
    let path = String(bus.address.dropFirst("unix:path=".count))
    // This server accepts connections but sends nothing.
    let mute = try Program(path: "/usr/bin/python3").start([
      "-c",
      """
      import os, socket, sys
      if os.path.exists(sys.argv[1]): os.unlink(sys.argv[1])
      server = socket.socket(socket.AF_UNIX)
      server.bind(sys.argv[1])
      server.listen(8)
      connections = []
      while True:
          connections.append(server.accept())
          print("accepted", flush=True)
      """, path,
    ])
    defer { mute.kill() }
    #expect(mute.prints("accepted"))
    let lines = running.wholeLines.count
    #expect(comes { running.wholeLines.count > lines + 3 })
    running.signal(SIGTERM)
    #expect(comes { !running.isRunning })
  }
}
