import Foundation
import TestSupport
import Testing

/// The examples of docs/research.md, as they are there.
@Suite struct ResearchTests {
  /// Python with the packages, which `make deps-test` installs.
  static let python = [Repository.path(".build-python/bin/python")].first {
    FileManager.default.isExecutableFile(atPath: $0)
      && (try? Child.run($0, ["-c", "import pandas, duckdb, distributed"]))?.status == 0
  }
  static let hasSlurm = ["munged", "slurmctld", "slurmd", "sbatch"].allSatisfy(Child.isInstalled) && geteuid() == 0

  private func run(_ python: String?, _ arguments: [String]) throws -> Child.Result {
    let folder = (Program.psoasctl.path as NSString).deletingLastPathComponent
    let program = Program(
      path: try #require(python),
      environment: ["PATH": "\(folder):\(Child.inheritedEnvironment["PATH"] ?? "/usr/bin:/bin")"])
    return try program.run([Repository.path("Tests/EndToEndTests/research.py")] + arguments)
  }

  /// Runs an example for ten recordings, one of which cannot be used.
  private func expectBytesOfOneRun(_ example: String, _ python: String? = "/usr/bin/python3") throws {
    let recordings = try Recordings((1...9).map { "recordings/\($0 % 2)/p\($0).csv" }, seconds: 60)
    try recordings.scratch.write("recordings/bad.csv", "nothing\n")
    let result = try run(python, [example, recordings.scratch.path])
    #expect(
      result.status == 0
        && result.lines.last == "same diary.csv failures.csv recordings.csv report.html", "\(result.errors)")
  }

  @Test(.enabled(if: python != nil, "needs pandas, DuckDB and Dask in .build-python: make deps-test"))
  func `pandas and DuckDB read the tables without options`() throws {
    let recordings = try Recordings()
    let made = try recordings.analyze("results", ["--labels", "label"])
    #expect(made.status == 0, "\(made.errors)")
    let read = try run(Self.python, ["tables", recordings.scratch.path])
    #expect(read.status == 0 && read.output.hasPrefix("3 recordings"), "\(read.errors)")
  }

  @Test(.enabled(if: python != nil, "needs pandas, DuckDB and Dask in .build-python: make deps-test"))
  func `files with other names of columns become recordings`() throws {
    let scratch = try Scratch()
    try scratch.write(
      "raw/P1.csv", "timestamp,x,y,z\n" + (0..<500).map { "\(Double($0) / 50),0.1,\($0 % 3),9.7\n" }.joined())
    let renamed = try run(Self.python, ["rename", scratch.path])
    #expect(renamed.status == 0 && renamed.output == "thigh 500\n", "\(renamed.output) \(renamed.errors)")
  }

  @Test(.enabled(if: python != nil, "needs pandas, DuckDB and Dask in .build-python: make deps-test"))
  func `shards on two workers of Dask give the bytes of one run`() throws {
    try expectBytesOfOneRun("dask", Self.python)
  }

  @Test(.enabled(if: Child.isInstalled("parallel"), "needs GNU parallel: make deps-test"))
  func `shards by GNU parallel give the bytes of one run`() throws { try expectBytesOfOneRun("parallel") }

  @Test(.enabled(if: hasSlurm, "needs root and the packages slurmctld, slurmd, slurm-client and munge"))
  func `an array of Slurm gives the bytes of one run`() throws { try expectBytesOfOneRun("slurm") }

  @Test func `the document defines each column and each measure`() throws {
    let recordings = try Recordings(["in/a.csv"], seconds: 60)
    #expect(try recordings.analyze("out", ["--labels", "label"]).status == 0)
    let document = try Repository.read("docs/research.md")
    for name in try recordings.scratch.read("out/recordings.csv").split(separator: "\n")[0].split(separator: ",") {
      #expect(document.contains("`\(name)`"), "\(name)")
    }
    let derived = ["_sd", "_lower_limit", "_upper_limit", "_mean_absolute_error"]
    for row in try recordings.table("out/agreement.csv") {
      var name = row["measure"]!
      if let ending = derived.first(where: { name.hasSuffix($0) }) { name = name.dropLast(ending.count) + "_bias" }
      if name.hasPrefix("as_") { name = "as_sitting" }
      #expect(document.contains("`\(name)`"), "\(name)")
    }
  }
}
