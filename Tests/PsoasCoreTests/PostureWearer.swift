import PsoasCore

/// A rotation, for mountings.
struct Mounting: Sendable {
  var w = 1.0
  var axis = Vector3.zero

  static let asWorn = Mounting()

  /// A random mounting; the same `seed` gives the same one.
  init(seed: UInt64) {
    var noise = Noise(seed: seed)
    let v = Vector3(noise.next(), noise.next(), noise.next())
    let s = noise.next()
    let length = (v.squaredNorm + s * s).squareRoot()
    w = s / length
    axis = v * (1 / length)
  }

  /// Rotation by `degrees` about the unit vector `about`.
  init(degrees: Double, about: Vector3) {
    let half = degrees * Trigonometry.radiansPerDegree / 2
    w = Trigonometry.cosine(half)
    axis = about * Trigonometry.sine(half)
  }

  private init() {}

  func callAsFunction(_ v: Vector3) -> Vector3 {
    let t = axis.cross(v) * 2
    return v + t * w + axis.cross(t)
  }
}

/// Normally distributed numbers, identical on every machine.
struct Noise: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> Double {
    var sum = -6.0
    for _ in 0..<12 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Double(state >> 11) / 9_007_199_254_740_992
    }
    return sum
  }
}

/// A simulated person with sensors for the classifier. Heights, swings and steps have published sizes.
struct Wearer {
  /// The direction of a body part: forward tilt, and lateral lean with the right side up positive, degrees.
  struct Pose: Equatable {
    var forward = 0.0
    var side = 0.0
  }

  var classifier = PostureClassifier()
  /// Hz.
  var rate = 50.0
  var mounting = Mounting.asWorn
  /// Offset of the accelerometer, m/s2. `noiseLevel` is the standard deviation of its noise, m/s2.
  var offset = Vector3.zero
  var noiseLevel = 0.03
  var hasGyroscope = true
  /// Whether sensors other than the one on the pelvis are worn.
  var wearsThigh = false
  var wearsTrunk = false
  var wearsPelvis = true
  /// Uses the orientation filter's `up` instead of the true one.
  var usesFilter = false
  /// Estimated seconds in each posture during the last action.
  private(set) var seconds: [Posture: Double] = [:]
  private(set) var time = 0.0
  private(set) var pelvis = Pose()
  private(set) var thighAngle = 0.0
  /// The evidence of each second so far, for hindsight.
  private(set) var evidence: [PostureSecond] = []
  /// The estimate at the end of each second so far.
  private(set) var history: [Posture] = []

  private var filter = OrientationFilter()
  private var noise = Noise(seed: 7)

  var posture: Posture { classifier.estimate.posture }

  /// The share of the last action that was estimated as `posture`.
  func share(_ posture: Posture) -> Double {
    (seconds[posture] ?? 0) / max(seconds.values.reduce(0, +), 1e-9)
  }

  // MARK: Movements

  mutating func rest(_ duration: Double) {
    let pose = pelvis
    run(duration) { t in
      (
        Pose(
          forward: pose.forward + 0.4 * Trigonometry.sine(1.9 * t), side: pose.side + 0.3 * Trigonometry.sine(1.3 * t)),
        0
      )
    }
  }

  /// Sits down: the pelvis swings forward, goes down, and returns to the chair's tilt.
  mutating func sitDown(drop: Double = 0.35, tilt: Double = -15, over duration: Double = 2) {
    move(swing: 35, to: Pose(forward: tilt), rise: -drop, over: duration, thigh: 85)
  }

  mutating func standUp(rise: Double = 0.35, over duration: Double = 2) {
    move(swing: 35, to: Pose(), rise: rise, over: duration, thigh: 0)
  }

  mutating func lieDown(_ pose: Pose, drop: Double = 0.1, over duration: Double = 4) {
    move(swing: nil, to: pose, rise: -drop, over: duration, thigh: 85)
  }

  mutating func sitUp(tilt: Double = -15, over duration: Double = 4) {
    move(swing: nil, to: Pose(forward: tilt), rise: 0.05, over: duration, thigh: 85)
  }

  /// Bends forward by `degrees` and returns; the feet do not move.
  mutating func bend(_ degrees: Double, drop: Double = 0, over duration: Double = 4) {
    let home = pelvis
    run(duration) { t in
      let s = Self.smooth(t / duration * 2)
      let back = Self.smooth(t / duration * 2 - 1)
      return (
        Pose(forward: home.forward + degrees * (s.value - back.value), side: home.side),
        (back.acceleration - s.acceleration) * drop * 4 / (duration * duration)
      )
    }
  }

  /// A whole number of steps, so that the pelvis ends at its initial height and speed.
  mutating func walk(_ about: Double, cadence: Double = 110) {
    let duration = (about * cadence / 60).rounded() * 60 / cadence
    let pace = cadence / 60 * 2 * Trigonometry.pi
    thighAngle = 0
    let home = pelvis
    run(duration) { t in
      (
        Pose(
          forward: home.forward + 2 * Trigonometry.sine(pace * t), side: home.side + 3 * Trigonometry.sine(pace / 2 * t)
        ),
        2.5 * Trigonometry.cosine(pace * t)
      )
    }
  }

  /// Vibration without a change of posture: `level` m/s2 along up at each of `frequencies`, Hz.
  mutating func shake(_ duration: Double, level: Double, frequencies: [Double]) {
    let pose = pelvis
    run(duration) { t in
      let push = frequencies.reduce(0) { $0 + level * Trigonometry.sine(2 * Trigonometry.pi * $1 * t) }
      return (Pose(forward: pose.forward + 0.4 * Trigonometry.sine(1.9 * t), side: pose.side), push)
    }
  }

  /// Standing in a lift that rises by `metres`.
  mutating func ride(_ metres: Double, over duration: Double) {
    let pose = pelvis
    run(duration) { t in
      (
        Pose(forward: pose.forward + 0.4 * Trigonometry.sine(1.9 * t), side: pose.side),
        Self.smooth(t / duration).acceleration * metres / (duration * duration)
      )
    }
  }

  /// The sensor lies on a table.
  mutating func leaveOnTable(_ duration: Double) {
    let pose = pelvis
    run(duration) { _ in (pose, 0) }
  }

  /// The sensor is put on in another orientation.
  mutating func remount(_ new: Mounting) { mounting = new }

  mutating func forward(_ degrees: Double) { pelvis.forward = degrees }

  /// The sensors send nothing, and are lost.
  mutating func fallSilent(_ duration: Double) {
    for placement in Placement.allCases { classifier.lose(placement) }
    time += duration
  }

  // MARK: Simulation

  private mutating func move(swing: Double?, to end: Pose, rise: Double, over duration: Double, thigh: Double) {
    let start = pelvis
    let (from, mid) = (thighAngle, 0.45)
    run(duration) { t in
      let x = t / duration
      let lift = Self.smooth((x - 0.25) / 0.7)
      let scale = rise / (0.7 * duration * 0.7 * duration)
      let pose: Pose
      if let swing {
        let there = Self.smooth(x / mid).value
        let back = Self.smooth((x - mid) / (1 - mid)).value
        let peak = max(start.forward, end.forward) + swing
        pose = Pose(
          forward: start.forward + (peak - start.forward) * there + (end.forward - peak) * back,
          side: start.side + (end.side - start.side) * back)
      } else {
        let s = Self.smooth(x).value
        pose = Pose(
          forward: start.forward + (end.forward - start.forward) * s, side: start.side + (end.side - start.side) * s)
      }
      return (pose, lift.acceleration * scale)
    } thigh: { t in
      from + (thigh - from) * Self.smooth(t / duration).value
    }
    pelvis = end
    thighAngle = thigh
  }

  /// The minimum-jerk movement from 0 to 1 (Flash and Hogan 1985).
  private static func smooth(_ x: Double) -> (value: Double, acceleration: Double) {
    if x <= 0 { return (0, 0) }
    if x >= 1 { return (1, 0) }
    return (x * x * x * (10 - 15 * x + 6 * x * x), x * (60 - 180 * x + 120 * x * x))
  }

  private static func up(_ pose: Pose) -> Vector3 {
    let forward = pose.forward * Trigonometry.radiansPerDegree
    let side = pose.side * Trigonometry.radiansPerDegree
    let level = Trigonometry.cosine(side)
    return Vector3(
      -Trigonometry.sine(forward) * level, Trigonometry.cosine(forward) * level, Trigonometry.sine(side))
  }

  private mutating func run(
    _ duration: Double, _ motion: (Double) -> (pose: Pose, push: Double), thigh: ((Double) -> Double)? = nil
  ) {
    seconds = [:]
    let dt = 1 / rate
    let steps = Int((duration * rate).rounded())
    var former = motion(0).pose
    for i in 0..<steps {
      let t = Double(i) * dt
      let now = motion(t)
      let angle = thigh?(t) ?? thighAngle
      if wearsPelvis { feed(.pelvis, now.pose, former, now.push) }
      if wearsTrunk { feed(.trunk, now.pose, former, now.push) }
      if wearsThigh { feed(.thigh, Pose(forward: -angle), Pose(forward: -angle), now.push) }
      if let second = classifier.takeSecond() { evidence.append(second) }
      former = now.pose
      let before = Int(time)
      time += dt
      seconds[posture, default: 0] += dt
      if Int(time) > before { history.append(posture) }
    }
  }

  private mutating func feed(_ placement: Placement, _ pose: Pose, _ former: Pose, _ push: Double) {
    let up = Self.up(pose)
    let turn = Self.up(former).cross(up) * -rate
    let random = Vector3(noise.next(), noise.next(), noise.next()) * noiseLevel
    let sample = Sample(
      time: Instant(microseconds: Int64(time * 1e6)), interval: time == 0 ? 0 : 1 / rate,
      acceleration: mounting(up * (9.81 + push) + random) + offset,
      angularVelocity: hasGyroscope ? mounting(turn) : .zero, hasGyroscope: hasGyroscope)
    if usesFilter && placement == .pelvis {
      filter.update(sample)
      classifier.update(placement, sample, up: filter.up ?? mounting(up))
    } else {
      classifier.update(placement, sample, up: mounting(up))
    }
  }
}
