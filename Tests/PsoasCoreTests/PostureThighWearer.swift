import PsoasCore

/// A leg with an accelerometer on the thigh: it walks, pedals and fidgets.
struct Leg {
  var classifier = PostureClassifier()
  var mounting = Mounting.asWorn
  /// Inclination from upright, degrees, forward positive.
  private(set) var inclination = 0.0
  /// Estimated seconds in each posture during the last action.
  private(set) var seconds: [Posture: Double] = [:]
  private var filter = OrientationFilter()
  private var noise = Noise(seed: 3)
  private var time = 0.0

  static let rate = 50.0
  /// Distance from hip to sensor, metres.
  static let reach = 0.3

  var posture: Posture { classifier.estimate.posture }

  func share(_ posture: Posture) -> Double {
    (seconds[posture] ?? 0) / max(seconds.values.reduce(0, +), 1e-9)
  }

  mutating func rest(_ duration: Double) {
    let held = inclination
    run(duration) { t in (held + 0.3 * Trigonometry.sine(1.7 * t), .zero) }
  }

  /// A stride swings the leg by 20 degrees to each side; each of its two footfalls is a shock that decays immediately.
  mutating func walk(_ duration: Double, cadence: Double = 110, strength: Double = 1) {
    inclination = 0
    let step = 60 / cadence
    run(duration) { t in
      let phase = Trigonometry.pi * t / step
      let sinceStep = t - step * (t / step).rounded(.down)
      let isOwn = Int(t / step) % 2 == 0
      let shock = (isOwn ? 9.0 : 4.0) * strength * Trigonometry.exp(-sinceStep / 0.06)
      let bounce = 1.5 * strength * Trigonometry.cosine(2 * phase)
      let ring = Trigonometry.cosine(2 * Trigonometry.pi * 9 * sinceStep)
      return (4 + 18 * strength * Trigonometry.sine(phase), Vector3(0.4 * shock * ring, bounce + shock * ring, 0))
    }
  }

  /// The thigh swings smoothly around 40 degrees, without footfalls.
  mutating func pedal(_ duration: Double, cadence: Double = 75) {
    run(duration) { t in
      let phase = 2 * Trigonometry.pi * cadence / 60 * t
      return (40 + 22 * Trigonometry.sine(phase), Vector3(0, Trigonometry.cosine(phase), 0))
    }
    inclination = 40
  }

  /// The foot taps at times while the thigh stays still.
  mutating func fidget(_ duration: Double) {
    let held = inclination
    run(duration) { t in
      let beat = t - (t / 1.7).rounded(.down) * 1.7
      let again = t - (t / 2.9).rounded(.down) * 2.9
      let shock = 6 * Trigonometry.exp(-beat / 0.06) + 5 * Trigonometry.exp(-again / 0.06)
      return (held, Vector3(shock * Trigonometry.cosine(60 * beat), shock * Trigonometry.cosine(55 * again), 0))
    }
  }

  /// Shaken while the thigh stays where it is: `level` m/s2 at every one of `frequencies`, Hz.
  mutating func shake(_ duration: Double, level: Double, frequencies: [Double]) {
    let held = inclination
    run(duration) { t in
      (held, Vector3(0, frequencies.reduce(0) { $0 + level * Trigonometry.sine(2 * Trigonometry.pi * $1 * t) }, 0))
    }
  }

  mutating func turn(to end: Double, over duration: Double = 1.5) {
    let start = inclination
    run(duration) { t in
      let x = min(1, t / duration)
      return (start + (end - start) * x * x * (3 - 2 * x), .zero)
    }
    inclination = end
  }

  mutating func sitDown() { turn(to: 88) }
  mutating func standUp() { turn(to: 3) }

  /// - Parameter motion: inclination in degrees, and the acceleration in addition to swing and gravity: forward, up,
  ///   right.
  private mutating func run(_ duration: Double, _ motion: (Double) -> (Double, Vector3)) {
    seconds = [:]
    let dt = 1 / Self.rate
    for i in 0..<Int((duration * Self.rate).rounded()) {
      let t = Double(i) * dt
      let (angle, push) = motion(t)
      let bend = (motion(t + dt).0 - 2 * angle + motion(max(0, t - dt)).0) / (dt * dt) * Trigonometry.radiansPerDegree
      let (sine, cosine) = (
        Trigonometry.sine(angle * Trigonometry.radiansPerDegree),
        Trigonometry.cosine(angle * Trigonometry.radiansPerDegree)
      )
      // Axes of the thigh: forward, upward along the bone, right.
      let up = Vector3(sine, cosine, 0)
      let forward = Vector3(cosine, -sine, 0)
      let random = Vector3(noise.next(), noise.next(), noise.next()) * 0.05
      let swing = Vector3(t > dt ? Self.reach * bend : 0, 0, 0)
      let force = up * (9.81 + push.y) + forward * push.x + swing + Vector3(0, 0, push.z) + random
      let sample = Sample(
        time: Instant(microseconds: Int64((time * 1e6).rounded())), interval: time == 0 ? 0 : dt,
        acceleration: mounting(force), hasGyroscope: false)
      filter.update(sample)
      if let up = filter.up { classifier.update(.thigh, sample, up: up) }
      time += dt
      seconds[posture, default: 0] += dt
    }
  }
}
