import Foundation
import PsoasCore
import PsoasMonitor
import Testing

@testable import PsoasBus

@Suite("Notifications on the desktop")
struct NotificationTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()
  let desktop: Child
  let notifications: Notifications

  /// python-dbusmock's notification daemon, on a bus of its own.
  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
    desktop = try bus.child(
      "/usr/bin/python3",
      ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", "/dev/null"])
    notifications = try Notifications(on: try BusConnection(bus.kind, loop: loop), snoozeMinutes: 10, wearer)
    var owned = false
    try turn(loop) {
      let answer = try? bus.busctl("status", "org.freedesktop.Notifications").result()
      owned = answer?.status == 0
      return owned || !desktop.process.isRunning
    }
    try #require(owned, "no mock of a desktop: is python3-dbusmock installed?")
  }

  private func gdbus(_ method: String, _ arguments: String...) throws -> String {
    let call = [
      "call", "--session", "--dest", "org.freedesktop.Notifications", "--object-path",
      "/org/freedesktop/Notifications", "--method", method,
    ]
    let answer = try bus.child("gdbus", call + arguments).finish(turning: loop)
    try #require(answer.status == 0, "\(answer.errors)")
    return answer.output
  }

  private func calls(_ method: String) throws -> [String] {
    let all = try gdbus("org.freedesktop.DBus.Mock.GetMethodCalls", method)
    // One tuple a call: (time, [arguments]).
    return all.matches(of: /\((?:uint64 )?\d+, \[(.*?)\]\)(?=, \(|\])/).map { String($0.1) }
  }

  /// What the desktop tells the programs.
  private func desktop(_ signal: String, _ identifier: Int, _ argument: String) throws {
    let types = signal == "ActionInvoked" ? "us" : "uu"
    _ = try gdbus(
      "org.freedesktop.DBus.Mock.EmitSignal", "org.freedesktop.Notifications", signal, types,
      "[<uint32 \(identifier)>, <\(argument)>]")
    for _ in 0..<10 { try loop.turn(waiting: 1000) }
  }

  /// Shows a reminder and waits until the desktop has answered.
  private func show(_ number: Int, cue: String = "Tuck the pelvis") throws {
    let before = try calls("Notify").count
    notifications.announce(.reminder(.example(number: number, cue: cue)))
    try turn(loop) { ((try? calls("Notify").count) ?? 0) > before }
    for _ in 0..<10 { try loop.turn(waiting: 1000) }
  }

  @Test("A reminder is shown with its reason, its cue and three answers")
  func shown() throws {
    defer { desktop.end() }
    try show(1, cue: "Knee < hip & \"long\"")
    let notify = try #require(try calls("Notify").first)
    #expect(notify.contains("<'Psoas'>, <uint32 0>, <''>, <'Kneeling hip-flexor stretch'>"))
    #expect(notify.contains("31 min of sitting. 30 to 60 s a side. Knee &lt; hip &amp; \"long\""))
    #expect(notify.contains("['done', 'Done', 'snooze', 'In 10 min', 'skip', 'Skip']"))
    #expect(notify.contains("{'urgency': <byte 0x01>}"))
  }

  @Test(
    "An answer on the screen is a command",
    arguments: [("done", Command.done), ("snooze", .snooze(minutes: 10)), ("skip", .skip)])
  func answered(action: String, command: Command) throws {
    defer { desktop.end() }
    try show(1)
    try desktop("ActionInvoked", 77, "'\(action)'")
    #expect(wearer.commands.isEmpty, "another program's notification is not ours")
    try desktop("ActionInvoked", 1, "'\(action)'")
    #expect(wearer.commands == [command])
    #expect(try calls("CloseNotification").count == 1)
    try desktop("ActionInvoked", 1, "'\(action)'")
    try desktop("NotificationClosed", 1, "uint32 2")
    #expect(wearer.commands == [command], "an answer counts once")
  }

  @Test("Putting it away skips, running out does not")
  func closed() throws {
    defer { desktop.end() }
    try show(1)
    try desktop("NotificationClosed", 1, "uint32 1")
    #expect(wearer.commands.isEmpty)
    try show(2)
    try desktop("NotificationClosed", 2, "uint32 2")
    #expect(wearer.commands == [.skip])
  }

  @Test("What is no longer due goes from the screen")
  func withdrawn() throws {
    defer { desktop.end() }
    try show(1)
    notifications.announce(.reminderClosed(number: 1, .withdrawn))
    let closed = try calls("CloseNotification")
    // The mock declares the argument as signed.
    #expect(closed == ["<1>"])
    #expect(wearer.commands.isEmpty)
  }

  @Test("A new reminder takes the place of the old one")
  func replaced() throws {
    defer { desktop.end() }
    try show(1)
    try show(2)
    let notify = try calls("Notify")
    #expect(notify.count == 2)
    #expect(notify.last?.contains("<uint32 1>") == true)
    try desktop("ActionInvoked", 1, "'done'")
    #expect(wearer.commands == [.done])
  }

  @Test("What closes before the desktop has answered does not stay on the screen")
  func closedAtOnce() throws {
    defer { desktop.end() }
    notifications.announce(.reminder(.example(number: 1)))
    notifications.announce(.reminderClosed(number: 1, .done))
    notifications.announce(.reminder(.example(number: 2)))
    notifications.announce(.reminder(.example(number: 3)))
    notifications.announce(.reminderClosed(number: 3, .skipped))
    try turn(loop) { ((try? calls("CloseNotification").count) ?? 0) == 1 }
    #expect(try calls("Notify").count == 1)
    #expect(wearer.commands.isEmpty)
  }

  @Test("Of what comes up before the desktop has answered, the last is shown")
  func burst() throws {
    defer { desktop.end() }
    for number in 1...3 {
      notifications.announce(.reminder(.example(number: number, cue: "cue \(number)")))
      notifications.announce(.reminderClosed(number: number == 3 ? 99 : number, .snoozed))
    }
    try turn(loop) { ((try? calls("Notify").count) ?? 0) == 2 }
    for _ in 0..<10 { try loop.turn(waiting: 1000) }
    let last = try calls("Notify").last
    #expect(last?.contains("cue 3") == true)
    #expect(last?.contains("<uint32 1>") == true)
    try desktop("ActionInvoked", 1, "'skip'")
    #expect(wearer.commands == [.skip])
  }

  @Test("Without a desktop nothing happens, and a later one is used")
  func noDesktop() throws {
    desktop.end()
    notifications.announce(.reminder(.example(number: 1)))
    for _ in 0..<20 { try loop.turn(waiting: 5000) }
    notifications.announce(.reminderClosed(number: 1, .ignored))
    #expect(wearer.commands.isEmpty)
    let late = try bus.child(
      "/usr/bin/python3",
      ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", "/dev/null"])
    defer { late.end() }
    try turn(loop) { (try? bus.busctl("status", "org.freedesktop.Notifications").result().status) == 0 }
    try show(2)
    try desktop("ActionInvoked", 1, "'done'")
    #expect(wearer.commands == [.done])
  }
}
