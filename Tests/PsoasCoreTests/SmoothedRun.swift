import Foundation

@testable import PsoasCore

/// A trace that went through the filter and the smoother.
struct SmoothedRun {
  typealias Trace = [(sample: Sample, up: Vector3)]

  /// A sensor that is moved from the first sample on, with a scale error of the gyroscope of 0.5 %.
  static func movement(rate: Double = 100, seconds: Double) -> Trace {
    var hinge = Hinge()
    hinge.rate = rate
    return (0..<Int(seconds * rate)).map { index in
      let t = Double(index) / rate
      var (sample, up) = hinge.next(0.9 * sin(1.3 * t) + 0.25 * t)
      sample.angularVelocity = sample.angularVelocity * 1.005
      sample.acceleration =
        sample.acceleration + Vector3(2 * cos(4.1 * t), 1.5 * cos(5.3 * t), 2 * cos(3.7 * t))
      return (sample, up)
    }
  }

  /// The filter's up after each sample.
  let causal: [Vector3?]
  let times: [Instant]
  /// What the smoother returned, in this order.
  let results: [FixedLagSmoother.Past]
  /// `next` never left a sample that was as old as the lag.
  let isPrompt: Bool
  /// The ring at the end.
  let steps: [FixedLagSmoother.Step]

  /// - Parameter rate: samples per second that the ring is made for.
  init(lag: Double, rate: Double = 100, of trace: [Sample]) {
    var filter = OrientationFilter()
    var smoother = FixedLagSmoother(lag: lag)
    var steps = [FixedLagSmoother.Step](
      repeating: .init(), count: FixedLagSmoother.capacity(lag: lag, rate: rate))
    var causal: [Vector3?] = []
    var results: [FixedLagSmoother.Past] = []
    var isPrompt = true
    var ring = steps.mutableSpan
    for (index, sample) in trace.enumerated() {
      filter.update(sample)
      causal.append(filter.up)
      smoother.push(&filter, sample, into: &ring)
      while let past = smoother.next(from: &ring, now: sample.time) { results.append(past) }
      if results.count <= index, sample.time.seconds(since: trace[results.count].time) >= lag { isPrompt = false }
    }
    while let past = smoother.flush(from: &ring) { results.append(past) }
    self.causal = causal
    self.results = results
    self.isPrompt = isPrompt
    self.steps = steps
    times = trace.map(\.time)
  }

  /// Every sample was returned once, in order, and in time.
  var isComplete: Bool { results.map(\.time) == times && isPrompt }

  /// Root mean square angle between the true ups and the results, and between those and the filter's, degrees, over the
  /// samples from `first` on.
  func errors(_ truth: [Vector3], from first: Int = 0) -> (causal: Double, lagged: Double) {
    var (causal, lagged) = (0.0, 0.0)
    for index in first..<truth.count {
      let filtered = self.causal[index].map { degreesBetween($0, truth[index]) } ?? 180
      let smoothed = results[index].up.map { degreesBetween($0, truth[index]) } ?? 180
      causal += filtered * filtered
      lagged += smoothed * smoothed
    }
    let count = Double(truth.count - first)
    return ((causal / count).squareRoot(), (lagged / count).squareRoot())
  }
}
