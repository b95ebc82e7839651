/// Movement of the thigh, second by second: distinguishes walking from fidgeting and pedalling in any mounting.
///
/// A foot that meets the ground shakes the thigh: on HARTH and HAR70+ 0.24 to 0.5 of the thigh's agitation in walking is
/// faster than 5 Hz, of pedalling 0.15 to 0.2 (sampled 25 times a second: 0.21 to 0.37 and 0.13 to 0.17). Seated legs make such shocks as well, but not in a rhythm.
struct LegMotion: Sendable {
  /// The evidence of one second for the direction in which the thigh hangs.
  enum Kind {
    /// Five steps and more in one rhythm: 0.62 of all walking, 0.0002 of sitting and lying.
    case walking
    /// Steps without a rhythm: 0.29 of walking, 0.005 of sitting and lying.
    case stepping
    /// Shocks without steps: 0.6 of shuffling, 0.1 of standing, 0.015 of sitting and lying.
    case shifting
    /// A rhythm without shocks.
    case pedalling
    /// Any other movement: most fidgeting.
    case stirring
    case resting
  }

  /// Sum since the last look of the squared acceleration about its mean of 0.2 s, (m/s2)2 s.
  private var agitation = 0.0
  /// The same about its mean of 0.03 s.
  private var shocks = 0.0
  /// Seconds since the last look.
  private(set) var length = 0.0
  private var quickMean = Vector3.zero
  /// Up over about five seconds.
  private var slowUp = Vector3.zero

  /// Mean square of the agitation of a leg that does not rest, (m/s2)2: 0.998 of walking is above, 0.87 of standing and 0.94 of sitting below.
  static let restless = 1.5
  /// Share of the agitation that footfalls make at least.
  static let shockShare = 0.23
  /// Cosine of the 8 degrees by which the direction drifts at most while it is held: walking drifts by 4.5 (95 %).
  static let held = 0.99027

  mutating func update(_ force: Vector3, _ track: SensorTrack) {
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

  /// What the time since the last look was; nil where the thigh turns: no direction is held then.
  mutating func look(_ track: SensorTrack) -> Kind? {
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
