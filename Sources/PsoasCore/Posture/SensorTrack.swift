/// Properties of a track, read in one call.
struct TrackSummary {
  let time: Instant
  let hasGyroscope: Bool
  let isWalking: Bool
  /// The steps are regular and carried steadily, for as many as prove a walk.
  let isProven: Bool
  let upright: Vector3?
  let forward: ForwardAxis
}

/// The state of one worn sensor that the rules use, updated for each sample: direction of up, agitation, steps.
struct SensorTrack: Sendable {
  private(set) var isPresent = false
  private(set) var time = Instant(microseconds: 0)
  /// False if up follows the acceleration: then integration along it is uninformative.
  private(set) var hasGyroscope = true
  /// Duration of the last sample, seconds; 0 after a gap.
  private(set) var interval = 0.0
  /// Seconds since the first sample or the last gap: the window of every longer mean.
  private(set) var age = 0.0
  /// Latest up, unit vector, sensor axes.
  private(set) var up = Vector3.zero
  /// Mean of up over about two seconds, not normalized.
  private(set) var steadyUp = Vector3.zero
  /// Mean of up over about half a second, not normalized.
  private(set) var briefUp = Vector3.zero
  /// Mean square distance of up from `steadyUp`, rad2.
  private(set) var wobble = 0.0
  /// Mean acceleration over about 0.2 s, m/s2.
  private(set) var meanForce = Vector3.zero
  /// Mean square deviation of the acceleration from its mean of 0.2 s beyond the noise, (m/s2)2; includes rotation.
  private(set) var agitation = 0.0
  private var shaking = 0.0
  private(set) var noise = NoiseFloor()
  /// Specific force along up, m/s2.
  private(set) var vertical = 0.0
  private(set) var steps: StepDetector
  private(set) var forward = ForwardAxis()
  /// Up while upright, unit vector, sensor axes: from a calibration or from walking.
  var upright: Vector3?
  /// Seconds of walking in `upright`, at most `longestMemory`.
  private(set) var walked = 0.0
  /// Share of the walking that is required to replace `upright`.
  private var contradicted = 0.0
  static let longestMemory = 60.0

  init(_ gait: StepDetector.Gait = StepDetector.torso) { steps = StepDetector(gait) }

  /// Seconds without a sample after which the running means restart.
  static let longestGap = 0.5

  /// The torso moves steadily, as in walking: HAPT's walking and stairs stay within 8.3 degrees RMS (99 %); sitting
  /// down and a sensor in the hand do not.
  var isSteady: Bool { wobble < Self.steadiness * Self.steadiness }
  static let steadiness = 8.5 * Trigonometry.radiansPerDegree

  /// What the classifier reads for every sample.
  /// - Parameter parameters: only read; `inout`, because the compiler would otherwise copy them.
  @inline(__always)
  mutating func summary(_ parameters: inout PostureClassifier.Parameters) -> TrackSummary {
    TrackSummary(
      time: time, hasGyroscope: hasGyroscope, isWalking: steps.isWalking,
      isProven: isSteady && steps.run >= parameters.provingSteps, upright: upright, forward: forward)
  }

  /// Counts the steps, given the posture.
  @inline(__always)
  mutating func count(in counter: inout StepCounter, _ posture: Posture) { counter.update(steps, posture) }

  var isStill: Bool { agitation < Self.stillness * Self.stillness }
  /// m/s2, standard deviation; 95 % of HAPT's sitting and standing lies below 0.5, all walking above 1.4.
  static let stillness = 0.4

  /// Learns from one sample of steady walking: up in walking is up while upright. The parameters are only read.
  /// - Returns: degrees by which the reference was wrong, if it was replaced: the sensor slipped or was rotated, or the
  ///   calibration's stance was wrong.
  mutating func learnUpright(isCalibrated: Bool, _ parameters: inout PostureClassifier.Parameters) -> Double? {
    guard isPresent, interval > 0 else { return nil }
    guard let known = upright else {
      upright = steadyUp.normalized
      walked = interval
      return nil
    }
    let angle = Angle.degrees(steadyUp, known)
    contradicted =
      angle > parameters.slipAngle
      ? contradicted + interval / parameters.slipTime
      : angle > parameters.leanAngle ? contradicted + interval / parameters.leanTime : 0
    if contradicted > 1 {
      forgetUpright()
      upright = steadyUp.normalized
      return angle
    }
    walked = min(Self.longestMemory, walked + interval)
    if !isCalibrated { upright = (known + (steadyUp - known) * (interval / walked)).normalized }
    return nil
  }

  mutating func forgetUpright() {
    upright = nil
    forward = ForwardAxis()
    walked = 0
    contradicted = 0
  }

  mutating func lose() {
    let (kept, keptWalked) = (upright, walked)
    let axis = forward
    var keptSteps = steps
    keptSteps.restart()
    self = SensorTrack()
    forward = axis
    upright = kept
    walked = keptWalked
    steps = keptSteps
  }

  mutating func update(_ sample: Sample, up newUp: Vector3) {
    var dt = sample.interval
    if dt <= 0 && isPresent { dt = sample.time.seconds(since: time) }
    time = sample.time
    up = newUp
    hasGyroscope = sample.hasGyroscope
    let force = sample.acceleration
    vertical = force.dot(newUp)
    guard isPresent, dt > 0, dt <= Self.longestGap else {
      if !isPresent || dt > Self.longestGap {
        steadyUp = newUp
        briefUp = newUp
        meanForce = force
        agitation = 0
        shaking = 0
        wobble = 0
        isPresent = true
        age = 0
      }
      interval = 0
      return
    }
    interval = dt
    let quick = dt / (0.2 + dt)
    age += dt
    meanForce = meanForce + (force - meanForce) * quick
    let deviation = (force - meanForce).squaredNorm
    shaking += quick * (deviation - shaking)
    noise.update(shaking, interval: dt)
    agitation = max(0, shaking - noise.value)
    steadyUp = steadyUp + (newUp - steadyUp) * (dt / (min(2, age) + dt))
    briefUp = briefUp + (newUp - briefUp) * (dt / (min(0.5, age) + dt))
    wobble += dt / (2 + dt) * ((newUp - steadyUp).squaredNorm - wobble)
    steps.update(vertical: vertical - HeightFilter.gravity, interval: dt)
    forward.update(
      deviation: force - meanForce, up: newUp, agitation: agitation, isWalking: steps.isWalking && steps.run >= 5,
      interval: dt)
  }
}
