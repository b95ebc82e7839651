import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A simulated device and its decoder.
private final class Device {
  var decoder: FrameDecoder

  init(_ description: SensorDescription, quirk: Quirk? = nil) throws {
    decoder = try FrameDecoder(description, quirk: quirk)
  }

  /// The Joy-Con of hid-nintendo: 4096 units per g, 14247 per degree/s, MSC_TIMESTAMP first in its frame.
  static var joyCon: SensorDescription {
    SensorDescription(
      name: Text("Nintendo Switch Left Joy-Con IMU".utf8), bus: 0x05, vendor: 0x057E, product: 0x2006,
      properties: 1 << 6, axes: axes(0..<3, resolution: 4096) + axes(3..<6, resolution: 14247), isStamped: true)
  }

  /// The DualShock 3 of hid-sony: only an accelerometer, and no MSC_TIMESTAMP.
  static var dualShock3: SensorDescription {
    SensorDescription(properties: 1 << 6, axes: axes(0..<3, resolution: 113))
  }

  static func axes(_ codes: Range<UInt16>, resolution: Int32, value: Int32 = 0) -> [AbsoluteAxis] {
    codes.map { AbsoluteAxis(code: $0, minimum: -32767, maximum: 32767, resolution: resolution, value: value) }
  }

  /// One frame at `milliseconds`, with the timestamp in microseconds as its first or last event.
  func frame(
    _ values: [UInt16: Int32] = [:], stamp: UInt32? = nil, stampLast: Bool = false, at milliseconds: Int64
  ) -> Sample? {
    var events = values.sorted { $0.key < $1.key }.map { InputEvent(type: 3, code: $0.key, value: $0.value) }
    if let stamp {
      let event = InputEvent(type: 4, code: 5, value: Int32(bitPattern: stamp))
      if stampLast { events.append(event) } else { events.insert(event, at: 0) }
    }
    return take(events + [.report], at: milliseconds).last ?? nil
  }

  func take(_ events: [InputEvent], at milliseconds: Int64) -> [Sample?] {
    events.map { decoder.decode($0, at: Instant(microseconds: milliseconds * 1000)) }
  }
}

private func near(_ a: Vector3, _ b: Vector3, _ tolerance: Double = 1e-9) -> Bool { (a - b).norm < tolerance }

@Suite struct FrameDecoderTests {
  @Test func `units become metres a second squared and radians a second`() throws {
    let device = try Device(Device.joyCon)
    let sample = try #require(device.frame([0: 2048, 2: -4096, 5: 14247 * 90], stamp: 0, at: 0))
    #expect(near(sample.acceleration, Vector3(9.80665 / 2, 0, -9.80665)))
    #expect(near(sample.angularVelocity, Vector3(0, 0, .pi / 2)))
    #expect(sample.hasGyroscope)
    #expect(!device.decoder.isSparse)
  }

  @Test func `an axis that a frame leaves out keeps its value`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 100, 1: 200, 2: 4096, 3: 14247], stamp: 0, at: 0)
    let sample = try #require(device.frame([1: 0], stamp: 5000, at: 5))
    #expect(near(sample.acceleration, Vector3(100, 0, 4096) * (9.80665 / 4096)))
    #expect(near(sample.angularVelocity, Vector3(.pi / 180, 0, 0)))
  }

  @Test func `axes start with their values at opening`() throws {
    var description = Device.dualShock3
    description.axes[2].value = 113
    let device = try Device(description)
    let sample = try #require(device.frame([0: 1], at: 0))
    #expect(near(sample.acceleration, Vector3(1, 0, 113) * (9.80665 / 113)))
  }

  @Test func `a stamped device that lies still goes on giving samples`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([2: 4096], stamp: 0, at: 0)
    let sample = try #require(device.frame(stamp: 5000, at: 5))
    #expect(sample.acceleration.z == 9.80665)
    #expect(sample.interval == 0.005)
  }

  @Test func `a frame without motion events is no sample`() throws {
    let device = try Device(Device.dualShock3)
    #expect(device.frame([0x28: 3], at: 0) == nil)
    #expect(device.take([InputEvent(type: 1, code: 0x130, value: 1), .report], at: 1) == [nil, nil])
  }

  @Test func `the first sample has no interval`() throws {
    let device = try Device(Device.joyCon)
    #expect(device.frame([0: 1], stamp: 123_456, at: 7)?.interval == 0)
  }

  @Test(arguments: [false, true])
  func `stamps give the spacing of a burst, at any place in the frame`(last: Bool) throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1], stamp: 10_000, stampLast: last, at: 15)
    // The three frames of a packet arrive together, 15 ms after the packet before.
    let intervals = [(15_000, 2), (20_000, 3), (25_000, 4)].map { stamp, value in
      device.frame([0: Int32(value)], stamp: UInt32(stamp), stampLast: last, at: 30)?.interval
    }
    #expect(intervals == [0.005, 0.005, 0.005])
  }

  @Test func `the stamp wraps at 2 to the 32 microseconds`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1], stamp: .max - 1999, at: 0)
    #expect(device.frame([0: 2], stamp: 3000, at: 5)?.interval == 0.005)
  }

  @Test(arguments: [
    (UInt32(0), "back to zero"), (UInt32(900_000_000), "far ahead"), (UInt32(100_000_000), "standing still"),
  ])
  func `after a stamp that was reset the spacing is unknown, once`(stamp: UInt32, how: String) throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1], stamp: 100_000_000, at: 0)
    #expect(device.frame([0: 2], stamp: stamp, at: 5)?.interval == 0, "\(how)")
    #expect(device.frame([0: 3], stamp: stamp + 5000, at: 10)?.interval == 0.005, "\(how)")
  }

  @Test func `a stamp that has not counted lost reports leaves the spacing unknown`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1], stamp: 0, at: 0)
    #expect(device.frame([0: 2], stamp: 5000, at: 60_000)?.interval == 0)
  }

  @Test func `Bluetooth may delay a packet by half a second`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1], stamp: 0, at: 0)
    #expect(device.frame([0: 2], stamp: 5000, at: 500)?.interval == 0.005)
    #expect(device.frame([0: 3], stamp: 505_000, at: 500)?.interval == 0.5)
  }

  @Test func `without stamps the kernel's times give the spacing, and silence is stillness`() throws {
    let device = try Device(Device.dualShock3)
    #expect(device.decoder.isSparse)
    #expect(!device.decoder.hasGyroscope)
    _ = device.frame([0: 1], at: 0)
    #expect(device.frame([0: 2], at: 10)?.interval == 0.01)
    #expect(device.frame([0: 3], at: 3_600_010)?.interval == 3600)
  }

  @Test func `lost events end at the next report, and what changed meanwhile comes after it`() throws {
    let device = try Device(Device.joyCon)
    _ = device.frame([0: 1, 2: 4096], stamp: 0, at: 0)
    // SYN_DROPPED in the middle of a frame.
    #expect(
      device.take([InputEvent(type: 3, code: 0, value: 7), .dropped, .report], at: 5) == [nil, nil, nil])
    let resynchronised = device.take(
      [InputEvent(type: 3, code: 0, value: 0), InputEvent(type: 3, code: 2, value: -4096), .report], at: 5)
    let sample = try #require(resynchronised[2])
    #expect(sample.interval == 0)
    #expect(near(sample.acceleration, Vector3(0, 0, -9.80665)))
    _ = device.frame([0: 1], stamp: 100_000, at: 100)
    #expect(device.frame([0: 2], stamp: 105_000, at: 105)?.interval == 0.005)
  }
}

@Suite struct FrameDecoderRequirementTests {
  static let wiiRemote = Quirk(
    match: Quirk.Match(vendor: 0x057E, name: Text("Nintendo Wii Remote Accelerometer*".utf8)), isAccelerometer: true,
    accelerationAxis: 3, unitsPerG: 100)

  @Test func `a Wii Remote reports acceleration on ABS_RX to ABS_RZ`() throws {
    let description = SensorDescription(
      name: Text("Nintendo Wii Remote Accelerometer".utf8), bus: 5, vendor: 0x057E, product: 0x0306,
      axes: Device.axes(3..<6, resolution: 0))
    #expect(Self.wiiRemote.match.covers(description))
    let device = try Device(description, quirk: Self.wiiRemote)
    let sample = try #require(device.frame([3: 50, 5: -87], at: 0))
    #expect(near(sample.acceleration, Vector3(0.5, 0, -0.87) * 9.80665, 1e-12))
    #expect(!sample.hasGyroscope)
    #expect(sample.angularVelocity == .zero)
  }

  @Test func `a quirk's scale replaces the driver's`() throws {
    let device = try Device(
      Device.joyCon, quirk: Quirk(unitsPerG: 1000, unitsPerDegreePerSecond: 10))
    let sample = try #require(device.frame([0: 1000, 3: 1800], at: 0))
    #expect(near(sample.acceleration, Vector3(9.80665, 0, 0)))
    #expect(near(sample.angularVelocity, Vector3(.pi, 0, 0)))
  }

  @Test func `each refusal names what is missing`() {
    var gamepad = Device.dualShock3
    gamepad.properties = 0
    #expect(throws: SensorError.notAnAccelerometer) { try FrameDecoder(gamepad) }

    var flat = Device.dualShock3
    flat.axes.removeLast()
    #expect(throws: SensorError.missingAxis(code: 2)) { try FrameDecoder(flat) }

    var unscaled = Device.dualShock3
    unscaled.axes[1].resolution = 0
    #expect(throws: SensorError.noScale(code: 1)) { try FrameDecoder(unscaled) }

    #expect(throws: SensorError.notAnAccelerometer) {
      try FrameDecoder(Device.joyCon, quirk: Quirk(isIgnored: true))
    }
    #expect(throws: SensorError.notAnAccelerometer) {
      try FrameDecoder(Device.joyCon, quirk: Quirk(isAccelerometer: false))
    }
  }
}
