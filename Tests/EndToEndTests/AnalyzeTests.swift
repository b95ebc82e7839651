import Foundation
import TestSupport
import Testing

/// Folders of simulated recordings.
struct Recordings {
  let scratch: Scratch

  init(_ names: [String] = ["in/b.csv", "in/a/c.csv", "in/d.csv"], seconds: Int = 300) throws {
    scratch = try Scratch()
    for (index, name) in names.enumerated() {
      try scratch.write(name, "")
      try FileManager.default.removeItem(atPath: scratch.path(name))
      let made = try Program.psoasctl.run([
        "simulate", scratch.path(name), "--seconds", "\(seconds)", "--rate", "25", "--seed", "\(index + 1)",
      ])
      #expect(made.status == 0, "\(made.errors)")
    }
  }

  var input: String { scratch.path("in") }

  func analyze(_ output: String?, _ options: [String] = []) throws -> Child.Result {
    try Program.psoasctl.run(["analyze", input] + (output.map { ["-o", scratch.path($0)] } ?? []) + options)
  }

  /// The files of an output folder, without the hidden one.
  func files(_ output: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path(output))
    return try Dictionary(
      uniqueKeysWithValues: names.filter { !$0.hasPrefix(".") }.map { ($0, try scratch.readBytes("\(output)/\($0)")) })
  }

  /// The rows of a table without quoted cells, each as its cells by column.
  func table(_ name: String) throws -> [[String: String]] { Self.table(try scratch.read(name)) }

  static func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return lines.dropFirst().map { cells in
      Dictionary(uniqueKeysWithValues: zip(lines[0], cells).map { (String($0), String($1)) })
    }
  }
}

@Suite struct AnalyzeTests {
  @Test func `one row a recording, in order of the names, with seconds that add up`() throws {
    let recordings = try Recordings()
    let result = try recordings.analyze(nil)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let rows = Recordings.table(result.output)
    #expect(rows.map { $0["trace"] } == ["a/c.csv", "b.csv", "d.csv"].map { "\(recordings.input)/\($0)" })
    #expect(rows.map { $0["person"] } == ["c", "b", "d"])
    for row in rows {
      let seconds = ["sitting", "standing", "walking", "lying", "not_worn", "unknown"].map { Double(row["\($0)_s"]!)! }
      #expect(abs(seconds.reduce(0, +) - Double(row["recorded_s"]!)!) < 0.004, "\(row)")
      let (began, ended) = (Double(row["began_s"]!)!, Double(row["ended_s"]!)!)
      #expect(abs(ended - began - Double(row["recorded_s"]!)!) < 0.0015)
      #expect(row["sensors"] == "pelvis" && row["gaps"] == "0" && row["warnings"] == "0")
    }
  }

  @Test func `a row has the totals of a replay`() throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 2400)
    let row = try #require(Recordings.table(try recordings.analyze("out").output).first)
    let events = try Program.psoasctl.run(["replay", recordings.scratch.path("in/a.csv"), "--events", "-"]).lines
    let ended = try #require(events.last { $0.contains(#""event":"ended""#) })
    let totals = try #require(try JSONSerialization.jsonObject(with: Data(ended.utf8)) as? [String: Any])
    for (column, member) in [("bouts", "bouts"), ("breaks", "breaks"), ("steps", "steps")] {
      #expect(Int(row[column]!) == totals[member] as? Int, "\(column)")
    }
    for posture in ["sitting", "standing", "walking"] {
      let total = try #require(totals["\(posture)_s"] as? Double)
      #expect(abs(Double(row["\(posture)_s"]!)! - total) < 0.1, "\(posture)")
    }
    #expect(Double(row["longest_bout_s"]!)! > 1800 && row["bouts_30min"] == "1")
    let diary = try Program.psoasctl.run(["replay", recordings.scratch.path("in/a.csv"), "--diary", "-"]).lines
    let name = recordings.scratch.path("in/a.csv")
    let rows = try recordings.scratch.read("out/diary.csv").split(separator: "\n")
    #expect(rows.dropFirst().map(String.init) == diary.dropFirst().map { "\(name),\($0)" })
  }

  @Test func `the same bytes with any number of jobs, resumed, and in shards`() throws {
    let recordings = try Recordings()
    try recordings.scratch.write("in/bad.csv", "nothing\n")
    let labels = ["--labels", "label"]
    let whole = try recordings.analyze("one", labels + ["--jobs", "1"])
    let files = try recordings.files("one")
    #expect(
      files.keys.sorted()
        == ["agreement.csv", "diary.csv", "failures.csv", "recordings.csv", "report.html", "seconds.csv"])
    #expect(whole.status == 1 && whole.output == String(decoding: files["recordings.csv"]!, as: UTF8.self))

    let parallel = try recordings.analyze("three", labels + ["--jobs", "3"])
    #expect(parallel.output == whole.output && parallel.status == 1)
    #expect(try recordings.files("three") == files)

    let resumed = try recordings.analyze("three", labels + ["--resume"])
    #expect(resumed.output == whole.output && resumed.status == 1)
    #expect(try recordings.files("three") == files)

    for shard in 1...2 {
      let share = try recordings.analyze("shard\(shard)", labels + ["--shard", "\(shard)/2"])
      #expect(share.lines.count < whole.lines.count, "\(share.errors)")
    }
    let folders = (1...2).map { recordings.scratch.path("shard\($0)") }
    let merged = try Program.psoasctl.run(
      ["analyze", "--merge"] + folders + ["-o", recordings.scratch.path("merged")])
    #expect(merged.output == whole.output && merged.status == 1, "\(merged.errors)")
    #expect(merged.errors.contains("/bad.csv:") && merged.errors == whole.errors, "\(merged.errors)")
    #expect(try recordings.files("merged") == files)

    let half = try Program.psoasctl.run(["analyze", "--merge", folders[0], "-o", recordings.scratch.path("half")])
    #expect(half.status == 65 && half.errors.contains("shard 2/2 is missing"), "\(half.errors)")
    let twice = try Program.psoasctl.run(
      ["analyze", "--merge", folders[0], folders[1], folders[1], "-o", recordings.scratch.path("twice")])
    #expect(twice.status == 65 && twice.errors.contains("expected each once"), "\(twice.errors)")
    let other = try Program.psoasctl.run(["analyze", "--merge", recordings.input, "-o", recordings.scratch.path("no")])
    #expect(other.status == 66 && other.errors.contains("not the folder of an analysis"), "\(other.errors)")
    let file = try recordings.analyze("in/b.csv")
    #expect(file.status == 73 && file.errors.contains("b.csv: a file, expected a folder"), "\(file.errors)")
  }

  @Test func `resume keeps what has not changed, and only that`() throws {
    let recordings = try Recordings(["in/a.csv", "in/b.csv"], seconds: 120)
    _ = try recordings.analyze("out")
    func kept() throws -> [String: Date] {
      let folder = recordings.scratch.path("out/.psoas-analysis")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "list" }
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          let facts = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
          return (name, facts[.modificationDate] as! Date)
        })
    }
    let first = try kept()
    _ = try recordings.analyze("out", ["--resume"])
    #expect(try kept() == first)
    // A recording with other content, and then with other options.
    let text = try recordings.scratch.read("in/a.csv")
    try recordings.scratch.write("in/a.csv", text.split(separator: "\n").dropLast(500).joined(separator: "\n") + "\n")
    _ = try recordings.analyze("out", ["--resume"])
    let second = try kept()
    #expect(second.count { first[$0.key] == $0.value } == 1)
    _ = try recordings.analyze("out", ["--resume", "--calibration", "none"])
    #expect(try kept().allSatisfy { second[$0.key] != $0.value })
  }

  @Test func `bad recordings are named and do not stop the rest`() throws {
    let recordings = try Recordings(["in/good.csv"], seconds: 60)
    try recordings.scratch.write("in/cut.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,9.81,0,0\n0.1,x,0,0\n")
    try recordings.scratch.write("in/empty.csv", "")
    try shell("mkfifo '\(recordings.input)/fifo.csv' && ln -s nowhere '\(recordings.input)/link.csv'")
    try shell("ln -s . '\(recordings.input)/loop' && ln -s good.csv '\(recordings.input)/linked.csv'")
    let result = try recordings.analyze("out")
    #expect(result.status == 1)
    #expect(Recordings.table(result.output).count == 2, "good.csv, and linked.csv as its link")
    for (name, words) in [
      ("cut.csv:3", "x"), ("empty.csv:1", "ends before its header row"), ("fifo.csv", "a pipe or a device"),
      ("link.csv", "No such file"),
    ] {
      #expect(result.errors.split(separator: "\n").contains { $0.contains(name) && $0.contains(words) }, "\(name)")
    }
    #expect(try recordings.scratch.read("out/failures.csv").split(separator: "\n").count == 5)
    let missing = try Program.psoasctl.run(["analyze", recordings.scratch.path("none.csv")])
    #expect(missing.status == 1 && missing.errors.contains("none.csv: cannot open"), "\(missing.errors)")
  }

  @Test func `names of others are one safe cell`() throws {
    let recordings = try Recordings(["in/plain.csv"], seconds: 60)
    let data = try Data(contentsOf: URL(fileURLWithPath: recordings.scratch.path("in/plain.csv")))
    for name in ["=1+1,\"x\".csv", "two\nlines.csv", "\u{1B}[31mred.csv", "<b>bold.csv"] {
      try data.write(to: URL(fileURLWithPath: "\(recordings.input)/\(name)"))
    }
    // A name that is not UTF-8.
    try shell("cp '\(recordings.input)/plain.csv' '\(recordings.input)'/$(printf 'latin-\\351.csv')")
    let result = try recordings.analyze("out")
    #expect(result.status == 0, "\(result.errors)")
    let text = try recordings.scratch.read("out/recordings.csv")
    let rows = text.split(separator: "\n")
    #expect(rows.count == 7, "\(text)")
    #expect(rows.contains { $0.contains(#"/=1+1,""x"".csv","'=1+1,""x""","#) }, "\(text)")
    #expect(rows.contains { $0.contains(#"/two\nlines.csv,two\nlines,"#) })
    #expect(rows.contains { $0.contains(#"/latin-\xe9.csv,"#) })
    #expect(!text.contains("\u{1B}") && !result.output.contains("\u{1B}"))
    let page = try recordings.scratch.read("out/report.html")
    #expect(page.contains("&lt;b&gt;bold") && !page.contains("<b>") && !page.contains("\u{1B}"))
  }

  @Test func `what an analysis wrote is not read as a recording`() throws {
    let recordings = try Recordings(["in/a.csv", "in/b.csv"], seconds: 60)
    let first = try recordings.analyze("in/out")
    #expect(try recordings.analyze("in/out").output == first.output)
    // The folder of the recordings itself is the output, too.
    #expect(try recordings.analyze("in").output == first.output)
    #expect(try recordings.analyze("in").output == first.output && first.status == 0)
  }

  @Test func `a worker that is killed is named, and the rest is finished`() async throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 60)
    let fifo = recordings.scratch.path("blocked")
    try shell("mkfifo '\(fifo)'")
    let child = try Program.psoasctl.start(["analyze", fifo, recordings.scratch.path("in/a.csv"), "--jobs", "1"])
    kill(try #require(await worker(of: child)), SIGKILL)
    let result = try await child.wait()
    #expect(result.status == 1 && result.lines.count == 2, "\(result.output)")
    #expect(result.errors.contains("blocked: the process that analyzed it was killed by signal 9"), "\(result.errors)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends the workers and keeps what is finished`(signal: Int32) async throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 60)
    let fifo = recordings.scratch.path("z-blocked")
    try shell("mkfifo '\(fifo)'")
    let arguments = ["analyze", recordings.scratch.path("in/a.csv"), fifo, "-o", recordings.scratch.path("out")]
    let child = try Program.psoasctl.start(arguments + ["--jobs", "1"])
    // The row of the first is there before the second is waited for.
    let folder = recordings.scratch.path("out/.psoas-analysis")
    for _ in 0..<3000 where ((try? FileManager.default.contentsOfDirectory(atPath: folder))?.count ?? 0) < 2 {
      try await Task.sleep(for: .milliseconds(20))
    }
    let worker = try #require(await worker(of: child))
    let result = child.stop(signal)
    #expect(
      result.status == 128 + signal && result.errors.contains("1 of 2 recordings are finished"), "\(result.errors)")
    #expect(result.errors.contains("--resume"))
    #expect(kill(worker, 0) != 0, "the worker has ended")
    #expect(!FileManager.default.fileExists(atPath: recordings.scratch.path("out/recordings.csv")))
    try FileManager.default.removeItem(atPath: fifo)
    let resumed = try Program.psoasctl.run(arguments + ["--resume"])
    #expect(resumed.status == 1 && Recordings.table(resumed.output).count == 1, "\(resumed.errors)")
  }

  /// The process that works for an analysis.
  private func worker(of child: Child) async -> pid_t? {
    for _ in 0..<3000 {
      let path = "/proc/\(child.processIdentifier)/task/\(child.processIdentifier)/children"
      // The last one: the one before it may be ending.
      if let text = try? String(contentsOfFile: path, encoding: .utf8), let last = text.split(separator: " ").last,
        let number = pid_t(last)
      {
        return number
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }

  @Test func `recordings of all kinds`() throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 60)
    try shell("gzip -k '\(recordings.input)/a.csv'")
    let folder = "\(recordings.input)/day.psoas"
    let made = try Program.psoasctl.run(["simulate", folder, "--exercise", "kneeling-hip-flexor", "--idle"])
    #expect(made.status == 0, "\(made.errors)")
    try shell("cp '\(folder)/pelvis.evemu' '\(recordings.input)/loose.evemu'")
    let result = try recordings.analyze(nil)
    #expect(result.status == 0, "\(result.errors)")
    let rows = Recordings.table(result.output)
    #expect(
      rows.map { ($0["trace"]! as NSString).lastPathComponent } == ["a.csv", "a.csv.gz", "day.psoas", "loose.evemu"])
    #expect(rows[0]["sitting_s"] == rows[1]["sitting_s"] && rows.allSatisfy { $0["samples"] != "0" })
    // Labels are columns of sample CSV.
    let labelled = try recordings.analyze("out", ["--labels", "label"])
    #expect(labelled.status == 1 && labelled.errors.contains("has no columns for labels"), "\(labelled.errors)")
  }

  @Test(arguments: [
    (["--jobs", "0"], "--jobs: 1 to 1024"), (["--resume"], "--resume needs -o"),
    (["--shard", "3/2", "-o", "x"], "3/2"),
    (["--labels", "label"], "--labels needs -o"), (["--map", "sit=sitting"], "--map needs --labels"),
    (["--labels", "label", "--map", "sit=seated", "-o", "x"], "sit=seated"),
    (["--merge", "--resume", "-o", "x"], "--merge joins what is finished"),
  ])
  func `contradicting options are refused`(options: [String], words: String) throws {
    let result = try Program.psoasctl.run(["analyze", "nowhere"] + options)
    #expect(result.status == 64 && result.errors.contains(words), "\(result.errors)")
  }

  @Test func `no recording, a folder without one, and standard input are refused`() throws {
    let scratch = try Scratch()
    #expect(try Program.psoasctl.run(["analyze"]).status == 64)
    let empty = try Program.psoasctl.run(["analyze", scratch.path])
    #expect(empty.status == 66 && empty.errors.contains("no recordings, expected .csv"), "\(empty.errors)")
    #expect(try Program.psoasctl.run(["analyze", "-"]).errors.contains("psoasctl replay -"))
  }

  @Test(.withBrowser)
  func `a browser draws the report in light, dark, on paper and on a phone`() throws {
    let recordings = try Recordings()
    _ = try recordings.analyze(nil)
    let result = try recordings.analyze("in", ["--labels", "label"])
    #expect(result.status == 0, "\(result.errors)")
    try shell("cp '\(recordings.scratch.path("in/report.html"))' '\(recordings.scratch.path("report.html"))'")
    let page = try recordings.scratch.read("report.html")
    #expect(page.contains("role=\"img\" aria-label=\"The postures of 3 recordings"))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
    try Browser.drawsPage("report.html", in: recordings.scratch)
  }
}
