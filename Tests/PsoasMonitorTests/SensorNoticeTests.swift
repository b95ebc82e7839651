import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A run under the test's hand; its sensor moves a little, so that it is worn.
private struct Run {
  var monitor: Monitor
  var now = Instant(microseconds: 0)
  var events: [TimedEvent] = []
  var isReporting = true

  init(_ configuration: Configuration = Configuration()) {
    monitor = Monitor(configuration, catalog: ExerciseCatalog())
    handle(.sensorAdded(.pelvis, SensorTraits()))
  }

  mutating func handle(_ input: Input) {
    now.microseconds += 1
    monitor.handle(TimedInput(now, input), into: &events)
  }

  mutating func pass(_ seconds: Int) {
    for second in 0..<seconds {
      now.microseconds += 1_000_000
      if isReporting {
        let sway = second % 2 == 0 ? 0.1 : -0.1
        handle(.sample(.pelvis, Sample(time: now, interval: 1, acceleration: Vector3(sway, 9.81, 0))))
      } else {
        handle(.tick)
      }
    }
  }

  mutating func unplug() {
    handle(.sensorRemoved(.pelvis))
    isReporting = false
  }

  mutating func plug() {
    handle(.sensorAdded(.pelvis, SensorTraits()))
    isReporting = true
  }

  mutating func charge(_ percent: Int?, _ status: Battery.Status = .discharging, level: Battery.Level = .unknown) {
    handle(.battery(.pelvis, Battery(percent: percent, level: level, status: status)))
    pass(2)
  }

  /// The messages since the last call, by name.
  mutating func notices() -> [String] {
    defer { events = [] }
    return events.compactMap { timed in
      if case .sensorNotice(_, let notice) = timed.event { "\(notice.name)" } else { nil }
    }
  }
}

/// 2026-03-30 09:00 UTC, a Monday.
private let monday = WallClock(unixMicroseconds: 1_774_861_200_000_000, utcOffset: 0)

@Suite struct SensorNoticeTests {
  // MARK: A sensor that stops

  @Test(arguments: [true, false])
  func `a sensor that stops is told after a minute, and once more when it is back`(isUnplugged: Bool) {
    var run = Run()
    run.pass(30)
    if isUnplugged { run.unplug() } else { run.isReporting = false }
    run.pass(58)
    #expect(run.notices() == [])
    run.pass(6)
    #expect(run.notices() == ["lost"])
    run.pass(3600)
    #expect(run.notices() == [])
    run.plug()
    run.pass(10)
    #expect(run.notices() == ["returned"])
    run.pass(600)
    #expect(run.notices() == [])
    run.unplug()
    run.pass(70)
    #expect(run.notices() == ["lost"])
  }

  @Test func `no sensor is one reason for quiet, and a sensor that cannot tell the posture is another`() {
    var run = Run()
    var reasons: PauseReasons { run.monitor.status.pauseReasons }
    run.pass(2)
    #expect(run.monitor.status.posture.posture == .unknown && reasons == .unknownPosture)
    // Silent, then unplugged.
    run.isReporting = false
    run.pass(20)
    #expect(reasons == .noSensor)
    run.unplug()
    #expect(reasons == .noSensor)
    run.plug()
    run.pass(2)
    #expect(reasons == .unknownPosture)
  }

  @Test func `a sensor that reconnects within the minute is no news`() {
    var run = Run()
    run.pass(30)
    for _ in 0..<5 {
      run.unplug()
      run.pass(50)
      run.plug()
      run.pass(20)
    }
    #expect(run.notices() == [])
  }

  @Test func `one that reconnects without data is still lost`() {
    var run = Run()
    run.pass(30)
    run.unplug()
    run.pass(30)
    run.handle(.sensorAdded(.pelvis, SensorTraits()))
    run.pass(40)
    #expect(run.notices() == ["lost"])
  }

  @Test func `a sensor that was not worn, or was taken from its placement, is not missed`() {
    var table = Run()
    for second in 0..<700 {
      table.now.microseconds += 1_000_000
      // The noise of a sensor on the table.
      let noise = second % 2 == 0 ? 0.001 : -0.001
      table.handle(.sample(.pelvis, Sample(time: table.now, interval: 1, acceleration: Vector3(noise, 9.81, 0))))
    }
    table.handle(.command(.correct(.notWorn)))
    table.unplug()
    table.pass(200)
    #expect(table.notices() == [])

    var released = Run()
    released.pass(30)
    released.handle(.sensorRemoved(.pelvis, isReleased: true))
    released.isReporting = false
    released.pass(200)
    #expect(released.notices() == [])

    var never = Run()
    never.isReporting = false
    never.pass(200)
    #expect(never.notices() == [])
  }

  @Test func `a sensor whose readings are not used is told with the reason after a minute`() {
    var run = Run()
    run.pass(30)
    run.handle(.sensorFault(.pelvis, "it is stuck"))
    run.isReporting = false
    run.pass(58)
    #expect(run.notices() == [])
    run.pass(6)
    let told = run.events.compactMap { timed in
      if case .sensorNotice(let placement, let notice) = timed.event {
        SensorNoticeText.body(notice, of: placement)
      } else {
        nil
      }
    }
    #expect(told == ["it is stuck"])
    #expect(run.notices() == ["faulty"])
    run.isReporting = true
    run.pass(10)
    #expect(run.notices() == ["returned"])
    // Once it was switched off, that is the reason.
    run.handle(.sensorFault(.pelvis, "it is stuck"))
    run.unplug()
    run.pass(70)
    #expect(run.notices() == ["lost"])
  }

  @Test func `after a suspend it has another minute to reconnect`() {
    var run = Run()
    run.pass(30)
    run.handle(.suspending)
    run.unplug()
    run.pass(5)
    run.handle(.resumed(asleep: 3_600_000_000))
    run.pass(58)
    #expect(run.notices() == [])
    run.pass(4)
    #expect(run.notices() == ["lost"])
  }

  // MARK: When the wearer may be disturbed

  static let quiet: [(on: Input, off: Input)] = [
    (.command(.pause), .command(.resume)), (.locked(true), .locked(false)),
    (.quiet(.doNotDisturb, true), .quiet(.doNotDisturb, false)),
    (.quiet(.fullScreen, true), .quiet(.fullScreen, false)), (.quiet(.inhibited, true), .quiet(.inhibited, false)),
  ]

  @Test(arguments: quiet.indices)
  func `in a pause and in quiet periods it waits, and comes later if it is still true`(index: Int) {
    let (on, off) = Self.quiet[index]
    var run = Run()
    run.handle(.wallClock(monday))
    run.pass(30)
    run.handle(on)
    run.unplug()
    run.charge(4)
    run.pass(300)
    #expect(run.notices() == [])
    run.handle(off)
    run.pass(5)
    #expect(run.notices() == ["lost", "battery-critical"])
    run.handle(on)
    run.plug()
    run.pass(100)
    run.unplug()
    run.pass(10)
    run.plug()
    run.pass(10)
    #expect(run.notices() == [])
    run.handle(off)
    run.pass(5)
    #expect(run.notices() == ["returned"])

    // What passed in the quiet is not told afterwards.
    run.handle(on)
    run.unplug()
    run.pass(300)
    run.plug()
    run.pass(10)
    run.handle(off)
    run.pass(100)
    #expect(run.notices() == [])
  }

  @Test func `outside the working hours it waits for them`() throws {
    var configuration = Configuration()
    var fault = Text()
    configuration.workingHours = try #require(WorkingHours("Mon 09:00-09:10, Tue 09:00-17:00", fault: &fault))
    var run = Run(configuration)
    run.handle(.wallClock(monday))
    run.pass(590)
    run.unplug()
    run.pass(300)
    #expect(run.notices() == [])
    run.pass(86_400 - 900)
    #expect(run.notices() == [])
    run.pass(60)
    #expect(run.notices() == ["lost"])
  }

  // MARK: The battery

  @Test func `a battery is told at 15 and at 5 percent, once each while it falls`() {
    var run = Run()
    run.charge(80)
    run.charge(16)
    #expect(run.notices() == [])
    run.charge(15)
    #expect(run.notices() == ["battery-low"])
    for percent in [14, 13, 15, 16, 15, 6] { run.charge(percent) }
    #expect(run.notices() == [])
    run.charge(5)
    #expect(run.notices() == ["battery-critical"])
    for percent in [4, 3, 5, 6, 10, 5, 0] { run.charge(percent) }
    #expect(run.notices() == [])
  }

  @Test func `after charging it is told again`() {
    var run = Run()
    run.charge(10)
    #expect(run.notices() == ["battery-low"])
    run.charge(10, .charging)
    run.charge(12, .charging)
    #expect(run.notices() == [])
    run.charge(12)
    #expect(run.notices() == ["battery-low"])
    // Another battery was put in.
    run.charge(100)
    run.charge(4)
    #expect(run.notices() == ["battery-critical"])
    run.unplug()
    run.plug()
    run.charge(4)
    #expect(run.notices() == [])
  }

  @Test func `a driver that reports only a level is understood, and one that cannot read the battery is not`() {
    var run = Run()
    run.charge(nil, .unknown, level: .normal)
    #expect(run.notices() == [])
    run.charge(nil, .unknown, level: .low)
    #expect(run.notices() == ["battery-low"])
    run.charge(nil, .unknown, level: .critical)
    #expect(run.notices() == ["battery-critical"])
    run.charge(nil, .full, level: .full)
    run.charge(0, .unknown)
    run.handle(.battery(.pelvis, nil))
    run.pass(5)
    #expect(run.notices() == [])
  }

  @Test func `each change of a battery is an event, and a repetition is none`() {
    var run = Run()
    run.charge(80)
    run.charge(80)
    run.charge(79)
    let batteries = run.events.filter { $0.event.name.description == "battery" }
    #expect(batteries.count == 2)
    #expect(run.monitor.battery(of: .pelvis)?.percent == 79)
    #expect(batteries.last?.event.sentence == "battery of the pelvis sensor: 79 %, discharging")
  }

  @Test func `a gap of an hour in which a sensor is missed costs and tells what its seconds do`() {
    var gap = Run()
    gap.pass(30)
    gap.unplug()
    var seconds = gap
    seconds.pass(7200)
    gap.now.microseconds += 7_200_000_000
    gap.handle(.tick)
    #expect(seconds.notices() == ["lost"])
    #expect(gap.notices() == ["lost"])
  }
}
