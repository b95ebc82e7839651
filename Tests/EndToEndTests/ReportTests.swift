import Foundation
import TestSupport
import Testing

/// A report as a page, as text and as JSON.
@Suite struct ReportTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private var psoasctl: Program {
    Program.psoasctl.with(["STATE_DIRECTORY": scratch.path("state"), "TZ": "Europe/Paris", "LC_ALL": "fr_FR.UTF-8"])
  }

  private func create(_ zone: [String: String] = [:], seconds: Int = 1) throws {
    let live = try Program.psoasd.with(["STATE_DIRECTORY": scratch.path("state")]).with(zone).run(
      [
        "--synthetic", "--history", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "\(seconds)",
      ])
    #expect(live.status == 0, "\(live.errors)")
  }

  private func insert(_ rows: String) throws {
    let result = try Program(path: "/usr/bin/sqlite3").run([scratch.path("state/history.sqlite"), rows])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// 2026-03-02, a Monday, in Paris: three hours, two bouts, suggestions, exercises of a hostile name, a calibration.
  private func fill() throws {
    try create()
    let nine = 1_772_438_400_000_000
    func at(_ minutes: Int) -> Int { nine + minutes * 60_000_000 }
    try insert(
      """
      DELETE FROM days; DELETE FROM hours; DELETE FROM bouts;
      INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps, reminders,
        reminders_done, breaks, active_breaks, reminders_checked, reminders_ignored)
        VALUES (20514, 7200, 1200, 1200, 0, 0, 1200, 4200, 2, 900, 4, 2, 1, 1, 1, 1);
      INSERT INTO hours VALUES (\(at(0)), 3600, 20514, 3600, 0, 0, 0, 0, 0, 0),
        (\(at(60)), 3600, 20514, 1200, 1200, 1200, 0, 0, 0, 900), (\(at(120)), 3600, 20514, 2400, 0, 0, 0, 0, 1200, 0);
      INSERT INTO bouts (began, day, ended, sitting, utc_offset) VALUES (\(at(0)), 20514, \(at(70)), 4200, 3600),
        (\(at(120)), 20514, \(at(160)), 2400, 3600);
      INSERT INTO reminders (run, number, day, raised, exercise, sitting, closed, outcome, utc_offset) VALUES
        (1, 1, 20514, \(at(30)), '<script>alert(1)</script>', 1800, \(at(31)), 'done', 3600),
        (1, 2, 20514, \(at(50)), 'plank', 1800, \(at(60)), 'ignored', 3600),
        (1, 3, 20514, \(at(65)), 'plank', 1800, \(at(66)), 'checked', 3600),
        (1, 4, 20514, \(at(150)), 'plank', 1800, NULL, NULL, 3600);
      INSERT INTO practices VALUES (\(at(31)), '<script>alert(1)</script>', 20514, 3600, 1, 0),
        (\(at(66)), 'kneeling-hip-flexor', 20514, 3600, 0.5, 1);
      INSERT INTO sessions VALUES (\(at(65)), 20514, 3600, 'kneeling-hip-flexor', 'sensor', 2, \(at(66)), 'completed',
        2, 0, 58.2, 50.4, NULL, 0.5, 0.4);
      INSERT INTO tilt_bands VALUES (20514, 'standing', 100, 900, 200), (20514, 'sitting', 3000, 2000, 1000);
      INSERT INTO tilt_degrees VALUES (20514, 'standing', -8, 100), (20514, 'standing', 1, 900),
        (20514, 'standing', 9, 200);
      INSERT INTO calibrations (at, placement, day, utc_offset, sensor, kind, outcome)
        VALUES (\(at(-10_080)), 'pelvis', 20507, 3600, 'x', 'full', 'done');
      """)
  }

  @Test func `a day has its figures, escaped, in a page that loads nothing`() throws {
    try fill()
    let file = scratch.path("day.html")
    let written = try psoasctl.run(["report", "2026-03-02", "-o", file])
    #expect(written.status == 0 && written.errors.isEmpty && written.output == file + "\n", "\(written.errors)")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let page = try scratch.read("day.html")
    for part in [
      "Monday 2 March 2026", "2 bouts. The longest: 1 h 10 min of sitting, from 09:00 to 10:10", "neutral band",
      "median +1°", "not answered: 1", "no outcome recorded: 1", "7 days before", "full calibration",
      "unknown 11 %", "it does not diagnose", "&lt;script&gt;alert(1)&lt;/script&gt;",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(Self.lint(page) == [])
  }

  /// What an accessibility linter would find; and everything that a page could load or run.
  static func lint(_ page: String) -> [String] {
    var faults: [String] = []
    func expect(_ condition: Bool, _ fault: String) { if !condition { faults.append(fault) } }
    func count(_ part: String) -> Int { page.components(separatedBy: part).count - 1 }
    expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"), "no doctype or language")
    expect(page.contains(/<title>[^<]+<\/title>/), "no title")
    expect(page.contains("name=\"viewport\""), "no viewport")
    for landmark in ["header", "main", "footer", "h1"] { expect(count("<\(landmark)>") == 1, "not one \(landmark)") }
    for word in ["://", "<script", "<link", "<img", "src=", "@import", "javascript:"] {
      expect(!page.contains(word), "the page contains \(word)")
    }
    expect(!page.contains(/url\((?!#)/), "a style loads something")
    let identifiers = page.matches(of: /[ ]id="([^"]*)"/).map { String($0.1) }
    expect(Set(identifiers).count == identifiers.count, "an identifier occurs twice")
    for match in page.matches(of: /aria-labelledby="([^"]*)"/) {
      expect(identifiers.contains(String(match.1)), "no element \(match.1)")
    }
    for match in page.matches(of: /<svg[^>]*>/) {
      expect(
        match.0.contains("aria-hidden=\"true\"") || match.0.contains(/role="img" aria-label="[^"]{10,}"/), "\(match.0)")
    }
    expect(count("<table>") == count("<caption>") && count("<table>") == count("<thead>"), "a table without a caption")
    expect(count("<th ") == count("<th scope="), "a table header without a scope")
    for figure in page.components(separatedBy: "<figure>").dropFirst() {
      let own = figure.components(separatedBy: "</figure>")[0]
      expect(own.contains("<summary>") && own.contains("<table>"), "a picture without a table")
    }
    for element in ["section", "figure", "details", "table", "tr", "svg", "ul", "dl", "div", "p"] {
      let opened = page.matches(of: try! Regex("<\(element)[ >]")).count
      expect(opened == count("</\(element)>"), "\(element) is not closed")
    }
    return faults
  }

  @Test func `the same figures are JSON that follows its schema`() throws {
    try fill()
    let schema = try JSONSchema(named: "report")
    for words in [["2026-03-02"], ["--week", "2026-03-02"], ["--month", "2026-03-02"], ["--from", "2025-01-01"]] {
      let printed = try psoasctl.run(["report", "--json"] + words)
      #expect(printed.status == 0, "\(printed.errors)")
      #expect(try schema.faults(in: printed.output) == [], "\(words)")
      #expect(printed.output.contains("\"sitting_s\":7200,"))
      #expect(
        printed.output.contains(
          "\"sitting_percent\":67,\"standing_percent\":11,\"walking_percent\":11,\"lying_percent\":0,\"not_worn_percent\":0,\"unknown_percent\":11"
        ))
    }
    let day = try psoasctl.run(["report", "--json", "2026-03-02"]).output
    #expect(day.contains("\"longest\":{\"began_utc\":\"2026-03-02T08:00:00.000000Z\""))
    #expect(day.contains("\"reminders\":4,\"reminders_done\":2,\"reminders_checked\":1"))
    // Between 10:10 and 11:00: ten minutes of sitting beyond the bout, twenty of standing, twenty of walking.
    #expect(day.contains("\"is_bout\":false,\"sitting\":0.200,\"standing\":0.400,\"walking\":0.400"))
  }

  @Test func `text has eighty columns, in blocks and in ASCII`() throws {
    try fill()
    for words in [["2026-03-02"], ["--week", "2026-03-02"], ["--month", "2026-03-02"], ["--from", "2025-01-01"]] {
      for ascii in [[], ["--ascii"]] {
        let shown = try psoasctl.run(["report", "--format", "text"] + words + ascii)
        #expect(shown.status == 0 && shown.errors.isEmpty, "\(shown.errors)")
        #expect(
          shown.output.split(separator: "\n").allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") }, "\(shown.output)")
        #expect(shown.output.contains("it does\nnot diagnose"))
        if !ascii.isEmpty { #expect(shown.output.allSatisfy { $0.isASCII || $0 == "°" }, "\(shown.output)") }
      }
    }
  }

  @Test func `no history, and a day without data, are reports as well`() throws {
    let words = [["--format", "html", "-o", "-"], ["--format", "text"], ["--json"]]
    for format in words {
      let fresh = try psoasctl.run(["report"] + format)
      #expect(fresh.status == 0 && fresh.errors.isEmpty, "\(fresh.errors)")
      if format[1...].first == "html" { #expect(Self.lint(fresh.output) == []) }
    }
    try create()
    for format in words {
      let empty = try psoasctl.run(["report", "2001-02-03"] + format)
      #expect(empty.status == 0 && empty.errors.isEmpty, "\(empty.errors)")
      if format == ["--json"] {
        #expect(try JSONSchema(named: "report").faults(in: empty.output) == [])
      } else {
        #expect(empty.output.contains("There is no data of this period."))
      }
    }
    #expect(try psoasctl.run(["report", "--state", "/nowhere"]).status == 66)
  }

  @Test func `a day of 23 or 25 hours comes out right`() throws {
    try create()
    var rows = "DELETE FROM days; DELETE FROM hours;"
    // The midnights in Paris at which 2026-03-29 and 2026-10-25 begin, with the offset before and after the change.
    for (midnight, day, count, change, offsets) in [
      (1_774_738_800, 20541, 23, 2, [3600, 7200]), (1_792_879_200, 20751, 25, 3, [7200, 3600]),
    ] {
      for hour in 0..<count {
        rows += "INSERT INTO hours VALUES (\((midnight + hour * 3600) * 1_000_000), \(offsets[hour < change ? 0 : 1]),"
        rows += " \(day), 0, 3600, 0, 0, 0, 0, 0);"
      }
      rows += "INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps,"
      rows += " reminders, reminders_done, breaks, active_breaks) VALUES (\(day), 0, \(count * 3600), 0, 0, 0, 0, 0,"
      rows += " 0, 0, 0, 0, 0, 0);"
    }
    try insert(rows)
    let long = try psoasctl.run(["report", "2026-10-25", "--json"]).output
    #expect(long.contains("\"hour\":\"02:00 (UTC+02:00)\"") && long.contains("\"hour\":\"02:00 (UTC+01:00)\""))
    let short = try psoasctl.run(["report", "2026-03-29", "--json"]).output
    #expect(!short.contains("\"hour\":\"02:00") && short.contains("\"hour\":\"03:00\""))
    for (report, hours) in [(long, 25), (short, 23)] {
      #expect(report.contains("\"standing_s\":\(hours * 3600),"))
      #expect(report.components(separatedBy: "\"is_bout\":false").count - 1 == hours)
    }
  }

  @Test func `a day of the synthetic wearer is drawn`() throws {
    let zone = ["TZ": Program.morning]
    try create(zone, seconds: 5000)
    let psoasctl = psoasctl.with(zone)
    let page = try psoasctl.run(["report", "-o", "-"])
    #expect(page.status == 0 && Self.lint(page.output) == [], "\(page.errors)")
    #expect(page.output.contains("withdrawn: you got up: 1"))
    let json = try psoasctl.run(["report", "--json"]).output
    #expect(try JSONSchema(named: "report").faults(in: json) == [])
  }

  @Test func `contradicting options are refused, and a device is written to`() throws {
    for words in [
      ["--day", "--week"], ["--to", "today"], ["--from", "today", "--to", "yesterday"], ["--json", "--format", "text"],
      ["--open", "--json"], ["--open", "-o", "-"], ["--from", "1800-01-01"], ["2026-02-30"],
    ] {
      #expect(try psoasctl.run(["report"] + words).status == 64, "\(words)")
    }
    #expect(try psoasctl.run(["report", "-o", "/dev/null"]).status == 0)
    let device = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(device == .typeCharacterSpecial)
    #expect(try psoasctl.run(["report", "-o", "/nowhere/x.html"]).status == 74)
  }

  @Test func `open runs xdg-open with the page`() throws {
    let opened = scratch.path("opened")
    try scratch.writeProgram("bin/xdg-open", "#!/bin/sh\nprintf '%s' \"$1\" > \(opened)\n")
    let file = scratch.path("page.html")
    let result = try psoasctl.with(["PATH": "\(scratch.path("bin")):/usr/bin:/bin"]).run([
      "report", "--open", "-o", file,
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try scratch.read("opened") == file)
    let without = try psoasctl.with(["PATH": scratch.path("none")]).run(["report", "--open", "-o", file])
    #expect(without.status == 69 && without.errors.contains("is written, but xdg-open does not start"))
  }

  // MARK: In a browser

  @Test(.withBrowser)
  func `a browser draws the page in light, dark, on paper and on a phone`() throws {
    try fill()
    let file = scratch.path("day.html")
    _ = try psoasctl.run(["report", "2026-03-02", "-o", file])
    try Browser.drawsPage("day.html", in: scratch)
  }
}
