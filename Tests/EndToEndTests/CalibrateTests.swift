import Foundation
import TestSupport
import Testing

/// A synthetic wearer does the calibration that psoasctl guides, on a private message bus.
@Suite struct CalibrateTests {
  @Test(arguments: Program.daemons)
  func `is guided, stored, shown, used by the next run, and forgotten`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let state = scratch.path("state")
    let environment = bus.environment.merging(["STATE_DIRECTORY": state]) { $1 }
    let arguments = ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "15", "--guided-speed", "15"]
    let psoasctl = Program.psoasctl.with(bus.environment)
    let first = try daemon.with(environment).start(arguments)
    #expect(first.prints("sensor-added"))

    // No calibration is stored: `--quick` and `--step` are refused, and the error names the remedy.
    let early = try psoasctl.run(["calibrate", "--quick"])
    #expect(early.status == 69 && early.errors.contains("full `psoasctl calibrate`"), "\(early.errors)")
    #expect(try psoasctl.run(["calibrate", "--step", "bends"]).status == 69)
    #expect(try psoasctl.run(["calibrate", "--step", "knees"]).status == 64)
    #expect(try psoasctl.run(["calibrate", "--skip", "neutral"]).status == 64)

    let full = try psoasctl.run(["calibrate"])
    #expect(full.status == 0, "\(full.output) \(full.errors)")
    for line in [
      "1/6 neutral: rock your pelvis fully forward", "3/6 bends: bend forward", "(2 of 3 done)",
      "4/6 seated-neutral: sit down", "6/6 verification: lean to one side", "the pelvis sensor is calibrated",
      "checked", "trust            valid for how the sensor is worn now",
    ] { #expect(full.output.contains(line), "\(line) in \(full.output)") }
    #expect(!full.output.contains("\u{1B}"))

    let file = state + "/calibrations/pelvis_synthetic-pelvis.json"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // The wearer bends by 45 degrees from a stance that sways, at any moment of the sway: what is stored is printed.
    let stored = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file))) as? [String: Any]
    let depth = try #require(stored?["depth_deg"] as? Double)
    #expect(abs(depth - 45) < 5)
    #expect(full.output.contains("3 bends of \(Int(depth.rounded()))°"), "\(depth) \(full.output)")
    let quick = try psoasctl.run(["calibrate", "--quick"])
    #expect(quick.status == 0 && quick.output.contains("1/1 neutral"), "\(quick.output) \(quick.errors)")
    let seat = try psoasctl.run(["calibrate", "--step", "seated-neutral"])
    #expect(seat.status == 0 && seat.output.contains("1/1 seated-neutral"), "\(seat.output) \(seat.errors)")
    // `forget --before` deletes the calibrations made before that day, and `--all` deletes all of them, in the running
    // service too.
    let kept = scratch.path("kept.json")
    try FileManager.default.copyItem(atPath: file, toPath: kept)
    try FileManager.default.copyItem(atPath: file, toPath: state + "/calibrations/thigh_other.json")
    #expect(try psoasctl.run(["forget", "--before", "today"]).status == 0)
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(try psoasctl.run(["forget", "--all"]).status == 0)
    #expect(first.prints("calibration-forgotten"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/calibrations").isEmpty)
    #expect(first.stop().status == 0)
    try FileManager.default.moveItem(atPath: kept, toPath: file)

    // The next run reads the calibration, and cannot know whether the sensor was taken off in between.
    let second = try daemon.with(environment).start(arguments)
    #expect(second.prints(#""event":"calibration-trust","trust":"unproven""#))
    // `replay --calibration` reads the same format.
    let trace = try scratch.write("t.csv", "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0.0,0,9.81,0\n")
    let replay = try Program.psoasctl.run(["replay", trace, "--calibration", file, "--estimates", "-"])
    #expect(replay.status == 0 && replay.lines.count == 2, "\(replay.errors)")
    #expect(try psoasctl.run(["calibrate", "--forget", "pelvis"]).status == 0)
    #expect(second.prints("calibration-forgotten"))
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(try psoasctl.run(["calibrate", "--forget", "pelvis"]).status == 69)
    #expect(second.stop().status == 0)
  }

  @Test(arguments: Program.daemons)
  func `an interrupted one is cancelled, a damaged file set aside`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("state/calibrations")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "{\"cranial\":".write(toFile: folder + "/pelvis_synthetic-pelvis.json", atomically: true, encoding: .utf8)
    let running = try daemon.with(bus.environment.merging(["STATE_DIRECTORY": scratch.path("state")]) { $1 }).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "2", "--guided-speed", "2"])
    #expect(running.prints("sensor-added"))
    let guide = try Program.psoasctl.with(bus.environment).start(["calibrate"])
    #expect(guide.prints("1/6 neutral"))
    let ended = guide.stop(SIGINT)
    #expect(ended.status == 1 && ended.output.contains("cancelled"), "\(ended.output) \(ended.errors)")
    #expect(running.prints("calibration-cancelled"))
    let result = running.stop()
    #expect(result.errors.contains("renamed to") && result.errors.contains("psoasctl calibrate"), "\(result.errors)")
    #expect(FileManager.default.fileExists(atPath: folder + "/pelvis_synthetic-pelvis.json.damaged"))
  }

  @Test(arguments: Program.daemons)
  func `one of a newer psoas is named and kept`(daemon: Program) throws {
    let scratch = try Scratch()
    let folder = scratch.path("state/calibrations")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = folder + "/pelvis_synthetic-pelvis.json"
    let newer = "{\"placement\":\"pelvis\",\"format\":7}\n"
    try newer.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try daemon.with(["STATE_DIRECTORY": scratch.path("state")]).run([
      "--synthetic", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "240",
    ])
    #expect(result.status == 0)
    #expect(
      result.errors.contains("\(file): written by a newer psoas (format 7, this one reads 1)"), "\(result.errors)")
    #expect(!result.errors.contains("damaged"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == newer)
  }

  @Test func `a recording of it replays to the same events`() throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let folder = scratch.path("calibration.psoas")
    let running = try Program.psoasd.with(bus.environment).start(
      [
        "--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "15", "--guided-speed", "15", "--record",
        folder,
      ])
    #expect(running.prints("sensor-added"))
    let full = try Program.psoasctl.with(bus.environment).run(["calibrate"])
    #expect(full.status == 0, "\(full.output)")
    let live = running.stop()
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(live.output.contains("calibration-done"))
    #expect(replay.output == live.output)
  }
}
