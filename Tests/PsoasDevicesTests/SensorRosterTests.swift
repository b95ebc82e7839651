import PsoasCore
import PsoasMonitor
import Testing

@testable import PsoasDevices

private typealias Candidate = SensorRoster.Candidate

private let left = Candidate(path: bytes("/dev/input/event7"), identifier: bytes("057e:2006:aa"), name: bytes("Left"))
private let right = Candidate(path: bytes("/dev/input/event8"), identifier: bytes("057e:2007:bb"), name: bytes("Right"))
private let laptop = Candidate(
  path: bytes("/dev/input/event2"), identifier: bytes("0000:0000:at-1"), name: bytes("Laptop"), isBuiltIn: true)

private func assigned(pelvis: String = "", thigh: String = "", trunk: String = "") -> Configuration {
  var configuration = Configuration()
  configuration.sensors[.pelvis] = bytes(pelvis)
  configuration.sensors[.thigh] = bytes(thigh)
  configuration.sensors[.trunk] = bytes(trunk)
  return configuration
}

@Suite struct SensorPlacementTests {
  private func worn(_ decision: SensorRoster.Decision) -> [String] {
    decision.worn.map { "\($0.0.name) \(text($0.1.name))" }
  }

  @Test func `the only sensor is the pelvis sensor, and this is reported once`() {
    var roster = SensorRoster()
    let first = roster.decide([left], assigned())
    #expect(worn(first) == ["pelvis Left"])
    #expect(first.notice == .takesOnly(left))
    let second = roster.decide([left], assigned())
    #expect(worn(second) == ["pelvis Left"])
    #expect(second.notice == nil)
  }

  @Test func `of several none is used, and the command that assigns one is named`() throws {
    var roster = SensorRoster()
    let decision = roster.decide([left, right], assigned())
    #expect(worn(decision) == [])
    #expect(
      try text(#require(decision.notice).text)
        == "2 sensors are connected and none is assigned; choose with psoasctl sensors assign pelvis ID: "
        + "057e:2006:aa (Left), 057e:2007:bb (Right)")
  }

  @Test func `what is assigned is worn, and nothing else`() {
    var roster = SensorRoster()
    let decision = roster.decide([left, right], assigned(pelvis: "057e:2007:bb"))
    #expect(worn(decision) == ["pelvis Right"])
    #expect(decision.notice == nil)
  }

  @Test func `an address matches in either case, with colons or hyphens`() {
    let sensor = Candidate(
      path: bytes("/dev/input/event7"), identifier: bytes("057e:2006:dc-68-eb-11-22-33"), name: bytes("Left"))
    var roster = SensorRoster()
    #expect(worn(roster.decide([sensor], assigned(thigh: "057E:2006:DC:68:EB:11:22:33"))) == ["thigh Left"])
  }

  @Test func `what is assigned and absent is waited for, and the present ones are worn`() {
    var roster = SensorRoster()
    let decision = roster.decide([left], assigned(pelvis: "057e:2007:bb", thigh: "057e:2006:aa"))
    #expect(worn(decision) == ["thigh Left"])
    #expect(decision.notice == .waitsFor([SensorRoster.Assignment(.pelvis, bytes("057e:2007:bb"))]))
    #expect(worn(roster.decide([left, right], assigned(pelvis: "057e:2007:bb", thigh: "057e:2006:aa"))).count == 2)
  }

  @Test func `two devices that look the same go to two placements`() {
    var roster = SensorRoster()
    let other = Candidate(path: bytes("/dev/input/event9"), identifier: left.identifier, name: bytes("Other"))
    let decision = roster.decide([left, other], assigned(pelvis: "057e:2006:aa", thigh: "057e:2006:aa"))
    #expect(worn(decision) == ["pelvis Left", "thigh Other"])
  }

  @Test func `the machine's own accelerometer is worn only where it is assigned`() {
    var roster = SensorRoster()
    let decision = roster.decide([laptop], assigned())
    #expect(worn(decision) == [])
    #expect(decision.notice == .nothing(builtIn: laptop))
    #expect(worn(roster.decide([laptop, left], assigned())) == ["pelvis Left"])
    #expect(worn(roster.decide([laptop], assigned(pelvis: "0000:0000:at-1"))) == ["pelvis Laptop"])
  }

  @Test func `a sensor plugged in beside the worn one changes nothing`() {
    var roster = SensorRoster()
    _ = roster.decide([left], assigned())
    #expect(worn(roster.decide([left, right], assigned())) == ["pelvis Left"])
  }

  @Test func `an unassigned sensor does not replace a sensor that drops out`() {
    var roster = SensorRoster()
    _ = roster.decide([left], assigned())
    _ = roster.decide([left, right], assigned())
    let alone = roster.decide([right], assigned())
    #expect(worn(alone) == [])
    #expect(alone.notice == .waitsFor([SensorRoster.Assignment(.pelvis, left.identifier)]))
    #expect(worn(roster.decide([left, right], assigned())) == ["pelvis Left"])
  }

  @Test func `a sensor that is swapped for another is replaced`() {
    var roster = SensorRoster()
    _ = roster.decide([left], assigned())
    _ = roster.decide([], assigned())
    let swapped = roster.decide([right], assigned())
    #expect(worn(swapped) == ["pelvis Right"])
    #expect(swapped.notice == .takesOnly(right))
  }

  @Test func `the sensor comes back as another node`() {
    var roster = SensorRoster()
    _ = roster.decide([left], assigned())
    _ = roster.decide([], assigned())
    var back = left
    back.path = bytes("/dev/input/event12")
    #expect(roster.decide([back], assigned()).worn.first?.1.path == back.path)
  }

  @Test func `no sensor at all is reported`() {
    var roster = SensorRoster()
    #expect(roster.decide([], assigned()).notice == .nothing(builtIn: nil))
  }
}

@Suite struct SensorIdentifierTests {
  private func make(unique: String = "", name: String = "Thing", place: String = "") -> String {
    text(
      SensorIdentifier.make(
        vendor: 0x057E, product: 0x0306, unique: bytes(unique), name: bytes(name), place: bytes(place)))
  }

  @Test func `a serial or an address goes with the device to any port`() {
    #expect(make(unique: "DC:68:EB:11:22:33", place: "a") == "057e:0306:dc-68-eb-11-22-33")
    #expect(make(unique: "DC:68:EB:11:22:33", place: "b") == "057e:0306:dc-68-eb-11-22-33")
    #expect(make(unique: "Serial №1/2") == "057e:0306:serial----1-2")
  }

  @Test func `without one the port and the name tell devices apart`() {
    let here = make(place: "usb-0000:00:14.0-1/input0")
    #expect(here.hasPrefix("057e:0306:at-") && here.count == 21)
    #expect(here == make(place: "usb-0000:00:14.0-1/input0"))
    #expect(here != make(place: "usb-0000:00:14.0-2/input0"))
    #expect(here != make(name: "Other", place: "usb-0000:00:14.0-1/input0"))
  }

  @Test func `the kernel's running numbers are no part of the port`() {
    let first = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.3/0003:054C:0CE6.0004/input/input30/event5"
    let again = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.3/0003:054C:0CE6.0011/input/input42/event9"
    let elsewhere = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.3/0003:054C:0CE6.0004/input/input30/event5"
    let port = SensorIdentifier.port(bytes(first))
    #expect(text(port) == "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.3/0003:054C:0CE6")
    #expect(port == SensorIdentifier.port(bytes(again)))
    #expect(port != SensorIdentifier.port(bytes(elsewhere)))
    #expect(text(SensorIdentifier.port(bytes("/sys/devices/virtual/input/input77/event7"))) == "/sys/devices/virtual")
  }
}

@Suite struct InputNodeTests {
  private func node(bus: UInt16, location: String = "") -> InputNode {
    InputNode(
      path: bytes("/dev/input/event7"), description: SensorDescription(bus: bus, properties: 1 << 6),
      location: bytes(location), identifier: bytes("x"))
  }

  @Test(
    arguments: [
      (0x03, "", false), (0x05, "", false), (0x06, "", false), (0x05, "base", false), (0x03, "display", true),
      (0x18, "", true), (0x19, "", true), (0x19, "base", true), (0x10, "", true),
    ] as [(UInt16, String, Bool)])
  func `an accelerometer of the machine is built in, whatever our udev tag says`(
    bus: UInt16, location: String, isBuiltIn: Bool
  ) {
    #expect(node(bus: bus, location: location).isBuiltIn == isBuiltIn)
  }

  @Test func `a quirk decides what is built in`() {
    #expect(node(bus: 6).isBuiltIn(Quirk(isBuiltIn: true)))
    #expect(!node(bus: 0x19).isBuiltIn(Quirk(isBuiltIn: false)))
    #expect(node(bus: 0x19).isBuiltIn(Quirk(unitsPerG: 1)))
  }

  @Test(
    arguments: [
      ("/sys/devices/virtual/input/input7/event7", 0x06, "", true),
      ("/sys/devices/virtual/input/input7/event7", 0x03, "", true),
      ("/sys/devices/virtual/misc/uhid/0003:054C:0CE6.0001/input/input7/event7", 0x03, "", true),
      ("/sys/devices/virtual/misc/uhid/0005:054C:0CE6.0001/input/input7/event7", 0x05, "00:1a:7d:da:71:13", false),
      ("/sys/devices/virtual/misc/uhid/0005:054C:0CE6.0001/input/input7/event7", 0x05, "pad", true),
      (
        "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.3/0003:054C:0CE6.0004/input/input7/event7", 0x03, "", false
      ),
    ] as [(String, UInt16, String, Bool)])
  func `a uinput or uhid device is emulated, except BlueZ's`(
    path: String, bus: UInt16, physical: String, isEmulated: Bool
  ) {
    #expect(
      InputNode.isEmulated(systemPath: bytes(path), bus: bus, physical: bytes(physical)) == isEmulated)
  }

  @Test(
    arguments: [
      ("a", "a", "", "", true), ("a", "A", "", "", true), ("a", "b", "p", "p", false), ("a", "", "p", "p", false),
      ("", "", "usb-1/input0", "usb-1/input1", true), ("", "", "usb-1/input0", "usb-2/input0", false),
      ("", "", "", "", false),
    ] as [(String, String, String, String, Bool)])
  func `an accelerometer and a gyroscope of one device are one sensor`(
    first: String, second: String, port: String, otherPort: String, isPair: Bool
  ) {
    func half(_ name: String, _ codes: Range<UInt16>, _ unique: String, _ port: String) -> InputNode {
      var half = node(bus: 3)
      half.path = bytes("/dev/input/" + name)
      half.description.axes = codes.map { AbsoluteAxis(code: $0, minimum: 0, maximum: 0) }
      half.description.unique = bytes(unique)
      half.description.physical = bytes(port)
      return half
    }
    let turn = half("event1", 3..<6, second, otherPort)
    let acceleration = half("event2", 0..<3, first, port)
    let whole = half("event3", 0..<6, first, port)
    let found = FoundSensor.find([turn, acceleration, whole], quirks: [])
    #expect(found.map { $0.node.path } == (isPair ? [] : [turn.path]) + [acceleration.path, whole.path])
    #expect(found.first { $0.node.path == acceleration.path }?.gyroscope?.path == (isPair ? turn.path : nil))
    #expect(found.last?.gyroscope == nil)
  }

  @Test func `a quirk decides what is a sensor`() {
    #expect(node(bus: 5).isSensor(nil))
    #expect(!node(bus: 5).isSensor(Quirk(isIgnored: true)))
    #expect(!node(bus: 5).isSensor(Quirk(isAccelerometer: false)))
    var plain = node(bus: 5)
    plain.description.properties = 0
    #expect(!plain.isSensor(nil))
    #expect(plain.isSensor(Quirk(isAccelerometer: true)))
  }

  @Test func `a refusal by permissions names the rule and how to load it`() {
    let message = text(DeviceError.cannotOpen(node: bytes("event7"), errno: 13).message)
    #expect(
      message == "permission denied opening event7: is 72-psoas.rules installed? (log in again, or: "
        + "sudo udevadm control --reload; sudo udevadm trigger --subsystem-match=input)")
    #expect(DeviceError.cannotOpen(node: bytes("event7"), errno: 13).isPassing)
    #expect(!DeviceError.unusable(node: bytes("event7"), name: bytes("x"), .noScale(code: 0)).isPassing)
  }

  @Test func `quirks of both halves of a sensor apply to it`() throws {
    func half(_ name: String, _ codes: Range<UInt16>) -> InputNode {
      var half = node(bus: 3)
      half.path = bytes("/dev/input/" + name)
      half.description.axes = codes.map { AbsoluteAxis(code: $0, minimum: 0, maximum: 0) }
      half.description.unique = bytes("serial")
      half.description.name = bytes(name)
      return half
    }
    let nodes = [half("accelerometer", 0..<3), half("gyroscope", 3..<6)]
    let first = Quirk(match: Quirk.Match(name: bytes("acc*")), unitsPerG: 4000)
    let second = Quirk(match: Quirk.Match(name: bytes("gyr*")), unitsPerDegreePerSecond: 16)
    for quirks in [[first, second], [second, first]] {
      let sensor = try #require(FoundSensor.find(nodes, quirks: quirks).first)
      #expect(sensor.combinedQuirk?.unitsPerG == 4000)
      #expect(sensor.combinedQuirk?.unitsPerDegreePerSecond == 16)
    }
    #expect(FoundSensor.find(nodes, quirks: [second]).first?.combinedQuirk?.unitsPerDegreePerSecond == 16)
    #expect(FoundSensor.find(nodes, quirks: []).first?.combinedQuirk == nil)
  }

  @Test func `each error of a device names the node and what to do`() {
    let node = bytes("event7")
    let errors: [(DeviceError, String)] = [
      (.cannotOpen(node: node, errno: 19), "cannot open event7: No such device; plug it in again"),
      (
        .notEvdev(node: node, errno: 25),
        "event7 does not answer as an input device (Inappropriate ioctl for device); plug it in again"
      ),
      (.gone(node: node), "event7 was removed: unplugged, or its battery is empty"),
      (.cannotRead(node: node, errno: 5), "cannot read event7: Input/output error; plug it in again"),
      (.cannotRumble(node: node, errno: 19), "cannot rumble event7: No such device; is the controller on?"),
    ]
    for (error, message) in errors {
      #expect(text(error.message) == message)
      #expect(error.node == node)
    }
    let monitor = DeviceError.noMonitor(errno: 97)
    #expect(monitor.node == nil && !monitor.isPassing)
    #expect(text(monitor.message).contains("is systemd-udevd running, and AF_NETLINK among RestrictAddressFamilies=?"))
  }
}
