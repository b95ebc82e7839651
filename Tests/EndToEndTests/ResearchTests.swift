import Foundation
import TestSupport
import Testing

/// The tables of `psoasctl analyze` in the programs that docs/research.md names.
@Suite struct ResearchTests {
  /// Python with the packages, which `make deps-test` installs.
  static let python = [Repository.path(".build-python/bin/python")].first {
    FileManager.default.isExecutableFile(atPath: $0)
      && (try? Child.run($0, ["-c", "import pandas, duckdb, distributed"]))?.status == 0
  }

  private func run(_ arguments: [String]) throws -> Child.Result {
    try Child.run(try #require(Self.python), [Repository.path("Tests/EndToEndTests/research.py")] + arguments)
  }

  @Test(.enabled(if: python != nil, "needs pandas, DuckDB and Dask in .build-python: make deps-test"))
  func `pandas and DuckDB read the tables without options`() throws {
    let recordings = try Recordings()
    let made = try recordings.analyze("out", ["--labels", "label"])
    #expect(made.status == 0, "\(made.errors)")
    let read = try run(["tables", recordings.scratch.path("out")])
    #expect(read.status == 0 && read.output.hasPrefix("3 recordings"), "\(read.errors)")
  }

  @Test(.enabled(if: python != nil, "needs pandas, DuckDB and Dask in .build-python: make deps-test"))
  func `shards on two workers of Dask give the bytes of one run`() throws {
    let recordings = try Recordings()
    #expect(try recordings.analyze("out").status == 0)
    let merged = try run(["dask", Program.psoasctl.path, recordings.input, recordings.scratch.path])
    #expect(merged.status == 0 && merged.output == "4 shards\n", "\(merged.errors)")
    #expect(try recordings.files("merged") == recordings.files("out"))
  }

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
