import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@testable import psoasd

/// A live sensor whose readings contradict the driver's resolution is not used, and the reason and remedy are given
/// once.
@Suite struct SensorHealthTests {
  private final class Listener: EventSink {
    var faults: [String] = []
    var postures = 0
    func receive(_ event: TimedEvent) {
      if case .sensorFault(_, let reason) = event.event { faults.append(String(decoding: reason, as: UTF8.self)) }
      if case .posture = event.event { postures += 1 }
    }
  }

  /// Replaces the machine's clocks.
  private final class Machine {
    var microseconds: Int64 = 5_000_000_000
  }

  private let run: DaemonRun
  private let listener = Listener()
  private let machine = Machine()

  init() {
    let clock = RunClock(isSimulated: false) { [machine] _ in machine.microseconds }
    run = DaemonRun(Monitor(catalog: ExerciseCatalog()), clock: clock, recorder: nil)
    run.add(events: listener)
    run.begin { _ in [] }
  }

  private static func device(_ perG: Int32, _ perDegree: Int32 = 0, isStamped: Bool = true) -> SensorDescription {
    let axes = (0..<(perDegree > 0 ? 6 : 3)).map { code in
      AbsoluteAxis(
        code: UInt16(code), minimum: -2_000_000, maximum: 2_000_000, resolution: code < 3 ? perG : perDegree)
    }
    return SensorDescription(properties: 1 << 6, axes: axes, isStamped: isStamped)
  }

  private func open(_ device: SensorDescription, quirk: Quirk? = nil) throws {
    try run.open(.pelvis, device, quirk: quirk, identifier: Text("x".utf8))
  }

  /// Sends a frame every 10 ms and calls `second()` every second.
  private func send(seconds: Int, isStamped: Bool = true, _ values: (Int) -> [Int32]) {
    for index in 0..<seconds * 100 {
      machine.microseconds += 10_000
      let time = machine.microseconds
      var frame = values(index).enumerated().map {
        InputEvent(type: Evdev.absolute, code: UInt16($0.offset), value: $0.element)
      }
      if isStamped {
        frame.append(
          InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: Int32(truncatingIfNeeded: time)))
      }
      if !frame.isEmpty { run.receive(.pelvis, frame + [.report], source: time) }
      if time % 1_000_000 == 0 { run.second() }
    }
  }

  private var problem: (text: String, isReading: Bool, isSilent: Bool) {
    var sensor = BusSensor(identifier: Text(), name: Text(), placement: .pelvis)
    sensor.isReading = true
    run.describe(&sensor, at: .pelvis)
    return (String(decoding: sensor.problem, as: UTF8.self), sensor.isReading, sensor.isSilent)
  }

  private static func rest(_ index: Int) -> [Int32] { [Int32(index % 3), 0, 8190 + Int32(index % 5)] }

  @Test func `readings per g as the driver says are used`() throws {
    try open(Self.device(8192))
    send(seconds: 60, Self.rest)
    #expect(listener.faults == [] && problem.text == "" && problem.isReading && !problem.isSilent)
  }

  @Test(
    arguments: [
      // In g, in thousandths of g, per m/s2, and with readings of twice and of a third of gravity.
      (80_335, "is it in g?", 8192), (80, "is it in mg or cm/s2?", 8192), (835, "is the resolution per m/s2?", 8192),
      (4096, "is the resolution per m/s2?", 8192), (24_576, "is the resolution per m/s2?", 8192),
    ] as [(Int32, String, Double)])
  func `acceleration in other units is refused within seconds, with the quirk that mends it`(
    perG: Int32, words: String, mended: Double
  ) throws {
    try open(Self.device(perG))
    send(seconds: 12, Self.rest)
    #expect(listener.faults.count == 1 && listener.faults[0].contains(words), "\(listener.faults)")
    #expect(problem.text == listener.faults[0] && !problem.isReading && problem.isSilent)
    let number = try #require(listener.faults[0].firstMatch(of: /set UnitsPerG=([0-9.]+) in a quirk/))
    #expect((Double(number.1) ?? 0) / mended > 0.98 && (Double(number.1) ?? 0) / mended < 1.02, "\(number.1)")
    // More samples and more time do not change that: the posture is unknown, not sitting.
    send(seconds: 600, Self.rest)
    #expect(listener.faults.count == 1)
    #expect(run.estimate(of: .pelvis)?.posture.posture == .unknown)
    // After the quirk is added, the sensor is opened again.
    run.close(.pelvis, isReleased: false)
    try open(Self.device(perG), quirk: Quirk(unitsPerG: 8192))
    send(seconds: 60, Self.rest)
    #expect(listener.faults.count == 1 && problem.text == "" && problem.isReading)
  }

  @Test func `a still sensor that sends only changes is refused as well`() throws {
    try open(Self.device(1108, isStamped: false))
    send(seconds: 30, isStamped: false) { $0 == 0 ? [0, 5, 113] : [] }
    #expect(listener.faults.count == 1 && listener.faults[0].contains("is it in g?"), "\(listener.faults)")
    #expect(!problem.isReading)
  }

  /// Leans forward and back by twenty degrees.
  @Test func `rotation per radian is refused once gravity shows it`() throws {
    for (perDegree, isRefused) in [(1024, false), (18, true)] as [(Int32, Bool)] {
      let test = SensorHealthTests()
      try test.open(Self.device(8192, perDegree))
      test.send(seconds: 60) { index in
        let phase = Double(index) / 100
        let angle = 0.35 * Trigonometry.sine(phase)
        let rate = 0.35 * Trigonometry.cosine(phase) / Trigonometry.radiansPerDegree
        return [
          0, Int32(8192 * Trigonometry.sine(angle)), Int32(8192 * Trigonometry.cosine(angle)), Int32(1024 * rate), 0,
          Int32(index % 3),
        ]
      }
      #expect(test.listener.faults.isEmpty != isRefused, "\(test.listener.faults)")
      if isRefused {
        #expect(test.listener.faults[0].contains("times the rotation that gravity shows"))
        #expect(test.listener.faults[0].contains(/UnitsPerDegreePerSecond=10[0-9][0-9]/), "\(test.listener.faults)")
      }
    }
  }

  @Test func `a stuck sensor is reported after ten seconds, and is used again when it moves`() throws {
    try open(Self.device(8192))
    send(seconds: 5, Self.rest)
    send(seconds: 9) { _ in [3, 0, 8192] }
    #expect(listener.faults == [])
    send(seconds: 180) { _ in [3, 0, 8192] }
    #expect(listener.faults.count == 1 && listener.faults[0].contains("same reading for 10 s"))
    #expect(problem.text == listener.faults[0] && problem.isSilent)
    #expect(run.estimate(of: .pelvis)?.posture.posture == .unknown)
    send(seconds: 2, Self.rest)
    #expect(problem.text == "" && !problem.isSilent)
  }

  @Test(arguments: [true, false])
  func `no gravity and the end of the range are reported after ten seconds`(isStamped: Bool) throws {
    for (z, words) in [(0, "not even gravity's"), (2_000_000, "end of its range")] as [(Int32, String)] {
      let test = SensorHealthTests()
      try test.open(Self.device(8192, isStamped: isStamped))
      // A device without MSC_TIMESTAMP sends an unchanged frame only once.
      test.send(seconds: 12, isStamped: isStamped) {
        isStamped || $0 == 0 ? [Int32(isStamped ? $0 % 3 : 1), 0, z] : []
      }
      #expect(test.listener.faults.count == 1, "\(test.listener.faults)")
      #expect(test.problem.text.contains(words) && test.problem.isSilent, "\(test.problem)")
    }
  }
}
