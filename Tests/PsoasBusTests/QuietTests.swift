import Foundation
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// Do-not-disturb and full-screen states of the desktops: real services if they run without a screen, otherwise
/// python-dbusmock.
@Suite struct QuietTests {
  final class Quiet {
    var received: [String] = []
    func quiet(_ reason: QuietReason, _ isOn: Bool) { received.append("\(reason) \(isOn ? "on" : "off")") }
  }

  let bus: PrivateBus
  let loop: EventLoop
  let quiet = Quiet()
  let home: Scratch

  init() throws {
    home = try Scratch()
    bus = try PrivateBus(environment: ["XDG_CONFIG_HOME": home.path, "HOME": home.path])
    loop = try EventLoop()
  }

  private func listen(for reasons: [QuietReason] = [.doNotDisturb, .fullScreen]) throws -> DesktopQuiet {
    let database = Text(home.path("dconf/user").utf8)
    return try DesktopQuiet(
      on: try BusConnection(bus.kind, loop: loop), for: reasons, settings: database
    ) { [quiet] in quiet.quiet($0, $1) }
  }

  private func expect(_ words: String...) throws {
    try turn(loop) { quiet.received.count >= words.count }
    for _ in 0..<5 { try loop.runOnce(waiting: 2000) }
    #expect(quiet.received == words)
  }

  /// Runs a program of the desktop with a private home.
  private func run(_ program: String, _ arguments: String...) throws {
    let child = try bus.child(program, arguments, environment: ["XDG_CONFIG_HOME": home.path, "HOME": home.path])
    let result = try child.finish(turning: loop)
    try #require(result.status == 0, "\(program): \(result.errors)")
  }

  @Test func `without a desktop nothing is reported, and no service is started`() throws {
    let listening = try listen()
    for _ in 0..<20 { try loop.runOnce(waiting: 5000) }
    #expect(quiet.received.isEmpty)
    let names = try bus.busctl("list", "--acquired", "--no-legend").wait().output
    #expect(!names.contains("org.xfce.Xfconf") && !names.contains("ca.desrt.dconf"))
    withExtendedLifetime(listening) {}
  }

  // MARK: Properties

  /// Name, path, interface, property; the values for on and off; the reason.
  static let properties: [[String]] = [
    [
      "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Inhibited",
      "<true>", "<false>", "doNotDisturb",
    ],
    [
      "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.dunstproject.cmd0", "paused",
      "<true>", "<false>", "doNotDisturb",
    ],
    [
      "org.freedesktop.Notifications", "/fr/emersion/Mako", "fr.emersion.Mako", "Modes",
      "<['default', 'do-not-disturb']>", "<['default', 'away']>", "doNotDisturb",
    ],
    [
      "org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager", "InhibitedActions",
      "<uint32 12>", "<uint32 4>", "fullScreen",
    ],
  ]

  @Test(arguments: properties)
  func `a property is read at first, when it changes, and when its owner goes and comes`(_ row: [String]) throws {
    let (name, path, interface, property) = (row[0], row[1], row[2], row[3])
    let (on, off, reason) = (row[4], row[5], row[6])
    let first = try MockService(bus, loop, name, path, interface)
    try first.property(property, on)
    let listening = try listen()
    try expect("\(reason) on")
    try first.change(property, off)
    try expect("\(reason) on", "\(reason) off")
    try first.change(property, on)
    try expect("\(reason) on", "\(reason) off", "\(reason) on")
    try first.end()
    try expect("\(reason) on", "\(reason) off", "\(reason) on", "\(reason) off")
    let second = try MockService(bus, loop, name, path, interface)
    try second.property(property, off)
    try second.change(property, on)
    try expect("\(reason) on", "\(reason) off", "\(reason) on", "\(reason) off", "\(reason) on")
    // A value of the wrong type counts as off.
    try second.change(property, "<'of another type'>")
    try expect(
      "\(reason) on", "\(reason) off", "\(reason) on", "\(reason) off", "\(reason) on", "\(reason) off")
    withExtendedLifetime(listening) {}
  }

  @Test func `another interface's property of the same object is ignored`() throws {
    let server = try MockService(
      bus, loop, "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.example.Other")
    try server.property("Inhibited", "<true>")
    let listening = try listen()
    try server.change("Inhibited", "<true>")
    for _ in 0..<10 { try loop.runOnce(waiting: 2000) }
    #expect(quiet.received.isEmpty)
    withExtendedLifetime(listening) {}
  }

  // MARK: Methods

  @Test func `Plasma's power management is asked for what keeps the screen`() throws {
    let path = "/org/kde/Solid/PowerManagement/PolicyAgent"
    let name = "org.kde.Solid.PowerManagement.PolicyAgent"
    let listening = try listen()
    let agent = try MockService(bus, loop, name, path, name)
    // 4 inhibits screen changes; 1 inhibits interruption of the session, as music players do.
    try agent.method("HasInhibition", "u", "b", "ret = bool(args[0] & 4)")
    try agent.emit("InhibitionsChanged", "a(ss)as", "[<[('mpv', 'playing')]>, <@as []>]")
    try expect("fullScreen on")
    try agent.method("HasInhibition", "u", "b", "ret = bool(args[0] & 1)")
    try agent.emit("InhibitionsChanged", "a(ss)as", "[<@a(ss) []>, <['mpv']>]")
    try expect("fullScreen on", "fullScreen off")
    withExtendedLifetime(listening) {}
  }

  @Test func `SwayNotificationCenter is asked again after each of its signals`() throws {
    let name = "org.erikreider.swaync.cc"
    let center = try MockService(bus, loop, name, "/org/erikreider/swaync/cc", name)
    try center.method("GetDnd", "", "b", "ret = True")
    let listening = try listen()
    try expect("doNotDisturb on")
    try center.method("GetDnd", "", "b", "ret = False")
    try center.emit("SubscribeV2", "ubbb", "[<uint32 0>, <false>, <false>, <false>]")
    try expect("doNotDisturb on", "doNotDisturb off")
    withExtendedLifetime(listening) {}
  }

  @Test func `a service that answers by an error, or too late, asks for no quiet`() throws {
    let name = "org.erikreider.swaync.cc"
    let center = try MockService(bus, loop, name, "/org/erikreider/swaync/cc", name)
    try center.method("GetDnd", "", "b", "ret = True")
    let listening = try listen()
    try expect("doNotDisturb on")
    try center.method("GetDnd", "", "b", "raise dbus.exceptions.DBusException('no', name='org.x.No')")
    try center.emit("SubscribeV2", "ubbb", "[<uint32 0>, <true>, <false>, <false>]")
    try expect("doNotDisturb on", "doNotDisturb off")
    withExtendedLifetime(listening) {}
  }

  // MARK: Settings

  @Test(arguments: [
    ("org.gnome.Shell", "/org/gnome/desktop/notifications/show-banners"),
    ("org.Cinnamon", "/org/cinnamon/desktop/notifications/display-notifications"),
  ])
  func `GNOME and Cinnamon: dconf itself writes, and counts while their shell is there`(shell: String, key: String)
    throws
  {
    try run("dconf", "write", key, "false")
    let listening = try listen()
    for _ in 0..<10 { try loop.runOnce(waiting: 2000) }
    #expect(quiet.received.isEmpty, "left over from another desktop")
    let running = try MockService(bus, loop, shell, "/shell", "org.example.Shell")
    try expect("doNotDisturb on")
    try run("dconf", "write", key, "true")
    try expect("doNotDisturb on", "doNotDisturb off")
    try run("dconf", "write", key, "false")
    try expect("doNotDisturb on", "doNotDisturb off", "doNotDisturb on")
    try run("dconf", "reset", "-f", "/org/")
    try expect("doNotDisturb on", "doNotDisturb off", "doNotDisturb on", "doNotDisturb off")
    try run("dconf", "write", key, "false")
    try running.end()
    try expect(
      "doNotDisturb on", "doNotDisturb off", "doNotDisturb on", "doNotDisturb off", "doNotDisturb on",
      "doNotDisturb off")
    withExtendedLifetime(listening) {}
  }

  @Test(arguments: [
    ("org.xfce.Notifyd", "xfce4-notifyd", "/do-not-disturb", "doNotDisturb"),
    ("org.xfce.PowerManager", "xfce4-power-manager", "/xfce4-power-manager/presentation-mode", "fullScreen"),
  ])
  func `Xfce: xfconfd itself is asked, and counts while its program is there`(
    program: String, channel: String, property: String, reason: String
  ) throws {
    let listening = try listen()
    try run("xfconf-query", "-c", channel, "-p", property, "-n", "-t", "bool", "-s", "true")
    let running = try MockService(bus, loop, program, "/program", "org.example.Program")
    try expect("\(reason) on")
    try run("xfconf-query", "-c", channel, "-p", property, "-s", "false")
    try expect("\(reason) on", "\(reason) off")
    try run("xfconf-query", "-c", channel, "-p", property, "-T")
    try expect("\(reason) on", "\(reason) off", "\(reason) on")
    try run("xfconf-query", "-c", channel, "-p", property, "-r")
    try expect("\(reason) on", "\(reason) off", "\(reason) on", "\(reason) off")
    withExtendedLifetime((listening, running)) {}
  }

  @Test func `a database that is cut short or damaged is read without harm, and its switch by name alone`() throws {
    let key: StaticString = "/org/gnome/desktop/notifications/show-banners"
    for index in 0..<40 { try run("dconf", "write", "/org/gnome/key-\(index)/name", "'\(index)'") }
    let path = Text(home.path("dconf/user").utf8)
    #expect(try #require(DconfFile(path: path)).boolean(key) == nil)
    try run("dconf", "write", "/org/gnome/desktop/notifications/show-banners", "'false'")
    #expect(try #require(DconfFile(path: path)).boolean(key) == nil, "of another type")
    try run("dconf", "write", "/org/gnome/desktop/notifications/show-banners", "false")
    try run("dconf", "write", "/org/gnome/desktop/notifications/show-banners-", "true")
    let list: StaticString = "/org/gnome/desktop/break-reminders/selected-breaks"
    #expect(try #require(DconfFile(path: path)).texts(list) == nil)
    try run("dconf", "write", "/org/gnome/desktop/break-reminders/selected-breaks", "@as []")
    #expect(try #require(DconfFile(path: path)).texts(list) == [])
    try run("dconf", "write", "/org/gnome/desktop/break-reminders/selected-breaks", "['eyesight', 'movement']")
    let whole = try home.readBytes("dconf/user")
    #expect(DconfFile(whole).texts(list) == ["eyesight", "movement"] && DconfFile(whole).texts(key) == nil)
    #expect(DconfFile(whole).boolean(key) == false)
    for length in 0..<whole.count {
      let answer = DconfFile(Array(whole[..<length])).boolean(key)
      #expect(answer == nil || answer == false)
    }
    let seed = TestSeed.seed()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = DconfFile(bytes).boolean(key)
      _ = DconfFile(bytes).texts(list)
    }
    #expect(DconfFile(path: Text("/nowhere/dconf/user".utf8)) == nil)
    #expect(DconfFile(path: Text(home.path.utf8)) == nil, "a folder")
  }

  // MARK: Several sources

  @Test func `two reasons are one quiet, and a source that is off is ignored`() throws {
    let server = try MockService(
      bus, loop, "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications")
    try server.property("Inhibited", "<true>")
    let session = try MockService(
      bus, loop, "org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
    try session.property("InhibitedActions", "<uint32 8>")
    let center = try MockService(
      bus, loop, "org.erikreider.swaync.cc", "/org/erikreider/swaync/cc", "org.erikreider.swaync.cc")
    try center.method("GetDnd", "", "b", "ret = True")
    let listening = try listen(for: [.doNotDisturb])
    try expect("doNotDisturb on")
    try server.end()
    for _ in 0..<10 { try loop.runOnce(waiting: 2000) }
    #expect(quiet.received == ["doNotDisturb on"])
    try center.end()
    try expect("doNotDisturb on", "doNotDisturb off")
    withExtendedLifetime((listening, session)) {}
  }
}
