import PsoasCore
import Testing

@testable import PsoasMonitor

/// The decoder of a simulated device with MSC_TIMESTAMP.
private func stampedDecoder(axes: UInt16, resolution: Int32) throws -> FrameDecoder {
  try FrameDecoder(
    SensorDescription(
      properties: 1 << 6,
      axes: (0..<axes).map {
        AbsoluteAxis(code: $0, minimum: -32767, maximum: 32767, resolution: resolution, value: 0)
      }, isStamped: true))
}

/// A simulation of hid-nintendo: reports of three samples, with timestamps from the mean interval of the last 300
/// reports in whole milliseconds.
private struct Nintendo {
  var decoder: FrameDecoder
  var stamp: UInt32 = 4_000_000_000
  private var mean: UInt32 = 15
  private var (sum, reports) = (0, 0)
  private var last: Int64 = 0

  init() throws {
    decoder = try stampedDecoder(axes: 6, resolution: 4096)
  }

  /// A report that arrives at `time`, microseconds; returns the intervals of its samples, seconds.
  mutating func report(at time: Int64) -> [Double] {
    if last > 0 {
      sum += Int(time / 1000 - last / 1000)
      reports += 1
      if reports == 300 {
        mean = UInt32(sum / 300)
        (sum, reports) = (0, 0)
      }
    }
    last = time
    return (0..<3).compactMap { _ in
      stamp &+= mean * 1000 / 3
      // Noise changes an axis in each sample.
      _ = decoder.decode(
        InputEvent(type: 3, code: 2, value: 4096 + Int32(stamp % 7)), at: Instant(microseconds: time))
      _ = decoder.decode(
        InputEvent(type: 4, code: 5, value: Int32(bitPattern: stamp)), at: Instant(microseconds: time))
      return decoder.decode(.report, at: Instant(microseconds: time))?.interval
    }
  }
}

/// A device that reports every 4 ms, with arbitrary timestamps.
@Suite struct StampCheckTests {
  /// - Parameter stamp: the timestamp of report `i`, microseconds.
  /// - Returns: the sum of the sample intervals over ten minutes, seconds, and whether the timestamps are ignored.
  private func run(late: Bool = false, _ stamp: (Int) -> UInt32) throws -> (seconds: Double, ignores: Bool) {
    var decoder = try stampedDecoder(axes: 6, resolution: 8192)
    var sum = 0.0
    for i in 0..<150_000 {
      var time = Int64(i) * 4000
      // Bluetooth delays reports by up to 300 ms every ten seconds.
      if late, i % 2500 < 75 { time += Int64(75 - i % 2500) * 4000 }
      let moment = Instant(microseconds: time)
      _ = decoder.decode(InputEvent(type: 3, code: 1, value: 8192 + Int32(i % 5)), at: moment)
      _ = decoder.decode(InputEvent(type: 4, code: 5, value: Int32(bitPattern: stamp(i))), at: moment)
      sum += decoder.decode(.report, at: moment)?.interval ?? 0
    }
    return (sum, decoder.ignoresStamps)
  }

  @Test(arguments: [1, 4, 12_000, 1500, 40_000] as [UInt32])
  func `stamps that contradict the kernel's clock are not used`(
    step: UInt32
  ) throws {
    for late in [false, true] {
      let result = try run(late: late) { UInt32(truncatingIfNeeded: $0) &* step }
      #expect(result.ignores)
      // Errors accumulate only until the check has judged the timestamps.
      #expect(abs(result.seconds - 600) < 45, "\(result.seconds)")
    }
  }

  @Test func `stamps that repeat each value are not used`() throws {
    let result = try run { UInt32($0 / 2) &* 8000 }
    #expect(result.ignores)
    #expect(abs(result.seconds - 600) < 5, "\(result.seconds)")
  }

  @Test(arguments: [4000, 3730, 4280] as [UInt32])
  func `correct stamps are used, also slow ones and those of late reports`(
    step: UInt32
  ) throws {
    for late in [false, true] {
      let result = try run(late: late) { 4_294_000_000 &+ UInt32($0) &* step }
      #expect(!result.ignores)
      #expect(abs(result.seconds - 600) < 6, "\(result.seconds)")
    }
  }

  @Test func `a sensor that is stuck gives no readings after ten seconds, and one that moves again does`() throws {
    var decoder = try stampedDecoder(axes: 3, resolution: 8192)
    var samples = 0
    for i in 0..<10_000 {
      let moment = Instant(microseconds: Int64(i) * 4000)
      _ = decoder.decode(InputEvent(type: 4, code: 5, value: Int32(i * 4000)), at: moment)
      if i >= 7500 { _ = decoder.decode(InputEvent(type: 3, code: 1, value: 8192 + Int32(i % 5)), at: moment) }
      if decoder.decode(.report, at: moment) != nil { samples += 1 }
    }
    #expect(samples == 2501 + 2500)
  }
}

@Suite struct TimestampClockTests {
  /// Delay of report `i`, microseconds: usually some milliseconds, and up to 300 ms from every 200th report on.
  private func late(_ i: Int64) -> Int64 {
    let jitter = i * 7919 % 9000
    return i % 200 < 20 ? max(jitter, (20 - i % 200) * 15000) : jitter
  }

  @Test(arguments: [14_950, 15_000, 15_900]) func `a Joy-Con's time is corrected within half a minute`(spacing: Int64)
    throws
  {
    var pad = try Nintendo()
    var (stamped, sum, first) = (UInt32(0), 0.0, Int64(0))
    for i in 1...8000 {
      let intervals = pad.report(at: Int64(i) * spacing + late(Int64(i)))
      // The rate learned in the first half minute has to be correct for the following minute and a half.
      if i == 2000 { (stamped, sum, first) = (pad.stamp, 0, Int64(i)) } else { sum += intervals.reduce(0, +) }
    }
    let truth = Double((8000 - first) * spacing) * 1e-6
    #expect((sum / truth - 1).magnitude < 0.005)
    // The driver's own timestamps have a larger error, unless the interval is in whole milliseconds.
    let own = Double(pad.stamp &- stamped) * 1e-6
    #expect(spacing == 15_000 || (own / truth - 1).magnitude > 0.02)
  }

  @Test func `correct stamps are not changed`() {
    var clock = TimestampClock()
    for i in 1...20_000 {
      let stamped = 0.004 + Double(i % 3) * 1e-5
      let time = Int64(i) * 4010 + Int64(i * 7919 % 5000)
      #expect(clock.interval(stamped, at: Instant(microseconds: time)) == stamped)
    }
  }

  @Test func `lost reports are steps of several`() {
    var clock = TimestampClock()
    var sum = 0.0
    var time: Int64 = 0
    for i in 1...20_000 {
      // Timestamps advance by 14/3 ms in 5 ms; every 50th frame covers three intervals.
      let steps: Int64 = i % 50 == 0 ? 3 : 1
      time += 5000 * steps
      let interval = clock.interval(Double(steps) * 0.014 / 3, at: Instant(microseconds: time))
      if i > 10_000 { sum += interval }
    }
    #expect((sum / 52 - 1).magnitude < 0.002)
  }

  @Test func `lost time does not spoil the learnt rate`() {
    var clock = TimestampClock()
    var time: Int64 = 0
    for i in 1...20_000 {
      time += 5000
      let interval = clock.interval(0.014 / 3, at: Instant(microseconds: time))
      if i > 6000 { #expect((interval - 0.005).magnitude < 1e-5) }
      if i > 5000, i % 1000 == 0 {
        time += 400_000
        clock.lose()
      }
    }
  }
}
