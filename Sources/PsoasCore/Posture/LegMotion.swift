/// How a thigh moves, second by second: what tells walking from fidgeting and pedalling in any mounting.
///
/// A foot that meets the ground shakes the thigh: on HARTH and HAR70+ 0.24 to 0.5 of the thigh's agitation in walking is
/// faster than 5 Hz, of pedalling 0.15 to 0.2 (sampled 25 times a second: 0.21 to 0.37 and 0.13 to 0.17). Seated legs make such shocks as well, but not in a rhythm.
struct LegMotion: Sendable {
  /// What a second says of the direction in which the thigh hangs.
  enum Kind {
    /// Five steps and more in one rhythm: 0.62 of all walking, 0.0002 of sitting and lying.
    case walking
    /// Steps without a rhythm: 0.29 of walking, 0.005 of sitting and lying.
    case stepping
    /// Shocks without steps: 0.6 of shuffling, 0.1 of standing, 0.015 of sitting and lying.
    case shifting
    /// Movement without shocks: nearly all pedalling, most fidgeting.
    case smooth
    case resting
  }

  /// Mean square over a second of the acceleration about its mean of 0.2 s, less the sensor's noise, (m/s2)2.
  private var agitation = 0.0
  /// The same about its mean of 0.03 s.
  private var shocks = 0.0
  private var quickMean = Vector3.zero
  /// Up over about five seconds.
  private var slowUp = Vector3.zero

  /// Agitation of a leg that does not rest, (m/s2)2: 0.998 of walking is above, 0.87 of standing and 0.94 of sitting below.
  static let restless = 1.0
  /// Share of the agitation that footfalls make at least.
  static let shockShare = 0.23
  /// Cosine of the 8 degrees by which the direction drifts at most while it is held: walking drifts by 4.5 (95 %).
  static let held = 0.99027

  mutating func update(_ force: Vector3, _ track: SensorTrack) {
    let dt = track.interval
    guard track.age > 0 else {
      agitation = 0
      shocks = 0
      quickMean = force
      slowUp = track.steadyUp
      return
    }
    quickMean = quickMean + (force - quickMean) * (dt / (0.03 + dt))
    let share = dt / (min(1, track.age) + dt)
    agitation += share * ((force - track.meanForce).squaredNorm - track.noise.value - agitation)
    shocks += share * ((force - quickMean).squaredNorm - track.noise.value - shocks)
    slowUp = slowUp + (track.steadyUp - slowUp) * (dt / (min(3, track.age) + dt))
  }

  /// nil while the thigh turns: no direction is held then.
  func kind(_ track: SensorTrack) -> Kind? {
    let along = slowUp.dot(track.steadyUp)
    guard along > 0, along * along > Self.held * Self.held * slowUp.squaredNorm * track.steadyUp.squaredNorm else {
      return nil
    }
    if agitation < Self.restless { return .resting }
    if shocks < Self.shockShare * agitation { return .smooth }
    guard track.steps.isWalking else { return .shifting }
    return track.steps.run >= 5 && track.steps.evenRun >= 3 ? .walking : .stepping
  }
}
