/// What the rules need of one worn sensor, kept sample by sample: where up lies, how much it moves, its steps.
struct SensorTrack: Sendable {
  private(set) var isPresent = false
  private(set) var time = Instant(microseconds: 0)
  /// Seconds that the last sample stands for; 0 after a gap.
  private(set) var interval = 0.0
  /// Newest up, unit, sensor axes.
  private(set) var up = Vector3.zero
  /// Mean of up over about two seconds, not unit.
  private(set) var steadyUp = Vector3.zero
  /// Acceleration along up without gravity, m/s2.
  private(set) var vertical = 0.0
  /// Mean square of the acceleration without gravity over about 0.3 s, (m/s2)2.
  private(set) var agitation = 0.0
  /// Mean rate at which up turns over about 0.3 s, rad/s.
  private(set) var turning = 0.0
  /// Mean square of the acceleration without gravity over about two seconds, (m/s2)2.
  private(set) var slowAgitation = 0.0
  private(set) var steps = StepDetector()
  /// Up while still upright, unit, sensor axes: given by a calibration or learnt from walking.
  var upright: Vector3?

  static let longestGap = 0.5

  mutating func lose() {
    let kept = upright
    let stepsTaken = steps.count
    self = SensorTrack()
    upright = kept
    steps.count = stepsTaken
  }

  mutating func update(_ sample: Sample, up newUp: Vector3) {
    var dt = sample.interval
    if dt <= 0 && isPresent { dt = sample.time.seconds(since: time) }
    time = sample.time
    guard isPresent, dt > 0, dt <= Self.longestGap else {
      if !isPresent || dt > Self.longestGap {
        up = newUp
        steadyUp = newUp
        agitation = 0
        slowAgitation = 0
        turning = 0
        isPresent = true
      }
      interval = 0
      return
    }
    interval = dt
    let turned = (newUp - up).norm / dt
    up = newUp
    let free = sample.acceleration - newUp * 9.81
    vertical = free.dot(newUp)
    let quick = dt / (0.3 + dt)
    let slow = dt / (2 + dt)
    agitation += quick * (free.squaredNorm - agitation)
    turning += quick * (turned - turning)
    slowAgitation += slow * (free.squaredNorm - slowAgitation)
    steadyUp = steadyUp + (newUp - steadyUp) * slow
    steps.update(vertical: vertical, interval: dt)
  }
}
