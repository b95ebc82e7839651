import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The device of samples that no evdev device has sent, for a recording folder: the frames that give them.
public struct SampleDevice: Sendable {
  /// Units of the values in a m/s2 and in a rad/s: samples with so many decimals are exact, and 1000 m/s2 and
  /// 100 rad/s, the limits of a recording, fit in an int32.
  private static let unitsPerAcceleration = 1e6
  private static let unitsPerAngularVelocity = 1e7

  public let description: SensorDescription
  /// The scale: a resolution is a whole number of units, which would be wrong by a millionth.
  public let quirk: Quirk
  private let hasGyroscope: Bool
  private var turn = Vector3.zero
  /// The largest rounding errors, m/s2 and rad/s.
  public private(set) var accelerationError = 0.0
  public private(set) var angularVelocityError = 0.0
  /// Number of samples without angular velocity, although the sensor has a gyroscope.
  public private(set) var unturned = 0

  public init(_ placement: Placement, name: Text, hasGyroscope: Bool) {
    self.hasGyroscope = hasGyroscope
    let degree = Double.pi / 180
    let (force, turn) = (
      SampleDevice.unitsPerAcceleration * FrameDecoder.gravity, SampleDevice.unitsPerAngularVelocity * degree
    )
    quirk = Quirk(unitsPerG: force, unitsPerDegreePerSecond: hasGyroscope ? turn : nil)
    var axes: [AbsoluteAxis] = []
    for code in 0..<UInt16(hasGyroscope ? 6 : 3) {
      axes.append(
        AbsoluteAxis(
          code: code, minimum: -Int32.max, maximum: .max, resolution: Int32((code < 3 ? force : turn).rounded())))
    }
    description = SensorDescription(
      name: name.isEmpty ? "samples of the \(placement.name)" : name, bus: Evdev.busVirtual,
      properties: 1 << UInt32(Evdev.accelerometerProperty), axes: axes)
  }

  /// The frame of a sample. Without angular velocity, that of the sample before it is repeated.
  public mutating func frame(of sample: Sample) -> [InputEvent] {
    var events: [InputEvent] = []
    for (index, value) in [sample.acceleration.x, sample.acceleration.y, sample.acceleration.z].enumerated() {
      events.append(
        event(UInt16(index), value, SampleDevice.unitsPerAcceleration, &accelerationError))
    }
    guard hasGyroscope else { return events }
    if sample.hasGyroscope { turn = sample.angularVelocity } else { unturned += 1 }
    for (index, value) in [turn.x, turn.y, turn.z].enumerated() {
      events.append(
        event(UInt16(index) + Evdev.rx, value, SampleDevice.unitsPerAngularVelocity, &angularVelocityError))
    }
    return events
  }

  private func event(_ code: UInt16, _ value: Double, _ units: Double, _ error: inout Double) -> InputEvent {
    let rounded = (value * units).rounded()
    error = max(error, (value - rounded / units).magnitude)
    return InputEvent(type: Evdev.absolute, code: code, value: Int32(clamping: Int64(rounded)))
  }
}
