import Foundation
import Testing

@testable import PsoasCore

/// The smoother where the attitude starts or is reset: no later sample changes what was before.
@Suite struct MotionSmootherResetTests {
  /// The movement until `reset`; then the sensor sends nothing for five seconds, and is at `angle` rad afterwards.
  private func interrupted(at reset: Int, then angle: Double) -> SmoothedRun.Trace {
    var hinge = Hinge()
    let after = (0..<300).map { index in
      var (sample, up) = hinge.next(angle + 0.2 * sin(0.05 * Double(index)))
      sample.time.microseconds += Int64(reset) * 10_000 + 5_000_000
      sample.interval = index == 0 ? 5 : 0.01
      return (sample, up)
    }
    return SmoothedRun.movement(seconds: Double(reset) / 100) + after
  }

  // MARK: Resets

  /// The alignment lasts until sample 100, and fills a step with its first 48 samples; then a step has 20 samples.
  @Test(arguments: [0.0, 0.3, 2])
  func `a reset changes nothing before it, whatever follows`(lag: Double) {
    for reset in [1, 2, 30, 47, 48, 49, 60, 96, 99, 100, 101, 105, 119, 120, 121, 135, 400] {
      let before = SmoothedRun.movement(seconds: Double(reset) / 100).map(\.sample)
      let ended = SmoothedRun(lag: lag, of: before)
      #expect(ended.isComplete)
      for angle in [0.8, -0.5] {
        let run = SmoothedRun(lag: lag, of: interrupted(at: reset, then: angle).map(\.sample))
        #expect(run.isComplete, "\(reset)")
        #expect(Array(run.results[..<reset]) == ended.results, "\(reset), \(angle)")
      }
    }
  }

  @Test(arguments: [0.0, 0.3, 2])
  func `results after a reset are as accurate as those of a new start`(lag: Double) {
    for reset in [30, 70, 100, 130, 135] {
      let trace = interrupted(at: reset, then: 0.8)
      let run = SmoothedRun(lag: lag, of: trace.map(\.sample))
      #expect(run.errors(trace.map(\.up), from: reset).lagged < 0.2, "\(reset)")
    }
  }

  @Test(arguments: [70, 95])
  func `a reset while aligning leaves the mean of the forces until then`(reset: Int) {
    let trace = interrupted(at: reset, then: 0.8)
    let run = SmoothedRun(lag: 2, of: trace.map(\.sample))
    let before = trace[..<reset].map(\.up)
    let (causal, lagged) = run.errors(before)
    #expect(lagged < 0.6 * causal, "\(lagged) \(causal)")
    // One and the same direction, turned by the gyroscope: its error hardly changes.
    let errors = (0..<reset).map { degreesBetween(run.results[$0].up ?? .zero, before[$0]) }
    #expect((errors.max() ?? 90) - (errors.min() ?? 0) < 0.5)
  }

  @Test func `resets one after the other lose nothing`() {
    var samples: [Sample] = []
    var time: Int64 = 0
    for index in 0..<600 {
      let isReset = index % 7 == 0
      time += isReset ? 1_500_000 : 10_000
      samples.append(
        Sample(
          time: Instant(microseconds: time), interval: isReset ? 1.5 : 0.01,
          acceleration: Vector3(Double(index % 5), 1, 9)))
    }
    for lag in [0.0, 2] {
      let run = SmoothedRun(lag: lag, of: samples)
      #expect(run.isComplete)
      #expect(run.results.allSatisfy { $0.up != nil })
    }
  }

  @Test func `a reset at a rate beyond the ring loses nothing`() {
    var hinge = Hinge()
    hinge.rate = 2000
    var samples = (0..<4000).map { _ in hinge.next(0.1).sample }
    for index in stride(from: 2500, to: 4000, by: 1) { samples[index].time.microseconds += 5_000_000 }
    samples[2500].interval = 5
    #expect(SmoothedRun(lag: 1, rate: 50, of: samples).isComplete)
  }

  // MARK: Starts

  @Test(arguments: [1, 47, 48, 49, 130])
  func `samples without a direction before the start do not change what follows`(count: Int) {
    var samples = SmoothedRun.movement(seconds: 4).map(\.sample)
    let plain = SmoothedRun(lag: 2, of: samples)
    for index in samples.indices { samples[index].time.microseconds += Int64(count) * 10_000 }
    let blank = (0..<count).map { index in
      Sample(time: Instant(microseconds: Int64(index) * 10_000), interval: 0.01, acceleration: .zero)
    }
    let run = SmoothedRun(lag: 2, of: blank + samples)
    #expect(run.isComplete)
    #expect(run.results[..<count].allSatisfy { $0.up == nil })
    #expect(run.results[count...].map(\.up) == plain.results.map(\.up))
  }

  /// Forces that sum to exactly nothing: all terms are multiples of the same power of two.
  private func cancelling() -> [Sample] {
    (0...128).map { index in
      let force = index == 0 ? 8 : index == 1 ? -8 * Double(Float(1e-4)) * 128 : index % 2 == 0 ? 8.0 : -8
      return Sample(
        time: Instant(microseconds: Int64(index) * 7812), interval: index == 0 ? 0 : 1.0 / 128,
        acceleration: Vector3(0, 0, index == 128 ? 0 : force), hasGyroscope: false)
    }
  }

  @Test func `an alignment whose forces cancel has no direction, and the next sample starts anew`() throws {
    let samples = cancelling()
    var filter = OrientationFilter()
    for sample in samples.dropLast() {
      filter.update(sample)
      #expect(filter.up != nil)
    }
    filter.update(try #require(samples.last))
    #expect(filter.up == nil)
    #expect(filter.deviation > 1)
    var next = Sample(
      time: Instant(microseconds: 1_100_000), interval: 0.01, acceleration: Vector3(9.81, 0, 0), hasGyroscope: false)
    for _ in 0..<200 {
      filter.update(next)
      #expect(degreesBetween(try #require(filter.up), Vector3(1, 0, 0)) < 0.1)
      next.time.microseconds += 10_000
    }
  }

  /// - Parameter blank: number of samples without a force between the two alignments.
  @Test(arguments: [0, 60])
  func `what follows an alignment whose forces cancel changes nothing before it`(blank: Int) {
    let samples = cancelling()
    let ended = SmoothedRun(lag: 2, of: samples)
    for pose in [Vector3(9.81, 0, 0), Vector3(0, -9.81, 0)] {
      let after = (0..<300).map { index in
        Sample(
          time: Instant(microseconds: 1_010_000 + Int64(index) * 10_000), interval: 0.01,
          acceleration: index < blank ? .zero : pose, hasGyroscope: false)
      }
      let run = SmoothedRun(lag: 2, of: samples + after)
      #expect(run.isComplete)
      #expect(Array(run.results[..<samples.count]) == ended.results)
      let (between, rest) = (run.results[samples.count...].prefix(blank), run.results[(samples.count + blank)...])
      #expect(between.allSatisfy { $0.up == nil })
      #expect(rest.allSatisfy { degreesBetween($0.up ?? .zero, pose) < 0.1 })
    }
  }
}
