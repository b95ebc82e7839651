import Foundation
import TestSupport
import Testing

@testable import PsoasCore

@Suite struct PostureStepDetectorTests {
  /// Feeds steps to the detector, each one a sine period of 2.5 m/s2.
  private struct Walk {
    var detector = StepDetector(StepDetector.torso)
    var rate = 100.0
    private(set) var time = 0.0

    /// A step that takes `seconds`.
    mutating func step(_ seconds: Double) {
      let count = Int((seconds * rate).rounded())
      for index in 0..<count {
        feed(2.5 * -sin(2 * .pi * (Double(index) + 0.5) / Double(count)))
      }
    }

    mutating func stand(_ seconds: Double) {
      for _ in 0..<Int((seconds * rate).rounded()) { feed(0) }
    }

    mutating func feed(_ vertical: Double) {
      detector.update(vertical: vertical, interval: 1 / rate)
      time += 1 / rate
    }
  }

  @Test(arguments: [80.0, 110, 140], [25.0, 50, 100, 200])
  func `a steady cadence is counted and named`(cadence: Double, rate: Double) {
    var walk = Walk()
    walk.rate = rate
    walk.stand(2)
    for _ in 0..<30 { walk.step(60 / cadence) }
    // The first step may be missed while the low-pass settles, and the last one may not be complete.
    #expect((28...30).contains(walk.detector.count), "\(walk.detector.count)")
    // A step has a whole number of samples, so its length is rounded.
    let received = 60 / ((60 / cadence * rate).rounded() / rate)
    #expect(abs(walk.detector.cadence - received) < 0.02 * received, "\(walk.detector.cadence)")
    #expect(walk.detector.isWalking)
    #expect(walk.detector.run == walk.detector.count)
    #expect(walk.detector.evenRun == walk.detector.run)
  }

  @Test func `irregular steps are counted, and no regular run`() {
    var walk = Walk()
    walk.stand(2)
    for index in 0..<30 {
      walk.step(0.4)
      if index % 2 == 0 { walk.stand(0.6) }
    }
    #expect(walk.detector.count >= 28)
    #expect(walk.detector.isWalking)
    #expect(walk.detector.evenRun <= 2, "\(walk.detector.evenRun)")
    // With regular steps the even run grows again.
    for _ in 0..<12 { walk.step(0.6) }
    #expect(walk.detector.evenRun >= 6, "\(walk.detector.evenRun)")
  }

  @Test(arguments: TestSeed.seeds(1...6))
  func `noise and slow sway have no steps`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var walk = Walk()
    for index in 0..<60_000 {
      walk.feed(0.3 * noise.next() + 1.5 * sin(2 * .pi * 0.05 * Double(index) / walk.rate))
    }
    #expect(walk.detector.count == 0 && walk.detector.run == 0)
    #expect(!walk.detector.isWalking)
    #expect(walk.detector.cadence == 0)
  }

  @Test func `a run counts from its third step on, and then all of it`() {
    var walk = Walk()
    walk.stand(2)
    var counts: [Int] = []
    var runs: [Int] = []
    for _ in 0..<6 {
      walk.step(0.55)
      if runs.last != walk.detector.run {
        counts.append(walk.detector.count)
        runs.append(walk.detector.run)
      }
    }
    let known = zip(runs, counts).filter { $0.0 > 0 }
    #expect(known.allSatisfy { $0.1 == ($0.0 < StepDetector.torso.shortestRun ? 0 : $0.0) }, "\(runs) \(counts)")
    #expect(runs.last ?? 0 >= 5)
  }

  @Test func `two steps are no walk`() {
    var walk = Walk()
    walk.stand(2)
    walk.step(0.55)
    walk.step(0.55)
    walk.stand(3)
    #expect(walk.detector.count == 0)
    #expect(walk.detector.run == 0)
  }

  @Test func `a run ends a second and a half after its last step, and its steps stay counted`() {
    var walk = Walk()
    walk.stand(2)
    for _ in 0..<10 { walk.step(0.55) }
    let count = walk.detector.count
    #expect(count >= 9)
    while walk.detector.sinceStep < 1.15 { walk.feed(0) }
    #expect(walk.detector.isWalking)
    while walk.detector.sinceStep < 1.25 { walk.feed(0) }
    #expect(!walk.detector.isWalking)
    #expect(walk.detector.run >= 9)
    while walk.detector.sinceStep < 1.55 { walk.feed(0) }
    #expect(walk.detector.run == 0 && walk.detector.evenRun == 0 && walk.detector.cadence == 0)
    #expect(walk.detector.count == count)
    // The next run starts with its own cadence.
    for _ in 0..<10 { walk.step(0.8) }
    #expect(walk.detector.count >= count + 9)
    #expect(abs(walk.detector.cadence - 75) < 2, "\(walk.detector.cadence)")
  }

  @Test func `two swings within a quarter of a second are one step`() {
    var walk = Walk()
    walk.rate = 200
    walk.stand(2)
    for _ in 0..<20 {
      walk.step(0.12)
      walk.step(0.12)
      walk.stand(0.36)
    }
    #expect((18...20).contains(walk.detector.count), "\(walk.detector.count)")
  }
}
