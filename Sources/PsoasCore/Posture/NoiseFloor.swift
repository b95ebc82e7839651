/// The least agitation of the last 10 to 20 seconds: what the sensor itself, or the vehicle, adds to everything.
///
/// A Wii Remote resolves 0.4 m/s2, a Joy-Con 0.002: a threshold of stillness has to sit on top of that.
struct NoiseFloor: Equatable, Sendable {
  /// (m/s2)2.
  private(set) var value = 0.0
  private var elapsed = Self.stretch - Self.firstStretch
  private var present = Double.infinity
  private var past = Double.infinity

  /// Seconds that one of the two stretches lasts.
  static let stretch = 10.0
  /// Seconds of the very first: a wearer who stands to be calibrated need not wait.
  static let firstStretch = 3.0
  /// A minimum of a running mean lies below the mean: on white noise, by this factor.
  static let correction = 1.5
  /// The most that counts as noise, (m/s2)2: 0.4 m/s2 an axis, above the Wii Remote's. More is a wearer who walks:
  /// then the former value holds.
  static let most = 0.45

  mutating func update(_ agitation: Double, interval dt: Double) {
    elapsed += dt
    present = min(present, agitation)
    // Down at once, up only after two whole stretches: the middle of a smooth sit-down is no noise.
    value = min(value, Self.correction * agitation)
    guard elapsed >= Self.stretch else { return }
    let least = Self.correction * min(past, present)
    if least <= Self.most { value = least }
    past = present
    present = .infinity
    elapsed = 0
  }
}
