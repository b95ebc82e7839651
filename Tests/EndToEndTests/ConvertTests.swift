import Foundation
import TestSupport
import Testing

/// `psoasctl convert`, and recordings that are compressed.
@Suite struct ConvertTests {
  private let scratch: Scratch
  private let psoasctl = Program.psoasctl

  init() throws { scratch = try Scratch() }

  private func simulate(_ name: String, _ options: [String] = []) throws -> String {
    let path = scratch.path(name)
    let made = try psoasctl.run(["simulate", path, "--seconds", "240"] + options)
    #expect(made.status == 0, "\(made.errors)")
    return path
  }

  private func convert(_ from: String, _ name: String, _ options: [String] = []) throws -> Child.Result {
    let result = try psoasctl.run(["convert", from, scratch.path(name)] + options)
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  private func replay(_ trace: String, _ output: String) throws -> String {
    let result = try psoasctl.run(["replay", trace, "--\(output)", "-"])
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: scratch.path(name)) }

  @Test func `a sample CSV, its recording folder and the CSV of that give the same estimates`() throws {
    let first = try simulate("a.csv.zst", ["--thigh"])
    let estimates = try replay(first, "estimates")
    let events = try replay(first, "events")
    #expect(estimates.split(separator: "\n").count > 40_000)
    let told = try convert(first, "a.psoas", ["--compress"])
    #expect(told.errors.contains("left out of the recording: the columns label, true_up_x"), "\(told.errors)")
    #expect(!told.errors.contains("rounded"), "the simulator's decimals are exact")
    #expect(exists("a.psoas/pelvis.evemu.zst") && exists("a.psoas/thigh.evemu.zst"))
    #expect(try replay(scratch.path("a.psoas"), "estimates") == estimates)
    #expect(try replay(scratch.path("a.psoas"), "events") == events)
    let back = try convert(scratch.path("a.psoas"), "b.csv.gz")
    #expect(back.errors.contains("left out of the sample CSV: "), "\(back.errors)")
    #expect(try replay(scratch.path("b.csv.gz"), "estimates") == estimates)
    let piped = try psoasctl.run(["convert", scratch.path("a.psoas"), "-"])
    #expect(piped.output == (try Child.run("zcat", [scratch.path("b.csv.gz")])).output)
  }

  @Test func `a live recording becomes a CSV with the same times, and says what is lost`() throws {
    let recording = scratch.path("live.psoas")
    let made = try psoasctl.run(
      [
        "record", recording, "--synthetic", "--seconds", "900", "--speed", "100000", "--output", "none", "--compress",
      ])
    #expect(made.status == 0, "\(made.errors)")
    let told = try convert(recording, "live.csv.zst")
    #expect(told.errors.contains("the time of day") && told.errors.contains("intervals by a sensor's own timestamps"))
    // A sample has the time of its SYN_REPORT.
    let events = try Child.run("zstdcat", [recording + "/pelvis.evemu.zst"]).output.split(separator: "\n")
    let reports = events.filter { $0.hasPrefix("E:") && $0.split(separator: " ").dropFirst(2).first == "0000" }
    let rows = try Child.run("zstdcat", [scratch.path("live.csv.zst")]).output.split(separator: "\n").dropFirst(3)
    #expect(rows.count > 80_000)
    #expect(rows.map { $0.split(separator: ",")[0] } == reports.map { $0.split(separator: " ")[1] })
    #expect(try replay(scratch.path("live.csv.zst"), "diary").contains(",sitting,"))
  }

  @Test func `motion-BIDS keeps the samples of several sensors in step`() throws {
    let first = try simulate("a.csv", ["--thigh"])
    _ = try convert(first, "set", ["--to", "bids", "--subject", "7"])
    _ = try convert(scratch.path("set"), "b.csv")
    func rows(_ path: String) throws -> [[Double?]] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst(3).map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).prefix(13).map { Double($0) }
      }
    }
    let (before, after) = (try rows(first), try rows(scratch.path("b.csv")))
    #expect(before.count == after.count && before.count > 20_000)
    let start = try #require(before[0][0])
    for (old, new) in zip(before, after) {
      #expect(abs((old[0] ?? .nan) - start - (new[0] ?? .nan)) < 2e-6)
      for (a, b) in zip(old.dropFirst(), new.dropFirst()) {
        #expect(a == nil ? b == nil : abs((a ?? .nan) - (b ?? .nan)) < 1e-6)
      }
    }
    let file = scratch.path("set/sub-7/motion/sub-7_task-everyday_tracksys-thigh_run-01_motion.tsv")
    #expect(try replay(file, "diary") == (try replay(scratch.path("set"), "diary")))
    // Each problem names the file.
    try "name\tcomponent\ttype\tunits\nx\tx\tACCEL\tfurlong\n".write(
      toFile: file.replacingOccurrences(of: "_motion", with: "_channels"), atomically: true, encoding: .utf8)
    let broken = try psoasctl.run(["replay", file])
    #expect(broken.status == 65 && broken.errors.contains("_channels.tsv:2: units 'furlong'"), "\(broken.errors)")
  }

  @Test func `nothing is overwritten, and nothing half written stays`() throws {
    let good = try simulate("good.csv")
    try scratch.write("kept.csv", "kept")
    let taken = try psoasctl.run(["convert", good, scratch.path("kept.csv")])
    #expect(taken.status == 73 && taken.errors.contains("kept.csv: already exists"), "\(taken.errors)")
    #expect(try scratch.read("kept.csv") == "kept")
    #expect(try psoasctl.run(["convert", good, scratch.path("what")]).status == 64)
    let text = try scratch.read("good.csv")
    try scratch.write("bad.csv", text + "1,2\n")
    for output in ["bad.psoas", "bad.csv.gz"] {
      let result = try psoasctl.run(["convert", scratch.path("bad.csv"), scratch.path(output)])
      #expect(result.status == 65 && result.errors.contains("bad.csv:"), "\(result.errors)")
      #expect(!exists(output) && !exists(output + ".partial"))
    }
    try scratch.write("early.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n-1,0,0,9.8\n-0.99,0,0.1,9.8\n")
    let early = try psoasctl.run(["convert", scratch.path("early.csv"), scratch.path("early.psoas")])
    #expect(early.status == 65 && early.errors.contains("is below 0"), "\(early.errors)")
    let again = try psoasctl.run(["convert", scratch.path("good.csv"), scratch.path("good.psoas")])
    #expect(again.status == 0)
    let twice = try psoasctl.run(["convert", scratch.path("good.psoas"), scratch.path("other.psoas")])
    #expect(twice.status == 65 && twice.errors.contains("run zstd"), "\(twice.errors)")
  }

  @Test(arguments: Program.daemons.indices)
  func `a compressed recording of a killed daemon is read to its last flush`(daemon: Int) throws {
    let folder = scratch.path("killed\(daemon).psoas")
    let running = try Program.daemons[daemon].start(
      ["--synthetic", "--bus", "none", "--output", "none", "--speed", "30", "--record", folder, "--compress"])
    // More than a minute of the wearer: at least one whole frame is written.
    let file = folder + "/pelvis.evemu.zst"
    for _ in 0..<6000 {
      if let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int, size > 300_000 { break }
      usleep(20_000)
    }
    running.kill()
    let replayed = try psoasctl.run(["replay", folder, "--diary", "-"])
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(replayed.errors.contains("the zstd data is cut off"), "\(replayed.errors)")
    #expect(replayed.lines.count > 1)
    #expect(try Child.run("sh", ["-c", "zstd -dc '\(file)' 2>/dev/null | head -c 11"]).output == "# EVEMU 1.3")
  }

  @Test(.enabled(if: ResearchTests.python != nil, "needs DuckDB in .build-python: make deps-test"))
  func `the document's line makes Parquet of a CSV`() throws {
    let line = try #require(
      try Repository.read("docs/formats.md").split(separator: "\n").first { $0.contains("walk.parquet") })
    let made = try simulate("a.csv.zst")
    try FileManager.default.moveItem(atPath: made, toPath: scratch.path("walk.csv.zst"))
    let command = line.replacingOccurrences(of: "python3", with: "'\(try #require(ResearchTests.python))'")
    let run = try Child.run("sh", ["-c", "cd '\(scratch.path)' && \(command)"])
    #expect(run.status == 0, "\(run.errors)")
    let script = "import duckdb; print(duckdb.sql(\"SELECT count(pelvis_acc_x) FROM 'walk.parquet'\").fetchall()[0][0])"
    let count = try Child.run(
      "sh", ["-c", "cd '\(scratch.path)' && '\(try #require(ResearchTests.python))' -c \"$0\"", script])
    #expect(Int(count.output.dropLast()) ?? 0 > 23_000, "\(count.errors)")
  }
}
