import PsoasCore
import PsoasSystem

/// Why a device cannot be used as a sensor. Each error names the remedy.
public enum SensorError: DescribedError, Equatable, Sendable {
  /// Neither INPUT_PROP_ACCELEROMETER nor a quirk marks the device as an accelerometer.
  case notAnAccelerometer
  /// One of the three acceleration axes is missing.
  case missingAxis(code: UInt16)
  /// The driver reports no resolution and no quirk defines the scale.
  case noScale(code: UInt16)

  public var message: Text {
    switch self {
    case .notAnAccelerometer:
      "not an accelerometer: if it is one, add a quirk (see psoas-quirks(5))"
    case .missingAxis:
      "an acceleration axis is missing: name the first of the three with AccelerationAxis= in a quirk"
    case .noScale:
      "the driver reports no resolution: set UnitsPerG= (and UnitsPerDegreePerSecond=) in a quirk"
    }
  }
}

/// Decodes the events of one evdev node into samples in SI units.
///
/// Live input and replay both use this type, so both produce the same samples. A frame contains only axes that changed;
/// the others keep their value. The sample interval comes from MSC_TIMESTAMP (uint32 microseconds that wrap and may
/// reset) if the device sends it, because the kernel's event times are bursty: a Joy-Con's three frames share one.
/// `TimestampClock` corrects slow timestamps, and `StampCheck` detects those that contradict the kernel's event times.
/// `ReadingCheck` detects readings that are no measurements: they give no samples.
/// SYN_DROPPED discards events up to the next SYN_REPORT and makes the interval unknown
/// (Documentation/input/event-codes.rst). A device that sends acceleration and angular velocity in frames of their own
/// (`FrameLayout`) gives one sample per pair of readings (`ReadingPair`).
public struct FrameDecoder: Sendable {
  /// Standard gravity, m/s2 (ISO 80000-3): the drivers' unit "g".
  public static let gravity = 9.80665

  public let hasGyroscope: Bool
  /// The device sends nothing while nothing changes: its silence means stillness, not loss.
  public let isSparse: Bool

  private let firstAcceleration: UInt16
  private let firstGyroscope: UInt16
  private let accelerationScale: Vector3  // m/s2 per unit
  private let gyroscopeScale: Vector3  // rad/s per unit
  private var acceleration: (Int32, Int32, Int32)
  private var turn: (Int32, Int32, Int32) = (0, 0, 0)
  private var stamp: UInt32 = 0
  private var frameHasStamp = false
  private var frameHasChange = false
  /// The axes of the current frame: bits 0 to 2 for acceleration, 3 to 5 for angular velocity.
  private var frameAxes: UInt8 = 0
  private var hasStarted = false
  private var discarding = false
  /// The current frame has the axes that changed while events were lost, whichever frames they came in.
  private var resynchronizes = false
  private var layout = FrameLayout()
  /// nil unless acceleration and angular velocity come in frames of their own.
  private var pair: ReadingPair?
  /// The previous frame; for separate frames, the previous one with an angular velocity.
  private var previous: (time: Instant, stamp: UInt32?)?
  private var clock = TimestampClock()
  private var check = StampCheck()
  private var readings: ReadingCheck
  /// The scale of the samples.
  public let scale: SignalCheck.Scale

  /// The device's timestamps contradict the kernel's event times and are ignored.
  public var ignoresStamps: Bool { check.isContradicted }

  /// The reason why the readings are not used at `time`, which is not before the last frame.
  public func fault(at time: Instant) -> ReadingFault? { readings.fault(at: time) }

  /// The angular velocity does not change, although the sensor rotates: samples are without it.
  public var isTurnStuck: Bool { hasGyroscope && readings.isTurnStuck }

  /// The current readings are not plausible, which may become a fault.
  public var isInDoubt: Bool { readings.isInDoubt }

  /// - Throws: `SensorError` if the device is not an accelerometer or its scale is unknown.
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
    // A Wii Remote reports acceleration on ABS_RX: the same axes cannot be a gyroscope too.
    if firstTurn != first, device.axis(firstTurn) != nil {
      let turns = try FrameDecoder.scale(of: device, from: firstTurn, instead: quirk?.unitsPerDegreePerSecond)
      let degree = Double.pi / 180
      gyroscopeScale = Vector3(degree / turns.scale.x, degree / turns.scale.y, degree / turns.scale.z)
      turn = turns.value
      hasGyroscope = true
      scale = SignalCheck.Scale(unitsPerG: units.scale.x, unitsPerDegreePerSecond: turns.scale.x)
    } else {
      gyroscopeScale = .zero
      hasGyroscope = false
      scale = SignalCheck.Scale(unitsPerG: units.scale.x, unitsPerDegreePerSecond: 0)
    }
    readings = ReadingCheck(device, first, hasGyroscope ? firstTurn : nil, scale)
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

  /// Processes one event; `time` is the time of its frame. Returns a sample at the end of a frame with a reading.
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
      let isNew =
        switch code - firstAcceleration {
        case 0: Self.store(value, in: &acceleration.0)
        case 1: Self.store(value, in: &acceleration.1)
        default: Self.store(value, in: &acceleration.2)
        }
      note(isNew, axis: UInt8(truncatingIfNeeded: code - firstAcceleration))
    } else if hasGyroscope, code >= firstGyroscope, code < firstGyroscope + 3 {
      let isNew =
        switch code - firstGyroscope {
        case 0: Self.store(value, in: &turn.0)
        case 1: Self.store(value, in: &turn.1)
        default: Self.store(value, in: &turn.2)
        }
      note(isNew, axis: 3 + UInt8(truncatingIfNeeded: code - firstGyroscope))
    }
  }

  private static func store(_ value: Int32, in axis: inout Int32) -> Bool {
    defer { axis = value }
    return axis != value
  }

  private mutating func note(_ isNew: Bool, axis: UInt8) {
    frameAxes |= 1 << axis
    if isNew { frameHasChange = true }
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
      pair?.lose()
      return nil
    }
    guard event.code == Evdev.report else { return nil }
    defer {
      frameHasChange = false
      frameAxes = 0
      frameHasStamp = false
      resynchronizes = discarding
      discarding = false
    }
    // A device at rest still sends a timestamp for each sample, although no axis has changed.
    guard !discarding, frameAxes != 0 || frameHasStamp else { return nil }
    let isFirst = !hasStarted
    hasStarted = true
    let force = currentAcceleration
    readings.update(frameHasChange, acceleration, turn, force, at: time)
    if fault(at: time) != nil {
      previous = (time, frameHasStamp ? stamp : nil)
      return nil
    }
    if pair != nil { return pairedSample(at: time) }
    let interval = spacing(at: time)
    previous = (time, frameHasStamp ? stamp : nil)
    if hasGyroscope, layout.verdict == .unknown, !isFirst, !resynchronizes { noteLayout(at: time) }
    return Sample(
      time: time, interval: interval, acceleration: force, angularVelocity: currentTurn,
      hasGyroscope: hasGyroscope && !readings.isTurnStuck)
  }

  private var currentAcceleration: Vector3 {
    Vector3(
      Double(acceleration.0) * accelerationScale.x, Double(acceleration.1) * accelerationScale.y,
      Double(acceleration.2) * accelerationScale.z)
  }

  private var currentTurn: Vector3 {
    Vector3(
      Double(turn.0) * gyroscopeScale.x, Double(turn.1) * gyroscopeScale.y, Double(turn.2) * gyroscopeScale.z)
  }

  private mutating func noteLayout(at time: Instant) {
    layout.note(
      accelerationAxes: (frameAxes & 0b111).nonzeroBitCount, turnAxes: (frameAxes & 0b111000).nonzeroBitCount, at: time)
    guard layout.verdict == .apart else { return }
    pair = ReadingPair(acceleration: currentAcceleration, turn: currentTurn, isSparse: isSparse, at: time)
    // The timestamps of both halves were compared with each other until now. Only the gyroscope's are used.
    previous = (time, nil)
    clock = TimestampClock()
    check = StampCheck()
  }

  private mutating func pairedSample(at time: Instant) -> Sample? {
    if frameAxes & 0b111000 != 0 {
      let wasKnown = previous != nil
      let seconds = spacing(at: time)
      previous = (time, frameHasStamp ? stamp : nil)
      // Without a timestamp, 0 is the time between two frames of the same microsecond.
      let reading = currentTurn
      pair?.add(turn: reading, over: wasKnown && (seconds > 0 || !frameHasStamp) ? seconds : nil)
    }
    if frameAxes & 0b111 != 0 {
      let reading = currentAcceleration
      pair?.add(acceleration: reading)
    }
    return pair?.next(at: time)
  }

  /// Seconds since the previous sample; 0 if unknown.
  private mutating func spacing(at time: Instant) -> Double {
    guard let previous else {
      clock.lose()
      return 0
    }
    let elapsed = time.seconds(since: previous.time)
    guard frameHasStamp, let before = previous.stamp else { return max(elapsed, 0) }
    guard !check.isContradicted else { return check.interval(elapsed) }
    // Wrapping subtraction: the timestamp is a uint32 and passes zero every 71.6 minutes.
    let stamped = Double(stamp &- before) * 1e-6
    // A timestamp that does not advance, or that deviates from the kernel's clock, was reset, or lost reports that it
    // does not count. A Joy-Con's packets arrive 15 ms apart and Bluetooth delays them by several hundred milliseconds,
    // so a second is beyond any regular difference.
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
