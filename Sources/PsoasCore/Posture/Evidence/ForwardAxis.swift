/// Forward, learnt from walking however the sensor is mounted.
///
/// At each step the body brakes, then pushes off: the acceleration backward follows the one upward by about a seventh of
/// a second. So the mean product of the level acceleration and the vertical one of 0.14 s before points backward.
/// Sideways sway has half that rhythm, and averages out. On HAPT (waist), HARTH and HAR70+ (lower back) this lies within 25
/// degrees of where sitting and lying back tilt the sensor in 43 of 46 recordings.
struct ForwardAxis: Sendable {
  /// Mean product, by the mean square of the acceleration, sensor axes; points forward.
  private(set) var product = Vector3.zero
  /// Seconds of walking that it rests on, at most `memory`.
  private(set) var walked = 0.0
  private var smoothed = 0.0
  private var first = 0.0
  private var second = 0.0

  /// Seconds of walking after which older walking fades.
  static let memory = 60.0
  /// Seconds of walking before the direction counts.
  static let least = 8.0
  /// Length of `product` below which it is chance: measured 0.03 to 0.2 on walkers.
  static let leastProduct = 0.02
  /// Seconds of low-pass, and of each of the two all-pass stages: 0.14 s of delay together.
  static let smoothing = 0.03
  static let delay = 0.055
  /// Agitation, (m/s2)2, beyond which the wearer runs: there the rhythm is another.
  static let running = 49.0

  /// Forward, sensor axes, as long as it may be believed, from 0 to 1.
  var direction: Vector3 {
    let length = product.norm
    guard walked >= Self.least, length > Self.leastProduct else { return .zero }
    return product * (min(1, length / Self.leastProduct - 1) / length)
  }

  /// One sample.
  /// - Parameters:
  ///   - deviation: acceleration about its mean of 0.2 s, m/s2, sensor axes.
  ///   - agitation: its mean square, (m/s2)2.
  mutating func update(
    deviation: Vector3, up: Vector3, agitation: Double, isWalking: Bool, interval dt: Double
  ) {
    guard isWalking else { return }
    let vertical = deviation.dot(up)
    smoothed += dt / (Self.smoothing + dt) * (vertical - smoothed)
    let stage = dt / (Self.delay / 2 + dt)
    first += stage * (smoothed - first)
    let delayed = 2 * first - smoothed
    second += stage * (delayed - second)
    guard agitation > 0.1, agitation < Self.running else { return }
    walked = min(Self.memory, walked + dt)
    let level = deviation - up * vertical
    let share = dt / walked
    product = product * (1 - share) - level * ((2 * second - delayed) / agitation * share)
  }
}
