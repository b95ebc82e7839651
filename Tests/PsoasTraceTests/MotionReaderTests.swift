import Foundation
import PsoasCore
import TestSupport
import Testing

@testable import PsoasTrace

/// motion-BIDS that other programs have written.
@Suite struct MotionReaderTests {
  private static let channels = """
    name\tcomponent\ttype\tunits
    ax\tx\tACCEL\tm/s^2
    ay\ty\tACCEL\tm/s^2
    az\tz\tACCEL\tm/s^2
    latency\tn/a\tLATENCY\ts

    """
  private static let motion = "0\t0\t9.8\t0\n0\t0.1\t9.8\t0.01\n"
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ label: String, channels: String = channels, motion: String = motion, task: String = "desk")
    throws
  {
    let name = "set/sub-1/motion/sub-1_task-\(task)\(label)_"
    try scratch.write(name + "channels.tsv", channels)
    try scratch.write(name + "motion.tsv", motion)
  }

  private func read() -> Reading { Reading(scratch.path("set")) }

  @Test func `the sensors of a run are read in the order of time`() throws {
    try write("_tracksys-pelvis")
    try write("_tracksys-thigh", motion: "9.8\t0\t0\t0.005\n")
    let reading = read()
    #expect(reading.error == nil)
    let times = reading.inputs.compactMap { timed in
      if case .sample(let placement, _) = timed.input { "\(placement) \(timed.time.microseconds)" } else { nil }
    }
    #expect(times == ["pelvis 0", "thigh 5000", "pelvis 10000"])
    #expect(reading.samples[1].acceleration == Vector3(9.8, 0, 0))
  }

  @Test(
    arguments: [
      ("", "it is empty, expected a row for each channel", nil),
      ("name\ttype\tunits\n", "a column is missing, expected name, component, type and units", 1),
      ("name\tcomponent\ttype\tunits\nax\tx\tACCEL\n", "3 cells, expected 4 as in the header", 2),
      (
        "name\tcomponent\ttype\tunits\nt\tn/a\tLATENCY\tms\n", "LATENCY in 'ms', expected s", 2
      ),
      (
        "name\tcomponent\ttype\tunits\nax\tup\tACCEL\tg\n",
        "component 'up' of channel 'ax', expected x, y or z", 2
      ),
      (
        "name\tcomponent\ttype\tunits\ngx\tx\tGYRO\trpm\n",
        "units 'rpm' of channel 'gx', expected m/s^2 or g, rad/s or deg/s", 2
      ),
      (
        "name\tcomponent\ttype\tunits\nt\tn/a\tLATENCY\ts\n",
        "no ACCEL channels x, y, z and no LATENCY channel, expected all four", 2
      ),
    ] as [(String, String, Int?)])
  func `channels that cannot be used are named`(channels: String, problem: String, line: Int?) throws {
    try write("_tracksys-pelvis", channels: channels)
    let error = read().error ?? ""
    #expect(error.hasPrefix("sub-1/motion/sub-1_task-desk_tracksys-pelvis_channels.tsv:"), "\(error)")
    #expect(error.hasSuffix(problem), "\(error)")
    if let line { #expect(error.contains(".tsv:\(line): "), "\(error)") }
  }

  @Test(arguments: ["", "_tracksys-wrist"])
  func `a sensor at no known place is refused`(label: String) throws {
    try write(label)
    let error = read().error ?? ""
    #expect(error.contains("expected _tracksys-pelvis, -thigh or -trunk in it"), "\(error)")
  }

  @Test func `a dataset of several runs asks for one`() throws {
    try write("_tracksys-pelvis")
    try write("_tracksys-pelvis", task: "walk")
    #expect(read().error == "FILE: a dataset of 2 runs, expected one: give the _motion.tsv of it")
    let one = Reading(scratch.path("set/sub-1/motion/sub-1_task-walk_tracksys-pelvis_motion.tsv"))
    #expect(one.error == nil && one.samples.count == 2)
  }

  @Test func `a run without its channels is named`() throws {
    try write("_tracksys-pelvis")
    try FileManager.default.removeItem(
      atPath: scratch.path("set/sub-1/motion/sub-1_task-desk_tracksys-pelvis_channels.tsv"))
    let error = read().error ?? ""
    #expect(error.contains("_channels.tsv: cannot open: No such file or directory"), "\(error)")
  }
}
