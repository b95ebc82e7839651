import Foundation
import TestSupport
import Testing

@Suite(.withSharedData)
struct RealRecordingsTests {
  private func settings(in scratch: Scratch) throws -> String {
    try scratch.write("brisk.conf", "[Reminders]\nSittingTime=1min\nGap=1min\nBreakLength=60s\n")
  }

  @Test func `every waist recording runs through, with postures, bouts and a reminder after a minute`() throws {
    let scratch = try Scratch()
    let settings = try settings(in: scratch)
    var withReminder = 0
    for trace in SharedData.recordings("hapt") {
      let result = try Program.psoasctl.run(["replay", trace, "--config", settings, "--events", "-"])
      #expect(result.status == 0, "\(trace): \(result.errors)")
      #expect(result.errors.isEmpty, "\(trace): \(result.errors)")
      for event in ["posture", "bout-started", "bout-ended", "ended"] {
        #expect(result.output.contains("\"event\":\"\(event)\""), "\(trace): no \(event)")
      }
      if result.output.contains(#""event":"reminder","number":1,"exercise":"kneeling-hip-flexor""#) {
        withReminder += 1
      }
    }
    // People sit for about three quarters of a minute in this protocol: only slow participants reach a minute.
    #expect(withReminder >= 1)
  }

  @Test func `every optical trial runs through with an estimate in each row`() throws {
    let scratch = try Scratch()
    for trace in SharedData.recordings("broad") {
      let result = try Program.psoasctl.run(
        ["replay", trace, "--estimates", scratch.path("e.csv"), "--events", scratch.path("e.jsonl")])
      #expect(result.status == 0, "\(trace): \(result.errors)")
      let rows = try scratch.read("e.csv").split(separator: "\n").dropFirst()
      let empty = rows.count { row in
        row.split(separator: ",", omittingEmptySubsequences: false)[2...7].contains { $0.isEmpty }
      }
      #expect(rows.count > 10_000 && empty == 0, "\(trace): \(empty) of \(rows.count) rows without an estimate")
      #expect(try scratch.read("e.jsonl").contains(#""event":"posture""#))
    }
  }

  /// The thresholds of one placement, for which the posture rules were designed (docs/posture.md has the figures).
  struct Bars: Sendable {
    var worn: String
    /// Balanced accuracy over all seconds, mean of people, worst person: live, then in the diary.
    var sitting: [Double]
    /// On HAR70+, of people aged 70 to 95, both live and in the diary.
    var walkingSensitivity: Double
    var walkingSpecificity: Double
  }

  static let bars = [
    Bars(
      worn: "thigh", sitting: [0.97, 0.97, 0.90, 0.97, 0.96, 0.90], walkingSensitivity: 0.92, walkingSpecificity: 0.98),
    Bars(
      worn: "pelvis", sitting: [0.90, 0.90, 0.70, 0.93, 0.93, 0.70], walkingSensitivity: 0.92, walkingSpecificity: 0.98),
  ]

  @Test(arguments: bars)
  func `free days keep their figures, and the day's totals equal the diary`(bars: Bars) throws {
    let folder = URL(fileURLWithPath: SharedData.folder)
    try #require(FileManager.default.fileExists(atPath: folder.appendingPathComponent("harth").path))
    let result = try Program(path: "/usr/bin/python3").run([
      Repository.path("Benchmarks/posture/freeliving.py"), "--psoasctl", Program.psoasctl.path, "--data", folder.path,
      "--worn", bars.worn,
    ])
    #expect(result.status == 0, "\(result.errors)")
    for set in ["har70plus", "harth"] {
      let rows = result.output.split(separator: "\n").filter { $0.hasPrefix(set) }
      #expect(!rows.isEmpty)
      for row in rows {
        let shares = row.matches(of: /[01]\.[0-9]{3}/).compactMap { Double($0.output) }
        try #require(shares.count == 10, "\(row)")
        for (share, bar) in zip(shares, bars.sitting) { #expect(share >= bar, "\(row)") }
        if set == "har70plus" {
          for walking in [shares[6...7], shares[8...9]] {
            #expect(walking.first! >= bars.walkingSensitivity, "\(row)")
            #expect(walking.last! >= bars.walkingSpecificity, "\(row)")
          }
        }
        let rest = try #require(row.firstMatch(of: /([0-9.]+) % +([0-9.]+) s$/), "\(row)")
        #expect(try #require(Double(rest.1)) < 5, "unknown in the diary: \(row)")
        // Of one posture in a recording of up to 88 minutes.
        #expect(try #require(Double(rest.2)) <= 1, "totals: \(row)")
      }
    }
  }

  /// Each recording once as it is, and once with the columns of the two sensors exchanged.
  @Test func `exchanged sensors are noticed on every recording, and none that are worn as assigned`() throws {
    let traces = SharedData.recordings("har70plus") + SharedData.recordings("harth")
    let scratch = try Scratch()
    for trace in traces {
      let worn = try Program.psoasctl.run(["replay", trace, "--events", "-"])
      #expect(worn.status == 0 && Self.doubts(worn.output).isEmpty, "\(trace): \(Self.doubts(worn.output))")
      let text = try Child.run("gzip", ["-dc", trace]).output
      let header = try #require(text.split(separator: "\n").first { $0.hasPrefix("time") })
      let swapped = header.replacing("pelvis", with: "other").replacing("thigh", with: "pelvis")
        .replacing("other", with: "thigh")
      let file = try scratch.write("swapped.csv", text.replacing(header, with: swapped, maxReplacements: 1))
      let result = try Program.psoasctl.run(["replay", file, "--events", "-"])
      #expect(result.status == 0 && Self.doubts(result.output) == ["swapped"], "\(trace): \(result.errors)")
    }
  }

  /// What is told about placements.
  private static func doubts(_ events: String) -> [String] {
    events.matches(of: /"notice":"(swapped|swings|does-not-swing)"/).map { String($0.1) }
  }

  @Test func `the same recording gives the same bytes`() throws {
    let trace = try #require(SharedData.recordings("hapt").first)
    let first = try Program.psoasctl.run(["replay", trace, "--estimates", "-"])
    #expect(first.status == 0 && first.lines.count > 1000)
    #expect(try Program.psoasctl.run(["replay", trace, "--estimates", "-"]).output == first.output)
  }
}
