import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// What the entries of the tray's menu do.
@Suite struct TrayActTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()
  let desktop: MockDesktop
  let notifications: Notifications
  let tray: Tray
  let watcher: MockWatcher

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
    desktop = MockDesktop(bus, loop)
    try desktop.start(capabilities: "actions body")
    let connection = try BusConnection(bus.kind, loop: loop)
    let catalog = ExerciseCatalog([Exercise(identifier: "plank", title: "Plank", sides: 1)])
    notifications = try Notifications(on: connection, Configuration(), catalog, wearer)
    tray = try Tray(on: connection, loop, Configuration(), catalog, wearer, notifications)
    watcher = try MockWatcher(bus, loop)
    try watcher.wait(for: "registered")
    update()
  }

  /// Plank is due.
  private func update(_ change: (inout BusStatus) -> Void = { _ in }) {
    var status = BusStatus.example()
    status.programme = ProgrammeDay(
      entries: [ProgrammeDay.Entry(Exercise(identifier: "plank", title: "Plank", sides: 1), done: 0)], streak: 0,
      adherence: nil, leftOut: [])
    change(&status)
    tray.update(status, WallClock(unixMicroseconds: 1_772_460_000_000_000, utcOffset: 0))
  }

  private final class Memory: SafetyMemory {
    var isShown = false
    func note() { isShown = true }
  }

  @Test func `snooze, pause and resume are the wearer's commands`() throws {
    try watcher.click(5)
    try watcher.click(6)
    update { $0.isPaused = true }
    try watcher.click(5)
    try watcher.click(6)
    #expect(wearer.commands == [.snooze(minutes: 10), .pause, .resume], "a snooze during a pause does nothing")
    // The middle button of the mouse.
    try watcher.item("SecondaryActivate", "ii", "1", "1")
    #expect(wearer.commands.last == .resume)
    update()
    try watcher.item("SecondaryActivate", "ii", "1", "1")
    #expect(wearer.commands.last == .pause && wearer.commands.count == 5)
  }

  @Test func `other events, rows that inform, and the wheel do nothing`() throws {
    for event in ["opened", "closed", "hovered"] {
      #expect(try watcher.menu("Event", "isvu", "6", event, "s", "", "0").status == 0)
    }
    #expect(try watcher.menu("Event", "isvu", "0", "opened", "i", "7", "0").status == 0)
    for row in [1, 2, 3, 7] { try watcher.click(row) }
    #expect(try watcher.item("Scroll", "is", "120", "vertical").status == 0)
    #expect(try watcher.item("ContextMenu", "ii", "1", "1").status == 0)
    #expect(wearer.commands.isEmpty)
    // Several events in one call, with data of any kind.
    let group = try watcher.menu(
      "EventGroup", "a(isvu)", "3", "0", "opened", "a{sv}", "0", "1", "77", "clicked", "i", "0", "2", "6", "clicked",
      "s", "", "3")
    #expect(group.output == "ai 1 77\n")
    #expect(wearer.commands == [.pause])
  }

  @Test func `start begins the due exercise, which the notification follows, and then stops it`() throws {
    wearer.onStart = {
      notifications.announce(.session(number: 3, .started(ExerciseSessionStart(exercise: "plank", title: "Plank"))))
    }
    // It refers to the wearer itself, which would outlive the test with its programs.
    defer { wearer.onStart = nil }
    try watcher.click(4)
    #expect(wearer.commands == [.startSession(ExerciseSessionRequest("plank"))])
    try desktop.wait(for: "Notify", calls: 1)
    #expect(try desktop.calls("Notify").last?.contains("<'Plank'>") == true)
    update { $0.activeSession = "plank" }
    #expect(try watcher.menu("GetProperty", "is", "4", "label").output == "v s \"Stop the exercise\"\n")
    try watcher.click(4)
    #expect(wearer.commands.last == .stopSession)
  }

  @Test func `the first start shows the safety advice, again if it was closed, and begins only after that`() throws {
    let memory = Memory()
    notifications.safety = memory
    for shown in 1...2 {
      try watcher.click(4)
      try desktop.wait(for: "Notify", calls: shown)
      #expect(try desktop.calls("Notify").last?.contains("Before your first exercise") == true)
      if shown == 1 { try desktop.emit("NotificationClosed", 1, "uint32 2") }
    }
    #expect(wearer.commands.isEmpty)
    try desktop.emit("ActionInvoked", 2, "'begin'")
    #expect(wearer.commands == [.startSession(ExerciseSessionRequest("plank"))] && memory.isShown)
  }

  @Test func `without a due exercise, and without notifications, nothing can be started`() throws {
    update { $0.programme = ProgrammeDay() }
    #expect(try watcher.menu("GetProperty", "is", "4", "label").output == "v s \"Start an exercise\"\n")
    #expect(try watcher.menu("GetProperty", "is", "4", "enabled").output == "v b false\n")
    update()
    #expect(try watcher.menu("GetProperty", "is", "4", "enabled").output == "v b true\n")
    var configuration = Configuration()
    configuration.notifications.areShown = false
    tray.configuration = configuration
    #expect(try watcher.menu("GetProperty", "is", "4", "enabled").output == "v b false\n")
    try watcher.click(4)
    #expect(wearer.commands.isEmpty)
  }

  @Test func `a refusal is shown with its reason, each time`() throws {
    wearer.decide()
    for shown in 1...2 {
      update { $0.activeSession = "plank" }
      try watcher.click(4)
      try desktop.wait(for: "Notify", calls: shown)
      let notify = try #require(try desktop.calls("Notify").last)
      #expect(notify.contains("<'Nothing was done'>") && notify.contains("No exercise session"), "\(notify)")
      try desktop.emit("NotificationClosed", shown, "uint32 2")
    }
  }

  @Test func `the report is a unit of the wearer's service manager; without it the reason is shown`() throws {
    try watcher.click(8)
    try desktop.wait(for: "Notify", calls: 1)
    #expect(try desktop.calls("Notify").last?.contains("psoasctl report --week --open in a terminal") == true)
    let manager = try MockService(
      bus, loop, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
    try manager.method("RestartUnit", "ss", "o", "ret = dbus.ObjectPath('/org/freedesktop/systemd1/job/1')")
    try watcher.click(8)
    try watcher.item("Activate", "ii", "1", "1")
    try turn(loop) {
      let calls = (try? manager.call("org.freedesktop.DBus.Mock.GetMethodCalls", "RestartUnit")) ?? ""
      return calls.ranges(of: "[<'psoas-report.service'>, <'replace'>]").count == 2
    }
    #expect(try desktop.calls("Notify").count == 1)
    #expect(try Repository.read("systemd/user/psoas-report.service").contains("psoasctl report --week --open\n"))
  }

  @Test func `hiding it ends the item and nothing else; the setting brings it back`() throws {
    try watcher.click(9)
    try watcher.wait(for: "gone")
    #expect(wearer.commands.isEmpty)
    // Neither a change of other settings nor a status does.
    var configuration = Configuration()
    configuration.snoozeMinutes = 5
    tray.configuration = configuration
    update()
    #expect(try bus.busctl("status", watcher.item).finish(turning: loop).status != 0)
    configuration.notifications.hasTray = false
    tray.configuration = configuration
    configuration.notifications.hasTray = true
    tray.configuration = configuration
    try watcher.wait(for: "registered")
  }
}
