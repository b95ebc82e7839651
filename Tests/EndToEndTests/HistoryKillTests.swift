import Foundation
import TestSupport
import Testing

/// The daemon is killed with SIGKILL many times, and its history is compared with its output.
///
/// `make test` kills each build two hundred times, and one build a dozen times during exercises. `make test-kill` makes
/// it two hundred times there as well. PSOAS_KILLS sets another number.
@Suite(.serialized) struct HistoryKillTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let asked = ProcessInfo.processInfo.environment["PSOAS_KILLS"].flatMap { Int($0) }

  /// The release build if it exists.
  private static let daemon = Program.embeddedDaemon ?? Program.psoasd

  private var state: String { scratch.path("state") }
  private var environment: [String: String] { ["STATE_DIRECTORY": state] }

  /// The result of a query by another program, which includes the write-ahead log.
  private func number(_ query: String) throws -> Double {
    let text = try Program(path: "/usr/bin/sqlite3").run([state + "/history.sqlite", query]).output
      .trimmingCharacters(in: .newlines)
    return try #require(Double(text), "\(query): \(text)")
  }

  private static let seconds =
    "SELECT coalesce(sum(sitting + standing + walking + lying + not_worn + unknown), 0) FROM hours"

  private func checkFile() throws {
    let verdict = try Program(path: "/usr/bin/sqlite3").run([state + "/history.sqlite", "PRAGMA integrity_check"])
    #expect(verdict.output == "ok\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: state)
    #expect(names.allSatisfy { !$0.contains("damaged") }, "\(names)")
  }

  /// The complete lines of the output.
  private static func lines(_ output: String) -> [Substring] {
    output.split(separator: "\n").filter { $0.hasSuffix("}") }
  }

  /// The time of an event, in seconds of the run.
  private static func time(of line: Substring?) -> Double {
    guard let time = line?.firstMatch(of: /"time":([0-9.]+)/) else { return 0 }
    return Double(time.1) ?? 0
  }

  // All runs share one folder: each run begins with what the last kill left.
  @Test(arguments: Program.daemons)
  func `killed at two hundred moments, it loses a minute at most, and never the file`(daemon: Program) throws {
    let kills = Self.asked ?? 200
    var random = SeededGenerator(seed: TestSeed.seed())
    var hours = 0.0
    var bouts = 0.0
    var worst = 0.0
    for _ in 0..<kills {
      let running = try daemon.with(environment).start(
        ["--synthetic", "--history", "--bus", "none", "--output", "jsonl", "--speed", "20000"])
      #expect(running.prints("bout-started"))
      usleep(UInt32.random(in: 0...200_000, using: &random))
      let lines = Self.lines(running.stop(SIGKILL).output)
      let kept = try number(Self.seconds) - hours
      hours += kept
      let reported = Self.time(of: lines.last)
      worst = max(worst, reported - kept)
      #expect(kept > reported - 60, "session of at least \(reported) s, \(kept) s kept")
      let began = Double(lines.count { $0.contains(#""event":"bout-started""#) })
      let rows = try number("SELECT count(*) FROM bouts") - bouts
      bouts += rows
      // A bout that began in the last minute may be missing.
      #expect(rows >= began - 1 && rows <= began + 1)
    }
    #expect(hours > 25 * Double(kills), "the sessions were too short to tell anything")
    try checkFile()
    print("\(kills) kills in \(Int(hours)) s of sessions, worst loss: \(worst) s")
  }

  private static let manager = ["call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"]

  private static let exercise = ["StartSession", "sa{sv}", "kneeling-hip-flexor", "1", "sensor", "b", "false"]

  // Guided exercises one after the other, a calibration in every third run, and SIGKILL during an exercise.
  @Test func `loses a minute at most of guided exercises and calibrations`() throws {
    let kills = Self.asked ?? 12
    var random = SeededGenerator(seed: TestSeed.seed())
    let bus = try PrivateBus()
    let kinds: [(table: String, words: [String])] = [
      ("sessions", [#""session":"started""#]), ("session_stages", [#""session":"stage-done""#]),
      ("sessions WHERE ended IS NOT NULL", [#""session":"finished""#]),
      ("calibrations", [#""event":"calibration-done""#, #""event":"calibration-failed""#]),
    ]
    var hours = 0.0
    var known = [Double](repeating: 0, count: kinds.count)
    var emitted = [Int](repeating: 0, count: kinds.count)
    var worst = 0.0
    for round in 0..<kills {
      let running = try Self.daemon.with(environment).with(bus.environment).start(
        [
          "--synthetic", "--history", "--bus", "user", "--output", "jsonl", "--speed", "400", "--guided-speed", "400",
        ])
      #expect(running.prints("sensor-added"))
      // The name appears on the bus shortly after the daemon's first event.
      for _ in 0..<100 where try bus.call(Self.manager + ["GetStatus"]).status != 0 { usleep(20_000) }
      if round % 3 == 0 {
        #expect(try bus.call(Self.manager + ["StartCalibration", "bas", "false", "0"]).status == 0)
        #expect(running.prints("calibration-done"))
      }
      if round % 3 == 1 {
        #expect(try bus.call(Self.manager + Self.exercise).status == 0)
        #expect(running.prints(#""session":"finished""#))
      }
      let end = Date(timeIntervalSinceNow: Double.random(in: 0...1.2, using: &random))
      while Date() < end {
        // Refused while another exercise is active.
        _ = try bus.call(Self.manager + Self.exercise)
        usleep(20_000)
      }
      let lines = Self.lines(running.stop(SIGKILL).output)
      // An exercise reports every second, so the time is known to the second.
      let reported = Self.time(of: lines.last)
      let kept = try number(Self.seconds) - hours
      hours += kept
      worst = max(worst, reported - kept)
      #expect(kept > reported - 60, "session of at least \(reported) s, \(kept) s kept")
      for (index, kind) in kinds.enumerated() {
        let times = lines.filter { line in kind.words.contains { line.contains($0) } }.map { Self.time(of: $0) }
        let rows = try number("SELECT count(*) FROM \(kind.table)") - known[index]
        known[index] += rows
        emitted[index] += times.count
        // Events after the last printed line are unknown.
        #expect(
          Int(rows) >= times.count { $0 <= reported - 60 } && Int(rows) <= times.count + 1, "\(kind.table): \(times)")
        if Int(rows) < times.count { worst = max(worst, reported - times[Int(rows)]) }
      }
    }
    #expect(emitted.allSatisfy { $0 > kills / 4 }, "too little happened to tell anything: \(emitted)")
    try checkFile()
    print("\(kills) kills in \(Int(hours)) s of sessions, \(emitted) of \(kinds.map(\.table)), worst loss: \(worst) s")
  }
}
