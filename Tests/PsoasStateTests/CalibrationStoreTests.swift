import Foundation
import PsoasCore
import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace
import TestSupport
import Testing

@Suite struct CalibrationStoreTests {
  private let scratch: Scratch
  private let sensor: Text = "057e:2006:dc-68-eb-11-22-33"

  init() throws { scratch = try Scratch() }

  private func record() throws -> CalibrationRecord {
    var calibration = try #require(
      Calibration(upright: Vector3(0.1, 0.2, -0.9), mediolateral: Vector3(1, 0.3, 0.1), seatedNeutral: -11.25))
    calibration.habitualStance = 4.1
    calibration.activeRange = Calibration.ActiveRange(posterior: -7.5, anterior: 9.1)
    calibration.quality.planarity = 0.991
    calibration.quality.bends = 3
    calibration.quality.isVerified = true
    let clock = WallClock(unixMicroseconds: 1_700_000_000_123_456, utcOffset: 3600)
    return CalibrationRecord(calibration, made: clock, rezeroed: clock)
  }

  private func mode(_ path: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func `a stored calibration is read back by sensor and placement, and only its owner can read it`() throws {
    let folder = scratch.path("calibrations")
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    let record = try record()
    #expect(try store.calibration(of: .pelvis, sensor) == nil)
    try store.write(record, .pelvis, sensor)
    let back = try #require(try store.calibration(of: .pelvis, sensor))
    // The axes are orthonormalized when read, which may change the last bit.
    #expect((back.calibration.right - record.calibration.right).norm < 1e-12)
    #expect(back.made == record.made && back.rezeroed == record.rezeroed)
    #expect(back.calibration.seatedNeutral == -11.25)
    #expect(back.calibration.quality == record.calibration.quality)
    #expect(back.calibration.activeRange == record.calibration.activeRange)
    #expect(try store.calibration(of: .trunk, sensor) == nil)
    #expect(try store.calibration(of: .pelvis, "other") == nil)
    #expect(try mode(folder) == 0o700)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files == ["pelvis_057e-2006-dc-68-eb-11-22-33.json"])
    #expect(try mode(folder + "/" + files[0]) == 0o600)
    try store.write(record, .pelvis, sensor)
    try store.remove(.pelvis, sensor)
    try store.remove(.pelvis, sensor)
    #expect(try store.calibration(of: .pelvis, sensor) == nil)
  }

  @Test func `a mounting is read back, is forgotten with the rest, and a damaged one is set aside`() throws {
    let folder = scratch.path("calibrations")
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    #expect(try store.mounting(of: .thigh, sensor) == nil)
    try store.write(mounting: Vector3(0, 0.6, 0.8), .thigh, sensor)
    #expect(try store.mounting(of: .thigh, sensor) == Vector3(0, 0.6, 0.8))
    #expect(try store.calibration(of: .thigh, sensor) == nil)
    let name = "thigh_057e-2006-dc-68-eb-11-22-33.mounting.json"
    #expect(try mode(folder + "/" + name) == 0o600)
    for damage in ["", "{", "{\"upright\":[0,0,0]}", "{\"upright\":[1,2]}", "{\"upright\":[1e308,1e308,1e308]}", "{}"] {
      try Data(damage.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      #expect(throws: TraceError.self) { try store.mounting(of: .thigh, sensor) }
    }
    #expect("\(store.setAside(.mounting, .thigh, sensor))".hasSuffix("mounting.json.damaged"))
    try store.write(mounting: Vector3(0, 1, 0), .thigh, sensor)
    try store.forget(before: nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func `calibrations made before a day are forgotten, those confirmed since are not`() throws {
    let folder = scratch.path("calibrations")
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    // An empty store is not created.
    try store.forget(before: nil)
    #expect(!FileManager.default.fileExists(atPath: folder))
    var record = try record()
    try store.write(record, .pelvis, "old")
    record.rezeroed = record.rezeroed?.advanced(by: 5 * 86_400_000_000)
    try store.write(record, .pelvis, "confirmed")
    try store.write(CalibrationRecord(record.calibration), .trunk, "undated")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/notes.txt"))
    for name in ["thigh_old.json.damaged", "thigh_older.json.new"] {
      try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    // A damaged file has the age of its modification date: 2001-09-09.
    let date = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder + "/thigh_old.json.damaged")
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    let made = try #require(record.made).localDay
    try store.forget(before: made)
    #expect(
      try names() == [
        "notes.txt", "pelvis_confirmed.json", "pelvis_old.json", "thigh_older.json.new", "trunk_undated.json",
      ])
    try store.forget(before: made + 1)
    #expect(
      try names() == ["notes.txt", "pelvis_confirmed.json", "thigh_older.json.new", "trunk_undated.json"])
    try store.forget(before: nil)
    #expect(try names() == ["notes.txt"])
  }

  @Test(arguments: [
    ("{\"cranial\":[0,1,0]", "not JSON"), ("{\"cranial\":[0,1,0]}", "\"right\" is invalid, expected it to be present"),
    ("{\"format\":-1,\"cranial\":[0,1,0],\"right\":[0,0,1]}", "\"format\" is invalid"),
    ("{\"cranial\":[0,1,0],\"right\":[0,2,0]}", "expected a direction across cranial"),
    ("{\"cranial\":[0,1,0],\"right\":[0,0,1],\"seated_neutral_deg\":900}", "expected degrees from -180 to 180"),
  ])
  func `a damaged file is reported, and can be set aside`(text: String, complaint: String) throws {
    let folder = scratch.path("calibrations")
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    try store.write(try record(), .pelvis, sensor)
    let path = folder + "/pelvis_057e-2006-dc-68-eb-11-22-33.json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    do throws(TraceError) {
      _ = try store.calibration(of: .pelvis, sensor)
      Issue.record("was read")
    } catch {
      #expect(String(decoding: error.message, as: UTF8.self).contains(complaint))
      #expect(error.kind == .malformed)
    }
    _ = store.setAside(.calibration, .pelvis, sensor)
    #expect(try store.calibration(of: .pelvis, sensor) == nil)
    #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
  }

  @Test func `a file of a newer format is named, kept, and not overwritten`() throws {
    let folder = scratch.path("calibrations")
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    try store.write(record(), .pelvis, sensor)
    let path = folder + "/pelvis_057e-2006-dc-68-eb-11-22-33.json"
    let newer = "{\"placement\":\"pelvis\",\"format\":2,\"quaternion\":[1,0,0,0]}\n"
    for attempt in 1...2 {
      try Data(newer.utf8).write(to: URL(fileURLWithPath: path))
      let error = try #require(throws: TraceError.self) { try store.calibration(of: .pelvis, sensor) }
      #expect(error.kind == .newer && error.message.contains("written by a newer psoas (format 2, this one reads 1)"))
      // After a new calibration both files exist.
      let kept = try #require(try store.write(record(), .pelvis, sensor))
      #expect(kept.description == path + (attempt == 1 ? ".newer" : ".newer.2"))
      #expect(try String(contentsOfFile: kept.description, encoding: .utf8) == newer)
      #expect(try store.calibration(of: .pelvis, sensor) != nil)
    }
    // A mounting learned from walking does not replace it.
    let mounting = folder + "/thigh_057e-2006-dc-68-eb-11-22-33.mounting.json"
    try Data(newer.utf8).write(to: URL(fileURLWithPath: mounting))
    try store.write(mounting: Vector3(0, 0, 1), .thigh, sensor)
    #expect(try String(contentsOfFile: mounting, encoding: .utf8) == newer)
    try store.forget(before: nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func `a pipe in its place is refused at once`() throws {
    let store = CalibrationStore(state: Text(scratch.path.utf8))
    try store.write(record(), .pelvis, sensor)
    for name in ["pelvis_057e-2006-dc-68-eb-11-22-33.json", "thigh_057e-2006-dc-68-eb-11-22-33.mounting.json"] {
      let path = scratch.path("calibrations/" + name)
      unlink(path)
      #expect(mkfifo(path, 0o600) == 0)
    }
    let refused = try #require(throws: TraceError.self) { try store.calibration(of: .pelvis, sensor) }
    #expect(refused.kind == .unreadable && refused.message.contains("a pipe or a device"))
    #expect(throws: TraceError.self) { try store.mounting(of: .thigh, sensor) }
  }
}
