import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// python-dbusmock's logind on a private bus.
final class MockedLogind {
  let process: Child
  private let bus: PrivateBus
  private let loop: EventLoop
  static let manager = "/org/freedesktop/login1"
  static let mock = "org.freedesktop.DBus.Mock."

  init(_ bus: PrivateBus, _ loop: EventLoop) throws {
    self.bus = bus
    self.loop = loop
    process = try bus.child(
      "/usr/bin/python3", ["-m", "dbusmock", "--session", "--template", "logind", "--logfile", "/dev/null"])
    let process = process
    var owned = false
    try turn(loop) {
      owned = (try? bus.busctl("status", "org.freedesktop.login1").wait().status) == 0
      return owned || !process.isRunning
    }
    try #require(owned, "no mock of logind: is python3-dbusmock installed?")
  }

  deinit { process.kill() }

  @discardableResult
  func call(_ method: String, at path: String = manager, _ arguments: String...) throws -> String {
    let words = ["call", "--session", "--dest", "org.freedesktop.login1", "--object-path", path, "--method", method]
    let answer = try bus.child("gdbus", words + arguments).finish(turning: loop)
    try #require(answer.status == 0, "\(method): \(answer.errors)")
    return answer.output
  }

  /// Adds a session of this process's user, or of another one.
  func addSession(_ name: String, seat: String = "seat0", user: UInt32 = getuid(), active: Bool = true) throws {
    try call(Self.mock + "AddSession", name, seat, "\(user)", "somebody", "\(active)")
    // logind emits this signal, the template does not.
    try signal("org.freedesktop.login1.Manager", "SessionNew", "so", "<'\(name)'>, <objectpath '\(session(name))'>")
  }

  func session(_ name: String) -> String { Self.manager + "/session/" + name }

  func set(_ property: String, _ value: Bool, of name: String) throws {
    try call(
      Self.mock + "UpdateProperties", at: session(name), "org.freedesktop.login1.Session",
      "{'\(property)': <\(value)>}")
  }

  func signal(_ interface: String, _ name: String, _ signature: String, _ arguments: String) throws {
    try call(Self.mock + "EmitSignal", interface, name, signature, "[\(arguments)]")
  }

  func prepareForSleep(_ begins: Bool) throws {
    try signal("org.freedesktop.login1.Manager", "PrepareForSleep", "b", "<\(begins)>")
  }

  var inhibitors: String {
    get throws { try call("org.freedesktop.login1.Manager.ListInhibitors") }
  }
}

@Suite struct LogindTests {
  let bus: PrivateBus
  let loop: EventLoop
  let received = Received()

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
  }

  final class Received {
    var changes: [Logind.Change] = []
    /// Called before sleep; returns whether the inhibitor is held.
    var lockWhileSleeping: () -> Bool = { false }
    var heldLock: [Bool] = []

    func logind(_ changes: Logind.Change) {
      self.changes.append(changes)
      if changes == .sleeping { heldLock.append(lockWhileSleeping()) }
    }
  }

  private func listen() throws -> Logind {
    try Logind(on: try BusConnection(bus.kind, loop: loop), loop) { [received] in received.logind($0) }
  }

  private func settle() throws { for _ in 0..<20 { try loop.runOnce(waiting: 2000) } }

  @Test func `sleep waits for the handler, and the next one will again`() throws {
    let machine = try MockedLogind(bus, loop)
    let logind = try listen()
    received.lockWhileSleeping = { logind.holdsLock }
    defer { received.lockWhileSleeping = { false } }
    try turn(loop) { logind.holdsLock }
    #expect(
      try machine.inhibitors.contains(
        "('sleep', 'Psoas', 'Ends the bout of sitting and writes the history', 'delay'"))
    for times in 1...2 {
      try machine.prepareForSleep(true)
      try turn(loop) { received.changes.last == .sleeping }
      #expect(!logind.holdsLock)
      try settle()
      #expect(try machine.inhibitors == "(@a(ssssuu) [],)\n")
      try machine.prepareForSleep(false)
      try turn(loop) { logind.holdsLock }
      #expect(received.changes.count == 2 * times)
      #expect(received.changes.suffix(2) == [.sleeping, .awake])
    }
    #expect(received.heldLock == [true, true])
  }

  @Test func `a lock is known by its hint, or at once by its signal`() throws {
    let machine = try MockedLogind(bus, loop)
    try machine.addSession("c1")
    let logind = try listen()
    try turn(loop) { logind.holdsLock }
    try settle()
    #expect(received.changes.isEmpty)
    try machine.set("LockedHint", true, of: "c1")
    try turn(loop) { received.changes == [.locked(true)] }
    try machine.set("LockedHint", false, of: "c1")
    try turn(loop) { received.changes == [.locked(true), .locked(false)] }
    try machine.call("org.freedesktop.login1.Session.Lock", at: machine.session("c1"))
    try turn(loop) { received.changes.count == 3 }
    try machine.call("org.freedesktop.login1.Session.Unlock", at: machine.session("c1"))
    try turn(loop) { received.changes.count == 4 }
    #expect(received.changes.suffix(2) == [.locked(true), .locked(false)])
    // A desktop sets LockedHint after the Lock signal, and clears it without a signal when the password has been
    // entered.
    try machine.call("org.freedesktop.login1.Session.Lock", at: machine.session("c1"))
    try machine.set("LockedHint", true, of: "c1")
    try settle()
    try machine.set("LockedHint", false, of: "c1")
    try turn(loop) { received.changes.count == 6 }
    #expect(received.changes.suffix(2) == [.locked(true), .locked(false)])
  }

  @Test func `another user's lock is ignored, and idleness is reported`() throws {
    let machine = try MockedLogind(bus, loop)
    try machine.addSession("c1")
    try machine.addSession("c2", seat: "seat1", user: 4242)
    let logind = try listen()
    try turn(loop) { logind.holdsLock }
    try settle()
    try machine.set("LockedHint", true, of: "c2")
    try machine.call("org.freedesktop.login1.Session.Lock", at: machine.session("c2"))
    try settle()
    #expect(received.changes.isEmpty)
    try machine.set("IdleHint", true, of: "c1")
    try turn(loop) { received.changes == [.idle(true)] }
    try machine.set("IdleHint", false, of: "c1")
    try turn(loop) { received.changes == [.idle(true), .idle(false)] }
  }

  @Test func `the seat is handed to another user and taken back`() throws {
    let machine = try MockedLogind(bus, loop)
    try machine.addSession("c1")
    let logind = try listen()
    try turn(loop) { logind.holdsLock }
    try machine.addSession("c2", user: 4242)
    try machine.set("Active", false, of: "c1")
    try turn(loop) { received.changes == [.atSeat(false)] }
    // Another session of the same user in the foreground also counts as active.
    try machine.addSession("c3")
    try turn(loop) { received.changes == [.atSeat(false), .atSeat(true)] }
    try machine.set("Active", false, of: "c3")
    try turn(loop) { received.changes.count == 3 }
    try machine.set("Active", true, of: "c1")
    try turn(loop) { received.changes.count == 4 }
    #expect(received.changes.suffix(2) == [.atSeat(false), .atSeat(true)])
  }

  @Test func `a remote login has no seat and never waits for another user`() throws {
    let machine = try MockedLogind(bus, loop)
    try machine.addSession("c1", active: false)
    try machine.call(
      "org.freedesktop.DBus.Properties.Set", at: machine.session("c1"), "org.freedesktop.login1.Session", "Seat",
      "<('', objectpath '/')>")
    let logind = try listen()
    try turn(loop) { logind.holdsLock }
    try settle()
    #expect(received.changes.isEmpty)
  }

  @Test func `without logind nothing happens, and one that starts later is followed, also after a restart`() throws {
    let logind = try listen()
    try settle()
    #expect(!logind.holdsLock)
    var machine: MockedLogind? = try MockedLogind(bus, loop)
    try machine?.addSession("c1")
    try turn(loop) { logind.holdsLock }
    try machine?.set("LockedHint", true, of: "c1")
    try turn(loop) { received.changes == [.locked(true)] }
    machine?.process.kill()
    try settle()
    machine = nil
    #expect(received.changes == [.locked(true)], "a logind that is gone has unlocked nothing")
    let again = try MockedLogind(bus, loop)
    try again.addSession("c1")
    try turn(loop) { received.changes == [.locked(true), .locked(false)] }
    try turn(loop) { (try? again.inhibitors.contains("Psoas")) == true }
    try again.prepareForSleep(true)
    try turn(loop) { received.changes.last == .sleeping }
  }

  @Test func `a restart of logind during suspend ends the suspend`() throws {
    var machine: MockedLogind? = try MockedLogind(bus, loop)
    let logind = try listen()
    try turn(loop) { logind.holdsLock }
    try machine?.prepareForSleep(true)
    try turn(loop) { received.changes == [.sleeping] }
    machine = nil
    let again = try MockedLogind(bus, loop)
    try turn(loop) { received.changes == [.sleeping, .awake] && logind.holdsLock }
    #expect(try again.inhibitors.contains("Psoas"))
  }
}
