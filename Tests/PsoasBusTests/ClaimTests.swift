import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// A client that stays connected and so keeps its claims: gdbus and busctl leave the bus after each call.
final class ConnectedClient {
  private let child: Child
  private let loop: EventLoop

  /// Runs lines of Python in which `manager` is the D-Bus interface; prints the value of each line.
  init(_ bus: PrivateBus, _ loop: EventLoop) throws {
    self.loop = loop
    let script = """
      import dbus, dbus.mainloop.glib, sys, threading
      from gi.repository import GLib
      dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
      bus = dbus.bus.BusConnection("\(bus.address)")
      manager = dbus.Interface(bus.get_object("org.psoas.Psoas1", "/org/psoas/Psoas1", introspect=False),
                               "org.psoas.Psoas1.Manager")
      bus.add_signal_receiver(lambda *a: print("tilt", *a, flush=True), "Tilt", "org.psoas.Psoas1.Manager")
      def act(line):
          try:
              value = eval(line)
              print(None if value is None else int(value), flush=True)
          except dbus.DBusException as error:
              print(error.get_dbus_name(), flush=True)
      def read():
          for line in sys.stdin:
              GLib.idle_add(act, line)
          GLib.idle_add(main.quit)
      main = GLib.MainLoop()
      threading.Thread(target=read, daemon=True).start()
      print("ready", flush=True)
      main.run()
      """
    child = try Child("/usr/bin/python3", ["-c", script], input: .pipe)
    try turn(loop) { lines.contains("ready") }
  }

  deinit { child.kill() }

  /// Ends the client with SIGKILL.
  func die() { child.kill() }

  /// The printed value of a line of Python.
  func evaluate(_ line: String) throws -> String {
    let before = answers.count
    try child.send(line + "\n")
    try turn(loop) { answers.count > before }
    return answers[before]
  }

  var tilts: [String] { lines.filter { $0.hasPrefix("tilt") } }
  private var answers: [String] { lines.filter { !$0.hasPrefix("tilt") && $0 != "ready" } }

  private var lines: [String] { child.wholeLines.map(String.init) }
}

@Suite struct ClaimTests: BusSuite {
  let fixture: ServiceFixture

  init() throws {
    fixture = try ServiceFixture()
  }

  @Test func `an inhibition lasts until its last holder releases it or exits`() throws {
    let one = try ConnectedClient(bus, loop)
    let other = try ConnectedClient(bus, loop)
    let first = try one.evaluate("manager.Inhibit('a call')")
    #expect(first == "1")
    #expect(wearer.quiet == [true])
    let second = try other.evaluate("manager.Inhibit('a talk')")
    #expect(second == "2")
    let list = try call("ListInhibitors").output
    #expect(list.contains(#""a call""#) && list.contains(#""a talk""#) && list.hasPrefix("a(uss) 2 1 \":1."), "\(list)")
    #expect(try one.evaluate("manager.Uninhibit(dbus.UInt32(2))") == "org.psoas.Psoas1.Error.UnknownCookie")
    #expect(try one.evaluate("manager.Uninhibit(dbus.UInt32(0))") == "org.psoas.Psoas1.Error.UnknownCookie")
    #expect(try one.evaluate("manager.Uninhibit(dbus.UInt32(1))") == "None")
    #expect(wearer.quiet == [true])
    other.die()
    try turn(loop) { wearer.quiet == [true, false] }
    #expect(try call("ListInhibitors").output == "a(uss) 0\n")
    #expect(try one.evaluate("manager.Inhibit('again')") == "3")
    #expect(wearer.quiet == [true, false, true])
  }

  @Test func `a caller's claims and the length of its texts are limited`() throws {
    let one = try ConnectedClient(bus, loop)
    for number in 1...16 { #expect(try one.evaluate("manager.Inhibit('r')") == "\(number)") }
    #expect(try one.evaluate("manager.Inhibit('r')") == "org.psoas.Psoas1.Error.TooManyClaims")
    #expect(try one.evaluate("manager.Uninhibit(dbus.UInt32(7))") == "None")
    #expect(try one.evaluate("manager.Inhibit('')") == "org.psoas.Psoas1.Error.InvalidReason")
    #expect(try one.evaluate("manager.Inhibit('x' * 201)") == "org.psoas.Psoas1.Error.InvalidReason")
    #expect(try one.evaluate("manager.Inhibit('x' * 200)") == "17")
    let refused = try call("Inhibit", "s", "")
    #expect(refused.status != 0 && refused.errors.contains("say why reminders are inhibited"), "\(refused.errors)")
  }

  @Test func `the tilt goes only to callers that claim it`() throws {
    let one = try ConnectedClient(bus, loop)
    let other = try ConnectedClient(bus, loop)
    service.announceTilt(at: 1, sagittal: 1, lateral: 1)
    #expect(try one.evaluate("manager.ClaimTilt()") == "None")
    #expect(try one.evaluate("manager.ClaimTilt()") == "None")
    #expect(wearer.tilt == [true])
    service.announceTilt(at: 1_790_000_000_000_000, sagittal: -12.5, lateral: 3)
    try turn(loop) { !one.tilts.isEmpty }
    #expect(try other.evaluate("manager.ClaimTilt()") == "None")
    service.announceTilt(at: 2, sagittal: 4, lateral: 5)
    try turn(loop) { one.tilts.count == 2 && !other.tilts.isEmpty }
    #expect(one.tilts == ["tilt 1790000000000000 -12.5 3.0", "tilt 2 4.0 5.0"])
    #expect(other.tilts == ["tilt 2 4.0 5.0"])
    #expect(try one.evaluate("manager.ReleaseTilt()") == "None")
    #expect(try one.evaluate("manager.ReleaseTilt()") == "None")
    #expect(wearer.tilt == [true])
    other.die()
    try turn(loop) { wearer.tilt == [true, false] }
  }

  @Test func `a sensor is assigned, or the refusal gives the reason`() throws {
    #expect(try call("AssignSensor", "ss", "thigh", "057e:2006:dc").status == 0)
    #expect(wearer.assignments == ["thigh 057e:2006:dc"])
    #expect(try call("AssignSensor", "ss", "head", "x").errors.contains("pelvis, thigh or trunk"))
    wearer.refusal = ServiceRefusal("org.psoas.Psoas1.Error.NotKept", Text("no room in /x: make some".utf8))
    #expect(try call("AssignSensor", "ss", "pelvis", "x").errors.contains("no room in /x: make some"))
    #expect(wearer.assignments.count == 1)
  }

  @Test func `a reload answers with the errors of the configuration`() throws {
    #expect(try call("Reload").output == "as 0\n")
    wearer.complaints = ["psoas.conf:3: expected Key=Value"]
    #expect(try call("Reload").output == "as 1 \"psoas.conf:3: expected Key=Value\"\n")
    wearer.refusal = ServiceRefusal("org.psoas.Psoas1.Error.UnreadableConfiguration", "psoas.conf: cannot be read")
    #expect(try call("Reload").errors.contains("psoas.conf: cannot be read"))
  }

  @Test func `days before a date or all days are forgotten, and an invalid date is refused`() throws {
    #expect(try call("Forget", "s", "2026-03-29").status == 0)
    #expect(try call("Forget", "s", "").status == 0)
    #expect(wearer.forgotten == [20_541, nil])
    #expect(try call("Forget", "s", "29.3.2026").errors.contains("A date is written 2026-03-29"))
    #expect(wearer.forgotten.count == 2)
  }
}

@Suite struct SensorObjectTests: BusSuite {
  let fixture: ServiceFixture

  init() throws {
    fixture = try ServiceFixture()
  }

  private static let path = "/org/psoas/Psoas1/sensor/_3057e_3a2006_3adc_2d68"

  private static func joycon(_ placement: Placement? = .pelvis) -> BusSensor {
    var sensor = BusSensor(
      identifier: Text("057e:2006:dc-68".utf8), name: Text("Nintendo Switch Left Joy-Con IMU".utf8),
      placement: placement)
    sensor.isReading = true
    sensor.hasGyroscope = true
    sensor.rate = 200
    return sensor
  }

  private func managed() throws -> String {
    try bus.child(
      "gdbus",
      [
        "call", "--session", "--dest", "org.psoas.Psoas1", "--object-path", "/org/psoas/Psoas1", "--method",
        "org.freedesktop.DBus.ObjectManager.GetManagedObjects",
      ]
    ).finish(turning: loop).output
  }

  @Test func `sensors are listed, change, appear and disappear`() throws {
    let monitor = try bus.child("gdbus", ["monitor", "--session", "--dest", "org.psoas.Psoas1"])
    defer { monitor.kill() }
    func received() -> String { monitor.outputSoFar }
    try turn(loop) {
      service.announce(.paused)
      service.announce(.reminderClosed(number: 1, .done))
      return received().contains("ReminderClosed")
    }
    #expect(try managed() == "(@a{oa{sa{sv}}} {},)\n")
    service.update([Self.joycon()])
    try turn(loop) { received().contains("InterfacesAdded") }
    let all = try managed()
    #expect(all.contains("objectpath '\(Self.path)'") || all.contains("'\(Self.path)'"), "\(all)")
    for part in [
      "'Identifier': <'057e:2006:dc-68'>", "'Placement': <'pelvis'>", "'Connected': <true>", "'Reading': <true>",
      "'Silent': <false>", "'HasGyroscope': <true>", "'BuiltIn': <false>", "'Rate': <200.0>", "'Problem': <''>",
    ] { #expect(all.contains(part), "\(part) in \(all)") }
    var moved = Self.joycon(.thigh)
    moved.isSilent = true
    moved.rate = 0
    service.update([moved])
    let change =
      "\(Self.path): org.freedesktop.DBus.Properties.PropertiesChanged ('org.psoas.Psoas1.Sensor', "
      + "{'Placement': <'thigh'>, 'Silent': <true>}, @as [])"
    try turn(loop) { received().contains(change) }
    service.update([])
    try turn(loop) { received().contains("InterfacesRemoved") }
    #expect(try managed() == "(@a{oa{sa{sv}}} {},)\n")
  }

  @Test func `many devices make a bounded number of objects, and one name makes one object`() throws {
    for turn in 0..<50 {
      service.update(
        (0..<200).map { BusSensor(identifier: Text("s\($0 / 2 + turn)".utf8), name: [], placement: nil) })
      for _ in 0..<3 { try loop.runOnce(waiting: 0) }
    }
    let paths = try managed().matches(of: /sensor\/s[0-9]+/).map { String($0.0) }
    #expect(Set(paths).count == paths.count)
    #expect(paths.count == 32, "of the first 64 each two are one")
    service.update([])
    for _ in 0..<3 { try loop.runOnce(waiting: 0) }
    #expect(try managed() == "(@a{oa{sa{sv}}} {},)\n")
  }
}
