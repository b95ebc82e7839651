import Foundation
import Testing

@testable import PsoasCore

@Suite struct MotionSmootherTests {
  @Test(arguments: [0.0, 0.5, 2.0, 10.0])
  func `every pushed sample comes out once, in order, no earlier than the lag`(lag: Double) {
    var filter = OrientationFilter()
    var smoother = FixedLagSmoother(lag: lag)
    var steps = [FixedLagSmoother.Step](
      repeating: .init(), count: FixedLagSmoother.capacity(lag: lag, rate: 100))
    var hinge = Hinge()
    var pushed: [Instant] = []
    var delivered: [Instant] = []
    for i in 0..<2500 {
      let (sample, _) = hinge.next(0.4 * sin(Double(i) * 0.01))
      filter.update(sample)
      pushed.append(sample.time)
      var ring = steps.mutableSpan
      smoother.push(&filter, sample, into: &ring)
      while let past = smoother.next(from: &ring, now: sample.time) {
        #expect(past.up != nil)
        #expect(sample.time.seconds(since: past.time) >= lag)
        delivered.append(past.time)
      }
    }
    var ring = steps.mutableSpan
    while let past = smoother.flush(from: &ring) { delivered.append(past.time) }
    #expect(delivered == pushed)
    #expect(smoother.flush(from: &ring) == nil)
  }

  @Test func `a rate beyond the ring shortens the lag and loses nothing`() {
    var filter = OrientationFilter()
    var smoother = FixedLagSmoother(lag: 1)
    var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: 1, rate: 50))
    var hinge = Hinge()
    hinge.rate = 400
    var delivered = 0
    for _ in 0..<2000 {
      let (sample, _) = hinge.next(0.1)
      filter.update(sample)
      var ring = steps.mutableSpan
      smoother.push(&filter, sample, into: &ring)
      while smoother.next(from: &ring, now: sample.time) != nil { delivered += 1 }
    }
    var ring = steps.mutableSpan
    while smoother.flush(from: &ring) != nil { delivered += 1 }
    #expect(delivered == 2000)
  }

  @Test func `samples without an up come out without`() {
    var smoother = FixedLagSmoother(lag: 1)
    var steps = [FixedLagSmoother.Step](repeating: .init(), count: 200)
    var filter = OrientationFilter()
    var ring = steps.mutableSpan
    let sample = Sample(
      time: Instant(microseconds: 5), interval: 0, acceleration: Vector3(.nan, 0, 0))
    smoother.push(&filter, sample, into: &ring)
    #expect(smoother.next(from: &ring, now: sample.time) == nil)
    let past = smoother.flush(from: &ring)
    #expect(past?.time == sample.time)
    #expect(past?.up == nil)
  }

  /// Passes a trace through the filter and the smoother; returns the root mean square error of each, degrees.
  private func errors(lag: Double, of trace: [(sample: Sample, up: Vector3)]) -> (causal: Double, lagged: Double) {
    var filter = OrientationFilter()
    var smoother = FixedLagSmoother(lag: lag)
    var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: lag, rate: 100))
    var (causal, lagged) = (0.0, 0.0)
    var delivered = 0
    func update(_ past: FixedLagSmoother.Past?) -> Bool {
      guard let past else { return false }
      if let up = past.up {
        let error = degreesBetween(up, trace[delivered].up)
        lagged += error * error
      }
      delivered += 1
      return true
    }
    for (sample, up) in trace {
      filter.update(sample)
      let error = filter.up.map { degreesBetween($0, up) } ?? 0
      causal += error * error
      var ring = steps.mutableSpan
      smoother.push(&filter, sample, into: &ring)
      while update(smoother.next(from: &ring, now: sample.time)) {}
    }
    var ring = steps.mutableSpan
    while update(smoother.flush(from: &ring)) {}
    let count = Double(trace.count)
    return ((causal / count).squareRoot(), (lagged / count).squareRoot())
  }

  /// Ten seconds of rest, then movement with a gyroscope scale error of 0.5 % and additional linear acceleration.
  private func drifting() -> [(sample: Sample, up: Vector3)] {
    var hinge = Hinge()
    return (0..<6000).map { i in
      let t = Double(i) / 100
      var (sample, up) = hinge.next(t < 10 ? 0 : 0.9 * sin(1.3 * (t - 10)) + 0.25 * (t - 10))
      sample.angularVelocity = sample.angularVelocity * 1.005
      if t > 10 {
        sample.acceleration = sample.acceleration + Vector3(2 * sin(4.1 * t), 1.5 * sin(5.3 * t), 2 * sin(3.7 * t))
      }
      return (sample, up)
    }
  }

  @Test func `smoothing is more accurate than filtering`() {
    let trace = drifting()
    let (causal, twoSeconds) = errors(lag: 2, of: trace)
    let (_, sixSeconds) = errors(lag: 6, of: trace)
    #expect(causal < 1)
    #expect(twoSeconds < 0.9 * causal)
    #expect(sixSeconds < twoSeconds)
  }

  @Test func `a lag of zero gives the filter's estimate`() {
    let (causal, lagged) = errors(lag: 0, of: drifting())
    #expect(abs(causal - lagged) < 1e-4)
  }

  @Test func `gaps, changes of attitude in them and a start in movement do no harm`() {
    var trace = drifting()
    trace.removeSubrange(0..<2000)
    trace.removeSubrange(2000..<2500)
    trace[2000].sample.interval = 5
    let (causal, lagged) = errors(lag: 2, of: trace)
    #expect(causal < 3)
    #expect(lagged < causal)
  }
}
