import PsoasMonitor
import Testing

@testable import PsoasDevices

@Suite struct ReadingPaceTests {
  /// What the kernel keeps of a DualSense: 14 frames of six axes, a timestamp and SYN_REPORT.
  private static let kept = 14

  private func pace(microseconds intervals: [Int64], kept: Int = kept) -> ReadingPace {
    var pace = ReadingPace(framesKept: kept)
    var frame = SensorFrame()
    frame.events = [.report]
    for interval in [0] + intervals {
      frame.time &+= interval
      pace.take(frame)
    }
    return pace
  }

  @Test(arguments: [1000, 2000, 4000, 5000, 10_000] as [Int64])
  func `a fast sensor is read several frames at a time, and half of the buffer stays free`(period: Int64) throws {
    let delay = try #require(pace(microseconds: Array(repeating: period, count: 50)).delay)
    #expect(delay >= 2 * period && delay <= Int64(Self.kept) * period / 2)
    #expect(delay <= 24_000)
  }

  @Test func `a DualSense wakes it less than sixty times a second`() throws {
    let delay = try #require(pace(microseconds: Array(repeating: 4000, count: 50)).delay)
    #expect(delay > 1_000_000 / 60)
  }

  @Test(arguments: [13_000, 20_000, 100_000, 1_000_000] as [Int64])
  func `a slow sensor is read with each frame`(period: Int64) {
    #expect(pace(microseconds: Array(repeating: period, count: 50)).delay == nil)
  }

  @Test func `a sensor that fills the buffer within milliseconds is read with each frame`() {
    #expect(pace(microseconds: Array(repeating: 125, count: 200)).delay == nil)
  }

  @Test func `a first frame says nothing, and a pause does not count for long`() {
    #expect(pace(microseconds: []).delay == nil)
    let paused = Array(repeating: 4000 as Int64, count: 50) + [3_600_000_000]
    #expect(pace(microseconds: paused + Array(repeating: 4000, count: 40)).delay != nil)
  }

  @Test func `reports that Bluetooth delivers four at a time are a mean rate`() throws {
    let bursts = Array(repeating: [15_700, 100, 100, 100] as [Int64], count: 30).joined()
    let delay = try #require(pace(microseconds: Array(bursts)).delay)
    #expect(delay > 16_000)
  }

  @Test func `times that go back or overflow are no rate`() {
    #expect(pace(microseconds: [Int64.max, Int64.max, -5]).delay == nil)
  }

  @Test func `each loss of events halves the delay, and then ends it`() throws {
    var pace = pace(microseconds: Array(repeating: 4000, count: 50))
    let before = try #require(pace.delay)
    var dropped = SensorFrame()
    dropped.events = [.dropped, .report]
    dropped.time = 50 * 4000
    pace.take(dropped)
    #expect(try #require(pace.delay) <= before / 2 + 1000)
    for _ in 0..<4 { pace.take(dropped) }
    #expect(pace.delay == nil)
  }
}
