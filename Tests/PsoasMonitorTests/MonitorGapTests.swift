import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A long time without input needs little computation, and has the same effect as a tick in each second of it.
@Suite struct MonitorGapTests {
  private let catalog = ExerciseCatalog([Exercise(identifier: "kneeling-hip-flexor", sides: 2)])

  /// Sits for ten minutes, sends nothing for `gap` seconds, and rests for a minute.
  private func run(
    gap: Int, stepped: Bool, clock: WallClock?, isIdle: Bool = false
  ) -> (monitor: Monitor, events: [TimedEvent]) {
    var configuration = Configuration()
    configuration.remindAfter = 300
    configuration.waitForBreakPoint = 0
    var monitor = Monitor(configuration, catalog: catalog)
    var events: [TimedEvent] = []
    var now = Instant(microseconds: 0)
    func handle(_ input: Input) {
      now.microseconds += 1
      monitor.handle(TimedInput(now, input), into: &events)
    }
    func rest(_ seconds: Int) {
      for _ in 0..<seconds * 50 {
        now.microseconds += 20_000
        handle(.sample(.pelvis, Sample(time: now, interval: 0.02, acceleration: .rest(at: now))))
      }
    }
    if let clock { handle(.wallClock(clock)) }
    handle(.sensorAdded(.pelvis, SensorTraits()))
    handle(.idle(isIdle))
    rest(2)
    handle(.command(.correct(.sitting)))
    rest(600)
    for _ in 0..<(stepped ? gap : 1) {
      now.microseconds += (stepped ? 1 : Int64(gap)) * 1_000_000
      handle(.tick)
    }
    // Both variants end at the same time.
    now.microseconds = Int64(605 + gap) * 1_000_000
    rest(60)
    handle(.end)
    return (monitor, events)
  }

  @Test(arguments: [0, 90, 3000, 20_000, 400_000], [false, true])
  func `a gap has the effect of its seconds`(gap: Int, isIdle: Bool) {
    // Late in the evening, so that even short gaps include midnight.
    for clock in [nil, WallClock(unixMicroseconds: 1_774_735_200_000_000 + 2_000_000, utcOffset: 3600)] {
      let stepped = run(gap: gap, stepped: true, clock: clock, isIdle: isIdle)
      let skipped = run(gap: gap, stepped: false, clock: clock, isIdle: isIdle)
      func plain(_ events: [TimedEvent]) -> [String] {
        events.map { event in
          var line = Text()
          EventJSON.append(event, to: &line)
          return "\(event.event.name) \(event.time.microseconds / 1_000_000)"
            + (event.event.name.utf8CodeUnitCount > 0 && "\(event.event.name)".hasPrefix("day") ? "\(line)" : "")
        }
      }
      #expect(plain(stepped.events) == plain(skipped.events))
      let (a, b) = (stepped.monitor.status, skipped.monitor.status)
      #expect((a.today[.unknown] - b.today[.unknown]).magnitude < 1e-3)
      #expect((a.today[.sitting] - b.today[.sitting]).magnitude < 1e-3)
      #expect(a.today.day == b.today.day && a.today.bouts == b.today.bouts)
      #expect(a.hours.count == b.hours.count)
      for (one, other) in zip(a.hours, b.hours) {
        #expect(one.began == other.began && (one[.unknown] - other[.unknown]).magnitude < 1e-3)
      }
    }
  }

  /// Three thousand years, second by second, would take a day to compute.
  @Test func `a gap of years is passed in bounded time`() {
    let ages = run(gap: 90_000_000_000, stepped: false, clock: nil)
    #expect(ages.monitor.status.today[.unknown] > 8e10)
    let years = run(gap: 315_000_000, stepped: false, clock: WallClock(unixMicroseconds: 0, utcOffset: 0))
    #expect(years.events.filter { "\($0.event.name)".hasPrefix("day") }.count == 3645)
  }

  /// The cost of a gap does not depend on its length, in any initial state.
  @Test(.timeLimit(.minutes(2)), arguments: ["report", "sparse", "session", "reminder", "calibration"])
  func `a gap is passed in bounded time in every state`(state: String) throws {
    var configuration = Configuration()
    configuration.remindAfter = 300
    configuration.waitForBreakPoint = 0
    var monitor = Monitor(configuration, catalog: catalog)
    var events: [TimedEvent] = []
    var now = Instant(microseconds: 0)
    func handle(_ input: Input) {
      now.microseconds += 1
      monitor.handle(TimedInput(now, input), into: &events)
    }
    handle(.wallClock(WallClock(unixMicroseconds: 0, utcOffset: 0)))
    if state != "report" {
      handle(.sensorAdded(.pelvis, SensorTraits(isSparse: state == "sparse")))
      handle(.sample(.pelvis, Sample(time: now, interval: 0, acceleration: Vector3(0, 9.81, 0))))
    }
    handle(.command(.correct(.sitting)))
    switch state {
    case "session":
      handle(.command(.startSession(ExerciseSessionRequest("kneeling-hip-flexor"))))
      handle(.command(.respond(.pause)))
    case "calibration": handle(.command(.calibrate(.full)))
    case "reminder":
      now.microseconds += 400_000_000
      handle(.tick)
      handle(.command(.correct(.sitting)))
    default: break
    }
    now.microseconds += 900_000_000_000_000_000
    handle(.tick)
    #expect(monitor.status.posture.posture == .unknown)
    #expect(monitor.status.openReminder == nil && monitor.status.activeSession.isEmpty)
    #expect(events.count < 10_000)
    // Monitoring continues afterwards.
    now.microseconds += 60_000_000
    handle(.command(.correct(.standing)))
    now.microseconds += 60_000_000
    handle(.tick)
    #expect((monitor.status.today[.standing] - 60).magnitude < 1)
  }

  /// A sparse sensor counts as still for half a day at most.
  @Test func `a sparse sensor is lost after its time`() {
    var monitor = Monitor(Configuration(), catalog: catalog)
    var events: [TimedEvent] = []
    let start = Instant(microseconds: 0)
    monitor.handle(TimedInput(start, .sensorAdded(.pelvis, SensorTraits(isSparse: true))), into: &events)
    monitor.handle(
      TimedInput(start, .sample(.pelvis, Sample(time: start, interval: 0, acceleration: Vector3(0, 9.81, 0)))),
      into: &events)
    monitor.handle(TimedInput(Instant(microseconds: 40_000_000_000), .tick), into: &events)
    #expect(!monitor.isSilent(.pelvis))
    monitor.handle(TimedInput(Instant(microseconds: 90_000_000_000_000_000), .tick), into: &events)
    #expect(monitor.isSilent(.pelvis))
  }
}
