import Foundation
import Testing

@testable import PsoasCore

/// Sensors of which one axis keeps its value, and what a sensor without a gyroscope knows while it swings.
@Suite struct MotionFaultTests {
  /// A sensor that swings from the tenth second on, and is shaken along all axes.
  private func swinging(seconds: Int, hasGyroscope: Bool = true) -> [(sample: Sample, up: Vector3)] {
    var hinge = Hinge()
    hinge.hasGyroscope = hasGyroscope
    return (0..<100 * seconds).map { index in
      let t = Double(index) / 100
      var (sample, up) = hinge.next(t < 10 ? 0 : 0.6 * sin(1.2 * (t - 10)))
      if t > 10 {
        sample.acceleration =
          sample.acceleration + Vector3(2 * sin(38.1 * t), 2 * sin(29.3 * t), 2 * sin(33.7 * t))
      }
      return (sample, up)
    }
  }

  /// The axis of the swing keeps its value from second 30 on, and is found stuck as soon as gravity contradicts it.
  @Test(arguments: [0.0, 0.3])
  func `a gyroscope that keeps its value makes up uncertain, and shows nothing of its errors`(value: Double) throws {
    var filter = OrientationFilter()
    var (first, count, inside) = (0, 0, 0)
    var (bias, least, coupled) = (Vector3.zero, 1.0, Float(0))
    for (index, (sample, up)) in swinging(seconds: 60).enumerated() {
      var sample = sample
      if index >= 3000 { sample.angularVelocity.y = value }
      filter.update(sample)
      guard filter.faults.gyroscopeIsStuck else { continue }
      if first == 0 { (first, bias) = (index, filter.bias) }
      count += 1
      if degreesBetween(try #require(filter.up), up) < 2 * filter.deviation * 180 / .pi { inside += 1 }
      if index > first + 200 { least = min(least, filter.deviation) }
      // What the smoother reads of a step: nothing of the rotation is due to an error of the gyroscope.
      guard filter.ended == .step else { continue }
      for place in 0..<24 { coupled += filter.sums.coupling[place].magnitude }
    }
    #expect(first > 3000 && first < 3300)
    #expect(count == 6000 - first)
    #expect(Double(inside) > 0.7 * Double(count), "\(inside) of \(count)")
    #expect(least > 0.2)
    #expect(coupled == 0)
    #expect((filter.bias - bias).norm < 0.001)
  }

  @Test(arguments: [0, 1, 2])
  func `an accelerometer of which one axis keeps its value does not tilt it`(axis: Int) throws {
    var filter = OrientationFilter()
    var kept: Vector3?
    var worst = 0.0
    for (index, (sample, up)) in swinging(seconds: 60).enumerated() {
      var sample = sample
      if index >= 3000 {
        let value = kept ?? sample.acceleration
        kept = value
        switch axis {
        case 0: sample.acceleration.x = value.x
        case 1: sample.acceleration.y = value.y
        default: sample.acceleration.z = value.z
        }
      }
      filter.update(sample)
      worst = max(worst, degreesBetween(try #require(filter.up), up))
    }
    #expect(worst < 1)
    // A constant force along the axis that stays nearly upright contradicts nothing.
    #expect(filter.faults.accelerometerIsStuck == (axis != 2))
  }

  @Test func `without a gyroscope the deviation includes the rotation that a swinging force may be`() throws {
    var filter = OrientationFilter()
    var (inside, count, still, least) = (0, 0, 0.0, 1.0)
    for (index, (sample, up)) in swinging(seconds: 60, hasGyroscope: false).enumerated() {
      filter.update(sample)
      if index == 900 { still = filter.deviation }
      guard index >= 1500 else { continue }
      count += 1
      least = min(least, filter.deviation)
      if degreesBetween(try #require(filter.up), up) < 2 * filter.deviation * 180 / .pi { inside += 1 }
    }
    #expect(least > 5 * still, "\(least) \(still)")
    #expect(Double(inside) > 0.95 * Double(count), "\(inside) of \(count)")
  }
}
