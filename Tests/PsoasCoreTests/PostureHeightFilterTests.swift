import Foundation
import TestSupport
import Testing

@testable import PsoasCore

@Suite struct PostureHeightFilterTests {
  /// A sensor that moves vertically without rotation, at 100 Hz.
  private struct Lift {
    var filter = HeightFilter()
    var up = Vector3(0, 0, 1)
    /// Offset of the accelerometer, m/s2, sensor axes.
    var offset = Vector3.zero
    let interval = 0.01
    /// True height (m) and velocity (m/s) since the last rest.
    private(set) var height = 0.0
    private(set) var velocity = 0.0
    private(set) var mean = HeightFilter.gravity

    mutating func rest(_ seconds: Double) {
      velocity = 0
      for _ in 0..<Int(seconds / interval) { step(0, agitation: 0) }
    }

    /// Rises by `metres`; the acceleration is one period of a sine.
    mutating func rise(_ metres: Double, over seconds: Double) {
      let peak = 2 * .pi * metres / (seconds * seconds)
      let count = Int(seconds / interval)
      for index in 0..<count {
        let acceleration = peak * sin(2 * .pi * (Double(index) + 0.5) / Double(count))
        step(acceleration, agitation: peak * peak / 2)
      }
    }

    private mutating func step(_ acceleration: Double, agitation: Double) {
      height += velocity * interval
      velocity += acceleration * interval
      let reading = HeightFilter.gravity + acceleration + offset.dot(up)
      mean += 0.05 * (reading - mean)
      filter.update(
        vertical: reading, mean: mean, agitation: agitation, noise: 0, up: up, interval: interval)
    }

    /// The height in metres if the movement ends now.
    var ended: Double { filter.ended(mean: mean, agitation: 0, up: up).height }
  }

  /// Allowed relative error: stillness in the middle of a smooth rise hides a part of it. Half the height of a seat is
  /// still distinguished from no rise.
  private static let share = 0.2

  @Test(arguments: [-0.4, 0, 0.4])
  func `zero-velocity updates keep a resting sensor where it is, and find its offset along up`(offset: Double) {
    var lift = Lift()
    lift.up = Vector3(0.6, 0, 0.8)
    lift.offset = Vector3(0.6, 0, 0.8) * offset
    lift.rest(5)
    lift.filter.anchor()
    lift.rest(60)
    #expect(abs(lift.filter.velocity) < 0.001)
    #expect(abs(lift.filter.height) < 0.01)
    #expect(abs(lift.filter.offset.dot(lift.up) - offset) < 0.005)
    // The offset perpendicular to up is unobservable.
    #expect(abs(lift.filter.offset.dot(Vector3(0.8, 0, -0.6))) < 1e-9)
  }

  @Test func `stillness removes a wrong velocity`() {
    var lift = Lift()
    lift.rest(5)
    // A pulse without its opposite half.
    for _ in 0..<10 {
      lift.filter.update(
        vertical: HeightFilter.gravity + 2, mean: HeightFilter.gravity, agitation: 2, noise: 0, up: lift.up,
        interval: 0.01)
    }
    #expect(lift.filter.velocity > 0.1)
    lift.rest(10)
    #expect(abs(lift.filter.velocity) < 0.002)
  }

  @Test(arguments: [0.35, -0.35, 0.25], [1.2, 2.0])
  func `a known rise is measured within a fifth, whatever the accelerometer's offset`(metres: Double, seconds: Double) {
    for offset in [Vector3.zero, Vector3(0.1, -0.2, 0.3)] {
      var lift = Lift()
      lift.offset = offset
      lift.rest(20)
      lift.filter.anchor()
      lift.rise(metres, over: seconds)
      #expect(abs(lift.height - metres) < 0.005, "the movement itself")
      #expect(abs(lift.ended - metres) < Self.share * abs(metres), "offset \(offset): \(lift.ended)")
      // The error is within three standard deviations of the estimate.
      let ended = lift.filter.ended(mean: lift.mean, agitation: 0, up: lift.up)
      #expect(abs(ended.height - metres) < 3 * ended.heightVariance.squareRoot())
    }
  }

  @Test func `the height's variance grows with time, and faster in movement`() {
    var still = Lift()
    still.rest(20)
    still.filter.anchor()
    #expect(still.filter.heightVariance == 0)
    var moving = still
    var last = 0.0
    for _ in 0..<20 {
      moving.rise(0.01, over: 0.1)
      #expect(moving.filter.heightVariance > last)
      last = moving.filter.heightVariance
    }
    still.rest(2)
    #expect(still.filter.heightVariance > 0)
    #expect(last > 4 * still.filter.heightVariance, "\(last), at rest \(still.filter.heightVariance)")
    #expect(moving.filter.ended(mean: moving.mean, agitation: 0, up: moving.up).heightVariance < last)
  }

  @Test func `the anchor resets the height alone, a restart the velocity as well, and neither the offset`() {
    var lift = Lift()
    lift.offset = Vector3(0, 0, 0.3)
    lift.rest(20)
    lift.rise(0.4, over: 2)
    lift.rise(0.2, over: 1)
    var halfway = lift
    for _ in 0..<20 {
      halfway.filter.update(
        vertical: HeightFilter.gravity + 1.3, mean: HeightFilter.gravity, agitation: 1, noise: 0, up: lift.up,
        interval: 0.01)
    }
    let before = halfway.filter
    #expect(before.height > 0.3 && before.velocity > 0.05)
    var anchored = before
    anchored.anchor()
    #expect(anchored.height == 0 && anchored.heightVariance == 0)
    #expect(anchored.velocity == before.velocity && anchored.offset == before.offset)
    var restarted = before
    restarted.restart()
    #expect(restarted.height == 0 && restarted.heightVariance == 0 && restarted.velocity == 0)
    #expect(restarted.offset == before.offset)
    // The known offset improves the next movement immediately.
    lift.filter = restarted
    lift.rest(1)
    lift.filter.anchor()
    let start = lift.height
    lift.rise(0.3, over: 1.5)
    #expect(abs(lift.ended - (lift.height - start)) < Self.share * 0.3)
  }

  /// A reference implementation with a dense covariance of 5 x 5 entries: height, velocity, offset.
  private struct Oracle {
    var filter = DenseFilter(
      states: [0, 0, 0, 0, 0],
      covariance: DenseFilter.identity(5).enumerated().map { row, entries in
        let variances = [0, 0.01] + [Double](repeating: HeightFilter.offsetPrior, count: 3)
        return entries.map { $0 * variances[row] }
      })

    mutating func update(
      vertical: Double, mean: Double, agitation: Double, noise: Double, up: Vector3, interval dt: Double
    ) {
      let direction = [up.x, up.y, up.z]
      let velocity = filter.states[1]
      filter.states[0] += velocity * dt
      filter.states[1] +=
        (vertical - HeightFilter.gravity - zip(filter.states[2...], direction).reduce(0) { $0 + $1.0 * $1.1 }) * dt
      var transition = DenseFilter.identity(5)
      transition[0][1] = dt
      for axis in 0..<3 { transition[1][2 + axis] = -direction[axis] * dt }
      filter.propagate(transition)
      filter.covariance[1][1] +=
        (HeightFilter.drift + HeightFilter.driftMoving * agitation) * dt + noise / 3 * dt * dt
      for state in 2..<5 {
        filter.covariance[state][state] = min(HeightFilter.offsetPrior, filter.covariance[state][state] + 1e-5 * dt)
      }
      let restlessness = 1 + agitation / (HeightFilter.restAgitation * HeightFilter.restAgitation)
      let deviation = min(HeightFilter.commonVelocity, HeightFilter.restVelocity * restlessness)
      let contradiction =
        filter.states[1] * filter.states[1]
        / (HeightFilter.gate * (filter.covariance[1][1] + deviation * deviation))
      filter.measure(
        0, of: 1,
        variance: deviation * deviation * HeightFilter.correlation / dt * max(1, contradiction * contradiction))
      guard agitation < HeightFilter.quiet else { return }
      filter.measure(
        mean - HeightFilter.gravity, [0, 0] + direction,
        variance: HeightFilter.readingVariance * restlessness * 0.5 / dt)
    }
  }

  @Test(arguments: TestSeed.seeds(1...4))
  func `prediction and measurement updates are those of a dense Kalman filter`(seed: UInt64) throws {
    var noise = Noise(seed: seed)
    var filter = HeightFilter()
    var oracle = Oracle()
    for step in 0..<1500 {
      let isMoving = step / 150 % 2 == 1
      let up = try #require(Vector3(sin(Double(step) / 300), 0.3 * noise.next(), 1).normalized)
      let vertical = HeightFilter.gravity + 0.1 + noise.next() * (isMoving ? 1 : 0.03)
      let mean = HeightFilter.gravity + 0.1 + 0.02 * noise.next()
      let (agitation, interval) = (isMoving ? 0.8 : 0.001, 0.01 + 0.005 * abs(noise.next()))
      filter.update(vertical: vertical, mean: mean, agitation: agitation, noise: 0.002, up: up, interval: interval)
      oracle.update(vertical: vertical, mean: mean, agitation: agitation, noise: 0.002, up: up, interval: interval)
      let states = oracle.filter.states
      let found = [filter.height, filter.velocity, filter.offset.x, filter.offset.y, filter.offset.z]
      for (a, b) in zip(found, states) { try #require(abs(a - b) < 1e-7, "seed \(seed), step \(step)") }
      let variance = oracle.filter.covariance[0][0]
      try #require(abs(filter.heightVariance - variance) < 1e-6 * (variance + 1e-6), "seed \(seed), step \(step)")
      if step == 700 {
        filter.anchor()
        oracle.filter.states[0] = 0
        for state in 0..<5 {
          oracle.filter.covariance[0][state] = 0
          oracle.filter.covariance[state][0] = 0
        }
      }
    }
  }
}
