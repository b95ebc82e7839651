import PsoasCore
import PsoasMonitor
import Testing

@testable import PsoasTrace

@Suite struct EvemuReaderTests {
  private static let description = """
    # EVEMU 1.3
    # Kernel: 6.1.0
    # Input device name: "Nintendo Switch Right Joy-Con IMU"
    # Supported events:
    #   Event type 3 (EV_ABS)
    #     Event code 0 (ABS_X)
    #       Value   -100
    #       Min   -32767
    #     Event code 2 (ABS_Z)
    #       Value   4096
    N: Nintendo Switch Right Joy-Con IMU
    I: 0005 057e 2007 8001
    P: 40 00 00 00 00 00 00 00
    B: 00 1b 00 00 00 00 00 00 00
    B: 01 00 00 00 00 00 00 00 00
    B: 03 3f 00 00 00 00 00 00 00
    B: 04 20 00 00 00 00 00 00 00
    A: 00 -32767 32767 10 0 4096
    A: 01 -32767 32767 10 0 4096
    A: 02 -32767 32767 10 0 4096
    A: 03 -32767000 32767000 10 0 14247
    A: 04 -32767000 32767000 10 0 14247
    A: 05 -32767000 32767000 10 0 14247
    L: 00 0
    """

  private func file(_ events: String) -> String { Self.description + "\n" + events }

  @Test func `an evemu file gives the device and its samples`() {
    let reading = Reading(
      of: file(
        """
        ################################
        E: 0.000001 0004 0005 -2	# EV_MSC / MSC_TIMESTAMP        -2
        E: 0.000001 0003 0000 2048	# EV_ABS / ABS_X                2048
        E: 0.000001 0000 0000 0000	# ------------ SYN_REPORT (0) ---------- +0ms
        E: 0.015203 0004 0005 4998
        E: 0.015203 0003 0003 1424700
        E: 0.015204 0000 0000 0
        """))
    let g = FrameDecoder.gravity
    #expect(reading.error == nil)
    #expect(
      reading.inputs.first
        == TimedInput(
          Instant(microseconds: 1),
          .sensorAdded(.pelvis, SensorTraits(name: bytes("Nintendo Switch Right Joy-Con IMU")))))
    #expect(reading.inputs.last == TimedInput(Instant(microseconds: 15_204), .end))
    #expect(reading.samples.map(\.acceleration) == Array(repeating: Vector3(g / 2, 0, g), count: 2))
    #expect(reading.samples.map(\.interval) == [0, 0.005])
    #expect(reading.samples.map(\.angularVelocity.x) == [0, 1_424_700 * (Double.pi / 180 / 14247)])
    #expect(reading.times == ["0.000001", "0.000001", "0.015204", "0.015204"])
  }

  private static let faults: [(values: (Int, Int), words: String)] = [
    ((4096, 4096), "the same reading for 10 s"), ((0, 1), "no acceleration for 10 s"),
    ((32767, 32766), "an axis has been at the end of its range for 10 s"),
  ]

  /// 12 seconds of ABS_Z at 20 Hz between the values, then 2 of a sensor that works.
  @Test(arguments: faults)
  func `readings that are no measurements are named once, and end`(values: (Int, Int), words: String) {
    var events = ""
    for frame in 0..<280 {
      let value = frame < 240 ? (frame % 2 == 0 ? values.0 : values.1) : 4096 + frame % 3
      let time = "E: \(frame / 20).\(String(frame % 20 * 50_000 + 1_000_000).dropFirst())"
      events += "\(time) 4 5 \(frame * 50_000)\n\(time) 3 0 \(frame < 240 ? 0 : frame % 5)\n\(time) 3 2 \(value)\n"
      events += "\(time) 0 0 0\n"
    }
    let reading = Reading(of: file(events))
    #expect(reading.error == nil)
    let faults = reading.inputs.compactMap { timed -> (seconds: Double, reason: String)? in
      guard case .sensorFault(.pelvis, let reason) = timed.input else { return nil }
      return (timed.time.seconds, String(decoding: reason, as: UTF8.self))
    }
    #expect(faults.count == 1 && faults[0].reason.contains(words), "\(faults)")
    #expect(faults.first.map { $0.seconds > 10 && $0.seconds < 10.2 } == true)
    #expect(reading.samples.last.map { $0.time.seconds > 13.9 } == true)
    #expect(!reading.samples.contains { $0.time.seconds > 10.1 && $0.time.seconds < 12 })
  }

  @Test func `a dropped frame gives no sample and unknown spacing`() {
    let reading = Reading(
      of: file(
        """
        E: 1.000000 0003 0000 1
        E: 1.000000 0000 0000 0
        E: 1.010000 0003 0000 2
        E: 1.010000 0000 0003 0
        E: 1.010000 0003 0000 3
        E: 1.010000 0000 0000 0
        E: 1.020000 0003 0000 4
        E: 1.020000 0000 0000 0
        E: 1.030000 0003 0000 5
        """))
    #expect(reading.samples.map(\.time.microseconds) == [1_000_000, 1_020_000])
    #expect(reading.samples.map(\.interval) == [0, 0])
  }

  @Test func `stamps written without their sign are the same`() {
    let reading = Reading(
      of: file(
        "E: 1.000000 0004 0005 4294967294\nE: 1.000000 0000 0000 0\nE: 1.005000 0004 0005 4998\nE: 1.005000 0000 0000 0\n"
      ))
    #expect(reading.samples.map(\.interval) == [0, 0.005])
  }

  @Test func `a format without resolution needs a quirk`() {
    let old = """
      N: Nintendo Wii Remote Accelerometer
      I: 0005 057e 0306 0600
      B: 03 38 00 00 00 00 00 00 00
      A: 03 -500 500 2 4
      A: 04 -500 500 2 4
      A: 05 -500 500 2 4
      E: 1.000000 0003 0005 100
      E: 1.000000 0000 0000 0
      """
    #expect(
      Reading(of: old).error
        == "FILE:7: not an accelerometer: if it is one, add a quirk (see psoas-quirks(5))")
    let wiimote = Quirk(
      match: Quirk.Match(vendor: 0x057e, name: bytes("*Accelerometer")), isAccelerometer: true, accelerationAxis: 3,
      unitsPerG: 100)
    let reading = Reading(of: old, quirks: [Quirk(match: Quirk.Match(vendor: 1)), wiimote])
    #expect(reading.samples.map(\.acceleration) == [Vector3(0, 0, FrameDecoder.gravity)])
    #expect(
      reading.inputs.first?.input
        == .sensorAdded(
          .pelvis,
          SensorTraits(name: bytes("Nintendo Wii Remote Accelerometer"), hasGyroscope: false, isSparse: true)))
  }

  @Test(arguments: [
    ("0000", 32767, "1000 m/s2", "UnitsPerG="), ("0003", 32_767_000, "100 rad/s", "UnitsPerDegreePerSecond="),
  ])
  func `a reading beyond any sensor's range names the key that corrects its scale`(
    axis: String, value: Int, limit: String, key: String
  ) {
    // The driver's resolution is a hundred times too small.
    let wrong = Self.description.replacingOccurrences(of: " 4096\n", with: " 41\n")
      .replacingOccurrences(of: " 14247\n", with: " 142\n")
    let reading = Reading(of: "\(wrong)\nE: 1.000000 0003 \(axis) \(value)\nE: 1.000000 0000 0000 0\n")
    #expect(
      reading.error
        == "FILE:26: the reading is beyond \(limit): is the scale right? Give \(key) in a quirk (see psoas-quirks(5))")
    #expect(reading.samples.isEmpty)
  }

  @Test(arguments: [
    (
      "E: 1.0 0003 0000 1\n", 25,
      "'E: 1.0 0003 0000 1' is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds"
    ),
    (
      "E: 1.000000 0003 0000\n", 25,
      "'E: 1.000000 0003 0000' is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds"
    ),
    (
      "E: 1.000000 0003 0000 nan\n", 25,
      "'E: 1.000000 0003 0000 nan' is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds"
    ),
    (
      "E: 1.000000 0003 00000 1\n", 25,
      "'E: 1.000000 0003 00000 1' is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds"
    ),
    (
      "E: 1.000000 0003 0000 9999999999\n", 25,
      "'E: 1.000000 0003 0000 9999999999' is not an event, expected 'E: SECONDS.MICROSECONDS TYPE CODE VALUE' with six digits of microseconds"
    ),
    (
      "E: 1.000000 0003 0000 1\nE: 0.999999 0000 0000 0\n", 26,
      "time goes backwards, expected events in the order of their times"
    ),
    ("E: 1.000000 0003 0000 1\nE: 1.0000\u{0}0 0000 0000 0\n", 26, "binary data, expected text"),
    ("Q: what\n", 25, "'Q: what' is not a line of an evemu description, expected N:, I:, P:, B:, A:, L:, S: or E:"),
    ("", 24, "no event follows, expected E: lines"),
    ("# nothing\n", 25, "no event follows, expected E: lines"),
  ])
  func `a bad event is refused with what was expected`(events: String, line: Int, message: String) {
    let reading = Reading(of: file(events))
    #expect(reading.error == "FILE:\(line): \(message)")
    #expect(reading.kind == .malformed)
  }

  @Test(arguments: [
    ("# EVEMU 2.0\nN: x\n", 1, "evemu format '2.0' is not known, expected 1.0 to 1.3"),
    ("N: x\nI: 0005 057e 2007\n", 2, "the I: line is incomplete, expected bus, vendor, product and version in hex"),
    ("N: x\nP: 40 00\n", 2, "the line is incomplete, expected eight bytes in hexadecimal"),
    ("N: x\nP: 40 00 00 00 00 00 00 00 00\n", 2, "the line is too long, expected eight bytes in hexadecimal"),
    ("N: x\nB: 40 00 00 00 00 00 00 00 00\n", 2, "the B: line names no type of event, expected one from 00 to 1f"),
    ("N: x\nA: 00 1 2\n", 2, "the A: line is incomplete, expected axis, minimum, maximum, fuzz, flat and resolution"),
    ("N: x\nA: 00 1 2 3 4 5 6\n", 2, "the A: line has a wrong resolution, expected one number and nothing after it"),
    ("N: x\nA: 00 1 2 3 4 5\nA: 00 1 2 3 4 5\n", 3, "the axis appears twice, expected each once"),
    ("E: 1.000000 0003 0000 1\n", 1, "no description of a device, expected N: and I: lines above the events"),
    (
      "N: x\nP: 40 00 00 00 00 00 00 00\nA: 00 1 2 3 4 5\nE: 1.000000 0000 0000 0\n", 4,
      "an acceleration axis is missing: name the first of the three with AccelerationAxis= in a quirk"
    ),
    (
      "N: x\nP: 40 00 00 00 00 00 00 00\nB: 03 07 00 00 00 00 00 00 00\nE: 1.000000 0000 0000 0\n", 4,
      "the driver reports no resolution: set UnitsPerG= (and UnitsPerDegreePerSecond=) in a quirk"
    ),
  ])
  func `a bad description is refused with what was expected`(text: String, line: Int, message: String) {
    let reading = Reading(of: text)
    #expect(reading.error == "FILE:\(line): \(message)")
    #expect(reading.kind == .malformed)
  }
}
