/// Classifies the movement of the thigh once per second: distinguishes walking from fidgeting and pedalling for any
/// mounting.
///
/// A footfall shakes the thigh: on HARTH and HAR70+ 0.24 to 0.5 of the thigh's agitation in walking is faster than 5
/// Hz, in pedalling 0.15 to 0.2 (sampled 25 times a second: 0.21 to 0.37 and 0.13 to 0.17). Seated legs also produce
/// such shocks, but without a rhythm.
struct LegMotion: Sendable {
  /// The evidence of one second for the direction of the standing thigh.
  enum Kind {
    /// Five or more steps in one rhythm: 0.62 of all walking, 0.0002 of sitting and lying.
    case walking
    /// Steps without a rhythm: 0.29 of walking, 0.005 of sitting and lying.
    case stepping
    /// Shocks without steps: 0.6 of shuffling, 0.1 of standing, 0.015 of sitting and lying.
    case shifting
    /// A rhythm without shocks.
    case pedalling
    /// Any other movement, mostly fidgeting.
    case stirring
    case resting
  }

  /// Integral of the squared deviation of the acceleration from its mean of 0.2 s since the last evaluation, (m/s2)2 s.
  private var agitation = 0.0
  /// The same for its mean of 0.03 s.
  private var shocks = 0.0
  /// Seconds since the last evaluation.
  private(set) var length = 0.0
  private var quickMean = Vector3.zero
  /// Up averaged over about five seconds.
  private var slowUp = Vector3.zero

  /// Least mean square agitation of a leg that does not rest, (m/s2)2: 0.998 of walking is above, 0.87 of standing and
  /// 0.94 of sitting below.
  static let restless = 1.5
  /// Least share of footfalls in the agitation.
  static let shockShare = 0.23
  /// Cosine of 8 degrees, the largest drift of a held direction: walking drifts by 4.5 (95 %).
  static let held = 0.99027

  mutating func update(_ force: Vector3, _ track: inout SensorTrack) {
    guard track.age > 0 else {
      self = LegMotion()
      quickMean = force
      slowUp = track.steadyUp
      return
    }
    let dt = track.interval
    quickMean = quickMean + (force - quickMean) * (dt / (0.03 + dt))
    agitation += (force - track.meanForce).squaredNorm * dt
    shocks += (force - quickMean).squaredNorm * dt
    length += dt
    slowUp = slowUp + (track.steadyUp - slowUp) * (dt / (min(3, track.age) + dt))
  }

  /// Classifies the time since the last evaluation; nil while the thigh rotates, because then no direction is held.
  mutating func look(_ track: inout SensorTrack) -> Kind? {
    let beyondNoise = agitation - track.noise.value * length
    let shockShare = (shocks - track.noise.value * length) / max(1e-6, beyondNoise)
    let isRestless = beyondNoise > Self.restless * length
    agitation = 0
    shocks = 0
    length = 0
    let along = slowUp.dot(track.steadyUp)
    guard along > 0, along * along > Self.held * Self.held * slowUp.squaredNorm * track.steadyUp.squaredNorm else {
      return nil
    }
    if !isRestless { return .resting }
    if shockShare < Self.shockShare { return track.steps.isWalking ? .pedalling : .stirring }
    guard track.steps.isWalking else { return .shifting }
    return track.steps.run >= 5 && track.steps.evenRun >= 3 ? .walking : .stepping
  }
}
