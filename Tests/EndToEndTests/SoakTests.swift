import Foundation
import TestSupport
import Testing

/// Days of the synthetic wearer pass as fast as they can, with the bus, a notification server and the history; then the
/// history is compared with the truth of the simulator.
///
/// `make test` runs a little over a day. `make soak` runs a month; PSOAS_SOAK_DAYS sets another number of days.
@Suite(.serialized, .enabled(if: Program.embeddedDaemon != nil, "needs the release build: a debug build takes minutes"))
struct SoakTests {
  private static let asked = ProcessInfo.processInfo.environment["PSOAS_SOAK_DAYS"].flatMap { Int($0) }
  /// The least with which the detection of postures is as good as with more.
  private static let rate = 25
  /// Largest difference of a day's sitting time from the true one, as a share of it.
  private static let share = 0.005
  /// Most bytes of the history a day: 48 bouts, 48 breaks, 8 reminders and 16 hours need 10,000.
  private static let bytesPerDay = 12_000

  let scratch: Scratch
  private let bus: PrivateBus
  private let desktop: Child

  init() throws {
    scratch = try Scratch()
    bus = try PrivateBus()
    desktop = try Program(path: "/usr/bin/python3").with(bus.environment).start(
      ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", scratch.path("desktop.log")])
    for _ in 0..<600 where try bus.call("status", "org.freedesktop.Notifications").status != 0 { usleep(100_000) }
  }

  private func ask(_ query: String) throws -> [[Substring]] {
    let answer = try Program(path: "/usr/bin/sqlite3").run([scratch.path("state/history.sqlite"), query])
    return answer.output.split(separator: "\n").map { $0.split(separator: "|", omittingEmptySubsequences: false) }
  }

  /// What the daemon needs at a time of the run.
  private struct Needs {
    /// kB
    var resident = 0
    var anonymous = 0
    var descriptors = 0
    /// Of the history, and of its WAL file.
    var bytes = 0
    var waiting = 0
    var days = 0
  }

  private func needs(of daemon: Child, days: Int) throws -> Needs? {
    let process = "/proc/\(daemon.processIdentifier)"
    var needs = Needs(days: days)
    for line in try String(contentsOfFile: "\(process)/status", encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if line.hasPrefix("VmRSS:") { needs.resident = Int(words[1]) ?? 0 }
      if line.hasPrefix("RssAnon:") { needs.anonymous = Int(words[1]) ?? 0 }
    }
    needs.descriptors = try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd").count
    (needs.bytes, needs.waiting) = (bytes(of: "history.sqlite"), bytes(of: "history.sqlite-wal"))
    // A process that has ended has no memory and no descriptors until its parent waits for it.
    return needs.resident > 0 && daemon.isRunning ? needs : nil
  }

  private func bytes(of name: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: scratch.path("state/" + name))
    return (attributes?[.size] as? Int) ?? 0
  }

  /// Runs the daemon to its end; what it needed each time when a new day was in the history.
  private func run(_ days: SimulatedDays) throws -> [Needs] {
    let environment = ["STATE_DIRECTORY": scratch.path("state"), "TZ": SimulatedDays.zone.identifier]
    let daemon = try #require(Program.embeddedDaemon).with(bus.environment).with(environment).start(
      [
        "--synthetic", "--history", "--bus", "user", "--output", "none", "--speed", "100000", "--rate", "\(Self.rate)",
        "--start", "\(Int(days.start.timeIntervalSince1970))", "--seconds", "\(Int(days.seconds))",
      ] + (days.hasNights ? ["--nights"] : []))
    var series: [Needs] = []
    while daemon.isRunning {
      usleep(250_000)
      let known = (try? ask("SELECT count(*) FROM days"))?.first?.first.flatMap { Int($0) } ?? 0
      if known > series.last?.days ?? 0, let needs = try? needs(of: daemon, days: known) { series.append(needs) }
    }
    let ended = daemon.wait()
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
    return series
  }

  /// Compares each day of the history with what the wearer did.
  private func check(_ days: SimulatedDays) throws {
    let truth = WearerTruth(rate: Self.rate)
    let kept = try ask(
      "SELECT day, sitting, sitting + standing + walking + lying + not_worn + unknown FROM days ORDER BY day"
    ).map { row in row.map { Double($0) ?? 0 } }
    try #require(kept.count == days.all.count, "\(kept)")
    for (day, row) in zip(days.all, kept) {
      let sitting = truth.sitting(in: day.awake)
      print("day \(day.number): \(row[1]) s of sitting kept, \(sitting) s true, \(row[2]) s in all")
      #expect(Int(row[0]) == day.number)
      #expect(abs(row[1] - sitting) <= Self.share * sitting, "\(row[1]) s of \(sitting) s, day \(day.number)")
      let awake = day.awake.upperBound - day.awake.lowerBound
      // A night ends at a whole second of the run.
      #expect(abs(row[2] - awake) <= 3, "\(row[2]) s of \(awake) s, day \(day.number)")
    }
    let reminders = try #require(try ask("SELECT count(*) FROM reminders").first?.first.flatMap { Int($0) })
    let shown = try scratch.read("desktop.log").split(separator: "\n").count { $0.contains(" Notify ") }
    #expect(reminders > 0 && shown >= reminders, "\(shown) notifications of \(reminders) reminders")
    #expect(try ask("PRAGMA integrity_check") == [["ok"]])
  }

  @Test(.enabled(if: asked == nil))
  func `two midnights and the end of summer time are counted as the wearer spent them`() throws {
    // 22:30 to 0:45, with a day of 25 hours.
    let days = SimulatedDays(start: "2026-10-24 22:30:00", seconds: 27.25 * 3600)
    let series = try run(days)
    try check(days)
    // The daemon reads the clock once a second: up to a second after the change has the offset before it.
    let hours = try ask(
      "SELECT day, count(*) FROM hours WHERE sitting + standing + walking + lying + not_worn + unknown > 1 GROUP BY day"
    )
    #expect(hours.map { $0[1] } == ["2", "25", "1"], "\(hours)")
    #expect(Set(series.map(\.descriptors)).count == 1, "\(series.map(\.descriptors))")
  }

  @Test(.enabled(if: asked == nil))
  func `a night in suspend counts for nothing, also where the end of summer time makes it longer`() throws {
    let days = SimulatedDays(start: "2026-10-24 22:10:00", seconds: 1.5 * 3600, hasNights: true)
    _ = try run(days)
    try check(days)
    #expect(try ask("SELECT count(*) FROM bouts WHERE ended - began > 3600 * 1000000") == [["0"]])
  }

  @Test(.enabled(if: asked != nil), .timeLimit(.minutes(240)))
  func `a month needs no more memory or descriptors from day to day, and as much space for each`() throws {
    let count = Self.asked ?? 30
    let days = SimulatedDays(start: "2026-10-10 07:00:00", seconds: Double(count) * 16 * 3600, hasNights: true)
    let series = try run(days)
    for needs in series { print(needs) }
    try check(days)
    let settled = try #require(series.first { $0.days == 3 })
    let last = try #require(series.last)
    #expect(Double(last.anonymous) <= 1.05 * Double(settled.anonymous), "kB after three days and at the end")
    #expect(Double(last.resident) <= 1.05 * Double(settled.resident), "kB after three days and at the end")
    #expect(Set(series.map(\.descriptors)).count == 1)
    #expect(last.bytes - settled.bytes <= (last.days - settled.days) * Self.bytesPerDay)
    #expect(last.waiting <= 1100 * (4096 + 24), "SQLite begins the WAL file anew after 1000 pages and the write's rest")
    for table in ["hours", "bouts", "reminders", "breaks"] {
      let rows = try ask("SELECT day, count(*) FROM \(table) GROUP BY day ORDER BY day").dropFirst().dropLast()
        .compactMap { Int($0[1]) }
      let (least, most) = (rows.min() ?? 0, rows.max() ?? 0)
      print("\(table): \(least) to \(most) rows a day")
      #expect(most - least <= 2, "\(table): \(rows)")
    }
  }
}
