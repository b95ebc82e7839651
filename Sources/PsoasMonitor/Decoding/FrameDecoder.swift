import PsoasCore
import PsoasSystem

/// Why a device cannot be a sensor. Each names the remedy.
public enum SensorError: DescribedError, Equatable, Sendable {
  /// Neither INPUT_PROP_ACCELEROMETER nor a quirk marks the device as an accelerometer.
  case notAnAccelerometer
  /// One of the three axes of acceleration is missing.
  case missingAxis(code: UInt16)
  /// The driver gives no resolution and no quirk gives the scale.
  case noScale(code: UInt16)

  public var message: Text {
    switch self {
    case .notAnAccelerometer:
      "not an accelerometer: if it is one, say so in a quirk (see psoas-quirks(5))"
    case .missingAxis:
      "an axis of acceleration is missing: name the first of the three with AccelerationAxis= in a quirk"
    case .noScale:
      "the driver gives no resolution: give UnitsPerG= (and UnitsPerDegreePerSecond=) in a quirk"
    }
  }
}

/// Turns the events of one evdev node into samples in SI units.
///
/// Live reading and replay both run through this value, so that both see the same samples. A frame brings only
/// axes that changed, so the others keep their value; MSC_TIMESTAMP, uint32 microseconds that wrap and may
/// reset, gives the spacing where the device sends it, because the kernel's event times are bursty (a Joy-Con's
/// three frames share one), corrected where it runs slow (`TimestampClock`) and
/// left alone where it contradicts the kernel's event times (`StampCheck`); SYN_DROPPED discards up to the next SYN_REPORT and leaves the spacing unknown
/// (Documentation/input/event-codes.rst).
public struct FrameDecoder: Sendable {
  /// Standard gravity, m/s2 (ISO 80000-3): what the drivers' unit "g" stands for.
  public static let gravity = 9.80665

  /// Seconds for which a stamped device may send no change of any axis: chosen by judgement. A sensor's noise changes an
  /// axis several times a second.
  static let longestStuck = 10.0

  public let hasGyroscope: Bool
  /// Sends nothing while nothing changes: silence of it is stillness, not loss.
  public let isSparse: Bool

  private let firstAcceleration: UInt16
  private let firstGyroscope: UInt16
  private let accelerationScale: Vector3  // m/s2 per unit
  private let gyroscopeScale: Vector3  // rad/s per unit
  private var acceleration: (Int32, Int32, Int32)
  private var turn: (Int32, Int32, Int32) = (0, 0, 0)
  private var stamp: UInt32 = 0
  private var frameHasStamp = false
  private var frameHasReading = false
  private var discarding = false
  private var previous: (time: Instant, stamp: UInt32?)?
  /// When an axis changed last.
  private var lastReading: Instant?
  private var clock = TimestampClock()
  private var check = StampCheck()

  /// The device's timestamps contradict the kernel's event times and are not used.
  public var ignoresStamps: Bool { check.isContradicted }

  /// - Throws: `SensorError` where the device is no accelerometer or its scale is unknown.
  public init(_ device: SensorDescription, quirk: Quirk? = nil) throws(SensorError) {
    guard quirk?.isIgnored != true, quirk?.isAccelerometer ?? device.isAccelerometer else {
      throw .notAnAccelerometer
    }
    let first = quirk?.accelerationAxis ?? Evdev.x
    let units = try FrameDecoder.scale(of: device, from: first, instead: quirk?.unitsPerG)
    let g = FrameDecoder.gravity
    accelerationScale = Vector3(g / units.scale.x, g / units.scale.y, g / units.scale.z)
    acceleration = units.value
    firstAcceleration = first

    let firstTurn = quirk?.gyroscopeAxis ?? Evdev.rx
    firstGyroscope = firstTurn
    // A Wii Remote's acceleration stands on ABS_RX: the same axes cannot be a gyroscope too.
    if firstTurn != first, device.axis(firstTurn) != nil {
      let turns = try FrameDecoder.scale(of: device, from: firstTurn, instead: quirk?.unitsPerDegreePerSecond)
      let degree = Double.pi / 180
      gyroscopeScale = Vector3(degree / turns.scale.x, degree / turns.scale.y, degree / turns.scale.z)
      turn = turns.value
      hasGyroscope = true
    } else {
      gyroscopeScale = .zero
      hasGyroscope = false
    }
    isSparse = !device.isStamped
  }

  private static func scale(
    of device: SensorDescription, from first: UInt16, instead: Double?
  ) throws(SensorError) -> (scale: Vector3, value: (Int32, Int32, Int32)) {
    guard let x = device.axis(first) else { throw .missingAxis(code: first) }
    guard let y = device.axis(first + 1) else { throw .missingAxis(code: first + 1) }
    guard let z = device.axis(first + 2) else { throw .missingAxis(code: first + 2) }
    if let instead, instead > 0 { return (Vector3(instead, instead, instead), (x.value, y.value, z.value)) }
    for axis in [x, y, z] where axis.resolution <= 0 { throw .noScale(code: axis.code) }
    return (
      Vector3(Double(x.resolution), Double(y.resolution), Double(z.resolution)), (x.value, y.value, z.value)
    )
  }

  /// Takes one event; `time` is the frame's. Returns a sample at the end of a frame that brought a reading.
  @inlinable
  public mutating func decode(_ event: InputEvent, at time: Instant) -> Sample? {
    if event.type == Evdev.absolute {
      set(axis: event.code, event.value)
      return nil
    }
    return decodeOther(event, at: time)
  }

  @usableFromInline
  mutating func set(axis code: UInt16, _ value: Int32) {
    if code >= firstAcceleration, code < firstAcceleration + 3 {
      switch code - firstAcceleration {
      case 0: acceleration.0 = value
      case 1: acceleration.1 = value
      default: acceleration.2 = value
      }
      frameHasReading = true
    } else if hasGyroscope, code >= firstGyroscope, code < firstGyroscope + 3 {
      switch code - firstGyroscope {
      case 0: turn.0 = value
      case 1: turn.1 = value
      default: turn.2 = value
      }
      frameHasReading = true
    }
  }

  @usableFromInline
  mutating func decodeOther(_ event: InputEvent, at time: Instant) -> Sample? {
    if event.type == Evdev.miscellaneous, event.code == Evdev.timestamp {
      stamp = UInt32(bitPattern: event.value)
      frameHasStamp = true
      return nil
    }
    guard event.type == Evdev.synchronization else { return nil }
    if event.code == Evdev.dropped {
      discarding = true
      previous = nil
      return nil
    }
    guard event.code == Evdev.report else { return nil }
    defer {
      frameHasReading = false
      frameHasStamp = false
      discarding = false
    }
    // A device at rest still stamps each of its samples, although no axis has changed.
    guard !discarding, frameHasReading || frameHasStamp else { return nil }
    if frameHasReading || lastReading == nil { lastReading = time }
    // A sensor has noise: stamps without any change for so long come from one that is stuck, and are no readings.
    if let lastReading, time.seconds(since: lastReading) > FrameDecoder.longestStuck {
      previous = (time, frameHasStamp ? stamp : nil)
      return nil
    }
    let interval = spacing(at: time)
    previous = (time, frameHasStamp ? stamp : nil)
    return Sample(
      time: time, interval: interval,
      acceleration: Vector3(
        Double(acceleration.0) * accelerationScale.x, Double(acceleration.1) * accelerationScale.y,
        Double(acceleration.2) * accelerationScale.z),
      angularVelocity: Vector3(
        Double(turn.0) * gyroscopeScale.x, Double(turn.1) * gyroscopeScale.y, Double(turn.2) * gyroscopeScale.z),
      hasGyroscope: hasGyroscope)
  }

  /// Seconds since the previous sample; 0 where that is unknown.
  private mutating func spacing(at time: Instant) -> Double {
    guard let previous else {
      clock.lose()
      return 0
    }
    let elapsed = time.seconds(since: previous.time)
    guard frameHasStamp, let before = previous.stamp else { return max(elapsed, 0) }
    guard !check.isContradicted else { return check.interval(elapsed) }
    // Wrapping subtraction: the stamp is a uint32 and passes zero every 71.6 minutes.
    let stamped = Double(stamp &- before) * 1e-6
    // A stamp that stands still, leaps away from the kernel's clock or stays behind it has been reset, or reports
    // were lost that it does not count: a Joy-Con's packets come 15 ms apart and Bluetooth holds them up by some
    // hundreds, so a second is beyond any honest difference.
    if (stamped - elapsed).magnitude < 1 {
      check.note(stamped, elapsed)
      if stamped > 0 { return clock.interval(stamped, at: time) }
    } else {
      check.reset()
    }
    clock.lose()
    return 0
  }
}
