import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@testable import PsoasBus

@Suite struct NotificationTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()
  let desktop: MockDesktop
  let notifications: Notifications

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
    desktop = MockDesktop(bus, loop)
    notifications = try Notifications(
      on: try BusConnection(bus.kind, loop: loop), Configuration(), ExerciseCatalog(), wearer)
  }

  /// Shows a reminder and waits for the desktop's reply.
  private func show(_ number: Int, cue: String = "Tuck the pelvis") throws {
    let before = try desktop.calls("Notify").count
    notifications.announce(.reminder(.example(number: number, cue: cue)))
    try desktop.wait(for: "Notify", calls: before + 1)
  }

  // MARK: Content

  @Test func `a reminder is shown with its reason, its dose, its cue and the answers`() throws {
    try desktop.start(capabilities: "body actions")
    try show(1, cue: "Knee < hip & \"long\" — côté")
    let notify = try #require(try desktop.calls("Notify").first)
    #expect(notify.contains("<'Psoas'>, <uint32 0>, <'org.psoas.Psoas'>, <'Time to get up: 31 minutes seated'>"))
    #expect(notify.contains(#"Kneeling hip-flexor stretch, 30 to 60 s a side.\nKnee < hip & "long" — côté"#))
    let buttons =
      "'start', 'Start', 'snooze-10', 'In 10 min', 'skip', 'Skip', "
      + "'snooze-30', 'In 30 min', 'done', 'Done already'"
    #expect(notify.contains(buttons))
    #expect(notify.contains("'urgency': <byte 0x01>"))
    #expect(notify.contains("'desktop-entry': <'org.psoas.Psoas'>"))
    #expect(notify.contains("'category': <'x-psoas.reminder'>"))
    #expect(notify.contains("'transient': <true>") && !notify.contains("'resident'") && !notify.contains("sound"))
  }

  @Test func `for a server that reads markup, markup is escaped`() throws {
    try desktop.start(capabilities: "body body-markup")
    try show(1, cue: "Knee < hip & \"long\" <b>— côté</b>")
    let notify = try #require(try desktop.calls("Notify").first)
    #expect(notify.contains(#"Knee &lt; hip &amp; "long" &lt;b&gt;— côté&lt;/b&gt;"#))
    #expect(notify.contains("@as []"), "no buttons for a server that has none")
  }

  @Test func `control characters are escaped in notifications`() throws {
    try desktop.start(capabilities: "body body-markup")
    try show(1, cue: "Knee\u{1B}]0;owned\u{7} \u{202E}<b>")
    let notify = try #require(try desktop.calls("Notify").first)
    // The mock's log escapes the backslash again.
    #expect(notify.contains(#"Knee\\x1b]0;owned\\x07 \\xe2\\x80\\xae&lt;b&gt;"#), "\(notify)")
  }

  @Test func `what the server cannot do is not asked of it`() throws {
    try desktop.start(capabilities: "sound")
    try show(1)
    let notify = try #require(try desktop.calls("Notify").first)
    #expect(notify.contains("'suppress-sound': <true>"))
    #expect(notify.contains("@as []"))
  }

  @Test func `each escalation level replaces the one before, with its urgency`() throws {
    try desktop.start(capabilities: "actions body sound persistence")
    var reminder = Reminder.example(number: 1)
    reminder.level = .status
    notifications.announce(.reminder(reminder))
    try desktop.settle()
    #expect(try desktop.calls("Notify").isEmpty, "the lowest level is for panels")
    notifications.announce(.escalated(number: 9, .sound))
    for level in [EscalationLevel.transient, .resident, .sound, .rumble] {
      notifications.announce(.escalated(number: 1, level))
      try desktop.settle()
    }
    try desktop.wait(for: "Notify", calls: 4)
    let notify = try desktop.calls("Notify")
    for (index, hints) in [
      ["'transient': <true>", "'suppress-sound': <true>", "<-1>", "<uint32 0>, <'org.psoas.Psoas'>"],
      ["'resident': <true>", "'suppress-sound': <true>", "<0>", "<uint32 1>, <'org.psoas.Psoas'>"],
      ["'resident': <true>", "'sound-name': <'message-new-instant'>", "<0>", "<uint32 1>, <'org.psoas.Psoas'>"],
      ["'resident': <true>", "'sound-name': <'message-new-instant'>", "<0>", "<uint32 1>, <'org.psoas.Psoas'>"],
    ].enumerated() {
      for hint in hints { #expect(notify[index].contains(hint), "\(index): \(notify[index])") }
      #expect(notify[index].contains("'urgency': <byte 0x01>"))
    }
    #expect(try desktop.calls("CloseNotification").isEmpty)
  }

  @Test func `a reminder that cannot be snoozed again has no snooze button`() throws {
    try desktop.start(capabilities: "actions body")
    var reminder = Reminder.example(number: 1)
    reminder.maySnooze = false
    notifications.announce(.reminder(reminder))
    try desktop.wait(for: "Notify", calls: 1)
    let notify = try #require(try desktop.calls("Notify").first)
    #expect(!notify.contains("snooze") && notify.contains("'skip', 'Skip', 'done', 'Done already'"))
  }

  @Test func `a server with images gets the exercise's picture by an ASCII address`() throws {
    var exercise = Exercise(identifier: Text("kneeling-hip-flexor".utf8), title: Text("Stretch".utf8))
    exercise.picture = Text("côté 1.svg".utf8)
    exercise.folder = Text("/home/me/.config/psoas/exercises".utf8)
    let illustrated = try Notifications(
      on: try BusConnection(bus.kind, loop: loop), Configuration(), ExerciseCatalog([exercise]), wearer)
    try desktop.start(capabilities: "body icon-static")
    illustrated.announce(.reminder(.example(number: 1)))
    try desktop.wait(for: "Notify", calls: 1)
    let address = "'image-path': <'file:///home/me/.config/psoas/exercises/c%C3%B4t%C3%A9%201.svg'>"
    #expect(try desktop.calls("Notify").first?.contains(address) == true)
    try desktop.end()
    try desktop.start(capabilities: "body")
    try desktop.wait(for: "Notify", calls: 1)
    #expect(try desktop.calls("Notify").first?.contains("image-path") == false)
  }

  // MARK: Sensors

  @Test func `a message about a sensor has a place of its own, and the next one replaces it`() throws {
    try desktop.start(capabilities: "body actions")
    try show(1)
    notifications.announce(.sensorNotice(.pelvis, .lost))
    try desktop.wait(for: "Notify", calls: 2)
    notifications.announce(.sensorNotice(.thigh, .batteryLow(Battery(percent: 15, status: .discharging))))
    try desktop.wait(for: "Notify", calls: 3)
    notifications.announce(.sensorNotice(.pelvis, .returned))
    try desktop.wait(for: "Notify", calls: 4)
    let notify = try desktop.calls("Notify")
    #expect(notify[1].contains("<uint32 0>, <'org.psoas.Psoas'>, <'The pelvis sensor has stopped'>"))
    #expect(notify[1].contains("It has sent nothing for a minute."))
    #expect(notify[1].contains("'category': <'device.removed'>") && notify[1].contains("'resident': <true>"))
    #expect(notify[1].contains("@as []") && notify[1].contains("<0>"))
    #expect(notify[2].contains("<uint32 0>, <'org.psoas.Psoas'>, <'The battery of the thigh sensor is low'>"))
    #expect(notify[2].contains("It is at 15 %, discharging. Charge it"))
    // The pelvis sensor's message was the server's second.
    #expect(notify[3].contains("<uint32 2>, <'org.psoas.Psoas'>, <'The pelvis sensor is back'>"))
    #expect(notify[3].contains("'transient': <true>"))
    // The reminder is still there, and can be answered.
    #expect(try desktop.calls("CloseNotification").isEmpty)
    try desktop.emit("ActionInvoked", 1, "'done'")
    #expect(wearer.commands == [.done])
  }

  @Test func `closing a message about a sensor commands nothing, and the same message comes again another day`() throws
  {
    try desktop.start()
    notifications.announce(.sensorNotice(.pelvis, .lost))
    try desktop.wait(for: "Notify", calls: 1)
    try desktop.emit("NotificationClosed", 1, "uint32 2")
    #expect(wearer.commands.isEmpty)
    notifications.announce(.sensorNotice(.pelvis, .lost))
    try desktop.wait(for: "Notify", calls: 2)
  }

  @Test func `without notifications nothing is said about sensors either`() throws {
    try desktop.start()
    notifications.announce(.sensorNotice(.pelvis, .lost))
    try desktop.wait(for: "Notify", calls: 1)
    notifications.configuration.notifications.areShown = false
    try desktop.wait(for: "CloseNotification", calls: 1)
    notifications.announce(.sensorNotice(.pelvis, .returned))
    try desktop.settle()
    #expect(try desktop.calls("Notify").count == 1)
  }

  // MARK: Answers

  @Test(arguments: [
    ("done", Command.done), ("snooze-10", .snooze(minutes: 10)), ("snooze-30", .snooze(minutes: 30)),
    ("skip", .skip),
  ])
  func `an answer on the screen is a command`(action: String, command: Command) throws {
    try desktop.start()
    try show(1)
    try desktop.emit("ActionInvoked", 77, "'\(action)'")
    #expect(wearer.commands.isEmpty, "another program's notification is not ours")
    try desktop.emit("ActionInvoked", 1, "'snooze-7'")
    #expect(wearer.commands.isEmpty, "what was not offered is no answer")
    try desktop.emit("ActivationToken", 1, "'token'")
    try desktop.emit("ActionInvoked", 1, "'\(action)'")
    #expect(wearer.commands == [command])
    #expect(try desktop.calls("CloseNotification").count == 1)
    try desktop.emit("ActionInvoked", 1, "'\(action)'")
    try desktop.emit("NotificationClosed", 1, "uint32 2")
    #expect(wearer.commands == [command], "an answer counts once")
  }

  @Test(arguments: [("ActionInvoked", "'done'"), ("NotificationClosed", "uint32 2")])
  func `an answer that another program sends in the server's place is none`(signal: String, argument: String) throws {
    try desktop.start()
    try show(1)
    let words = ["emit", "--session", "--object-path", "/org/freedesktop/Notifications", "--signal"]
    let sent = try bus.child("gdbus", words + ["org.freedesktop.Notifications." + signal, "uint32 1", argument])
    #expect(try sent.finish(turning: loop).status == 0)
    try desktop.settle()
    #expect(wearer.commands.isEmpty)
    try desktop.emit(signal, 1, argument)
    #expect(wearer.commands.count == 1)
  }

  /// The shape of the reply, an identifier that it has not used, none at all, and signals with other arguments.
  @Test(arguments: ["ret = 0", "ret = 4294967295", "ret = dbus.String('seven')", "ret = dbus.Array([], 's')"])
  func `a server that answers nonsense is given the next reminder`(code: String) throws {
    try desktop.start()
    try desktop.replace(
      "Notify", "susssasa{sv}i", code.contains("String") ? "s" : code.contains("Array") ? "as" : "u", code)
    try show(1)
    for (types, values) in [("", "[]"), ("s", "[<'one'>]"), ("ii", "[<1>, <2>]"), ("uv", "[<uint32 1>, <<'done'>>]")] {
      for signal in ["ActionInvoked", "NotificationClosed"] {
        _ = try desktop.gdbus(
          "org.freedesktop.DBus.Mock.EmitSignal", "org.freedesktop.Notifications", signal, types, values)
      }
    }
    try desktop.settle()
    #expect(wearer.commands.isEmpty)
    notifications.announce(.reminderClosed(number: 1, .ignored))
    try desktop.replace("Notify", "susssasa{sv}i", "u", "ret = 9")
    try show(2)
    try desktop.emit("ActionInvoked", 9, "'skip'")
    #expect(wearer.commands == [.skip])
  }

  @Test(arguments: [1, 3, 4])
  func `dismissing it skips; expiry, closing and no reason are no answers`(reason: Int) throws {
    try desktop.start()
    try show(1)
    try desktop.emit("NotificationClosed", 1, "uint32 \(reason)")
    #expect(wearer.commands.isEmpty)
    // A desktop with a notification list keeps it there and accepts answers.
    try desktop.emit("ActionInvoked", 1, "'snooze-10'")
    #expect(wearer.commands == [.snooze(minutes: 10)])
    try show(2)
    try desktop.emit("NotificationClosed", 2, "uint32 2")
    #expect(wearer.commands == [.snooze(minutes: 10), .skip])
  }

  @Test func `start begins the exercise, and the screen follows that session to its end`() throws {
    try desktop.start(capabilities: "actions body")
    try show(1)
    let exercise = Text("kneeling-hip-flexor".utf8)
    wearer.onStart = {
      let start = ExerciseSessionStart(exercise: exercise, title: Text("Stretch".utf8))
      notifications.announce(.session(number: 3, .started(start)))
    }
    // It refers to the wearer itself, which would outlive the test with its programs.
    defer { wearer.onStart = nil }
    try desktop.emit("ActionInvoked", 1, "'default'")
    #expect(wearer.commands == [.startSession(ExerciseSessionRequest(exercise))])
    notifications.announce(.reminderClosed(number: 1, .withdrawn))
    try desktop.wait(for: "Notify", calls: 2)
    let begun = try #require(try desktop.calls("Notify").last)
    #expect(begun.contains("<'Stretch'>") && begun.contains("'done', 'Done already', 'stop', 'Stop'"))
    #expect(begun.contains("'resident': <true>"))
    // A session that was started in a terminal does not change this notification.
    notifications.announce(.session(number: 9, .feedback(ExerciseSessionFeedback.holdStill)))
    notifications.announce(.session(number: 3, .feedback(ExerciseSessionFeedback.holdStill)))
    try desktop.wait(for: "Notify", calls: 3)
    #expect(try desktop.calls("Notify").count == 3)
    try desktop.emit("ActionInvoked", 2, "'stop'")
    #expect(wearer.commands.last == .stopSession)
  }

  @Test func `a session that began elsewhere is not shown`() throws {
    try desktop.start()
    notifications.announce(.session(number: 1, .started(ExerciseSessionStart(title: Text("Stretch".utf8)))))
    try desktop.settle()
    #expect(try desktop.calls("Notify").isEmpty)
  }

  // MARK: One at a time

  @Test func `a reminder that is no longer due is removed, from the list after its time there`() throws {
    try desktop.start()
    try show(1)
    notifications.announce(.reminderClosed(number: 7, .withdrawn))
    try desktop.settle()
    #expect(try desktop.calls("CloseNotification").isEmpty, "not ours")
    try desktop.emit("NotificationClosed", 1, "uint32 1")
    notifications.announce(.reminderClosed(number: 1, .withdrawn))
    // The mock declares the argument as signed.
    #expect(try desktop.calls("CloseNotification") == ["<1>"])
    #expect(wearer.commands.isEmpty)
  }

  @Test func `a new reminder replaces the old one`() throws {
    try desktop.start()
    try show(1)
    try show(2)
    let notify = try desktop.calls("Notify")
    #expect(notify.count == 2)
    #expect(notify.last?.contains("<'Psoas'>, <uint32 1>") == true)
    try desktop.emit("ActionInvoked", 1, "'done'")
    #expect(wearer.commands == [.done])
  }

  @Test func `a reminder that closes before the server has answered does not stay on the screen`() throws {
    try desktop.start()
    notifications.announce(.reminder(.example(number: 1)))
    notifications.announce(.reminderClosed(number: 1, .done))
    notifications.announce(.reminder(.example(number: 2)))
    notifications.announce(.reminder(.example(number: 3)))
    notifications.announce(.reminderClosed(number: 3, .skipped))
    try desktop.wait(for: "CloseNotification", calls: 1)
    #expect(try desktop.calls("Notify").count == 1)
    #expect(wearer.commands.isEmpty)
  }

  @Test func `of several reminders before the server has answered, the last is shown`() throws {
    try desktop.start()
    for number in 1...3 {
      notifications.announce(.reminder(.example(number: number, cue: "cue \(number)")))
      notifications.announce(.reminderClosed(number: number == 3 ? 99 : number, .snoozed))
    }
    try desktop.wait(for: "Notify", calls: 2)
    let last = try desktop.calls("Notify").last
    #expect(last?.contains("cue 3") == true)
    #expect(last?.contains("<'Psoas'>, <uint32 1>") == true)
    try desktop.emit("ActionInvoked", 1, "'skip'")
    #expect(wearer.commands == [.skip])
  }

  @Test func `an answer to the one that is being replaced is not taken for the new one's`() throws {
    try desktop.start()
    try show(1)
    desktop.freeze()
    notifications.announce(.reminderClosed(number: 1, .ignored))
    notifications.announce(.reminder(.example(number: 2)))
    desktop.thaw()
    try desktop.wait(for: "Notify", calls: 2)
    try desktop.emit("ActionInvoked", 1, "'skip'")
    #expect(wearer.commands.isEmpty)
    try desktop.emit("ActionInvoked", 2, "'skip'")
    #expect(wearer.commands == [.skip])
  }

  // MARK: Before the first exercise

  private final class Memory: SafetyMemory {
    var isShown = false
    func note() { isShown = true }
  }

  @Test func `the first start shows the safety advice, all of it on request, and begins only after that`() throws {
    let memory = Memory()
    notifications.safety = memory
    try desktop.start(capabilities: "actions body")
    try show(1)
    try desktop.emit("ActionInvoked", 1, "'start'")
    try desktop.wait(for: "Notify", calls: 2)
    let advice = try #require(try desktop.calls("Notify").last)
    #expect(advice.contains("Before your first exercise") && advice.contains("Stop on sharp or growing pain"))
    #expect(advice.contains("'begin', 'I have read it: start', 'more', 'Read the rest'") && !advice.contains("'skip'"))
    // Each answer closes its notification, and the next one has a new identifier.
    try desktop.emit("ActionInvoked", 2, "'more'")
    try desktop.wait(for: "Notify", calls: 3)
    #expect(try desktop.calls("Notify").last?.contains("new numbness around the genitals") == true)
    #expect(wearer.commands.isEmpty && !memory.isShown)
    // Closing the advice is no answer to the reminder, which is there again.
    try desktop.emit("NotificationClosed", 3, "uint32 2")
    try desktop.wait(for: "Notify", calls: 4)
    #expect(try desktop.calls("Notify").last?.contains("'start', 'Start'") == true && wearer.commands.isEmpty)
    try desktop.emit("ActionInvoked", 4, "'start'")
    try desktop.wait(for: "Notify", calls: 5)
    try desktop.emit("ActionInvoked", 5, "'begin'")
    let start = Command.startSession(ExerciseSessionRequest(Text("kneeling-hip-flexor".utf8)))
    #expect(wearer.commands == [start] && memory.isShown)
  }

  @Test(arguments: [("actions body", false), ("actions body x-canonical-private-synchronous", true)])
  func `the guided notification counts where the server replaces in place`(server: String, counts: Bool) throws {
    try desktop.start(capabilities: server)
    try show(1)
    wearer.onStart = {
      notifications.announce(
        .session(number: 3, .started(ExerciseSessionStart(exercise: "plank", title: "Plank"))))
    }
    defer { wearer.onStart = nil }
    try desktop.emit("ActionInvoked", 1, "'start'")
    let part = ExerciseSessionPart(work: .hold(seconds: 30), cue: "Hold")
    notifications.announce(.session(number: 3, .stage(ExerciseSessionStage(number: 1, part: part))))
    try desktop.settle()
    let before = try desktop.calls("Notify").count
    for remaining in [29, 28] {
      notifications.announce(
        .session(
          number: 3,
          .progress(ExerciseSessionProgress(stage: 1, remaining: remaining, done: 30 - remaining, feedback: .holdStill))
        ))
      try desktop.settle()
    }
    if counts { try desktop.wait(for: "Notify", calls: before + 2) }
    let shown = try desktop.calls("Notify").dropFirst(before)
    #expect(shown.count == (counts ? 2 : 0))
    if counts { #expect(shown.last?.contains(#"hold 30 s: Hold\nhold still\n28 s to go"#) == true, "\(shown)") }
  }

  // MARK: Properties of servers

  @Test func `without a desktop nothing happens; one that comes while the reminder is open shows it`() throws {
    notifications.announce(.reminder(.example(number: 1)))
    notifications.announce(.reminderClosed(number: 1, .ignored))
    notifications.announce(.reminder(.example(number: 2)))
    try desktop.settle()
    #expect(wearer.commands.isEmpty)
    try desktop.start()
    try desktop.wait(for: "Notify", calls: 1)
    try desktop.emit("ActionInvoked", 1, "'done'")
    #expect(wearer.commands == [.done])
    #expect(try desktop.calls("Notify").count == 1)
  }

  @Test func `a desktop that restarts is asked again what it can do, and shows again what is open`() throws {
    try desktop.start(capabilities: "body")
    try show(1)
    try desktop.end()
    try desktop.start(capabilities: "actions body body-markup")
    try desktop.wait(for: "Notify", calls: 1)
    let notify = try #require(try desktop.calls("Notify").first)
    #expect(notify.contains("<uint32 0>"), "the new one knows no old identifier")
    #expect(notify.contains("'done', 'Done already'"))
    try desktop.emit("ActionInvoked", 1, "'skip'")
    #expect(wearer.commands == [.skip])
    try desktop.end()
    try desktop.start()
    #expect(try desktop.calls("Notify").isEmpty, "what was answered is not shown again")
  }

  @Test func `a server that exits during a call is treated as one that restarts`() throws {
    try desktop.start()
    desktop.freeze()
    notifications.announce(.reminder(.example(number: 1)))
    try desktop.settle()
    try desktop.end()
    try desktop.start()
    try desktop.wait(for: "Notify", calls: 1)
    #expect(try desktop.calls("Notify").count == 1)
  }

  @Test func `a server that does not answer gets no more calls, and the last state once it does`() throws {
    try desktop.start()
    desktop.freeze()
    for number in 1...5 {
      notifications.announce(.reminder(.example(number: number)))
      notifications.announce(.reminderClosed(number: number, .ignored))
    }
    try desktop.settle()
    desktop.thaw()
    try desktop.wait(for: "CloseNotification", calls: 1)
    #expect(try desktop.calls("Notify").count == 1)
    #expect(try desktop.calls("CloseNotification").count == 1)
  }

  @Test func `after an error the server is called for the next reminder, not for the same`() throws {
    try desktop.start()
    let error = "raise dbus.exceptions.DBusException('full', name='org.x.Full')"
    try desktop.replace("Notify", "susssasa{sv}i", "u", error)
    try show(1)
    #expect(try desktop.calls("Notify").count == 1)
    notifications.announce(.reminderClosed(number: 1, .ignored))
    try show(2)
    #expect(try desktop.calls("Notify").count == 2)
    #expect(try desktop.calls("CloseNotification").isEmpty)
  }

  @Test func `a server without capabilities is used all the same`() throws {
    try desktop.start()
    try desktop.replace("GetCapabilities", "", "as", "raise dbus.exceptions.DBusException('no', name='org.x.No')")
    let connection = try BusConnection(bus.kind, loop: loop)
    let second = try Notifications(on: connection, Configuration(), ExerciseCatalog(), wearer)
    second.announce(.reminder(.example(number: 1)))
    try desktop.wait(for: "Notify", calls: 1)
    #expect(try desktop.calls("Notify").first?.contains("'done', 'Done already'") == true)
  }
}
