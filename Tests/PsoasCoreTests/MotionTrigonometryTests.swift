import Foundation
import Testing

@testable import PsoasCore

/// Elementary functions compared with libm.
@Suite struct MotionTrigonometryTests {
  /// `count` evenly spaced points in `range`, including both ends.
  private func points(_ range: ClosedRange<Double>, _ count: Int = 20_001) -> [Double] {
    (0..<count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1) }
  }

  @Test func `sine and cosine`() {
    var worst = 0.0
    for x in points(-20...20) + points(-1e6 ... -0.9e6) {
      worst = max(worst, abs(Trigonometry.sine(x) - sin(x)), abs(Trigonometry.cosine(x) - cos(x)))
    }
    #expect(worst < 4e-16)
    #expect(Trigonometry.sine(.infinity).isNaN)
    #expect(Trigonometry.cosine(1e7).isNaN)
  }

  /// The daemon and a replay must get the same bits, whichever of the two they call.
  @Test func `sine and cosine together are the same numbers`() {
    for x in points(-20...20) {
      let both = Trigonometry.sineAndCosine(x)
      #expect(both.sine == Trigonometry.sine(x) && both.cosine == Trigonometry.cosine(x), "\(x)")
    }
    let beyond = Trigonometry.sineAndCosine(1e7)
    #expect(beyond.sine.isNaN && beyond.cosine.isNaN)
  }

  @Test func `arc tangent of every direction`() {
    var worst = 0.0
    for angle in points(-.pi ... .pi) {
      for length in [1e-9, 0.3, 1, 1e12] {
        let (y, x) = (length * sin(angle), length * cos(angle))
        worst = max(worst, abs(Trigonometry.atan2(y, x) - Foundation.atan2(y, x)))
      }
    }
    #expect(worst < 9e-16)
    for (y, x) in [
      (0.0, 1.0), (0.0, -1.0), (-0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (2, 2), (-2, -2), (.infinity, 1), (1, .infinity),
      (-.infinity, -.infinity),
    ] {
      #expect(abs(Trigonometry.atan2(y, x) - Foundation.atan2(y, x)) < 9e-16, "atan2(\(y), \(x))")
    }
    #expect(Trigonometry.atan2(0, 0) == 0)
    #expect(Trigonometry.atan2(.nan, 1).isNaN)
  }

  @Test func `arc tangent of very short and very long vectors`() {
    var worst = 0.0
    for angle in points(-.pi ... .pi, 2001) {
      for length in [Double.leastNonzeroMagnitude * 200, 1e-308, 1e-200, 1e-199, 1e199, 1e200, 1e308] {
        let (y, x) = (length * sin(angle), length * cos(angle))
        worst = max(worst, abs(Trigonometry.atan2(y, x) - Foundation.atan2(y, x)))
      }
    }
    #expect(worst < 9e-16)
  }

  @Test func `arc sine and arc cosine`() {
    var worst = 0.0
    for x in points(-1...1) + points(0.999999...1) {
      worst = max(worst, abs(Trigonometry.asin(x) - asin(x)), abs(Trigonometry.acos(x) - acos(x)))
    }
    #expect(worst < 9e-16)
    #expect(Trigonometry.acos(1.0000001) == 0)
    #expect(Trigonometry.asin(-1.0000001) == -Trigonometry.pi / 2)
    #expect(Trigonometry.asin(.nan).isNaN)
  }

  @Test func exponential() {
    var worst = 0.0
    for x in points(-700...700) + points(-1...1) {
      worst = max(worst, abs(Trigonometry.exp(x) / exp(x) - 1))
    }
    #expect(worst < 1e-15)
    #expect(Trigonometry.exp(0) == 1)
    #expect(Trigonometry.exp(710) == .infinity)
    #expect(Trigonometry.exp(-800) == 0)
    #expect(abs(Trigonometry.exp(-744) - exp(-744.0)) <= Double.leastNonzeroMagnitude)
  }

  @Test func logarithm() {
    var worst = 0.0
    for x in points(1e-3...10) + points(0.9...1.1) + [Double.leastNonzeroMagnitude * 1000, 1e-300, 1e300] {
      worst = max(worst, abs(Trigonometry.log(x) - log(x)) / max(1, abs(log(x))))
    }
    #expect(worst < 4e-16)
    #expect(Trigonometry.log(1) == 0)
    #expect(Trigonometry.log(0) == -.infinity)
    #expect(Trigonometry.log(-1).isNaN)
  }
}
