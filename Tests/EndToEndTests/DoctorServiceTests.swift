import Foundation
import TestSupport
import Testing

/// `psoasctl doctor` with a bus, a service and a desktop that are broken.
@Suite(.serialized) struct DoctorServiceTests {
  let machine: DoctorMachine

  init() throws { machine = try DoctorMachine() }

  @Test func `no bus, a bus that does not answer, and a bus without the service`() throws {
    let none = try machine.ask(["DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"])
    #expect(none.has("bus", "problem", "No session bus", remedy: "dbus-user-session"), "\(none.output)")
    #expect(none.of("service").isEmpty && none.of("notifications").isEmpty)
    // It accepts connections and says nothing.
    let socket = machine.scratch.path("deaf")
    let deaf = try Program(path: "/usr/bin/python3").start([
      "-c",
      """
      import socket, sys, time
      deaf = socket.socket(socket.AF_UNIX)
      deaf.bind(sys.argv[1])
      deaf.listen(9)
      print('ready', flush=True)
      time.sleep(600)
      """, socket,
    ])
    try machine.keep(deaf, until: "ready")
    let unanswered = try machine.ask(["DBUS_SESSION_BUS_ADDRESS": "unix:path=\(socket)"])
    #expect(unanswered.has("bus", "problem", "timed out", remedy: "dbus-user-session"), "\(unanswered.output)")
    let idle = try machine.ask()
    #expect(idle.has("bus", "ok") && idle.has("service", "problem", "does not run", remedy: "systemctl --user start"))
    // With --system the other bus, and nothing of the desktop.
    let system = try DoctorReport(Program.psoasctl.with(machine.environment).run(["doctor", "--json", "--system"]))
    #expect(system.has("bus", "problem", "No system bus", remedy: "sudo systemctl start dbus"), "\(system.output)")
    #expect(system.of("notifications").isEmpty && system.of("breaks").isEmpty)
  }

  @Test func `a service of another version, or one that does not answer, has to be restarted`() throws {
    try machine.own("org.psoas.Psoas1")
    let old = try machine.ask()
    #expect(
      old.has("service", "problem", "psoasd is version 0.0.9", remedy: "systemctl --user restart"), "\(old.output)")
    let other = try DoctorMachine()
    let daemon = try other.daemon()
    let running = try other.ask()
    #expect(running.has("service", "ok") && running.has("sensors", "ok", "synthetic"), "\(running.output)")
    daemon.signal(SIGSTOP)
    let stopped = try other.ask()
    daemon.signal(SIGCONT)
    #expect(stopped.has("service", "problem", "does not answer", remedy: "restart psoasd"), "\(stopped.output)")
  }

  @Test func `a notification server is missing, there, or hangs`() throws {
    // A bus that can start none.
    let configuration = try machine.scratch.write(
      "bare.conf",
      """
      <busconfig><type>session</type><listen>unix:path=\(machine.scratch.path("bare"))</listen>
      <policy context="default"><allow send_destination="*"/><allow own="*"/><allow eavesdrop="true"/></policy>
      </busconfig>
      """)
    let bare = try Program(path: "/usr/bin/dbus-daemon").start(
      ["--config-file=\(configuration)", "--nofork", "--nopidfile", "--print-address"])
    try machine.keep(bare, until: "unix:")
    let address = ["DBUS_SESSION_BUS_ADDRESS": "unix:path=\(machine.scratch.path("bare"))"]
    let none = try machine.ask(address)
    #expect(none.has("notifications", "problem", "No program shows", remedy: "apt install dunst"), "\(none.output)")
    try machine.scratch.write("root/etc/os-release", "ID=fedora\n")
    #expect(try machine.ask(address).has("notifications", "problem", "No program", remedy: "sudo dnf install dunst"))
    try machine.scratch.write("root/etc/os-release", "ID=nixos\n")
    #expect(try machine.ask(address).has("notifications", "problem", "No program", remedy: "install the package dunst"))
    let server = try Program(path: "/usr/bin/python3").with(machine.environment).with(address).start(
      [Repository.path("Tests/EndToEndTests/names.py"), "org.freedesktop.Notifications"])
    try machine.keep(server, until: "ready")
    let shown = try machine.ask(address)
    #expect(shown.has("notifications", "ok"), "\(shown.output)")
    server.signal(SIGSTOP)
    let hanging = try machine.ask(address)
    server.signal(SIGCONT)
    #expect(
      hanging.has("notifications", "problem", "does not answer", remedy: "kill \(server.processIdentifier)"),
      "\(hanging.output)")
    try machine.scratch.write("config/psoas/psoas.conf", "[Notifications]\nShow=no\n")
    #expect(try machine.ask(address).has("notifications", "ok", "Switched off"))
  }

  @Test(.enabled(if: Child.isInstalled("dconf"), "needs dconf-cli and dconf-service"))
  func `GNOME's do-not-disturb and its own break reminders are read from dconf, where GNOME runs`() throws {
    func write(_ key: String, _ value: String) throws {
      let written = try Program(path: "/usr/bin/dconf").with(machine.environment).run(["write", key, value])
      try #require(written.status == 0, "\(written.errors)")
    }
    // The bus starts the service that writes the database, which must be the one that psoasctl reads.
    let told = try machine.bus.call(
      "call", "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "UpdateActivationEnvironment",
      "a{ss}", "1", "XDG_CONFIG_HOME", machine.scratch.path("config"))
    try #require(told.status == 0, "\(told.errors)")
    let breaks = "/org/gnome/desktop/break-reminders/selected-breaks"
    try write(breaks, "['eyesight', 'movement']")
    try write("/org/gnome/desktop/notifications/show-banners", "false")
    let elsewhere = try machine.ask()
    #expect(elsewhere.has("breaks", "ok") && elsewhere.has("quiet", "ok"), "\(elsewhere.output)")
    try machine.own("org.gnome.Shell")
    let both = try machine.ask()
    #expect(
      both.has("breaks", "warning", "(eyesight, movement)", remedy: "break-reminders selected-breaks \"[]\""),
      "\(both.output)")
    #expect(both.has("quiet", "warning", "Do-not-disturb is on", remedy: "show-banners true"), "\(both.output)")
    try write(breaks, "@as []")
    try write("/org/gnome/desktop/notifications/show-banners", "true")
    let mended = try machine.ask()
    #expect(mended.has("breaks", "ok") && mended.has("quiet", "ok"), "\(mended.output)")
  }
}
