import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A sequence of inputs of the monitor, made from bytes: any input that the daemon can give, at any time that it can
/// give it. Each step reads one byte for its kind, then its values, so that a changed byte changes one step.
public struct MonitorScript {
  public var script: ByteScript
  /// Time of the latest input, microseconds.
  public private(set) var now: Int64 = 0
  var sensors = PerPlacement<SensorTraits?>(repeating: nil)
  /// The most time that later steps take together, microseconds, so that every script ends within seconds: ten days, but
  /// half an hour while a sensor is sparse, since its last sample is processed again 50 times a second.
  private var timeLeft: Int64 = 240 * 3_600_000_000
  private var sparseTimeLeft: Int64 = 1_800_000_000

  public init(_ bytes: UnsafeBufferPointer<UInt8>) { script = ByteScript(bytes) }

  /// Few exercises, each with another check and another kind of stage.
  public static let catalog = ExerciseCatalog([
    exercise("kneeling-hip-flexor", .stretch, .hipFlexorHold, sides: 2, .hold(seconds: 30...60)),
    exercise("figure-four", .stretch, .figureFourHold, sides: 2, .hold(seconds: 30...60)),
    exercise("glute-bridge", .strength, .bridgeRepetitions, sides: 1, .repetitions(10...15, hold: 2, rest: 1)),
    exercise("plank", .strength, .plankHold, sides: 1, .hold(seconds: 10...30)),
    exercise("walk", .move, .none, sides: 1, .move(seconds: 60...180)),
  ])

  private static func exercise(
    _ identifier: StaticString, _ kind: Exercise.Kind, _ check: Exercise.Check, sides: Int, _ work: ExerciseStage.Work
  ) -> Exercise {
    var exercise = Exercise(
      identifier: Text(identifier), title: Text(identifier), stages: [ExerciseStage(work)], sides: sides)
    (exercise.kind, exercise.check) = (kind, check)
    return exercise
  }

  /// The inputs of the next step; nil after the last byte.
  public mutating func next() -> [TimedInput]? {
    guard !script.isAtEnd else { return nil }
    switch script.index(20) {
    case 0...4: return movement()
    case 5...6: return wait()
    case 7: return at(sensorChange())
    case 8: return at(clockChange())
    case 9: return at(sleep())
    case 10: return at(desktop())
    case 11: return at(restored())
    case 12: return at(settings())
    case 13: return at(script.flag() ? .standingBegan : .standingEnded)
    case 14...16: return at(.command(exerciseCommand()))
    default: return at(.command(reminderCommand()))
    }
  }

  public func end() -> TimedInput { TimedInput(Instant(microseconds: now), .end) }

  func at(_ input: Input) -> [TimedInput] { [TimedInput(Instant(microseconds: now), input)] }

  mutating func placement() -> Placement { script.element(Array(Placement.allCases)) }

  /// A step of time, from none to days; ticks at its end, as from the daemon's timer.
  private mutating func wait() -> [TimedInput] {
    // Hours are rare: a second is processed in a microsecond or two, and half a day of them in a tenth of a second.
    let units: [Int64] = [1, 1_000, 1_000_000, 1_000_000, 10_000_000, 10_000_000, 60_000_000]
    let unit = script.index(16) == 0 ? 3_600_000_000 : script.element(units)
    pass(unit * Int64(script.index(32)))
    return at(.tick)
  }

  private mutating func pass(_ time: Int64) {
    let isSparse = Placement.allCases.contains { sensors[$0]?.isSparse == true }
    let passed = min(time, timeLeft, isSparse ? sparseTimeLeft : timeLeft)
    now += passed
    timeLeft -= passed
    if isSparse { sparseTimeLeft -= passed }
  }

  /// Samples of one sensor at rest, in a swing or in any movement: up to 255 at 5 to 250 Hz.
  private mutating func movement() -> [TimedInput] {
    let placement = placement()
    let traits = sensors[placement] ?? SensorTraits()
    let period = script.element([4_000, 10_000, 20_000, 80_000, 200_000] as [Int64])
    let down = direction()
    let swing = direction() * script.real(0...8)
    let turn = direction() * script.real(0...6)
    let frequency = script.real(0...3)
    var inputs: [TimedInput] = []
    for index in 0..<Int(script.byte()) {
      let last = now
      pass(period)
      let phase = Trigonometry.sine(2 * Trigonometry.pi * frequency * Double(index) * Double(period) * 1e-6)
      let sample = Sample(
        time: Instant(microseconds: now), interval: index == 0 ? 0 : Double(now - last) * 1e-6,
        acceleration: down * 9.81 + swing * phase, angularVelocity: traits.hasGyroscope ? turn * phase : .zero,
        hasGyroscope: traits.hasGyroscope)
      inputs += at(.sample(placement, sample))
    }
    return inputs
  }

  mutating func direction() -> Vector3 {
    let raw = Vector3(script.real(-1...1), script.real(-1...1), script.real(-1...1))
    return raw.normalized ?? Vector3(0, 1, 0)
  }

  private mutating func sensorChange() -> Input {
    let placement = placement()
    switch script.index(8) {
    case 0...3:
      let traits = SensorTraits(name: "a sensor", hasGyroscope: script.index(4) > 0, isSparse: script.index(4) == 0)
      sensors[placement] = traits
      return .sensorAdded(placement, traits)
    case 4: return .sensorRemoved(placement, isReleased: script.flag())
    case 5: return .sensorFault(placement, "stuck")
    case 6: return .mounting(placement, upright: direction())
    default:
      let battery = Battery(
        percent: script.flag() ? script.index(101) : nil, level: script.element(Battery.Level.allCases),
        status: script.element(Battery.Status.allCases))
      return .battery(placement, script.index(8) == 0 ? nil : battery)
    }
  }

  /// The clock is set: mostly by hours and days around 2026, sometimes to any year from 1970 to 2106.
  mutating func clock() -> WallClock {
    let offset = Int32(script.index(27) - 12) * 3600
    let base: Int64 = 1_780_000_000
    let seconds =
      script.index(4) == 0
      ? Int64(script.word()) << 16 | Int64(script.word()) : base + Int64(script.word() - 32_768) * 13
    return WallClock(unixMicroseconds: seconds * 1_000_000 + Int64(script.byte()), utcOffset: offset)
  }

  private mutating func clockChange() -> Input { .wallClock(clock()) }

  private mutating func sleep() -> Input {
    script.index(3) == 0 ? .suspending : .resumed(asleep: Int64(script.word()) * 3_000_000)
  }

  private mutating func desktop() -> Input {
    switch script.index(4) {
    case 0: .locked(script.flag())
    case 1: .idle(script.flag())
    default: .quiet(script.element(QuietReason.allCases), script.flag())
    }
  }
}
