import Foundation
import TestSupport
import Testing

/// A run across 2038-01-19 03:14:07 UTC, after which a signed number of 32 bits has no seconds since 1970.
@Suite struct Year2038Tests {
  private static let limit = Int(Int32.max)
  /// It is 0:14:07 in this zone, so midnight is passed as well.
  private static let zone = (name: "America/Sao_Paulo", offset: -3 * 3600)
  private static let (before, seconds) = (1800, 5400)
  private static let start = limit - before
  private static let midnight = 24_855 * 86_400 - zone.offset

  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private var environment: [String: String] {
    ["STATE_DIRECTORY": scratch.path("state"), "TZ": Self.zone.name]
  }

  private func ask(_ query: String) throws -> [[Double]] {
    let answer = try Program(path: "/usr/bin/sqlite3").run([scratch.path("state/history.sqlite"), query])
    #expect(answer.status == 0, "\(answer.errors)")
    return answer.output.split(separator: "\n").map { row in row.split(separator: "|").map { Double($0) ?? .nan } }
  }

  /// The local time of a moment, as in an event.
  private func local(_ moment: Int) -> String {
    let format = ISO8601DateFormatter()
    format.timeZone = TimeZone(secondsFromGMT: Self.zone.offset)
    return format.string(from: Date(timeIntervalSince1970: Double(moment)))
  }

  private func run(_ daemon: Program) throws -> [String] {
    let settings = try scratch.write("brisk.conf", "[Reminders]\nSittingTime=10min\n")
    let live = try daemon.with(environment).run([
      "--synthetic", "--history", "--bus", "none", "--output", "jsonl", "--speed", "100000", "--rate", "25",
      "--start", "\(Self.start)", "--seconds", "\(Self.seconds)", "--config", settings,
    ])
    #expect(live.status == 0 && live.errors.isEmpty, "\(live.errors)")
    return live.lines
  }

  @Test(arguments: Program.daemons)
  func `after 2038-01-19 events, hours, days and reminders have the right local times`(daemon: Program) throws {
    let lines = try run(daemon)
    var moments: [(name: Substring, moment: Double)] = []
    for line in lines {
      let row = try #require(line.firstMatch(of: /"time":([0-9.]+),"at":"([^"]+)","event":"([a-z-]+)"/), "\(line)")
      let time = try #require(Double(row.1))
      #expect(row.2 == local(Self.start + Int(time)))
      moments.append((row.3, Double(Self.start) + time))
    }
    #expect(moments.contains { $0.moment > Double(Self.limit) } && moments.contains { $0.moment < Double(Self.limit) })
    #expect(moments.filter { $0.name == "day-ended" }.map(\.moment) == [Double(Self.midnight)])

    let sum = "sitting + standing + walking + lying + not_worn + unknown"
    let days = try ask("SELECT day, \(sum), sitting FROM days ORDER BY day")
    let parts = [Self.midnight - Self.start, Self.start + Self.seconds - Self.midnight]
    #expect(days.map { $0[0] } == [24_854, 24_855])
    for (day, part) in zip(days, parts) { #expect(abs(day[1] - Double(part)) < 1 && day[2] > 600, "\(days)") }
    let hours = try ask("SELECT began / 1000000, utc_offset, day, \(sum) FROM hours ORDER BY began")
    let began = [Self.midnight - 3600, Self.midnight, Self.midnight + 3600].map(Double.init)
    #expect(hours.map { Array($0[..<3]) } == zip(began, [24_854, 24_855, 24_855]).map { [$0, -10_800, $1] })
    for (hour, part) in zip(hours, [parts[0], 3600, parts[1] - 3600]) { #expect(abs(hour[3] - Double(part)) < 1) }
    let raised = try ask("SELECT raised / 1e6, day FROM reminders ORDER BY raised")
    #expect(raised.map { $0[0] } == moments.filter { $0.name == "reminder" }.map(\.moment))
    #expect(raised.map { $0[1] } == raised.map { $0[0] < Double(Self.midnight) ? 24_854 : 24_855 }, "\(raised)")
    #expect(raised.count > 1 && (raised.last?[0] ?? 0) > Double(Self.limit), "\(raised)")
    let bouts = try ask("SELECT began / 1e6, ended / 1e6, sitting FROM bouts ORDER BY began")
    #expect(bouts.contains { $0[0] < Double(Self.limit) && $0[1] > Double(Self.limit) } && bouts.count > 1, "\(bouts)")
    for bout in bouts {
      #expect(bout[0] > Double(Self.start) && bout[1] <= Double(Self.start + Self.seconds) && bout[2] > 0)
      // It is noticed some seconds after the wearer has sat down.
      #expect(bout[2] <= bout[1] - bout[0] + 10)
    }
  }

  @Test(.enabled(if: Child.isInstalled("faketime"), "needs faketime"))
  func `psoasctl shows, reports and exports days after 2038-01-19`() throws {
    _ = try run(.psoasd)
    let psoasctl = Program.psoasctl.with(environment)
    func object(_ words: String...) throws -> [String: Any] {
      // The day after, at noon.
      let shown = try Program(path: "/usr/bin/faketime").with(environment).run(
        ["2038-01-20 12:00:00", Program.psoasctl.path] + words + ["--json"])
      #expect(shown.status == 0 && shown.errors.isEmpty, "\(words) \(shown.errors)")
      return try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    }
    func column(_ key: String, _ rows: Any?) -> [String] {
      (rows as? [[String: Any]] ?? []).map { "\($0[key] ?? "")" }
    }
    let history = try object("history")
    #expect(history["to"] as? String == "2038-01-20")
    let dates = ["2038-01-18", "2038-01-19"]
    #expect(column("day", history["days"]) == dates)
    let sitting = try ask("SELECT sitting FROM days ORDER BY day").map { "\(Int($0[0].rounded()))" }
    #expect(column("sitting_s", history["days"]) == sitting)
    #expect(column("day", try object("week", "2038-01-19")["days"]) == dates)
    let report = try object("report", "2038-01-19")
    #expect(column("hour", report["hours"]) == ["00:00", "01:00"])
    #expect((report["made_utc"] as? String)?.hasPrefix("2038-01-20T15:00:") == true)
    let day = try object("day", "2038-01-19")
    #expect(day["weekday"] as? String == "Tuesday")
    #expect(column("began_utc", day["hours"]) == ["2038-01-19T03:00:00Z", "2038-01-19T04:00:00Z"])
    #expect(column("raised_utc", day["suggestions"]).allSatisfy { $0 > "2038-01-19T03:14:07Z" })
    let exported = try psoasctl.run(["export", "csv", scratch.path("csv"), "--from", "2038-01-19"])
    #expect(exported.status == 0, "\(exported.errors)")
    #expect(try scratch.read("csv/hours.csv").contains("\n2038-01-19T03:00:00.000000Z,-10800,2038-01-19,"))
    let rows = try scratch.read("csv/days.csv").split(separator: "\n")
    #expect(rows.count == 2 && rows[1].hasPrefix("2038-01-19,"))
    let lines = try psoasctl.run(["export", "jsonl", "--from", "2038-01-19", "--to", "2038-01-19"]).lines
    #expect(lines.contains { $0.hasPrefix(#"{"table":"days","day":"2038-01-19","#) } && lines.count > 3)
  }
}
