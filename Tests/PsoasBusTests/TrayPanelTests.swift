import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// The tray item in a real panel: Xfce's, on a private X server.
@Suite struct TrayPanelTests {
  let loop: EventLoop
  let bus: PrivateBus
  let display: VirtualDisplay
  let home: Scratch

  init() throws {
    loop = try EventLoop()
    home = try Scratch()
    // The bus starts xfconfd, which reads the panel's settings.
    bus = try PrivateBus(environment: [
      "HOME": home.path, "XDG_CONFIG_HOME": home.path(".config"), "XDG_CACHE_HOME": home.path(".cache"),
    ])
    display = try VirtualDisplay()
    try FileManager.default.createDirectory(
      atPath: home.path(".config/xfce4/xfconf/xfce-perchannel-xml"), withIntermediateDirectories: true)
    // One panel at the top, with the tray and nothing else.
    try home.write(
      ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml",
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <channel name="xfce4-panel" version="1.0">
        <property name="configver" type="int" value="2"/>
        <property name="panels" type="array">
          <value type="int" value="1"/>
          <property name="panel-1" type="empty">
            <property name="position" type="string" value="p=6;x=0;y=0"/>
            <property name="length" type="uint" value="100"/>
            <property name="position-locked" type="bool" value="true"/>
            <property name="size" type="uint" value="40"/>
            <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
          </property>
        </property>
        <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
      </channel>
      """)
  }

  private func panel(_ theme: String) throws -> Child {
    let panel = try bus.child(
      "xfce4-panel", ["--disable-wm-check"],
      environment: [
        "DISPLAY": display.name, "HOME": home.path, "XDG_CONFIG_HOME": home.path(".config"),
        "XDG_CACHE_HOME": home.path(".cache"), "XDG_RUNTIME_DIR": home.path, "GTK_THEME": theme, "NO_AT_BRIDGE": "1",
        // The icons of this source tree, and the index of the theme.
        "XDG_DATA_DIRS": Repository.path("data") + ":/usr/local/share:/usr/share",
      ])
    try turn(loop) { (try? watcher("IsStatusNotifierHostRegistered")) == "b true\n" || !panel.isRunning }
    try #require(panel.isRunning, "\(panel.errorsSoFar)")
    return panel
  }

  private func watcher(_ property: String) throws -> String {
    try bus.busctl(
      "get-property", "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher",
      property
    ).finish(turning: loop).output
  }

  /// The colours of the panel, darkest first, each with its number of pixels.
  private func colours(_ name: String) throws -> [(brightness: Int, pixels: Int)] {
    let file = try display.picture(name, turning: loop)
    // The first 60 columns have the item, the panel has 40 rows, the last of which is its border.
    let counted = try Child(
      "convert", [file, "-crop", "60x38+0+0", "-colorspace", "Gray", "-depth", "8", "-format", "%c", "histogram:info:"]
    ).wait()
    return counted.lines.compactMap { line in
      guard let found = line.firstMatch(of: /(\d+): \((\d+)/), let pixels = Int(found.1), let grey = Int(found.2) else {
        return nil
      }
      return (brightness: grey, pixels: pixels)
    }.sorted { $0.brightness < $1.brightness }
  }

  @Test(arguments: ["Adwaita", "Adwaita:dark"])
  func `a panel shows the item in the colour of its text, and another icon for another posture`(theme: String) throws {
    let panel = try panel(theme)
    let name = theme == "Adwaita" ? "light" : "dark"
    var empty: [(brightness: Int, pixels: Int)] = []
    // The panel has one colour once it is drawn.
    try turn(loop) {
      empty = (try? colours("tray-\(name)-empty")) ?? []
      return empty.count == 1 && empty[0].brightness > 0
    }
    let ground = try #require(empty.first).brightness
    #expect(theme == "Adwaita" ? ground > 200 : ground < 100)

    let wearer = Recorder()
    let connection = try BusConnection(bus.kind, loop: loop)
    let notifications = try Notifications(on: connection, Configuration(), ExerciseCatalog(), wearer)
    let tray = try Tray(on: connection, loop, Configuration(), ExerciseCatalog(), wearer, notifications)
    try turn(loop) {
      (try? watcher("RegisteredStatusNotifierItems"))?.contains("org.kde.StatusNotifierItem-\(getpid())-1") == true
    }
    // A standing and a sitting person have different numbers of pixels in the colour of the text.
    var inks: [Int] = []
    for posture in [Posture.standing, .sitting] {
      tray.update(.example(posture: posture), WallClock(unixMicroseconds: 1_772_460_000_000_000, utcOffset: 0))
      var ink = 0
      try turn(loop) {
        // Far from the ground: 3:1 is the least contrast for graphics (WCAG 2.2, 1.4.11).
        let found = (try? colours("tray-\(name)-\(Text(posture.name))")) ?? []
        ink = found.filter { abs($0.brightness - ground) > 120 }.reduce(0) { $0 + $1.pixels }
        return ink > 30 && !inks.contains(ink)
      }
      inks.append(ink)
    }
    #expect(inks.allSatisfy { $0 < 60 * 38 / 2 }, "\(inks)")
    // Without the item the panel is empty again.
    tray.disconnect()
    try turn(loop) { (try? colours("tray-\(name)-gone"))?.count == 1 }
    panel.kill()
  }
}
