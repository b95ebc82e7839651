import Foundation
import Testing

@testable import PsoasCore

/// A sensor that rotates about its y axis by a given angle, with the axis at rest.
struct Hinge {
  var rate = 100.0
  var bias = Vector3.zero
  var hasGyroscope = true
  private(set) var count = 0
  private var lastAngle = 0.0

  /// The next sample with the hinge at `angle` rad, and the true up.
  mutating func next(_ angle: Double) -> (sample: Sample, up: Vector3) {
    let up = Vector3(-sin(angle), 0, cos(angle))
    let turn = count == 0 ? 0 : (angle - lastAngle) * rate
    let sample = Sample(
      time: Instant(microseconds: Int64(Double(count) / rate * 1e6)), interval: count == 0 ? 0 : 1 / rate,
      acceleration: up * 9.81, angularVelocity: hasGyroscope ? Vector3(0, turn, 0) + bias : .zero,
      hasGyroscope: hasGyroscope)
    count += 1
    lastAngle = angle
    return (sample, up)
  }
}

func degreesBetween(_ a: Vector3, _ b: Vector3) -> Double { atan2(a.cross(b).norm, a.dot(b)) * 180 / .pi }

@Suite struct MotionOrientationTests {
  @Test func `it knows nothing before the first sample`() {
    let filter = OrientationFilter()
    #expect(filter.up == nil)
    #expect(filter.deviation > 1)
    #expect(!filter.isResting)
  }

  @Test(arguments: [
    Vector3(0, 0, 9.81), Vector3(0, 0, -9.81), Vector3(9.81, 0, 0), Vector3(0, -9.81, 0), Vector3(4, -5, 7),
  ])
  func `at rest, up is where the acceleration points, whatever the mounting`(acceleration: Vector3) throws {
    var filter = OrientationFilter()
    for i in 0..<500 {
      filter.update(
        Sample(time: Instant(microseconds: Int64(i) * 10_000), interval: i == 0 ? 0 : 0.01, acceleration: acceleration))
    }
    let up = try #require(filter.up)
    let direction = try #require(acceleration.normalized)
    #expect(degreesBetween(up, direction) < 0.1)
    #expect(abs(up.norm - 1) < 1e-9)
    #expect(filter.isResting)
    #expect(filter.deviation < 0.02)
  }

  @Test(arguments: [0.0, 3.0])
  func `turns are followed, and a constant bias of the gyroscope learned`(biasDegrees: Double) throws {
    let bias = biasDegrees * .pi / 180
    var hinge = Hinge()
    hinge.bias = Vector3(bias, bias, bias)
    var filter = OrientationFilter()
    var worst = 0.0
    for i in 0..<6000 {
      let t = Double(i) / 100
      let (sample, up) = hinge.next(t < 10 ? 0 : 1.2 * sin(1.7 * (t - 10)))
      filter.update(sample)
      if t > 10 { worst = max(worst, degreesBetween(try #require(filter.up), up)) }
    }
    #expect(worst < 1)
    #expect((filter.bias - hinge.bias).norm < 0.2 * .pi / 180)
  }

  @Test func `shaking does not tilt it`() throws {
    var filter = OrientationFilter()
    var worst = 0.0
    for i in 0..<6000 {
      let t = Double(i) / 100
      let shake = t < 5 ? 0 : 6 * sin(9 * t)
      filter.update(
        Sample(
          time: Instant(microseconds: Int64(i) * 10_000), interval: i == 0 ? 0 : 0.01,
          acceleration: Vector3(shake, 0.5 * shake, 9.81)))
      worst = max(worst, degreesBetween(try #require(filter.up), Vector3(0, 0, 1)))
    }
    #expect(worst < 1)
  }

  @Test func `readings that are not numbers are left out`() {
    var filter = OrientationFilter()
    var hinge = Hinge()
    for _ in 0..<200 { filter.update(hinge.next(0.3).sample) }
    let before = filter.up
    var broken = hinge.next(0.3).sample
    broken.acceleration.y = .nan
    filter.update(broken)
    #expect(filter.up == before)
    broken.acceleration.y = 0
    broken.angularVelocity.z = .infinity
    filter.update(broken)
    #expect(filter.up == before)
    broken.angularVelocity.z = 0
    broken.interval = .nan
    filter.update(broken)
    #expect(filter.up == before)
  }

  @Test(arguments: [0.0, 5.0])
  func `after five seconds of silence the new reading counts`(interval: Double) throws {
    var filter = OrientationFilter()
    var hinge = Hinge()
    for _ in 0..<500 { filter.update(hinge.next(0).sample) }
    let settled = filter.deviation
    let learned = filter.bias
    for i in 0..<300 {
      var (sample, up) = hinge.next(1)
      sample.time.microseconds += 5_000_000
      if i == 0 {
        sample.interval = interval
        sample.angularVelocity = .zero
      }
      filter.update(sample)
      #expect(degreesBetween(try #require(filter.up), up) < 0.2)
      if i == 0 { #expect(filter.deviation > 5 * settled) }
    }
    #expect((filter.bias - learned).norm < 1e-3)
  }

  @Test func `samples lost in a turn are bridged`() throws {
    var filter = OrientationFilter()
    var hinge = Hinge()
    for _ in 0..<1000 { filter.update(hinge.next(0).sample) }
    var lost = 0
    var worst = 0.0
    for i in 0..<3000 {
      let (sample, up) = hinge.next(0.8 * sin(0.02 * Double(i)))
      if i % 100 < 7 {  // 70 ms of every second
        lost += 1
        continue
      }
      var received = sample
      if lost > 0 { received.interval = 0 }
      lost = 0
      filter.update(received)
      worst = max(worst, degreesBetween(try #require(filter.up), up))
    }
    #expect(worst < 5)
  }

  /// Fast in one direction and slow in the other, so that the clipped rotations do not cancel.
  private func flick(_ t: Double) -> Double { t < 5 ? 0 : 0.6 * sin(5 * (t - 5)) + 0.3 * sin(10 * (t - 5)) }

  @Test(arguments: [4.36, 100])
  func `a gyroscope that clips is noticed, and the lost rotation is recovered`(range: Double) throws {
    var filter = OrientationFilter()
    var hinge = Hinge()
    var (sum, inside) = (0.0, 0)
    for i in 0..<4000 {
      var (sample, up) = hinge.next(flick(Double(i) / 100))
      sample.angularVelocity.y = min(max(sample.angularVelocity.y, -range), range)
      filter.update(sample)
      let error = degreesBetween(try #require(filter.up), up)
      sum += error * error
      if error < 2 * filter.deviation * 180 / .pi { inside += 1 }
    }
    #expect((sum / 4000).squareRoot() < (range < 10 ? 5 : 0.5))
    #expect(inside > 3600)
  }

  @Test(arguments: [-3, -1, 0, 1, 7] as [Float])
  func `the hidden rotation has the direction of the clipped readings, whatever follows`(next: Float) {
    for limit: Float in [8, -8] {
      var detector = SaturationDetector()
      for reading in [limit, limit, limit, 0] {
        #expect(detector.hidden(turn: (0, reading, 0), 0.01) == (0, 0, 0))
      }
      let hidden = detector.hidden(turn: (0, next, 0), 0.01)
      #expect(hidden.0 == 0 && hidden.2 == 0)
      #expect(hidden.1 * limit > 0)
      #expect(detector.hidden(turn: (0, next, 0), 0.01) == (0, 0, 0))
    }
  }

  @Test func `an accelerometer that clips does not tilt it`() throws {
    var filter = OrientationFilter()
    var worst = 0.0
    for i in 0..<6000 {
      let t = Double(i) / 200
      // A short pulse every second, and a longer opposite acceleration.
      let phase = t.truncatingRemainder(dividingBy: 1)
      let blow =
        t < 5 ? 0 : phase < 0.05 ? 60 * sin(phase * 20 * .pi) : phase < 0.3 ? -12 * sin((phase - 0.05) * 4 * .pi) : 0
      filter.update(
        Sample(
          time: Instant(microseconds: Int64(i) * 5_000), interval: i == 0 ? 0 : 0.005,
          acceleration: Vector3(min(blow, 39.2), 0, 9.81)))
      worst = max(worst, degreesBetween(try #require(filter.up), Vector3(0, 0, 1)))
    }
    #expect(worst < 1.7)
  }

  @Test func `a start in movement with a bias of 3 deg/s on every axis converges in seconds`() throws {
    var filter = OrientationFilter()
    var hinge = Hinge()
    hinge.bias = Vector3(0.052, 0.052, 0.052)
    var (sum, count) = (0.0, 0)
    for i in 0..<6000 {
      let (sample, up) = hinge.next(0.8 * sin(0.03 * Double(i) + 1))
      filter.update(sample)
      let error = degreesBetween(try #require(filter.up), up)
      #expect(error < 3 * filter.deviation * 180 / .pi)
      guard i >= 500 else { continue }
      sum += error * error
      count += 1
    }
    #expect((sum / Double(count)).squareRoot() < 1)
  }

  @Test func `without a gyroscope stillness shows up`() throws {
    var filter = OrientationFilter()
    var hinge = Hinge()
    hinge.hasGyroscope = false
    for i in 0..<3000 {
      let t = Double(i) / 100
      let (sample, up) = hinge.next(t < 10 ? 0 : t < 12 ? 0.25 * (t - 10) : 0.5)
      filter.update(sample)
      if t < 10 || t > 20 { #expect(degreesBetween(try #require(filter.up), up) < 1) }
    }
    #expect(filter.isResting)
  }

  /// A person who walks straight for eight seconds at 1.4 m/s and then turns a corner, repeatedly, with the pelvis
  /// tilted by 5 degrees.
  @Test func `walking about does not tilt it`() throws {
    var filter = OrientationFilter()
    let tilt = 5 * Double.pi / 180
    var (heading, lastHeading) = (0.0, 0.0)
    var velocity = Vector3.zero
    var sum = 0.0
    var inside = 0
    for i in 0..<8000 {
      let t = Double(i) / 100
      let leg = max(0, (t - 10) / 8)
      let corner = min(max((leg - leg.rounded(.down)) * 8 - 7, 0), 1)
      heading = .pi / 2 * (leg.rounded(.down) + corner)
      let speed = 1.4 * min(max(t - 10, 0), 1)
      let bob = 0.15 * speed * sin(12 * t)
      let next = Vector3(speed * cos(heading), speed * sin(heading), bob)
      let push = i == 0 ? .zero : (next - velocity) * 100
      velocity = next
      // To axes that rotate with the wearer, then to the axes of the tilted pelvis.
      let ahead = push.x * cos(heading) + push.y * sin(heading)
      let left = push.y * cos(heading) - push.x * sin(heading)
      let force = push.z + 9.81
      let turn = (heading - lastHeading) * 100
      lastHeading = heading
      filter.update(
        Sample(
          time: Instant(microseconds: Int64(i) * 10_000), interval: i == 0 ? 0 : 0.01,
          acceleration: Vector3(ahead * cos(tilt) - force * sin(tilt), left, ahead * sin(tilt) + force * cos(tilt)),
          angularVelocity: Vector3(-turn * sin(tilt), 0, turn * cos(tilt))))
      let error = degreesBetween(try #require(filter.up), Vector3(-sin(tilt), 0, cos(tilt)))
      sum += error * error
      if error < 2 * filter.deviation * 180 / .pi { inside += 1 }
    }
    #expect((sum / 8000).squareRoot() < 1)
    #expect(inside > 6800)
  }
}
