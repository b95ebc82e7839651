import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// One sensor on the synthetic wearer: its mounting, its errors, and the frames that it sends.
struct SyntheticSensor {
  let placement: Placement
  /// Rotation from segment to sensor axes: the mounting of the sensor.
  private let mounting: Rotation
  private let options: SyntheticWearer.Options
  private let accelerationBias: Vector3
  private let gyroscopeBias: Vector3
  private let softTissue: SoftTissue?
  private var noise: Random
  private var sent = InlineArray<6, Int32>(repeating: 0)
  private var stamp: UInt32

  /// Units per g and per degree/s as hid-nintendo sets them for a Joy-Con (drivers/hid/hid-nintendo.c).
  private static let unitsPerG = 4096.0
  private static let unitsPerDegreePerSecond = 14247.0
  /// Standard deviations of bias and noise of a consumer sensor: m/s2, degree/s.
  private static let accelerationBiasSpread = 0.05
  private static let gyroscopeBiasSpread = 0.5
  private static let accelerationNoise = 0.02
  private static let gyroscopeNoise = 0.1

  init(_ placement: Placement, _ options: SyntheticWearer.Options) {
    self.placement = placement
    self.options = options
    var random = Random(seed: options.seed, stream: 16 + UInt64(placement.rawValue))
    let anyAttitude = Rotation.random(&random)
    mounting = options.isMountedAtRandom ? anyAttitude : .identity
    func spread(_ deviation: Double) -> Vector3 {
      guard options.hasErrors else { return .zero }
      return Vector3(random.normal() * deviation, random.normal() * deviation, random.normal() * deviation)
    }
    accelerationBias = spread(SyntheticSensor.accelerationBiasSpread)
    gyroscopeBias = spread(SyntheticSensor.gyroscopeBiasSpread * .pi / 180)
    // Starts at a random value and wraps, like device clocks.
    stamp = UInt32(truncatingIfNeeded: random.next())
    noise = random
    var slide = Random(seed: options.seed, stream: 32 + UInt64(placement.rawValue))
    softTissue = options.skinSlide != 0 ? SoftTissue(options.skinSlide, &slide) : nil
  }

  /// The orientation of the surface under the sensor: the bone, or the skin over it.
  private func rotation(_ segment: Snapshot.Segment) -> Rotation {
    softTissue?.skin(over: segment.rotation) ?? segment.rotation
  }

  /// The description of a device that is connected at this moment.
  func description(at pose: Snapshot) -> SensorDescription {
    var sensor = self
    let values = sensor.read(pose)
    var axes: [AbsoluteAxis] = []
    for index in 0..<(options.hasGyroscope ? 6 : 3) {
      let isAcceleration = index < 3
      let limit: Int32 = isAcceleration ? 32_767 : 32_767_000
      axes.append(
        AbsoluteAxis(
          code: Evdev.x + UInt16(index), minimum: -limit, maximum: limit, fuzz: 10, flat: 0,
          resolution: Int32(isAcceleration ? SyntheticSensor.unitsPerG : SyntheticSensor.unitsPerDegreePerSecond),
          value: values[index]))
    }
    // BUS_VIRTUAL: there is no hardware.
    return SensorDescription(
      name: "Psoas synthetic wearer, \(placement.name)", bus: 0x06,
      properties: 1 << UInt32(Evdev.accelerometerProperty), axes: axes,
      isStamped: options.isStamped)
  }

  /// Appends the frame of one sample: the timestamp first, as hid-nintendo sends it, then the changed axes.
  mutating func append(_ pose: Snapshot, to frame: inout [InputEvent]) {
    let values = read(pose)
    if options.isStamped {
      stamp &+= UInt32(options.period)
      frame.append(
        InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: Int32(bitPattern: stamp)))
    }
    for index in 0..<(options.hasGyroscope ? 6 : 3) where values[index] != sent[index] {
      frame.append(InputEvent(type: Evdev.absolute, code: Evdev.x + UInt16(index), value: values[index]))
    }
    sent = values
    frame.append(.report)
  }

  /// The device sends the differences from its state at opening.
  mutating func open(at pose: Snapshot) {
    for axis in description(at: pose).axes { sent[Int(axis.code)] = axis.value }
  }

  /// Up in this sensor's axes, unit vector.
  func up(_ pose: Snapshot) -> Vector3 { mounting.apply(rotation(pose.now(placement)).applyInverse(Vector3(0, 1, 0))) }

  /// Specific force and angular velocity, in the device's units.
  private mutating func read(_ pose: Snapshot) -> InlineArray<6, Int32> {
    let (before, now, after) = (pose.before(placement), pose.now(placement), pose.after(placement))
    let h = Snapshot.step
    let second = (before.position + after.position - now.position * 2) * (1 / (h * h))
    let force = second + pose.extraAcceleration + Vector3(0, FrameDecoder.gravity, 0)
    let turn = Rotation.turn(from: rotation(before), to: rotation(after)) * (1 / (2 * h))
    let acceleration = mounting.apply(rotation(now).applyInverse(force)) + accelerationBias
    let rate = mounting.apply(turn) + gyroscopeBias
    let perForce = SyntheticSensor.unitsPerG / FrameDecoder.gravity
    let perRate = SyntheticSensor.unitsPerDegreePerSecond * 180 / .pi
    let (forceNoise, rateNoise) = (SyntheticSensor.accelerationNoise, SyntheticSensor.gyroscopeNoise * .pi / 180)
    var values = InlineArray<6, Int32>(repeating: 0)
    values[0] = counts(acceleration.x, forceNoise, perForce)
    values[1] = counts(acceleration.y, forceNoise, perForce)
    values[2] = counts(acceleration.z, forceNoise, perForce)
    values[3] = counts(rate.x, rateNoise, perRate)
    values[4] = counts(rate.y, rateNoise, perRate)
    values[5] = counts(rate.z, rateNoise, perRate)
    return values
  }

  private mutating func counts(_ value: Double, _ deviation: Double, _ scale: Double) -> Int32 {
    let noisy = options.hasErrors ? value + deviation * noise.normal() : value
    let limit = scale > 100_000 ? 32_767_000.0 : 32_767.0
    return Int32(floor(max(-limit, min(limit, noisy * scale)) + 0.5))
  }
}
