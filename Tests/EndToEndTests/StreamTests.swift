import Foundation
import TestSupport
import Testing

/// Standard output, terminals and files of unexpected kinds.
@Suite struct StreamTests {
  private func still() throws -> (scratch: Scratch, trace: String) {
    let scratch = try Scratch()
    return (scratch, try scratch.write("still.csv", stillTrace(seconds: 10)))
  }

  /// Runs `psoasctl` in a shell's pipeline; PIPESTATUS is printed on standard error.
  private func inShell(_ line: String, _ scratch: Scratch) throws -> (status: [String], errors: String) {
    let script = try scratch.write(
      "run.sh",
      "psoasctl() { '\(Program.psoasctl.path)' \"$@\"; }\ncd '\(scratch.path)'\n\(line)\necho \"status ${PIPESTATUS[*]}\" >&2\n"
    )
    let result = try Program(path: "/bin/bash").run([script])
    let lines = result.errors.split(separator: "\n").map(String.init)
    return (
      (lines.last ?? "").split(separator: " ").dropFirst().map(String.init), lines.dropLast().joined(separator: "\n")
    )
  }

  @Test(arguments: [
    "replay still.csv", "replay still.csv --estimates -", "replay still.csv --events -", "config show", "exercise list",
    "safety", "simulate - --seconds 60", "--help", "exercise start plank --plain --no-sensor",
  ])
  func `a full disk is a message and status 74`(words: String) throws {
    let (scratch, _) = try still()
    let result = try inShell("psoasctl \(words) > /dev/full < /dev/null", scratch)
    #expect(result.status == ["74"], "\(result.errors)")
    #expect(result.errors.contains("No space left on device"))
  }

  @Test(arguments: [
    "replay still.csv", "replay still.csv --estimates -", "config show", "exercise list", "safety", "--help",
    "simulate - --seconds 600", "exercise start plank --plain --no-sensor",
  ])
  func `a reader that closes the pipe is no failure`(words: String) throws {
    let (scratch, _) = try still()
    let result = try inShell("psoasctl \(words) < /dev/null | head -1 > /dev/null", scratch)
    #expect(result.status == ["0", "0"], "\(result.errors)")
    #expect(!result.errors.contains("pipe") && !result.errors.contains("Fatal"))
  }

  @Test func `a closed standard output is an error, and no file takes its place`() throws {
    let (scratch, _) = try still()
    let result = try inShell("psoasctl replay still.csv --estimates a.csv >&-", scratch)
    #expect(result.status == ["0"])
    let summary = try inShell("psoasctl replay still.csv >&-", scratch)
    #expect(summary.status == ["74"])
    #expect(try scratch.read("a.csv").hasPrefix("time,"))
  }

  @Test func `only the owner can read what is written about a person`() throws {
    let (scratch, trace) = try still()
    let files = ["--estimates", scratch.path("e.csv"), "--events", scratch.path("v.jsonl")]
    #expect(try Program.psoasctl.run(["replay", trace] + files).status == 0)
    for name in ["e.csv", "v.jsonl"] {
      let mode = try FileManager.default.attributesOfItem(atPath: scratch.path(name))[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
  }

  @Test func `a last line that is cut off loses that line alone`() throws {
    let (scratch, trace) = try still()
    let text = try String(contentsOfFile: trace, encoding: .utf8)
    let cut = try scratch.write("cut.csv", String(text.dropLast(25)))
    let whole = try scratch.write("whole.csv", text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n")
    for words in [["--estimates", "-"], ["--events", "-"], []] {
      let expected = try Program.psoasctl.run(["replay", whole] + words)
      let result = try Program.psoasctl.run(["replay", cut] + words)
      #expect(result.status == 65)
      #expect(result.errors.hasPrefix("\(cut):502: "), "\(result.errors)")
      #expect(result.output.replacingOccurrences(of: cut, with: whole) == expected.output)
    }
  }

  @Test func `several traces are kept apart`() throws {
    let (scratch, trace) = try still()
    let other = try scratch.write("b,c.csv", stillTrace(seconds: 2))
    let rows = try Program.psoasctl.run(["replay", trace, other, "--estimates", "-"])
    #expect(rows.lines[0].hasPrefix("trace,time,placement,"))
    #expect(rows.lines.count == 1 + 500 + 100)
    #expect(
      rows.lines[1].hasPrefix("\(trace),0.000,pelvis,") && rows.lines[501].hasPrefix("\"\(other)\",0.000,pelvis,"))
    let events = try Program.psoasctl.run(["replay", trace, other, "--events", "-"])
    #expect(
      events.lines.allSatisfy {
        $0.hasPrefix("{\"trace\":\"\(trace)\",\"time\"") || $0.hasPrefix("{\"trace\":\"\(other)\",\"time\"")
      })
  }

  @Test func `a stance is looked for within the trace`() throws {
    let scratch = try Scratch()
    var text = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n"
    for index in -500..<0 { text += "\(Double(index) / 50),9.8,0.0\(-index % 3),0.1\n" }
    let trace = try scratch.write("below.csv", text)
    let seen = try Program.psoasctl.run(["replay", trace, "--standing", "-8:-3", "--events", "-"])
    #expect(seen.status == 0 && seen.output.contains(#""source":"standing""#), "\(seen.errors)")
    for (range, words) in [("5:10", "after the last sample"), ("-1e9:-20", "before the first sample")] {
      let missed = try Program.psoasctl.run(["replay", trace, "--standing=\(range)"])
      #expect(missed.status == 65 && missed.errors.contains(words), "\(missed.errors)")
    }
    #expect(try Program.psoasctl.run(["replay", trace, "--standing", "-1e9:-9", "--events", "-"]).status == 0)
  }

  @Test func `pipes and devices are refused as settings`() throws {
    let (scratch, trace) = try still()
    let pipe = scratch.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for words in [
      ["--config", pipe], ["--calibration", pipe], ["--config", "/dev/zero"], ["--calibration", "/dev/zero"],
    ] {
      let result = try Program.psoasctl.run(["replay", trace] + words)
      #expect(result.status == 66 && result.errors.contains("a pipe or a device, expected a file"), "\(result.errors)")
    }
    try FileManager.default.createDirectory(atPath: scratch.path("r.psoas"), withIntermediateDirectories: true)
    #expect(mkfifo(scratch.path("r.psoas/recording.json"), 0o600) == 0)
    #expect(try Program.psoasctl.run(["replay", scratch.path("r.psoas")]).status == 66)
    // A trace may be read from a pipe.
    let packed = try inShell("psoasctl replay <(cat still.csv)", scratch)
    #expect(packed.status == ["0"], "\(packed.errors)")
  }

  @Test func `a symbolic link is followed, and its target is written`() throws {
    let scratch = try Scratch()
    let home = scratch.path("config/psoas/psoas.conf.d")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: scratch.path("dotfiles"), withIntermediateDirectories: true)
    // The link dangles at first: its target does not exist yet.
    #expect(symlink("../../../dotfiles/50-sensors.conf", home + "/50-sensors.conf") == 0)
    let program = Program.psoasctl.with(["XDG_CONFIG_HOME": scratch.path("config")])
    for address in ["11-22-33", "44-55-66"] {
      let identifier = "057e:2006:aa-bb-cc-\(address)"
      #expect(try program.run(["sensors", "assign", "pelvis", identifier]).status == 0)
      #expect(try scratch.read("dotfiles/50-sensors.conf").contains("Pelvis=\(identifier)\n"))
    }
    let kind = try FileManager.default.attributesOfItem(atPath: home + "/50-sensors.conf")[.type] as? FileAttributeType
    #expect(kind == .typeSymbolicLink)
  }

  @Test func `an unknown identifier is a warning, and one that no file can hold is refused`() throws {
    let scratch = try Scratch()
    let program = Program.psoasctl.with(["XDG_CONFIG_HOME": scratch.path("config")])
    let warned = try program.run(["sensors", "assign", "pelvis", "Joy-Con"])
    #expect(warned.status == 0 && warned.errors.contains("does not have the format of an identifier"))
    for bad in ["", "a\n[Reminders]", "a b", "a;b", "\u{1B}[31m"] {
      #expect(try program.run(["sensors", "assign", "pelvis", bad]).status == 65)
    }
    #expect(try scratch.read("config/psoas/psoas.conf.d/50-sensors.conf").contains("Pelvis=Joy-Con\n"))
  }

  @Test func `Ctrl-Z gives the terminal back and fg takes it again`() throws {
    let script = Repository.path("Tests/EndToEndTests/terminal.py")
    let python = Program(path: "/usr/bin/python3").with(["TERM": "xterm", "LC_ALL": "C.UTF-8"])
    let result = try python.run([
      script, "quit", Program.psoasctl.path, "exercise", "start", "plank", "--no-sensor",
    ])
    #expect(result.output == "ok\n", "\(result.output) \(result.errors)")
  }
}
