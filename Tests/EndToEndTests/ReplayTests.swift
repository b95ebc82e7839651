import Foundation
import TestSupport
import Testing

/// A short trace of a person who stands still, for `seconds` at 50 Hz.
func stillTrace(seconds: Int) -> String {
  var text =
    "# psoas-trace: 1\ntime,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z,label\n"
  for index in 0..<seconds * 50 {
    let wobble = index % 2 == 0 ? "0.01" : "-0.01"
    text += String(format: "%d.%02d0", index / 50, index % 50 * 2) + ",9.81,\(wobble),0.02,0.001,\(wobble),0,stand\n"
  }
  return text
}

@Suite struct ReplayTests {
  @Test func `one row an input sample, its time copied unchanged`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("still.csv", stillTrace(seconds: 4))
    let result = try Program.psoasctl.run(["replay", trace, "--estimates", "-"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.lines.first
        == "time,placement,up_x,up_y,up_z,lagged_up_x,lagged_up_y,lagged_up_z,tilt_deg,lateral_deg,posture,confidence")
    #expect(result.lines.count == 201)
    #expect(result.lines[1].hasPrefix("0.000,pelvis,"))
    #expect(result.lines[200].hasPrefix("3.980,pelvis,"))
    #expect(result.lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 12 })
    let up = result.lines[150].split(separator: ",", omittingEmptySubsequences: false)
    #expect((Double(up[2]) ?? 0) > 0.999 && (Double(up[5]) ?? 0) > 0.999)
  }

  @Test func `plain, gzip and standard input give the same, twice over`() throws {
    let scratch = try Scratch()
    let text = stillTrace(seconds: 3)
    let plain = try scratch.write("a.csv", text)
    try shell("gzip -k \(plain)")
    let wanted = ["--estimates", "-"]
    let first = try Program.psoasctl.run(["replay", plain] + wanted)
    #expect(first.status == 0 && first.lines.count == 151)
    #expect(try Program.psoasctl.run(["replay", plain] + wanted).output == first.output)
    #expect(try Program.psoasctl.run(["replay", plain + ".gz"] + wanted).output == first.output)
    #expect(try Program.psoasctl.run(["replay", "-"] + wanted, input: Data(text.utf8)).output == first.output)
    let gz = try Data(contentsOf: URL(fileURLWithPath: plain + ".gz"))
    #expect(try Program.psoasctl.run(["replay", "-"] + wanted, input: gz).output == first.output)
    let french = Program.psoasctl.with(["LC_ALL": "fr_FR.UTF-8", "TZ": "Asia/Kathmandu"])
    #expect(try french.run(["replay", plain] + wanted).output == first.output)
  }

  @Test func `without options it prints the day's summary`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("still.csv", stillTrace(seconds: 4))
    let result = try Program.psoasctl.run(["replay", trace])
    #expect(result.status == 0)
    #expect(result.output.contains("longest bout"))
    #expect(result.errors.isEmpty, "no progress bar where there is no terminal")
  }

  @Test func `calibration none reports up and nothing else`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("still.csv", stillTrace(seconds: 4))
    let result = try Program.psoasctl.run(["replay", trace, "--calibration", "none", "--estimates", "-"])
    #expect(result.lines.dropFirst().allSatisfy { $0.hasSuffix(",,,unknown,0.000") })
  }

  @Test func `a stance that was announced makes upright known`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("still.csv", stillTrace(seconds: 4))
    let result = try Program.psoasctl.run(["replay", trace, "--standing", "1:2", "--events", "-"])
    #expect(result.output.contains(#""event":"calibrated","source":"standing""#))
  }

  @Test func `five seconds without data while sitting stay sitting in the diary`() throws {
    let scratch = try Scratch()
    let trace = scratch.path("wearer.csv")
    let simulation = ["simulate", trace, "--seconds", "900", "--rate", "50", "--seed", "2"]
    #expect(try Program.psoasctl.run(simulation).status == 0)
    let rows = try scratch.read("wearer.csv").split(separator: "\n")
    func time(_ row: Substring) -> Double { row.split(separator: ",").first.flatMap { Double($0) } ?? 0 }
    let around = rows.filter { (580..<640).contains(time($0)) }
    #expect(around.count > 2900 && around.allSatisfy { $0.contains(",sit,") })
    let rest = rows.filter { !(600..<605).contains(time($0)) }
    try scratch.write("gap.csv", rest.joined(separator: "\n") + "\n")
    let diary = try Program.psoasctl.run(["replay", scratch.path("gap.csv"), "--diary", "-"]).lines.dropFirst()
    let postures = diary.map { $0.split(separator: ",") }.filter { Double($0[0])! < 640 && Double($0[1])! > 580 }
    #expect(!postures.isEmpty && postures.allSatisfy { $0[2] == "sitting" }, "\(postures)")
  }

  @Test func `a lag of none makes lagged_up the causal one`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("still.csv", stillTrace(seconds: 2))
    let result = try Program.psoasctl.run(["replay", trace, "--lag", "0", "--estimates", "-"])
    for line in result.lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
      // The smoother's ring has single precision: a millionth is less than a ten-thousandth of a degree.
      for axis in 2...4 { #expect(abs(cells[axis] - cells[axis + 3]) < 3e-6, "\(line)") }
    }
  }
}

@Suite struct BadInputTests {
  @Test(arguments: [
    ("empty.csv", "", "empty.csv"),
    ("columns.csv", "time,pelvis_acc_x\n0,1\n", "columns.csv:1: "),
    ("number.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,0,0,9.8\n0.01,0,zero,9.8\n", "number.csv:3: "),
    ("back.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n1,0,0,9.8\n0.5,0,0,9.8\n", "back.csv:3: "),
    ("cells.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n1,0,0\n", "cells.csv:2: "),
    ("binary.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n\u{0}\u{1}\u{2}\n", "binary.csv:2: "),
    ("broken.evemu", "# EVEMU 1.3\nN: x\nI: 0003 054c 0ce6 8111\nE: 0.000001 zzzz 0000 0\n", "broken.evemu:4: "),
  ])
  func `names the file and the line, and exits with 65`(name: String, content: String, start: String) throws {
    let scratch = try Scratch()
    let trace = try scratch.write(name, content)
    let result = try Program.psoasctl.run(["replay", trace, "--estimates", scratch.path("out.csv")])
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains(start), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func `a decimal comma is read, and reported`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("comma.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,0,0,\"9,8\"\n")
    let result = try Program.psoasctl.run(["replay", trace, "--estimates", scratch.path("out.csv")])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("comma.csv:2: numbers have decimal commas"), "\(result.errors)")
  }

  @Test func `a trace without a reading is refused, and says which word was found`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("nan.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,nan,0,9.8\n")
    let result = try Program.psoasctl.run(["replay", trace, "--estimates", scratch.path("out.csv")])
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("nan.csv:2: 1 cell like 'nan' is taken as missing"), "\(result.errors)")
    #expect(result.errors.contains("no row has a reading"), "\(result.errors)")
  }

  @Test func `what came before the fault is kept`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("cut.csv", stillTrace(seconds: 2) + "2.0,broken\n")
    let result = try Program.psoasctl.run(["replay", trace, "--estimates", scratch.path("out.csv"), "--lag", "0"])
    #expect(result.status == 65)
    #expect(try scratch.read("out.csv").split(separator: "\n").count == 101)
  }

  @Test func `a gzip file that is cut off is reported`() throws {
    let scratch = try Scratch()
    let trace = try scratch.write("a.csv", stillTrace(seconds: 2))
    try shell("gzip \(trace) && truncate -s -20 \(trace).gz")
    #expect(try Program.psoasctl.run(["replay", trace + ".gz", "--events", "-"]).status == 65)
  }

  @Test func `two gigabytes without a line feed take no memory`() throws {
    let scratch = try Scratch()
    let log = scratch.path("peak")
    // The limit on memory turns buffering of the whole input into a failure.
    let status = try shell(
      """
      ulimit -v 1500000; head -c 2147483648 /dev/zero | tr '\\0' 7 | \
      '\(Program.psoasctl.path)' replay - --events /dev/null 2>'\(log)'
      """, expecting: nil)
    #expect(status == 65)
    #expect(try scratch.read("peak").contains("-:1: "))
  }

  @Test func `replay says why a sensor is not used`() throws {
    let scratch = try Scratch()
    let rows = (0..<200).map { "\(Double($0) / 10),0,9.81,0" }
    let csv = try scratch.write("stuck.csv", (["time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"] + rows).text)
    let axes = (0..<3).map { "A: 0\($0) -32767 32767 0 0 4096" }
    let frames = (0..<200).map { frame in
      let time = "E: \(frame / 10).\(frame % 10)00000"
      return "\(time) 4 5 \(frame * 100_000)\n\(time) 3 2 4096\n\(time) 0 0 0"
    }
    let head = ["# EVEMU 1.3", "N: IMU", "I: 0003 1209 0001 0100", "P: 40 00 00 00 00 00 00 00"]
    let bits = ["B: 03 07 00 00 00 00 00 00 00", "B: 04 20 00 00 00 00 00 00 00"]
    let evemu = try scratch.write("stuck.evemu", (head + bits + axes + frames).text)
    for trace in [csv, evemu] {
      let result = try Program.psoasctl.run(["replay", trace])
      #expect(result.status == 0 && result.output.contains("unknown"))
      let reasons = result.errors.split(separator: "\n").filter { $0.contains("the same reading for 10 s") }
      #expect(reasons.count == 1, "\(result.errors)")
      #expect(reasons.first?.hasPrefix("\(trace): the pelvis sensor is not used from 1") == true, "\(result.errors)")
    }
  }

  @Test func `no such file`() throws {
    let result = try Program.psoasctl.run(["replay", "/nowhere/at.all"])
    #expect(result.status == 66)
    #expect(result.errors.contains("/nowhere/at.all"))
  }
}

/// Runs a shell command and checks its exit status.
@discardableResult
func shell(_ line: String, expecting status: Int32? = 0) throws -> Int32 {
  let result = try Program(path: "/bin/bash").run(["-c", line])
  if let status { #expect(result.status == status, "\(line): \(result.errors)") }
  return result.status
}

extension [String] {
  /// The lines.
  fileprivate var text: String { joined(separator: "\n") + "\n" }
}
