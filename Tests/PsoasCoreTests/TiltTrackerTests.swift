import Testing

@testable import PsoasCore

@Suite struct TiltTrackerTests {
  private let calibration = Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1))

  private func up(tilt: Double, lateral: Double = 0) -> Vector3 {
    let (t, b) = (tilt * Trigonometry.radiansPerDegree, lateral * Trigonometry.radiansPerDegree)
    return Vector3(
      -Trigonometry.sine(t) * Trigonometry.cosine(b), Trigonometry.cosine(t) * Trigonometry.cosine(b),
      Trigonometry.sine(b))
  }

  /// The maximum output of a 0.5 Hz low-pass for a sine of `frequency` Hz, with sample intervals that repeat
  /// `spacings`.
  private func gain(_ frequency: Double, _ spacings: [Double]) -> Double {
    var filter = LowPass(cutoff: 0.5)
    var (time, most, index) = (0.0, 0.0, 0)
    while time < 40 {
      let dt = spacings[index % spacings.count]
      index += 1
      time += dt
      filter.update(Trigonometry.sine(2 * Trigonometry.pi * frequency * time), dt)
      if time > 20 { most = max(most, (filter.value ?? 0).magnitude) }
    }
    return most
  }

  @Test(arguments: [[0.01], [0.04], [0.001, 0.03, 0.02, 0.007], [0.005]])
  func `the low-pass is Butterworth's at any spacing`(spacings: [Double]) {
    for frequency in [0.1, 0.5, 1, 2] {
      let ratio = frequency / 0.5
      let expected = 1 / (1 + ratio * ratio * ratio * ratio).squareRoot()
      #expect((gain(frequency, spacings) - expected).magnitude < 0.01, "\(frequency) Hz")
    }
  }

  /// The closed form subtracts almost equal numbers: near 0 it is less accurate than the series.
  @Test func `the series of the low-pass continues its closed form`() {
    for x in [0.02, 0.05, 0.1, 0.125] {
      let (short, long) = (LowPass.shortSecond(x), LowPass.longSecond(x))
      #expect((short.re - long.re).magnitude < 2e-16 / (x * x), "\(x)")
      #expect((short.im - long.im).magnitude < 2e-16 / (x * x), "\(x)")
    }
    #expect(LowPass.shortSecond(0) == (0.5, 0))
  }

  @Test func `a constant passes, a step settles without ringing much`() {
    var filter = LowPass(cutoff: 5)
    filter.update(3, 0)
    #expect(filter.value == 3)
    for _ in 0..<100 { filter.update(3, 0.01) }
    #expect(((filter.value ?? 0) - 3).magnitude < 1e-12)
    var most = 0.0
    for _ in 0..<100 {
      filter.update(4, 0.01)
      most = max(most, filter.value ?? 0)
    }
    // A second-order Butterworth filter overshoots by 4.3 %.
    #expect(most > 4.03 && most < 4.05)
    #expect(((filter.value ?? 0) - 4).magnitude < 1e-6)
  }

  @Test func `on the side there is no tilt, and the last one stays`() throws {
    let calibration = try #require(calibration)
    var tracker = TiltTracker()
    for _ in 0..<300 { tracker.update(calibration.axes, up: up(tilt: 12), 0.01) }
    #expect(!tracker.isOnSide)
    for _ in 0..<300 { tracker.update(calibration.axes, up: up(tilt: 12, lateral: 80), 0.01) }
    #expect(tracker.sagittal == nil)
    #expect(tracker.isOnSide)
    #expect(((tracker.posture ?? 0) - 12).magnitude < 1e-6)
    #expect((tracker.lateral - 80).magnitude < 1e-6)
    tracker.update(calibration.axes, up: up(tilt: -5), 0.01)
    #expect(((tracker.posture ?? 0) + 5).magnitude < 1e-6)
  }

  @Test func `beyond the vertical the tilt goes on`() throws {
    let calibration = try #require(calibration)
    var tracker = TiltTracker()
    for degree in 0...200 { tracker.update(calibration.axes, up: up(tilt: -Double(degree)), 0.05) }
    #expect(((tracker.sagittal ?? 0) + 200).magnitude < 1e-6)
    // Behind by the filter's delay of 0.45 s (the square root of 2 over its cut-off), in which the tilt changes by 9 degrees.
    #expect(((tracker.posture ?? 0) + 191).magnitude < 0.1)
  }
}
