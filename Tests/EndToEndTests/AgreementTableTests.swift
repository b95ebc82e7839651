import Foundation
import TestSupport
import Testing

/// `psoasctl analyze --labels` against other programs that score the same recordings.
@Suite struct AgreementTableTests {
  /// The value of a measure over all people.
  struct Table {
    let rows: [[String: String]]

    subscript(measure: String, subject: String, estimate: String) -> Double? {
      rows.first {
        $0["person"] == "*" && $0["measure"] == measure && $0["class"] == subject && $0["estimate"] == estimate
      }.flatMap { Double($0["value"]!) }
    }
  }

  private func table(_ recordings: [String], _ options: [String], in scratch: Scratch) throws -> Table {
    let result = try Program.psoasctl.run(
      ["analyze"] + recordings + ["-o", scratch.path("out"), "--labels", "label", "--person", "_"] + options)
    #expect(result.status == 0, "\(result.errors)")
    return Table(rows: Recordings.table(try scratch.read("out/agreement.csv")))
  }

  @Test func `simulated recordings: counted from the rows of a replay`() throws {
    let recordings = try Recordings(["in/p1_a.csv", "in/p1_b.csv", "in/p2.csv"], seconds: 400)
    let table = try table([recordings.input], ["--map", "stand_to_sit=other"], in: recordings.scratch)
    var (counts, minutes): ([String: Int], [String: Double]) = ([:], [:])
    for name in ["p1_a", "p1_b", "p2"] {
      let trace = recordings.scratch.path("in/\(name).csv")
      let labels = Recordings.table(
        try recordings.scratch.read("in/\(name).csv").split(separator: "\n").filter { !$0.hasPrefix("#") }
          .joined(separator: "\n"))
      let estimates = Recordings.table(try Program.psoasctl.run(["replay", trace, "--estimates", "-"]).output)
      try #require(labels.count == estimates.count)
      var seconds: [Int: (labels: Set<String>, said: String)] = [:]
      for (label, estimate) in zip(labels, estimates) {
        let second = Int(Double(label["time"]!)!.rounded(.down))
        seconds[second, default: ([], "")].labels.insert(label["label"]!)
        seconds[second]!.said = estimate["posture"]!
      }
      for (labels, said) in seconds.values where labels.count == 1 {
        counts["\(labels.first!) \(said)", default: 0] += 1
        minutes[String(name.prefix(2)), default: 0] +=
          ((said == "sitting" ? 1 : 0) - (labels.first == "sit" ? 1 : 0)) / 60
      }
    }
    func sum(_ matches: (String, String) -> Bool) -> Double {
      Double(
        counts.reduce(0) { sum, entry in
          let words = entry.key.split(separator: " ").map(String.init)
          return matches(words[0], words[1]) ? sum + entry.value : sum
        })
    }
    for (label, posture) in [("sit", "sitting"), ("stand", "standing"), ("walk", "walking")] {
      let hits = sum { $0 == label && $1 == posture }
      let truth = sum { label == $0 && !$1.isEmpty }
      let said = sum { !$0.isEmpty && $1 == posture }
      let others = sum { $0 != label && !$1.isEmpty }
      #expect(abs(table["sensitivity", posture, "live"]! - hits / truth) < 0.0005, "\(posture)")
      #expect(abs(table["specificity", posture, "live"]! - (1 - (said - hits) / others)) < 0.0005, "\(posture)")
      #expect(abs(table["f1", posture, "live"]! - 2 * hits / (truth + said)) < 0.0005, "\(posture)")
    }
    #expect(table["people", "*", "live"] == 2)
    let bias = minutes.values.reduce(0, +) / 2
    #expect(abs(table["minutes_bias", "sitting", "live"]! - bias) < 0.0005)
    let deviation = (minutes.values.reduce(0) { $0 + ($1 - bias) * ($1 - bias) }).squareRoot()
    #expect(abs(table["minutes_upper_limit", "sitting", "live"]! - (bias + 1.96 * deviation)) < 0.0005)
  }

  @Test func `labels without a meaning are named, and a missing column is an error`() throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 120)
    let result = try recordings.analyze("out", ["--labels", "label", "--map", "stand=none,stnd=none"])
    #expect(result.status == 0 && result.errors.contains("stand_to_sit"), "\(result.errors)")
    #expect(result.errors.contains("no second has these labels of --map: stnd\n"), "\(result.errors)")
    #expect(!result.errors.contains("stand "))
    let other = try recordings.analyze("other", ["--labels", "posture"])
    #expect(other.status == 1 && other.errors.contains("no column 'posture' for labels, expected one of time"))
  }

  @Test func `the first seconds of standing are scored, skipped or announced`() throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 120)
    func standing(_ way: String) throws -> Double {
      try table([recordings.input], ["--first-standing", way], in: recordings.scratch)["seconds", "standing", "live"]!
    }
    let scored = try standing("score")
    #expect(try standing("skip") <= scored - 5)
    #expect(try standing("announce") == standing("skip"))
    let row = try #require(recordings.table("out/recordings.csv").first)
    #expect(row["upright_from"] != "")
  }

  // MARK: Recordings of people

  private static let tools = URL(fileURLWithPath: SharedData.folder).deletingLastPathComponent()
    .appendingPathComponent("tools").path
  /// Python with numpy.
  private static let python = ["python3", "/usr/bin/python3"].first {
    (try? Child.run($0, ["-c", "import numpy"]))?.status == 0
  }

  private func run(_ tool: String, _ arguments: [String]) throws -> String {
    let result = try Child.run(Self.python ?? "python3", ["\(Self.tools)/\(tool)"] + arguments)
    try #require(result.status == 0, "\(result.errors)")
    return result.output
  }

  private static var hasTools: Bool {
    SharedData.isHere && python != nil && FileManager.default.fileExists(atPath: "\(tools)/score_posture.py")
  }

  @Test(
    .enabled(
      if: hasTools, "needs recordings of people in ../shared/data, the scoring tools in ../shared/tools, and numpy"))
  func `HAPT has the figures of score_posture.py`() throws {
    let scratch = try Scratch()
    let traces = Array(SharedData.recordings("hapt").prefix(8))
    let table = try table(traces, [], in: scratch)
    var pairs: [String] = []
    for trace in traces {
      let estimates = scratch.path("\((trace as NSString).lastPathComponent).estimates.csv")
      #expect(try Program.psoasctl.run(["replay", trace, "--estimates", estimates]).status == 0)
      pairs += [trace, estimates]
    }
    let scored = try run("score_posture.py", pairs)
    for (line, posture) in [
      ("sitting against all ", "sitting"), ("lying ", "lying"), ("walking and stairs ", "walking"),
    ] {
      let figures = try #require(scored.split(separator: "\n").first { $0.hasPrefix(line) })
        .matches(of: /[01]\.[0-9]{3}/).compactMap { Double($0.output) }
      let own = ["sensitivity", "specificity", "balanced_accuracy", "f1"].map { table[$0, posture, "live"]! }
      try #require(figures.count == own.count)
      for (figure, value) in zip(figures, own) { #expect(abs(figure - value) <= 0.0005001, "\(posture): \(own)") }
    }
  }

  @Test(
    .enabled(
      if: hasTools, "needs recordings of people in ../shared/data, the scoring tools in ../shared/tools, and numpy"))
  func `free living has the figures of score_freeliving.py, live and final`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path("har"), withIntermediateDirectories: true)
    // Two people of HAR70+, and one of HARTH who runs and cycles. One placement: the tool passes only its columns on, rounded to four places.
    let harth = SharedData.recordings("harth").filter { $0.contains("S029") }
    try #require(harth.count == 1)
    for trace in SharedData.recordings("har70plus").prefix(2) + harth {
      let name = (trace as NSString).lastPathComponent
      try shell("zcat '\(trace)' | grep -v '^#' | cut -d, -f1-4,8 | gzip -1 > '\(scratch.path("har/\(name)"))'")
    }
    let others = ["stand_dynamic", "other_stand", "other_shuffling", "other_running"].map { "\($0)=other" }
    let table = try table(
      [scratch.path("har")], ["--first-standing", "skip", "--map", others.joined(separator: ",")], in: scratch)
    let scored = try run("score_freeliving.py", [Program.psoasctl.path, scratch.path("har")])
    for (words, estimate) in [("causal:", "live"), ("final:", "diary")] {
      let lines = scored.split(separator: "\n").drop { !$0.contains(words) }
      let figures = try #require(lines.first).matches(of: /[01]\.[0-9]{3}/).compactMap { Double($0.output) }
      let own =
        ["sensitivity", "specificity", "balanced_accuracy", "f1"].map { table[$0, "sitting", estimate]! }
        + ["mean_balanced_accuracy", "worst_balanced_accuracy"].map { table[$0, "sitting", estimate]! }
      try #require(figures.count == own.count)
      for (figure, value) in zip(figures, own) { #expect(abs(figure - value) <= 0.0005001, "\(lines.first!) \(own)") }
      let minutes = try #require(lines.first { $0.contains("minutes of sitting") })
      let errors = minutes.matches(of: /[-+]?[0-9]+\.[0-9]+/).compactMap { Double($0.output) }
      #expect(abs(errors[1] - table["minutes_bias", "sitting", estimate]!) <= 0.005001, "\(minutes)")
      #expect(abs(errors[4] - table["minutes_mean_absolute_error", "sitting", estimate]!) <= 0.005001, "\(minutes)")
      // The tool's standard deviation has n in place of n - 1.
      let people = table["people", "*", estimate]!
      let deviation = table["minutes_sd", "sitting", estimate]! * ((people - 1) / people).squareRoot()
      let bias = table["minutes_bias", "sitting", estimate]!
      #expect(abs(errors[2] - (bias - 1.96 * deviation)) <= 0.05001, "\(minutes)")
      #expect(abs(errors[3] - (bias + 1.96 * deviation)) <= 0.05001, "\(minutes)")
    }
  }
}
