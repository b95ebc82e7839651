import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// The tray item with a watcher on a private bus.
@Suite struct TrayTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()
  let notifications: Notifications
  let tray: Tray

  /// 2026-03-02 14:00 UTC.
  private static let two: UInt64 = 1_772_460_000_000_000
  private static let minute: UInt64 = 60_000_000

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
    let connection = try BusConnection(bus.kind, loop: loop)
    var plank = Exercise(identifier: "plank", title: "Plank", sides: 1)
    plank.cue = "Hold"
    let hostile = Exercise(identifier: "evil", title: "A_b <i>&x</i>\u{1B}]0;o\u{7} \u{202E}c", sides: 1)
    let catalog = ExerciseCatalog([plank, hostile])
    notifications = try Notifications(on: connection, Configuration(), catalog, wearer)
    tray = try Tray(on: connection, loop, Configuration(), catalog, wearer, notifications)
  }

  /// Sets the status, so many minutes after two o'clock.
  private func update(_ status: BusStatus, after minutes: UInt64 = 0) {
    let wall = WallClock(unixMicroseconds: Int64(Self.two + minutes * Self.minute), utcOffset: 0)
    tray.update(status, wall)
  }

  /// Sits since two; the next suggestion is at half past two.
  private var sitting: BusStatus { .example(sittingSince: Self.two, next: Self.two + 30 * Self.minute) }

  private func watched() throws -> MockWatcher {
    let watcher = try MockWatcher(bus, loop)
    try watcher.wait(for: "registered")
    return watcher
  }

  private func isOnBus(_ item: String) throws -> Bool {
    try bus.busctl("status", item).finish(turning: loop).status == 0
  }

  // MARK: The watcher

  @Test func `it is there while a watcher is, and with the next one again`() throws {
    update(sitting)
    for _ in 0..<10 { try loop.runOnce(waiting: 2000) }
    #expect(try !bus.busctl("list").finish(turning: loop).output.contains("StatusNotifierItem"))
    let watcher = try watched()
    #expect(watcher.item == "org.kde.StatusNotifierItem-\(getpid())-1")
    #expect(try isOnBus(watcher.item))
    watcher.end()
    try turn(loop) { (try? isOnBus(watcher.item)) == false }
    let next = try watched()
    #expect(next.said == ["registered org.kde.StatusNotifierItem-\(getpid())-2"])
  }

  @Test func `the setting withdraws it, and brings it back`() throws {
    let watcher = try watched()
    var configuration = Configuration()
    configuration.notifications.hasTray = false
    tray.configuration = configuration
    try watcher.wait(for: "gone")
    update(sitting)
    #expect(try !isOnBus(watcher.item))
    tray.configuration = Configuration()
    try watcher.wait(for: "registered")
    #expect(watcher.said.count == 3)
  }

  @Test func `a bus that ends takes it along, and one that is back has it again`() throws {
    let watcher = try watched()
    tray.disconnect()
    try watcher.wait(for: "gone")
    try tray.reconnect(on: try BusConnection(bus.kind, loop: loop))
    try watcher.wait(for: "registered")
    #expect(watcher.said.count == 3)
  }

  // MARK: What it shows

  @Test func `the properties are those of the specification`() throws {
    update(sitting)
    let watcher = try watched()
    let expected = [
      ("Category", "s \"ApplicationStatus\""), ("Id", "s \"org.psoas.Psoas\""), ("Title", "s \"Psoas\""),
      ("Status", "s \"Active\""), ("IconName", "s \"org.psoas.Psoas-sitting-symbolic\""),
      ("AttentionIconName", "s \"org.psoas.Psoas-sitting-symbolic\""), ("OverlayIconName", "s \"\""),
      ("AttentionMovieName", "s \"\""), ("IconThemePath", "s \"\""), ("IconPixmap", "a(iiay) 0"),
      ("AttentionIconPixmap", "a(iiay) 0"), ("OverlayIconPixmap", "a(iiay) 0"), ("ItemIsMenu", "b false"),
      ("Menu", "o \"/MenuBar\""), ("WindowId", "i 0"),
      (
        "ToolTip",
        "(sa(iiay)ss) \"org.psoas.Psoas-sitting-symbolic\" 0 \"Sitting since 14:00\" "
          + "\"Next suggestion at 14:30, if you stay seated\""
      ),
    ]
    for (name, value) in expected { #expect(try watcher.property(name) == value) }
    #expect(TrayState.properties.map { "\(Text($0.name))" }.sorted() == expected.map { $0.0 }.sorted())
  }

  @Test func `the menu has its entries, with what informs first`() throws {
    var status = sitting
    status.programme = ProgrammeDay(
      entries: [ProgrammeDay.Entry(Exercise(identifier: "plank", title: "Plank", sides: 1), done: 0)], streak: 0,
      adherence: nil, leftOut: [])
    update(status)
    let watcher = try watched()
    let answer = try watcher.menu("GetLayout", "iias", "0", "-1", "0")
    func row(_ number: Int, _ label: String, isEnabled: Bool = true) -> String {
      "(ia{sv}av) \(number) 2 \"label\" s \"\(label)\" \"enabled\" b \(isEnabled) 0"
    }
    let rows = [
      row(1, "Sitting since 14:00", isEnabled: false),
      row(2, "Next suggestion at 14:30, if you stay seated", isEnabled: false),
      "(ia{sv}av) 3 1 \"type\" s \"separator\" 0", row(4, "Start: Plank"), row(5, "Snooze for 10 min"),
      row(6, "Pause suggestions"), "(ia{sv}av) 7 1 \"type\" s \"separator\" 0", row(8, "Open report"),
      row(9, "Hide until next login"),
    ]
    #expect(
      answer.output
        == "u(ia{sv}av) 1 0 1 \"children-display\" s \"submenu\" 9 \(rows.joined(separator: " "))\n", "\(answer.errors)"
    )
    // Parts of it, and what there is not.
    #expect(
      try watcher.menu("GetLayout", "iias", "0", "0", "1", "label").output == "u(ia{sv}av) 1 0 0 0\n")
    #expect(
      try watcher.menu("GetGroupProperties", "aias", "3", "0", "5", "77", "1", "label").output
        == "a(ia{sv}) 2 0 0 5 1 \"label\" s \"Snooze for 10 min\"\n")
    #expect(try watcher.menu("GetProperty", "is", "8", "label").output == "v s \"Open report\"\n")
    #expect(try watcher.menu("GetProperty", "is", "8", "shortcut").errors.contains("The row has no property shortcut."))
    #expect(try watcher.menu("GetLayout", "iias", "77", "-1", "0").errors.contains("The menu has no row 77."))
    #expect(try watcher.menu("Event", "isvu", "77", "clicked", "s", "", "0").errors.contains("The menu has no row 77."))
    #expect(try watcher.menu("AboutToShow", "i", "0").output == "b false\n")
    #expect(try watcher.menu("AboutToShowGroup", "ai", "2", "0", "77").output == "aiai 0 1 77\n")
  }

  @Test func `the icon is the posture, and while sitting how long`() throws {
    let watcher = try watched()
    func icon(_ status: BusStatus, after minutes: UInt64 = 0) throws -> String {
      update(status, after: minutes)
      let words = try watcher.property("IconName").split(separator: "\"")
      return String(try #require(words.last)).replacing("org.psoas.Psoas-", with: "").replacing("-symbolic", with: "")
    }
    #expect(try icon(.example(posture: .unknown)) == "unknown")
    #expect(try icon(.example(posture: .notWorn)) == "unknown")
    #expect(try icon(.example(posture: .standing)) == "standing")
    #expect(try icon(.example(posture: .walking)) == "walking")
    #expect(try icon(.example(posture: .lying)) == "lying")
    #expect(try icon(sitting, after: 14) == "sitting")
    #expect(try icon(sitting, after: 15) == "sitting-long")
    #expect(try icon(sitting, after: 30) == "due")
    var status = sitting
    status.openReminder = "plank"
    #expect(try icon(status, after: 31) == "due")
    #expect(try watcher.property("Status") == "s \"NeedsAttention\"")
    #expect(try watcher.property("ToolTip").hasSuffix("\"Sitting since 14:00\" \"Suggested now: Plank\""))
    status.isPaused = true
    #expect(try icon(status, after: 31) == "paused")
    #expect(try watcher.property("Status") == "s \"Active\"")
    for icon in TrayState.Icon.allCases {
      let file = "data/icons/hicolor/symbolic/apps/\(Text(icon.name)).svg"
      // GTK gives its colour to what is filled, and not to strokes.
      #expect(try !Repository.read(file).contains("stroke"), "\(file)")
    }
  }

  @Test func `a hostile title is text in the menu and in the tooltip`() throws {
    let watcher = try watched()
    var status = sitting
    status.openReminder = "evil"
    update(status)
    let label = try watcher.menu("GetProperty", "is", "4", "label").output
    #expect(
      label == #"v s "Start: A__b <i>&x</i>\\x1b]0;o\\x07 \\xe2\\x80\\xaec""# + "\n")
    #expect(
      try watcher.property("ToolTip").hasSuffix(
        #""Suggested now: A_b &lt;i&gt;&amp;x&lt;/i&gt;\\x1b]0;o\\x07 \\xe2\\x80\\xaec""#))
  }

  @Test func `a long title is cropped`() throws {
    var exercise = Exercise(identifier: "long")
    exercise.title = Text(String(repeating: "漢字 ", count: 30).utf8)
    var status = BusStatus()
    status.openReminder = "long"
    let wall = WallClock(unixMicroseconds: 0, utcOffset: 0)
    let state = TrayState(status, wall, Configuration(), ExerciseCatalog([exercise]))
    #expect(state.title.hasSuffix("…") && (46...48).contains(state.title.width), "\(state.title)")
    #expect(TrayText.start(state) == "Start: \(state.title)" && state.suggestion == "Suggested now: \(state.title)")
  }

  @Test func `signals are sent for what has changed, and for nothing else`() throws {
    update(sitting)
    let watcher = try watched()
    // Nothing that it shows has changed for a quarter of an hour, but for times by less than a second.
    for second in 0..<890 as Range<UInt64> {
      var status = sitting
      status.nextReminder += second % 2 * 900_000
      status.nextReminder -= 450_000
      status.sittingToday = second
      let wall = WallClock(unixMicroseconds: Int64(Self.two + second * 1_000_000), utcOffset: 0)
      tray.update(status, wall)
    }
    update(sitting, after: 15)
    var paused = sitting
    paused.isPaused = true
    update(paused, after: 15)
    try turn(loop) { watcher.signals.last?.hasPrefix("ItemsPropertiesUpdated") == true }
    #expect(
      watcher.signals == [
        "NewIcon []", "NewAttentionIcon []", "NewToolTip []",
        "NewIcon []", "NewAttentionIcon []", "NewToolTip []",
        "ItemsPropertiesUpdated "
          + #"[[[2, {"label": "Suggestions are paused", "enabled": 0}], "#
          + #"[5, {"label": "Snooze for 10 min", "enabled": 0}], "#
          + #"[6, {"label": "Resume suggestions", "enabled": 1}]], []]"#,
      ])
  }
}
