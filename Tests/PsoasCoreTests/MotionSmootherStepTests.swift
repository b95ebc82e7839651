import Foundation
import Testing

@testable import PsoasCore

/// Steps of the smoother that are full before a correction, and its settings.
@Suite struct MotionSmootherStepTests {
  @Test func `a step that unreadable samples fill before its correction shares that of the step before`() {
    let trace = SmoothedRun.movement(rate: 400, seconds: 20)
    var mixed: SmoothedRun.Trace = []
    for (sample, up) in trace {
      mixed.append((sample, up))
      var broken = sample
      broken.time.microseconds += 1250
      broken.acceleration.x = .nan
      mixed.append((broken, up))
    }
    let plain = SmoothedRun(lag: 2, rate: 400, of: trace.map(\.sample))
    let run = SmoothedRun(lag: 2, rate: 800, of: mixed.map(\.sample))
    #expect(run.steps.contains { $0.kind == .held })
    #expect(run.isComplete)
    let (causal, lagged) = run.errors(mixed.map(\.up), from: 3200)
    #expect(lagged < 0.95 * causal && causal < 1, "\(lagged) \(causal)")
    var squares = 0.0
    for index in 3200..<mixed.count {
      let difference = degreesBetween(run.results[index].up ?? .zero, plain.results[index / 2].up ?? .zero)
      squares += difference * difference
    }
    let difference = (squares / Double(mixed.count - 3200)).squareRoot()
    #expect(difference < 0.03, "\(difference)")
  }

  @Test func `an accelerometer that reads nothing stops the corrections; up follows the gyroscope until it returns`() {
    var hinge = Hinge()
    let trace: SmoothedRun.Trace = (0..<3000).map { index in
      let t = Double(index) / 100
      var (sample, up) = hinge.next(t < 10 ? 0 : 0.5 * sin(t - 10))
      if t > 12, t < 20 { sample.acceleration = .zero }
      return (sample, up)
    }
    for lag in [0.0, 2] {
      let run = SmoothedRun(lag: lag, of: trace.map(\.sample))
      #expect(run.isComplete)
      let (causal, lagged) = run.errors(trace.map(\.up))
      #expect(causal < 1 && lagged < 1, "\(causal) \(lagged)")
      let ended = SmoothedRun(lag: lag, of: trace[..<2001].map(\.sample))
      #expect(Array(run.results[..<1999]) == Array(ended.results[..<1999]))
    }
  }

  @Test func `an empty ring stores nothing, and no lag is beyond ten seconds`() {
    var filter = OrientationFilter()
    var smoother = FixedLagSmoother(lag: 2)
    var steps: [FixedLagSmoother.Step] = []
    var ring = steps.mutableSpan
    var hinge = Hinge()
    for _ in 0..<200 {
      let sample = hinge.next(0.1).sample
      filter.update(sample)
      smoother.push(&filter, sample, into: &ring)
      #expect(smoother.next(from: &ring, now: sample.time) == nil)
    }
    #expect(smoother.flush(from: &ring) == nil)
    for (asked, used) in [(-1.0, 0.0), (.nan, 0), (3, 3), (.infinity, 10)] {
      #expect(FixedLagSmoother(lag: asked).lag == used)
      #expect(FixedLagSmoother.capacity(lag: asked, rate: 100) == FixedLagSmoother.capacity(lag: used, rate: 100))
    }
  }
}
