import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace
@testable import psoasctl

/// Impossible units and scales are refused, and nothing else is.
@Suite struct SignalCheckTests {
  /// The signals of the synthetic wearer in other units.
  private func csv(
    seconds: Double = 120, time: Double = 1, acceleration: Double = 1, turn: Double = 1, bias: Double = 0
  ) throws -> String {
    var options = SyntheticWearer.Options()
    options.rate = 100
    var wearer = SyntheticWearer(options)
    let scratch = try Scratch()
    try wearer.writeCSV(seconds: seconds, to: bytes(scratch.path("w.csv")))
    let lines = try scratch.read("w.csv").split(separator: "\n")
    var text = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n"
    for line in lines where line.first?.isNumber == true {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).prefix(7).compactMap { Double($0) }
      text += String(format: "%.6f", cells[0] * time)
      for cell in cells[1...3] { text += String(format: ",%.6f", cell * acceleration) }
      for cell in cells[4...6] { text += String(format: ",%.6f", cell * turn + bias) }
      text += "\n"
    }
    return text
  }

  @Test func `the format's own units pass`() throws {
    let reading = Reading(of: try csv(seconds: 600))
    #expect(reading.error == nil)
    #expect(reading.notes.isEmpty)
  }

  @Test(arguments: [
    (1 / 9.80665, "is it in g?", "acc=g"), (1000 / 9.80665, "beyond 1000 m/s2", "acc=mg"),
    (100, "beyond 1000 m/s2", "acc=cm/s2"), (256 / 9.80665, "are these counts?", "acc=256/g"),
  ])
  func `acceleration in other units`(factor: Double, words: String, units: String) throws {
    let text = try csv(acceleration: factor)
    let refused = Reading(of: text)
    #expect(refused.error?.contains(words) == true || refused.error?.contains("is it in mg or cm/s2?") == true)
    #expect((refused.inputs.last?.time.seconds ?? 0) < 100)
    let taken = Reading(of: text, units: units)
    #expect(taken.error == nil)
    let first = taken.samples[0].acceleration
    #expect((first.dot(first).squareRoot() - 9.8).magnitude < 1)
  }

  @Test func `counts are recognized, also behind a wrong unit`() throws {
    let text = try csv(acceleration: 16384 / 9.80665, turn: 16.4 * 180 / Double.pi)
    #expect(Reading(of: text).error?.contains("or in counts? Say --units acc=mg or acc=COUNTS/g") == true)
    let wrong = Reading(of: text, units: "acc=mg")
    let counts = try #require(wrong.error?.firstMatch(of: /say --units acc=([0-9.]+)\/g/), "\(wrong.error ?? "")")
    #expect((Double(counts.1) ?? 0) / 16384 > 0.9 && (Double(counts.1) ?? 0) / 16384 < 1.1)
    let turns = Reading(of: try csv(seconds: 300, turn: 17.45 * 180 / Double.pi))
    let found = turns.error?.firstMatch(of: /gyr=COUNTS\/dps .* about ([0-9.]+)/)
    let perDegree = try #require(found, "\(turns.error ?? "")")
    #expect((Double(perDegree.1) ?? 0) / 17.45 > 0.5 && (Double(perDegree.1) ?? 0) / 17.45 < 2)
    #expect(Reading(of: text, units: "acc=16384/g,gyr=16.4/dps").error == nil)
    #expect(Reading(of: try csv(seconds: 300, turn: 180_000 / Double.pi), units: "gyr=deg/s").error != nil)
  }

  @Test func `gravity must be in it`() {
    let rows = (0..<7000).map { "\(Double($0) / 100),0.0\($0 % 7),0.01,0.02" }.joined(separator: "\n")
    let reading = Reading(of: "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n\(rows)\n")
    #expect(reading.error?.contains("was gravity removed") == true)
  }

  @Test func `turns in degrees`() throws {
    let text = try csv(seconds: 300, turn: 180 / Double.pi)
    let refused = Reading(of: text)
    #expect(refused.error?.contains("degrees/s?") == true)
    #expect(Reading(of: text, units: "gyr=deg/s").error == nil)
  }

  @Test func `a steady turn that gravity does not show`() {
    let rows = (0..<3000).map { "\(Double($0) / 100),0,0.01,9.8,0.\($0 % 2 + 5),0.1,0" }.joined(separator: "\n")
    let reading = Reading(
      of: "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n\(rows)\n")
    #expect(reading.error?.contains("while gravity does not rotate") == true)
  }

  @Test(arguments: [(1e3, "ms"), (1e6, "us"), (1e9, "ns"), (1.0 / 3600, "h")])
  func `time in other units`(factor: Double, unit: String) throws {
    let text = try csv(seconds: 60, time: factor)
    if unit != "h" {
      let refused = Reading(of: text)
      #expect(refused.error?.contains("--units time=\(unit)") == true)
      #expect(refused.samples.count <= 21)
      let taken = Reading(of: text, units: "time=\(unit)")
      #expect(taken.error == nil)
      #expect(((taken.inputs.last?.time.seconds ?? 0) - 60).magnitude < 1)
    } else {
      #expect(Reading(of: text).error != nil)
    }
  }

  /// Rest, free fall, shaking and rotation: acceleration and angular rate differ from those at rest.
  @Test func `handling a sensor passes`() {
    var text = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n"
    for index in 0..<12_000 {
      let time = Double(index) / 100
      let shake = 30 * sin(50 * time)
      switch index {
      case ..<3000: text += "\(time),\(shake),\(shake / 2),9.8,\(shake / 10),0,0\n"
      case ..<3200: text += "\(time),0.01,0,0.02,3,2,1\n"
      case ..<6000: text += "\(time),0,0,9.8,0.01,0,4.5\n"
      default: text += "\(time),0.2,9.7,0.3,0,0,0\n"
      }
    }
    #expect(Reading(of: text).error == nil)
  }

  @Test(arguments: [(8192, nil), (835, "is the resolution per m/s2?"), (80_335, "expected gravity's 9.8")])
  func `resolution of a recording`(resolution: Int, words: String?) {
    var text =
      "# EVEMU 1.3\nN: Pad\nI: 0003 054c 0ce6 0100\nP: 40 00 00 00 00 00 00 00\nB: 03 07 00 00 00 00 00 00 00\n"
    for axis in 0...2 { text += "A: 0\(axis) -32768 32767 0 0 \(resolution)\n" }
    for index in 0..<3000 {
      text += String(format: "E: %d.%06d 0003 0002 %d\n", index / 100, index % 100 * 10_000, 8192 + index % 2)
      text += String(format: "E: %d.%06d 0000 0000 0\n", index / 100, index % 100 * 10_000)
    }
    let reading = Reading(of: text)
    if let words { #expect(reading.error?.contains(words) == true) } else { #expect(reading.error == nil) }
  }

  @Test(arguments: [
    "acc=g", "gyr=dps,time=us", "acc=16384/g,gyr=mdeg/s,time=ns", "gyr=16.4/dps", "acc=m/s2,gyr=rad/s,time=s",
  ])
  func `units that are known`(text: String) {
    var fault = Text()
    #expect(TraceUnits(bytes(text), fault: &fault) != nil)
  }

  @Test(arguments: [
    "", "acc", "acc=furlong", "acc=g,acc=g", "acc=0/g", "acc=-1/g", "gyr=/dps", "gyr=0/dps", "time=", "mag=uT",
    "acc=g,",
  ])
  func `units that are not`(text: String) {
    var fault = Text()
    #expect(TraceUnits(bytes(text), fault: &fault) == nil)
  }
}
