import Foundation
import TestSupport
import Testing

/// The daemon with little memory, and with files that may not grow (getrlimit(2)).
@Suite struct ResourceLimitTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let arguments = [
    "--synthetic", "--bus", "none", "--output", "jsonl", "--start", "1790000000", "--rate", "20", "--speed", "20000",
    "--seconds", "120",
  ]

  private func run(_ daemon: Program, _ resource: String, _ bytes: Int, _ more: [String]) throws -> Child.Result {
    let variables = ["STATE_DIRECTORY": scratch.path("state")]
    return try Program(path: "/usr/bin/prlimit").with(variables).run(
      ["--\(resource)=\(bytes)", daemon.path] + Self.arguments + more)
  }

  /// The seconds of the history, which has to be whole and in its place.
  private func kept(_ comment: Comment) throws -> Double {
    let text = try Program(path: "/usr/bin/sqlite3").run([
      scratch.path("state/history.sqlite"),
      "PRAGMA integrity_check; SELECT sum(sitting + standing + walking) FROM days",
    ]).lines
    #expect(text.first == "ok", comment)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("state"))
    #expect(!names.contains { $0.contains("damaged") }, comment)
    return try #require(text.last.flatMap(Double.init))
  }

  private static func time(of line: String?) -> Double {
    line?.firstMatch(of: /"time":([0-9.]+)/).flatMap { Double($0.1) } ?? 0
  }

  /// A program without memory ends by a trap or by the dynamic linker; systemd starts it again.
  private static let endings: Set<Int32> = [0, 127, 128 + SIGILL, 128 + SIGTRAP, 128 + SIGABRT, 128 + SIGSEGV]

  // From too little to load the program to enough for all, 7 % more each time.
  @Test(arguments: Program.daemons)
  func `with any amount of memory it runs or ends at once, and the history stays whole`(daemon: Program) throws {
    try #require(try run(daemon, "data", 1 << 30, ["--history"]).status == 0)
    var before = try kept("")
    #expect(before > 115)
    var results: [String] = []
    var bytes = 200_000
    while bytes < 64 << 20, results.suffix(3) != ["whole", "whole", "whole"] {
      let ended = try run(daemon, "data", bytes, ["--history"])
      let comment: Comment = "\(bytes) bytes: \(ended.status) \(ended.errors)"
      #expect(Self.endings.contains(ended.status), comment)
      let after = try kept(comment)
      if ended.status == 0 {
        #expect(ended.lines.last?.contains(#""event":"ended""#) == true, comment)
        let isWhole = after > before + 115
        #expect(isWhole || ended.errors.contains("there is too little memory for"), comment)
        results.append(isWhole ? "whole" : "without history")
      } else {
        results.append("ended")
      }
      #expect(after >= before, comment)
      before = after
      bytes += bytes / 14
    }
    #expect(results.first == "ended" && results.last == "whole", "\(results)")
  }

  // The recording's and the history's files end in the middle of a line or page.
  @Test(arguments: Program.daemons, [[], ["--compress"]])
  func `where files may not grow, what was recorded is replayed, and each fault is reported once`(
    daemon: Program, options: [String]
  ) throws {
    var random = SeededGenerator(seed: TestSeed.seed())
    try #require(try run(daemon, "fsize", 1 << 30, ["--history"]).status == 0)
    let before = try kept("")
    var faults = 0
    for number in 0..<12 {
      // recording.json is the longest file of the start, with 18 kB.
      let bytes = Int.random(in: 20_000..<(options.isEmpty ? 400_000 : 60_000), using: &random)
      let folder = scratch.path("\(number)")
      let ended = try run(daemon, "fsize", bytes, ["--history", "--record", folder] + options)
      let comment: Comment = "\(bytes) bytes: \(ended.status) \(ended.errors)"
      #expect(ended.status == 0, comment)
      #expect(ended.lines.last?.contains(#""event":"ended""#) == true, comment)
      let messages = ended.errors.split(separator: "\n")
      #expect(messages.count <= 2 && Set(messages).count == messages.count, comment)
      faults += messages.count { $0.contains("cannot write: File too large") }
      let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
      #expect(replay.lines.last?.contains(#""event":"ended""#) == true, "\(bytes) bytes: \(replay.errors)")
      // The events are those of the run. What ends with the recording ends earlier.
      let end = Self.time(of: replay.lines.last)
      let earlier = replay.lines.filter { Self.time(of: $0) < end }
      #expect(!earlier.isEmpty && ended.lines.starts(with: earlier), "\(bytes) bytes: \(replay.output)")
      try FileManager.default.removeItem(atPath: folder)
    }
    #expect(faults > 0)
    #expect(try kept("") >= before)
  }
}
