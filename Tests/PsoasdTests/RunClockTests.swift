import CLinux
import PsoasCore
import PsoasMonitor
import Testing

@testable import psoasd

@Suite struct RunClockTests {
  /// Replaces the machine's clocks.
  private final class Machine {
    var monotonic: Int64 = 5_000_000_000
    var bootTime: Int64 = 6_000_000_000
    /// 2026-03-02 08:00 UTC.
    var wall: Int64 = 1_772_438_400_000_000

    func read(_ clock: Int32) -> Int64 {
      switch clock {
      case CLOCK_MONOTONIC: monotonic
      case CLOCK_BOOTTIME: bootTime
      default: wall
      }
    }

    func run(_ microseconds: Int64) {
      monotonic += microseconds
      sleep(microseconds)
    }

    /// Suspend: CLOCK_MONOTONIC does not advance.
    func sleep(_ microseconds: Int64) {
      bootTime += microseconds
      wall += microseconds
    }
  }

  private let machine = Machine()

  @Test func `time begins at zero and runs with CLOCK_MONOTONIC`() {
    var clock = RunClock(isSimulated: false, read: machine.read)
    #expect(clock.now() == Instant(microseconds: 0))
    machine.run(1_500_000)
    #expect(clock.now() == Instant(microseconds: 1_500_000))
    #expect(clock.stamp(machine.monotonic + 20) == Instant(microseconds: 1_500_020))
  }

  @Test func `times never repeat and never go back`() {
    var clock = RunClock(isSimulated: false, read: machine.read)
    machine.run(1000)
    #expect(clock.now().microseconds == 1000)
    #expect(clock.now().microseconds == 1001)
    // A late input keeps its place in the order of arrival.
    #expect(clock.stamp(machine.monotonic - 900).microseconds == 1002)
    #expect(clock.stamp(machine.monotonic - 1_000_000).microseconds == 1003)
    machine.run(1)
    #expect(clock.now().microseconds == 1004)
    machine.run(1000)
    #expect(clock.now().microseconds == 2001)
  }

  @Test func `an event time that is far from the present is replaced by it, and time goes on from there`() {
    var clock = RunClock(isSimulated: false, read: machine.read)
    machine.run(60_000_000)
    #expect(clock.stamp(machine.monotonic) == Instant(microseconds: 60_000_000))
    #expect(clock.stamp(machine.monotonic - 9_000_000) == Instant(microseconds: 60_000_001))
    #expect(!clock.hasReplacedTime)
    for distance in [1_000_001, 86_400_000_000, Int64.max / 2, -10_000_001, -Int64.max / 2] as [Int64] {
      machine.run(1000)
      #expect(clock.stamp(machine.monotonic + distance).microseconds == machine.monotonic - 5_000_000_000)
      #expect(clock.hasReplacedTime, "\(distance)")
    }
    for source in [Int64.max, Int64.min, 0] {
      machine.run(1000)
      #expect(clock.stamp(source).microseconds == machine.monotonic - 5_000_000_000)
    }
    machine.run(1000)
    #expect(clock.now().microseconds == machine.monotonic - 5_000_000_000)
    #expect(!clock.hasReplacedTime)
  }

  @Test func `time asleep is what CLOCK_BOOTTIME gains on CLOCK_MONOTONIC, each sleep once`() {
    machine.sleep(77_000_000)
    var clock = RunClock(isSimulated: false, read: machine.read)
    #expect(clock.suspendedSinceLastCheck() == 0, "what was slept before the start")
    machine.run(3_000_000)
    #expect(clock.suspendedSinceLastCheck() == 0)
    machine.sleep(3_600_000_000)
    machine.run(10)
    #expect(clock.suspendedSinceLastCheck() == 3_600_000_000)
    #expect(clock.suspendedSinceLastCheck() == 0)
    #expect(clock.now().microseconds == 3_000_010, "a run does not go on while the machine sleeps")
    machine.bootTime -= 5
    #expect(clock.suspendedSinceLastCheck() == 0, "never negative")
    machine.sleep(12)
    #expect(clock.suspendedSinceLastCheck() == 12)
  }

  @Test func `a step of the wall clock changes the wall time alone`() {
    var clock = RunClock(isSimulated: false, read: machine.read)
    let before = clock.wall
    #expect(before.unixMicroseconds == 1_772_438_400_000_000)
    machine.wall -= 7_200_000_000
    #expect(clock.wall.unixMicroseconds == before.unixMicroseconds - 7_200_000_000)
    #expect(clock.now().microseconds == 0)
    #expect(clock.suspendedSinceLastCheck() == 0)
  }

  // In a separate process, because all threads share the environment.
  @Test func `the zone is that of the moment, summer time and travels included`() async {
    await #expect(processExitsWith: .success) {
      let machine = Machine()
      setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
      let clock = RunClock(isSimulated: false, read: machine.read)
      #expect(clock.wall.utcOffset == 3600)
      #expect(clock.wall.secondOfDay == 9 * 3600)
      // One second before 2026-03-29 01:00 UTC.
      machine.wall = 1_774_745_999_000_000
      #expect(clock.wall.utcOffset == 3600)
      machine.wall += 1_000_000
      #expect(clock.wall.utcOffset == 7200)
      setenv("TZ", "XYZ9:30", 1)
      #expect(clock.wall.utcOffset == -34_200)
    }
  }

  @Test func `a simulated wearer's time is that of its frames, from the real wall clock on`() {
    var clock = RunClock(isSimulated: true, read: machine.read)
    let start = clock.wall
    #expect(start.unixMicroseconds == machine.wall)
    #expect(clock.stamp(10_000).microseconds == 10_000)
    machine.run(60_000_000)
    #expect(clock.now().microseconds == 10_001, "it does not run by itself")
    #expect(clock.stamp(60_000_000).microseconds == 60_000_000)
    #expect(clock.wall == start.advanced(by: 60_000_000))
    machine.sleep(3_600_000_000)
    #expect(clock.suspendedSinceLastCheck() == 0, "and notices no sleep of the machine")
    #expect(clock.wall == start.advanced(by: 60_000_000))
    clock.sleep(28_800_000_000)
    #expect(clock.suspendedSinceLastCheck() == 28_800_000_000, "but its own")
    #expect(clock.suspendedSinceLastCheck() == 0)
    #expect(clock.wall == start.advanced(by: 28_860_000_000))
    #expect(clock.now().microseconds == 60_000_001, "in which its time does not pass")
  }

  // In a separate process, because all threads share the environment.
  @Test func `a simulated wearer's zone is that of the simulated moment`() async {
    await #expect(processExitsWith: .success) {
      let machine = Machine()
      setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
      // One second before 2026-10-25 01:00 UTC.
      var clock = RunClock(isSimulated: true, start: 1_792_889_999, read: machine.read)
      #expect(clock.wall.utcOffset == 7200)
      _ = clock.stamp(1_000_000)
      #expect(clock.wall.utcOffset == 3600)
    }
  }

  @Test func `the machine's own clocks run`() {
    var clock = RunClock(isSimulated: false)
    let first = clock.now()
    #expect((0..<60_000_000).contains(first.microseconds))
    #expect(clock.now() > first)
    #expect(abs(clock.wall.unixMicroseconds - Int64(time(nil)) * 1_000_000) < 60_000_000)
  }
}
