import Foundation
import TestSupport
import Testing

/// `psoasctl doctor` with sensors that are broken on umockdev's test bed.
@Suite(
  .serialized,
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "needs umockdev, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct DoctorSensorTests {
  let machine: DoctorMachine

  init() throws {
    machine = try DoctorMachine()
    try machine.install()
  }

  @Test func `nothing is wrong where the daemon reads the only sensor`() throws {
    try machine.own("org.freedesktop.Notifications")
    let report = try machine.ask(scene: "served")
    #expect(report.findings.allSatisfy { $0.result != "problem" } && report.status == 0, "\(report.output)")
    for check in ["sensors", "rule", "access", "scale", "grab", "signal", "battery", "bus", "service", "notifications"]
    {
      #expect(report.has(check, "ok"), "\(check): \(report.output)")
    }
    #expect(report.has("calibration", "warning", "not calibrated", remedy: "psoasctl calibrate"), "\(report.output)")
  }

  @Test func `each state of a sensor has its finding and its remedy`() throws {
    let joycon = "Left Joy-Con"
    let broken: [(scene: String, check: String, result: String, words: String, remedy: String)] = [
      ("none", "sensors", "problem", "No motion sensor", "bluetoothctl scan on"),
      ("two", "sensors", "problem", "none is assigned", "psoasctl sensors assign pelvis 057e:2006:dc-68-eb-11-22-33"),
      ("no_scale", "scale", "problem", "in which units", "man psoas-quirks"),
      ("asleep", "signal", "problem", "asleep", "psoasctl doctor"),
      ("still", "signal", "ok", "only when it moves", ""),
      ("grabbed", "grab", "problem", "Another program keeps Nintendo Switch \(joycon)", "fuser -v /dev/input/event7"),
      ("low", "battery", "warning", "9 %", ""),
      ("fine", "battery", "ok", "80 %", ""),
      ("fine", "signal", "ok", "\(joycon) IMU sends data", ""),
    ]
    for row in broken {
      let report = try machine.ask(scene: row.scene)
      #expect(report.has(row.check, row.result, row.words, remedy: row.remedy), "\(row): \(report.output)")
    }
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to become a user without rights"))
  func `a node that may not be read is found, and applying the rule mends it`() throws {
    let report = try machine.ask(scene: "locked")
    #expect(
      report.has("access", "problem", "you have no permission for /dev/input/event7", remedy: "sudo udevadm control"),
      "\(report.output)")
    // Where the rule is missing, it has to be installed first.
    try FileManager.default.removeItem(atPath: machine.root + "/usr/lib/udev/rules.d/72-psoas.rules")
    let without = try machine.ask(scene: "locked")
    #expect(without.has("rule", "problem", "not installed", remedy: "72-psoas.rules"), "\(without.output)")
    #expect(without.has("access", "problem", "no permission", remedy: "sudo install -D"), "\(without.output)")
    // An empty file of this name in /etc switches it off.
    try machine.scratch.write("root/etc/udev/rules.d/72-psoas.rules", "")
    let masked = try machine.ask(scene: "none")
    #expect(
      masked.has("rule", "problem", "switched off by", remedy: "sudo rm \(machine.root)/etc/udev"), "\(masked.output)")
  }

  @Test func `a device whose driver hangs is given up after some seconds`() throws {
    let last = try machine.ask(scene: "stuck_last")
    let access = last.of("access").map { "\($0.result): \($0.finding)" }
    #expect(
      access.count == 2 && access[0].contains("problem: Nintendo Switch Left Joy-Con IMU does not answer"), "\(access)")
    #expect(access.last?.contains("ok: Nintendo Switch Right Joy-Con IMU can be read") == true, "\(access)")
    #expect(last.has("signal", "ok", "Right Joy-Con IMU sends data"), "\(last.output)")
    // Those after it may be well, and are named.
    let first = try machine.ask(scene: "stuck_first")
    #expect(first.has("access", "problem", "Left Joy-Con IMU does not answer", remedy: "dmesg"), "\(first.output)")
    let rest = "after it these were not tried: Nintendo Switch Right Joy-Con IMU"
    #expect(first.of("access").first?.finding.hasSuffix(rest) == true, "\(first.output)")
  }

  @Test func `an assigned sensor that is missing is named, with the command that removes the assignment`() throws {
    try machine.scratch.write(
      "config/psoas/psoas.conf", "[Sensors]\nPelvis=057e:2006:dc-68-eb-11-22-33\nThigh=057e:2007:dc-68-eb-44-55-66\n")
    let report = try machine.ask(scene: "fine")
    let found = report.of("assignment")
    #expect(found.map(\.result) == ["problem", "ok"], "\(report.output)")
    #expect(found.first?.remedy == "psoasctl sensors assign thigh -", "\(report.output)")
    #expect(found.first?.finding.contains("057e:2007:dc-68-eb-44-55-66 is not connected") == true)
  }

  @Test func `a calibration is missing, old, new or damaged, also without the service`() throws {
    let file = "state/psoas/calibrations/pelvis_057e-2006-dc-68-eb-11-22-33.json"
    #expect(try machine.ask(scene: "fine").has("calibration", "warning", "no stored", remedy: "psoasctl calibrate"))
    func store(daysAgo: Int) throws {
      let made = Int64((Date().timeIntervalSince1970 - Double(daysAgo) * 86400) * 1e6)
      try machine.scratch.write(
        file,
        """
        {"format":1,"placement":"pelvis","sensor":"057e:2006:dc-68-eb-11-22-33","cranial":[0,0,1],"right":[1,0,0],\
        "made":{"unix_us":\(made),"utc_offset_s":0}}

        """)
    }
    try store(daysAgo: 200)
    let old = try machine.ask(scene: "fine")
    #expect(old.has("calibration", "warning", "200 days old", remedy: "psoasctl calibrate --quick"), "\(old.output)")
    try store(daysAgo: 2)
    let new = try machine.ask(scene: "fine")
    #expect(new.has("calibration", "ok", "From 20"), "\(new.output)")
    try machine.scratch.write(file, "{")
    let damaged = try machine.ask(scene: "fine")
    #expect(damaged.has("calibration", "warning", ".json", remedy: "psoasctl calibrate"), "\(damaged.output)")
  }
}
