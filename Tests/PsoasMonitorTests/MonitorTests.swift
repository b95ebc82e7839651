import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// The defaults, except that reminders do not wait for a break point.
private var prompt: Configuration {
  var configuration = Configuration()
  configuration.waitForBreakPoint = 0
  return configuration
}

/// A `Monitor` whose time the test advances. The posture is a correction by the wearer, which holds while the sensor
/// lies still.
private struct Session {
  var monitor: Monitor
  var now = Instant(microseconds: 0)
  var events: [TimedEvent] = []
  var isSpeaking = true

  init(_ configuration: Configuration = prompt, traits: SensorTraits = SensorTraits()) {
    monitor = Monitor(
      configuration, catalog: ExerciseCatalog([Exercise(identifier: Text("kneeling-hip-flexor".utf8), sides: 2)]))
    handle(.sensorAdded(.pelvis, traits))
  }

  mutating func handle(_ input: Input) {
    now.microseconds += 1
    monitor.handle(TimedInput(now, input), into: &events)
  }

  /// Advances the time, with a still sample each second as long as the sensor sends.
  mutating func pass(_ seconds: Int) {
    for _ in 0..<seconds {
      now.microseconds += 1_000_000
      if isSpeaking {
        handle(.sample(.pelvis, Sample(time: now, interval: 1, acceleration: .rest(at: now))))
      } else {
        handle(.tick)
      }
    }
  }

  mutating func correct(_ posture: Posture) { handle(.command(.correct(posture))) }

  func names() -> [String] { events.map { "\($0.event.name)" } }
  func count(_ name: String) -> Int { names().filter { $0 == name }.count }
}

/// 2026-03-28 23:00 in Paris, the evening before summer time began there.
private let paris = WallClock(unixMicroseconds: 1_774_735_200_000_000, utcOffset: 3600)

@Suite struct MonitorTests {
  @Test func `half an hour of sitting brings one reminder, with its reason`() throws {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(1810)
    #expect(session.count("bout-started") == 1)
    let reminders = session.events.compactMap { timed -> Reminder? in
      if case .reminder(let reminder) = timed.event { reminder } else { nil }
    }
    let reminder = try #require(reminders.first)
    #expect(reminders.count == 1)
    #expect((1800.0...1802.0).contains(reminder.sittingSeconds))
    #expect(reminder.dose == Dose(work: .hold(seconds: 30...60), sides: 2, sets: 1))
  }

  @Test func `a due reminder waits until the sensor turns with a shift in the seat`() throws {
    var session = Session(Configuration())
    session.pass(1)
    session.correct(.sitting)
    session.pass(1900)
    #expect(session.count("reminder") == 0)
    // Six degrees posterior within three seconds, and no return.
    for step in 0..<40 {
      session.now.microseconds += 250_000
      let angle = min(Double(step) * 0.5, 6) * .pi / 180
      let up = Vector3(9.81 * angle, 9.81 * (1 - angle * angle / 2), 0)
      session.handle(.sample(.pelvis, Sample(time: session.now, interval: 0.25, acceleration: up)))
    }
    #expect(session.count("reminder") == 1)
  }

  @Test func `a wearer's sway is no shift`() {
    var watch = ShiftDetector()
    var shifts = 0
    for second in 0..<600 {
      // A drift by 1.5 degrees in each direction within ten seconds.
      let angle = (second % 20 < 10 ? Double(second % 10) : 10 - Double(second % 10)) * 0.3 * .pi / 180
      if watch.step(Vector3(angle, 1 - angle * angle / 2, 0)) { shifts += 1 }
    }
    #expect(shifts == 0)
  }

  @Test func `a changed setting applies from its moment on`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(700)
    #expect(session.count("reminder") == 0)
    var configuration = prompt
    configuration.remindAfter = 600
    configuration.breakLength = 30
    session.handle(.configuration(configuration))
    session.pass(1)
    #expect(session.count("reminder") == 1)
    #expect(session.count("bout-started") == 1)
    session.correct(.standing)
    session.pass(29)
    #expect(session.count("bout-ended") == 0)
    session.pass(2)
    #expect(session.count("bout-ended") == 1)
  }

  @Test func `getting up withdraws it, and a minute on the feet ends the bout`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(1810)
    session.correct(.standing)
    session.pass(61)
    #expect(session.names().suffix(3) == ["posture", "reminder-closed", "bout-ended"])
    #expect(session.monitor.status.sittingSince == nil)
  }

  @Test func `a bout that ends within the last second of the run is not lost`() throws {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(600)
    session.correct(.standing)
    // The break reaches a minute between the last whole second and the end of the run.
    session.pass(60)
    #expect(session.count("bout-ended") == 0)
    session.handle(.end)
    #expect(session.names().filter { $0 != "diary" }.suffix(2) == ["bout-ended", "ended"])
    guard case .ended(let totals) = try #require(session.events.last?.event) else { return }
    #expect((599.0...601.0).contains(totals.longestBout))
  }

  @Test func `a bout that begins within the last second of the run is not lost`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(5)
    #expect(session.count("bout-started") == 0)
    session.handle(.end)
    #expect(session.names().filter { $0 != "diary" }.suffix(3) == ["bout-started", "bout-ended", "ended"])
  }

  @Test func `how inputs are spread over time does not change what happens`() {
    var coarse = Session()
    coarse.pass(1)
    coarse.correct(.sitting)
    var fine = coarse
    coarse.pass(1900)
    for _ in 0..<1900 {
      // The same samples with additional ticks.
      fine.now.microseconds += 499_999
      fine.monitor.handle(TimedInput(fine.now, .tick), into: &fine.events)
      fine.now.microseconds += 500_001
      fine.handle(.sample(.pelvis, Sample(time: fine.now, interval: 1, acceleration: .rest(at: fine.now))))
    }
    #expect(coarse.names() == fine.names())
  }

  @Test func `a silent sensor makes time unknown, not sitting`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(100)
    let sat = session.monitor.status.today[.sitting]
    session.isSpeaking = false
    session.pass(200)
    #expect(session.count("sensor-silent") == 1)
    #expect(session.monitor.status.posture.posture == .unknown)
    #expect(session.monitor.status.today[.sitting] - sat < 4)
    #expect(session.monitor.status.today[.unknown] > 190)
  }

  @Test func `a sensor that sends only changes is still, not lost`() {
    var session = Session(traits: SensorTraits(hasGyroscope: false, isSparse: true))
    session.pass(2)
    session.correct(.sitting)
    session.isSpeaking = false
    session.pass(300)
    #expect(session.count("sensor-silent") == 0)
    #expect(session.monitor.status.posture.posture == .sitting)
    #expect(session.monitor.status.bout ?? 0 > 299)
  }

  @Test(arguments: [false, true])
  func `a sensor that is not used makes time unknown, and is present again with its next sample`(isSparse: Bool) {
    var session = Session(traits: SensorTraits(isSparse: isSparse))
    session.pass(1)
    session.correct(.sitting)
    session.pass(100)
    let sat = session.monitor.status.today[.sitting]
    session.isSpeaking = false
    session.handle(.sensorFault(.pelvis, "it is stuck"))
    session.pass(200)
    #expect(session.count("sensor-fault") == 1 && session.count("sensor-silent") == 0)
    #expect(session.monitor.isSilent(.pelvis))
    #expect(session.monitor.status.posture.posture == .unknown)
    #expect(session.monitor.status.today[.sitting] - sat < 4)
    session.isSpeaking = true
    session.pass(1)
    #expect(!session.monitor.isSilent(.pelvis))
    session.handle(.sensorFault(.thigh, "it is not worn"))
    #expect(session.count("sensor-fault") == 1)
  }

  /// Research data have no device timestamps, and a stuck sensor repeats its last row in them.
  @Test func `the same reading for minutes is no sitting`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(100)
    let sat = session.monitor.status.today[.sitting]
    for _ in 0..<600 {
      session.now.microseconds += 1_000_000
      session.handle(.sample(.pelvis, Sample(time: session.now, interval: 1, acceleration: Vector3(0, 9.81, 0))))
    }
    #expect(session.count("sensor-fault") == 1 && session.count("sensor-silent") == 0)
    #expect(session.monitor.status.posture.posture == .unknown && session.monitor.isSilent(.pelvis))
    #expect(session.monitor.status.today[.sitting] - sat < 13)
    session.pass(2)
    #expect(!session.monitor.isSilent(.pelvis))
    session.correct(.sitting)
    session.pass(10)
    #expect(session.monitor.status.posture.posture == .sitting)
  }

  @Test func `unplugging stops nothing but the sensor`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(30)
    session.handle(.sensorRemoved(.pelvis))
    session.isSpeaking = false
    session.pass(10)
    #expect(session.monitor.status.posture.posture == .unknown)
    session.handle(.sensorAdded(.pelvis, SensorTraits()))
    session.isSpeaking = true
    session.pass(10)
    session.correct(.sitting)
    session.pass(10)
    #expect(session.count("bout-started") == 1)
    #expect(session.monitor.status.bout ?? 0 > 30)
  }

  @Test(arguments: [true, false])
  func `a machine left alone is a break, where no sensor sees the wearer`(byLock: Bool) {
    func leaves(_ isGone: Bool) -> Input { byLock ? .locked(isGone) : .idle(isGone) }
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(600)
    session.handle(.sensorRemoved(.pelvis))
    session.isSpeaking = false
    session.pass(30)
    session.handle(leaves(true))
    session.pass(59)
    #expect(session.count("bout-ended") == 0)
    session.pass(2)
    #expect(session.count("bout-ended") == 1)
    // Unobserved time is unknown in the totals of the day.
    #expect(session.monitor.status.today[.unknown] > 90)
    session.handle(leaves(false))
    session.handle(.sensorAdded(.pelvis, SensorTraits()))
    session.isSpeaking = true
    session.pass(1)
    session.correct(.sitting)
    session.pass(10)
    #expect(session.count("bout-started") == 2)
    #expect(session.monitor.status.today.breaks == 1)
    #expect(session.monitor.status.bout ?? 600 < 20)
  }

  @Test func `a return before the break's length makes no break`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(600)
    session.isSpeaking = false
    session.handle(.idle(true))
    session.pass(40)
    #expect(session.count("sensor-silent") == 1)
    session.handle(.idle(false))
    session.pass(40)
    session.isSpeaking = true
    session.pass(1)
    session.correct(.sitting)
    session.pass(10)
    #expect(session.count("bout-ended") == 0)
    #expect(session.monitor.status.bout ?? 0 > 600)
  }

  @Test func `a reader who touches nothing sits: the sensor decides`() {
    var idle = Session()
    idle.pass(1)
    idle.correct(.sitting)
    idle.pass(600)
    var busy = idle
    idle.handle(.idle(true))
    busy.handle(.tick)
    idle.pass(1300)
    busy.pass(1300)
    #expect(idle.names() == busy.names())
    #expect(idle.count("reminder") == 1)
    #expect(idle.monitor.status.bout == busy.monitor.status.bout)
    #expect(idle.monitor.status.pauseReasons == busy.monitor.status.pauseReasons)
  }

  @Test func `a sensor that does not know the posture yet counts as a wearer`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(100)
    session.correct(.unknown)
    session.handle(.idle(true))
    session.pass(100)
    #expect(session.monitor.status.posture.posture == .unknown)
    #expect(session.count("bout-ended") == 0)
  }

  @Test func `readings that are no numbers are ignored`() {
    var session = Session()
    session.handle(.sample(.pelvis, Sample(time: session.now, interval: 0.01, acceleration: Vector3(.nan, 0, 0))))
    #expect(session.monitor.estimate(of: .pelvis) == nil)
    session.pass(1)
    #expect(session.monitor.estimate(of: .pelvis)?.up.y ?? 0 > 0.99)
  }
}

@Suite struct CorrectionTests {
  @Test func `I was standing: the sitting and its bout are taken back`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(600)
    #expect(session.monitor.status.today.bouts == 1)
    session.handle(.command(.correctEpisode(.standing)))
    let today = session.monitor.status.today
    #expect(today[.sitting] == 0 && (599.0...601.0).contains(today[.standing]))
    #expect(today.bouts == 0 && today.longestBout == 0)
    #expect(session.monitor.status.bout == nil && session.monitor.status.posture.posture == .standing)
    #expect(session.names().suffix(2) == ["bout-ended", "posture"])
    session.pass(60)
    #expect(session.monitor.status.today[.sitting] == 0)
  }

  @Test func `I was sitting: the break was none, and the bout goes on`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(600)
    session.correct(.standing)
    session.pass(90)
    #expect(session.monitor.status.bout == nil)
    session.handle(.command(.correctEpisode(.sitting)))
    #expect((689.0...692.0).contains(session.monitor.status.bout ?? 0))
    #expect((689.0...692.0).contains(session.monitor.status.today[.sitting]))
    #expect(session.monitor.status.today[.standing] == 0 && session.monitor.status.today.bouts == 1)
    #expect(session.names().last == "posture" && session.names().suffix(2).first == "bout-started")
  }

  @Test func `I was standing for the last minute and a half: the bout ended then`() {
    var session = Session()
    session.pass(1)
    session.correct(.sitting)
    session.pass(300)
    session.correct(.lying)
    session.pass(30)
    session.correct(.sitting)
    session.pass(90)
    session.handle(.command(.correctEpisode(.standing)))
    #expect(session.monitor.status.bout == nil)
    #expect((299.0...302.0).contains(session.monitor.status.today[.sitting]))
    #expect((299.0...302.0).contains(session.monitor.status.today.longestBout))
    #expect((29.0...31.0).contains(session.monitor.status.today[.lying]))
  }

  @Test func `before anything is known a correction changes nothing`() {
    var session = Session()
    session.handle(.command(.correctEpisode(.standing)))
    #expect(session.monitor.status.posture.posture == .standing)
  }
}

@Suite struct CalendarTests {
  @Test func `the day ends at local midnight, and sitting goes on`() {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    session.pass(3700)
    let ended = session.events.compactMap { timed -> DayTotals? in
      if case .dayEnded(let totals) = timed.event { totals } else { nil }
    }
    #expect(ended.count == 1)
    #expect((3590.0...3601.0).contains(ended.first?[.sitting] ?? 0))
    #expect((90.0...110.0).contains(session.monitor.status.today[.sitting]))
    #expect(session.count("bout-ended") == 0)
  }

  @Test func `summer time moves the clock and neither the day nor the bout`() {
    var session = Session()
    session.handle(.wallClock(paris.advanced(by: 3 * 3_600_000_000)))  // 02:00 on the 29th
    session.correct(.sitting)
    session.pass(600)
    session.handle(
      .wallClock(WallClock(unixMicroseconds: paris.unixMicroseconds + 11_400_000_000, utcOffset: 7200)))
    session.pass(600)
    #expect(session.count("day-ended") == 0)
    #expect(session.count("bout-ended") == 0)
    #expect((1190.0...1201.0).contains(session.monitor.status.today[.sitting]))
    #expect(session.events.last?.wall?.utcOffset == 7200 || session.count("posture") == 1)
  }

  @Test func `an eight-hour suspend is a break, and no reminder follows it`() {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    session.pass(1795)
    session.handle(.suspending)
    session.handle(.resumed(asleep: 28_800_000_000))
    let before = session.events.count
    session.pass(300)
    #expect(session.count("reminder") == 0)
    #expect(session.names()[..<before].contains("bout-ended"))
    #expect(session.count("day-ended") == 1)
    #expect(session.monitor.status.today[.sitting] < 310)
  }

  @Test func `suspend ends the bout at once, and sitting until the machine sleeps begins none`() throws {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    session.pass(600)
    session.handle(.suspending)
    let ended = try #require(session.events.last)
    guard case .boutEnded(let sitting) = ended.event else { return #expect(Bool(false), "\(ended)") }
    #expect((598.0...601.0).contains(sitting))
    #expect(ended.time == session.now)
    session.pass(20)
    #expect(session.count("bout-started") == 1)
    #expect((617.0...621.0).contains(session.monitor.status.today[.sitting]), "posture is booked all the same")
    session.handle(.resumed(asleep: 28_800_000_000))
    session.pass(20)
    #expect(session.count("bout-started") == 2)
    #expect(session.count("bout-ended") == 1)
    #expect(session.count("break-ended") == 1)
  }

  @Test func `a short suspend is no break: the sitting before it counts`() throws {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    for _ in 0..<2 {
      session.pass(600)
      session.handle(.suspending)
      session.handle(.resumed(asleep: 10_000_000))
    }
    session.pass(620)
    let reminders = session.events.compactMap { timed -> Reminder? in
      if case .reminder(let reminder) = timed.event { reminder } else { nil }
    }
    let reminder = try #require(reminders.first)
    #expect((1799.0...1802.0).contains(reminder.sittingSeconds))
    #expect(session.count("break-ended") == 0, "nor is it counted as one")
    #expect(session.monitor.status.today.breaks == 0)
    #expect((1810.0...1821.0).contains(session.monitor.status.today[.sitting]))
  }

  @Test func `a short suspend and a walk together are a break`() {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    session.pass(1500)
    session.handle(.suspending)
    session.handle(.resumed(asleep: 30_000_000))
    session.correct(.standing)
    session.pass(40)
    session.correct(.sitting)
    session.pass(400)
    #expect(session.count("reminder") == 0)
    #expect(session.count("break-ended") == 1)
  }

  @Test func `a clock set back by a year neither crashes nor counts backwards`() {
    var session = Session()
    session.handle(.wallClock(paris))
    session.correct(.sitting)
    session.pass(100)
    session.handle(.wallClock(paris.advanced(by: -31_536_000_000_000)))
    session.pass(100)
    #expect((90.0...101.0).contains(session.monitor.status.today[.sitting]))
  }

  @Test func `what the history knows of today is added, of another day is not`() {
    var session = Session()
    session.handle(.wallClock(paris))
    var known = DayTotals(day: paris.localDay)
    known[.sitting] = 7200
    known.reminders = 8
    session.handle(.restore(known))
    session.correct(.sitting)
    session.pass(1900)
    #expect(session.monitor.status.today[.sitting] > 9000)
    #expect(session.count("reminder") == 0, "eight have been raised today already")
    var fresh = Session()
    fresh.handle(.wallClock(paris))
    known.day = paris.localDay - 1
    fresh.handle(.restore(known))
    #expect(fresh.monitor.status.today[.sitting] == 0)
  }
}
