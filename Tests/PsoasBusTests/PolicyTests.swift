import Foundation
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// Access control on the system bus: data/dbus/org.psoas.Psoas1.conf on a bus with the usual system policy.
@Suite(.enabled(if: getuid() == 0, "needs root, to be several users"))
struct PolicyTests {
  let loop: EventLoop
  let bus: PrivateBus
  private let scratch: Scratch

  init() throws {
    loop = try EventLoop()
    scratch = try Scratch()
    // The defaults of dbus-daemon's system.conf, without the policies installed on this machine.
    let configuration = """
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>system</type>
        <listen>unix:tmpdir=/tmp</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/>
          <deny own="*"/>
          <deny send_type="method_call"/>
          <allow send_type="signal"/>
          <allow send_requested_reply="true" send_type="method_return"/>
          <allow send_requested_reply="true" send_type="error"/>
          <allow receive_type="method_call"/>
          <allow receive_type="method_return"/>
          <allow receive_type="error"/>
          <allow receive_type="signal"/>
          <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
          <allow send_destination="org.freedesktop.PolicyKit1"/>
        </policy>
        <policy user="nobody"><allow own="org.freedesktop.PolicyKit1"/></policy>
        <include>\(scratch.path("psoas.conf"))</include>
      </busconfig>
      """
    // The policy for the service's user applies to `daemon` instead, a user that exists on every machine.
    let policy = try Repository.read("data/dbus/org.psoas.Psoas1.conf")
    try #require(policy.contains(#"<policy user="psoas">"#))
    _ = try scratch.write("psoas.conf", policy.replacing(#"user="psoas""#, with: #"user="daemon""#))
    bus = try PrivateBus(configuration: configuration)
  }

  enum Person: CaseIterable {
    case anybody, inputGroup, service, root

    var prefix: [String] {
      switch self {
      case .anybody: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
      // As systemd starts a service with SupplementaryGroups=input: the group is not in the group database.
      case .inputGroup: ["setpriv", "--reuid=65534", "--regid=65534", "--groups=input"]
      // As the system unit runs: as a separate user, in the group that may read sensors.
      case .service: ["setpriv", "--reuid=daemon", "--regid=daemon", "--groups=input"]
      case .root: ["env"]
      }
    }
  }

  private func call(_ person: Person, _ method: String...) throws -> Bool {
    let command =
      person.prefix + ["busctl", "--address=" + bus.address, "call", "org.psoas.Psoas1", "/org/psoas/Psoas1"] + method
    return try Child(command[0], Array(command.dropFirst())).finish(turning: loop).status == 0
  }

  @Test(arguments: [(Person.anybody, false, false), (.inputGroup, true, false), (.root, true, true)])
  func `who may read, and who may command`(person: Person, mayRead: Bool, mayCommand: Bool) throws {
    let wearer = Recorder()
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer, hasSeveralUsers: true)
    service.update(BusStatus())
    let manager = "org.psoas.Psoas1.Manager"
    #expect(try call(person, manager, "GetStatus") == mayRead)
    #expect(
      try call(person, "org.freedesktop.DBus.Properties", "Get", "ss", manager, "Posture") == mayRead)
    #expect(try call(person, "org.freedesktop.DBus.Introspectable", "Introspect") == mayRead)
    #expect(try call(person, manager, "Pause") == mayCommand)
    #expect(wearer.commands == (mayCommand ? [.pause] : []))
  }

  @Test func `where polkit runs, it decides each action`() throws {
    let wearer = Recorder()
    wearer.decide()
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer, hasSeveralUsers: true)
    service.update(BusStatus())
    // polkit's daemon runs as a separate user. Our policy lets root receive all messages, so root would prove nothing.
    let polkit = try bus.child(
      "setpriv",
      [
        "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-m", "dbusmock", "--session",
        "--template", "polkitd", "--logfile", "/dev/null",
      ])
    defer { polkit.kill() }
    try turn(loop) {
      (try? bus.busctl("status", "org.freedesktop.PolicyKit1").wait().status) == 0 || !polkit.isRunning
    }
    let manager = "org.psoas.Psoas1.Manager"
    #expect(try !call(.inputGroup, manager, "Pause"))
    #expect(wearer.commands.isEmpty)
    #expect(try allow("org.psoas.Psoas1.control"))
    #expect(try call(.inputGroup, manager, "Pause"))
    #expect(wearer.commands == [.pause])
    #expect(try !call(.inputGroup, manager, "Snooze", "t", "0"), "allowed, and still no snooze of no minutes")
    #expect(try !call(.inputGroup, manager, "AssignSensor", "ss", "pelvis", "x"))
    #expect(try call(.root, manager, "AssignSensor", "ss", "pelvis", "x"))
    #expect(try allow("org.psoas.Psoas1.configure"))
    #expect(try call(.inputGroup, manager, "AssignSensor", "ss", "thigh", "y"))
    #expect(try !call(.inputGroup, manager, "Pause"))
    #expect(wearer.assignments == ["pelvis x", "thigh y"])
    #expect(wearer.commands == [.pause])
  }

  private func allow(_ action: String) throws -> Bool {
    try bus.busctl(
      "call", "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority", "org.freedesktop.DBus.Mock",
      "SetAllowed", "as", "1", action
    ).wait().status == 0
  }

  @Test func `polkit is asked about the installed actions`() throws {
    let policy = try Repository.read("data/polkit/org.psoas.Psoas1.policy")
    let named = policy.matches(of: /action id="([^"]+)"/).map { String($0.1) }
    #expect(named == [Authority.Action.control, .configure].map { "\($0.name)" })
    let xml = try Repository.read("data/dbus/org.psoas.Psoas1.xml")
    let methods = xml.matches(of: /<method name="([^"]+)"/).map { String($0.1) }
    #expect(Set(methods) == Set(BusMethod.all.map { "\($0.name)" }))
    let open = methods.filter { name in BusMethod.named(Text(name.utf8))?.action == nil }
    #expect(
      open.filter { !$0.hasPrefix("List") && !$0.hasPrefix("Get") } == ["Uninhibit", "ClaimTilt", "ReleaseTilt"])
  }

  @Test(arguments: [(Person.anybody, false), (.inputGroup, false), (.service, true), (.root, true)])
  func `only psoas and root may own the name`(person: Person, may: Bool) throws {
    let script = """
      import dbus, dbus.bus, sys
      bus = dbus.bus.BusConnection("\(bus.address)")
      bus.request_name("org.psoas.Psoas1")
      """
    let command = person.prefix + ["/usr/bin/python3", "-c", script]
    let result = try Child(command[0], Array(command.dropFirst())).wait()
    #expect((result.status == 0) == may, "\(result.errors)")
    if !may { #expect(result.errors.contains("AccessDenied")) }
  }

  @Test func `the user who may be the service is the unit's, and is made at the installation`() throws {
    let policy = try Repository.read("data/dbus/org.psoas.Psoas1.conf")
    let parts = policy.split(separator: "<policy ").filter { $0.contains("<allow own=") }
    #expect(parts.map { $0.prefix { $0 != ">" } } == [#"user="psoas""#, #"user="root""#])
    #expect(try Repository.read("systemd/system/psoasd.service").contains("\nUser=psoas\n"))
    #expect(try Repository.read("systemd/sysusers.d/psoas.conf").contains("\nu psoas "))
  }
}
