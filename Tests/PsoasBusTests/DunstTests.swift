import Foundation
import PsoasMonitor
import PsoasSystem
import Testing

@testable import PsoasBus

/// Notifications with a real server: dunst on a private X server, with a French locale.
@Suite(.enabled(if: Screen.isPossible, "needs Xvfb, dunst and imagemagick"))
struct DunstTests {
  let loop: EventLoop
  let bus: PrivateBus
  let screen: Screen
  let wearer = Recorder()
  let notifications: Notifications

  init() throws {
    loop = try EventLoop()
    bus = try PrivateBus()
    screen = try Screen(bus, loop)
    try screen.start()
    notifications = try Notifications(
      on: try BusConnection(bus.kind, loop: loop), Configuration(), ExerciseCatalog(), wearer)
  }

  private func show(_ number: Int, cue: String = "Tuck the tailbone, then lean in") throws {
    notifications.announce(.reminder(.example(number: number, cue: cue)))
    try turn(loop) { screen.displayed == 1 }
  }

  /// Waits until the commands have been received.
  private func received(_ commands: Command...) throws {
    try turn(loop) { wearer.commands.count >= commands.count }
    #expect(wearer.commands == commands)
  }

  @Test func `a reminder is shown, and removed when it is withdrawn`() throws {
    #expect(try screen.picture("before").share == 0)
    try show(1)
    // The notification covers 320 by about 80 of 640 by 360 pixels.
    #expect(try screen.picture("reminder").share > 0.05)
    notifications.announce(.reminderClosed(number: 1, .withdrawn))
    try turn(loop) { screen.displayed == 0 }
    #expect(try screen.picture("after").share == 0)
    let history = try screen.dunstctl("history")
    #expect(history.contains("\"Time to get up: 31 minutes seated\""))
    #expect(history.contains(#"Kneeling hip-flexor stretch, 30 to 60 s a side.\nTuck the tailbone, then lean in"#))
    #expect(wearer.commands.isEmpty)
  }

  @Test func `an inspection finds dunst, and whether it is paused, with the command that goes on`() throws {
    let client = try BusClient(bus.kind, patience: 2_000_000)
    let before = client.inspectDesktop(settings: "/nowhere")
    #expect(before.server == .running(name: "dunst") && !before.isQuiet)
    try screen.dunstctl("set-paused", "true")
    let paused = client.inspectDesktop(settings: "/nowhere")
    #expect(paused.isQuiet && paused.endings.map { Text($0) } == ["dunstctl set-paused false"])
  }

  @Test func `what looks like markup is shown as it is, whether the server reads markup or not`() throws {
    let pictures = try [true, false].map { isRead in
      let loop = try EventLoop()
      let bus = try PrivateBus()
      let screen = try Screen(bus, loop, markup: isRead)
      try screen.start()
      let notifications = try Notifications(
        on: try BusConnection(bus.kind, loop: loop), Configuration(), ExerciseCatalog(), wearer)
      notifications.announce(.reminder(.example(number: 1, cue: "Knee < hip & \"long\" — <b>côté</b> “gauche”")))
      try turn(loop) { screen.displayed == 1 }
      return try screen.picture(isRead ? "markup" : "no-markup")
    }
    #expect(pictures[0] == pictures[1])
    #expect(pictures[0].share > 0.05)
  }

  @Test func `a second one replaces the first`() throws {
    try show(1)
    notifications.announce(.reminder(.example(number: 2, cue: "The second")))
    for _ in 0..<10 { try loop.runOnce(waiting: 5000) }
    #expect(screen.displayed == 1)
    notifications.announce(.reminderClosed(number: 2, .ignored))
    try turn(loop) { screen.displayed == 0 }
    #expect(try screen.dunstctl("history").contains("The second"))
  }

  @Test(arguments: [("Skip", Command.skip), ("In 30 min", .snooze(minutes: 30))])
  func `its menu answers`(label: String, command: Command) throws {
    try show(1)
    try screen.choose(label)
    try received(command)
    try turn(loop) { screen.displayed == 0 }
  }

  @Test func `a click with the middle button is the first answer`() throws {
    try show(1)
    try screen.dunstctl("action")
    try received(.startSession(ExerciseSessionRequest(Text("kneeling-hip-flexor".utf8))))
  }

  @Test func `closing it skips`() throws {
    try show(1)
    try screen.dunstctl("close")
    try received(.skip)
  }

  @Test func `a restarted server shows the open reminder`() throws {
    try show(1)
    try screen.end()
    try screen.start()
    try turn(loop) { screen.displayed == 1 }
    try screen.dunstctl("close")
    try received(.skip)
  }

  @Test func `pausing dunst is do-not-disturb`() throws {
    let quiet = QuietTests.Quiet()
    let listening = try DesktopQuiet(
      on: try BusConnection(bus.kind, loop: loop), for: [.doNotDisturb], settings: []
    ) { quiet.quiet($0, $1) }
    try screen.dunstctl("set-paused", "true")
    try turn(loop) { quiet.received == ["doNotDisturb on"] }
    try screen.dunstctl("set-paused", "false")
    try turn(loop) { quiet.received == ["doNotDisturb on", "doNotDisturb off"] }
    withExtendedLifetime(listening) {}
  }
}
