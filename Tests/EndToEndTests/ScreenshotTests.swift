import Foundation
import TestSupport
import Testing

/// Takes the picture of the AppStream page and of the README: the report of a working day, as a browser draws it.
/// PSOAS_SCREENSHOTS names a folder that gets it: `make screenshots`.
@Suite struct ScreenshotTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let size = (width: 1000, height: 800)

  /// SQL that puts a working day into the history, 2026-03-02 from 8:20 to 17:30, half of the time between bouts walking.
  private static var day: String {
    let (midnight, day) = (1_772_409_600, 20514)
    let bouts = [(500, 110), (620, 88), (715, 30), (800, 95), (905, 42), (955, 95)]  // minute of the day, minutes
    var rows = ["DELETE FROM days; DELETE FROM hours; DELETE FROM bouts;"]
    var (sitting, other) = (0, 0)
    for hour in 8..<18 {
      let (begin, end) = (max(hour * 60, 500), min(hour * 60 + 60, 1050))
      let sat = bouts.map { max(0, min($0.0 + $0.1, end) - max($0.0, begin)) * 60 }.reduce(0, +)
      let up = (end - begin) * 60 - sat
      let at = (midnight + hour * 3600) * 1_000_000
      rows.append("INSERT INTO hours VALUES (\(at), 0, \(day), \(sat), \(up / 2), \(up - up / 2), 0, 0, 0, \(up));")
      (sitting, other) = (sitting + sat, other + up)
    }
    for (begin, minutes) in bouts {
      let (began, ended) = ((midnight + begin * 60) * 1_000_000, (midnight + (begin + minutes) * 60) * 1_000_000)
      rows.append(
        """
        INSERT INTO bouts (began, day, ended, sitting, utc_offset)
          VALUES (\(began), \(day), \(ended), \(minutes * 60), 0);
        """)
    }
    rows.append(
      """
      INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps, reminders,
        reminders_done, breaks, active_breaks, reminders_checked, reminders_ignored)
        VALUES (\(day), \(sitting), \(other / 2), \(other / 2), 0, 0, 0, 6600, 6, \(other), 4, 3, 5, 4, 2, 0);
      """)
    return rows.joined(separator: "\n")
  }

  /// Width and height of a picture, as `1000x800`.
  private func size(of picture: String) throws -> String {
    try Child.run("identify", ["-format", "%wx%h", picture]).output
  }

  @Test(
    .enabled(
      if: Browser.program != nil && Child.isInstalled("identify"),
      "needs Chromium and ImageMagick: apt-get install chromium imagemagick"))
  func `a browser draws the picture that metainfo and README show`() throws {
    let environment = ["STATE_DIRECTORY": scratch.path("state"), "TZ": "UTC"]
    let live = try Program.psoasd.with(environment).run([
      "--synthetic", "--history", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "1",
    ])
    #expect(live.status == 0, "\(live.errors)")
    let filled = try Program(path: "/usr/bin/sqlite3").run([scratch.path("state/history.sqlite"), Self.day])
    #expect(filled.status == 0, "\(filled.errors)")
    let page = scratch.path("day.html")
    #expect(try Program.psoasctl.with(environment).run(["report", "2026-03-02", "-o", page]).status == 0)
    let picture = scratch.path("report.png")
    let wanted = "\(Self.size.width)x\(Self.size.height)"
    let drawn = try Browser.run(
      ["--screenshot=\(picture)", "--window-size=\(Self.size.width),\(Self.size.height)", "file://\(page)"],
      home: scratch.path)
    #expect(try size(of: picture) == wanted, "\(drawn.errors)")
    let colors = try Child.run("identify", ["-format", "%k", picture]).output
    #expect((Int(colors) ?? 0) > 100, "\(colors) colors")

    #expect(try size(of: Repository.path("docs/images/report.png")) == wanted)
    let metainfo = try Repository.read("data/metainfo/org.psoas.Psoas.metainfo.xml")
    #expect(metainfo.contains("width=\"\(Self.size.width)\" height=\"\(Self.size.height)\""))
    if let folder = ProcessInfo.processInfo.environment["PSOAS_SCREENSHOTS"] {
      try Data(contentsOf: URL(fileURLWithPath: picture)).write(to: URL(fileURLWithPath: "\(folder)/report.png"))
    }
  }
}
