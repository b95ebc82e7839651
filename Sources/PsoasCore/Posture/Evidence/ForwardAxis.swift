/// The forward direction, learned from walking for any mounting of the sensor.
///
/// At each step the body brakes, then pushes off: the backward acceleration follows the upward acceleration by about a
/// seventh of a second. So the mean product of the horizontal acceleration and the vertical acceleration 0.14 s earlier
/// points backward. Lateral sway has half that frequency, and averages out. On HAPT (waist), HARTH and HAR70+ (lower
/// back) the estimate is within 25 degrees of the tilt direction of sitting and lying back in 43 of 46 recordings.
struct ForwardAxis: Sendable {
  /// Mean product, normalized by the mean square of the acceleration, sensor axes; points forward.
  private(set) var product = Vector3.zero
  /// Seconds of walking in the estimate, at most `memory`.
  private(set) var walked = 0.0
  private var smoothed = 0.0
  private var first = 0.0
  private var second = 0.0

  /// Seconds of walking after which older walking loses weight.
  static let memory = 60.0
  /// Seconds of walking before the direction is used.
  static let least = 8.0
  /// Norm of `product` below which it is random: 0.03 to 0.2 was measured on walkers.
  static let leastProduct = 0.02
  /// Time constants of the low-pass and of each of the two all-pass stages, seconds: 0.14 s of delay in total.
  static let smoothing = 0.03
  static let delay = 0.055
  /// Agitation above which the wearer runs, (m/s2)2: the phase differs in running.
  static let running = 49.0

  /// Forward, sensor axes; its norm is the confidence, from 0 to 1.
  var direction: Vector3 {
    let length = product.norm
    guard walked >= Self.least, length > Self.leastProduct else { return .zero }
    return product * (min(1, length / Self.leastProduct - 1) / length)
  }

  /// Adds one sample.
  /// - Parameters:
  ///   - deviation: deviation of the acceleration from its mean of 0.2 s, m/s2, sensor axes.
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
