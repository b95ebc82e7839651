/// The least agitation of the last 10 to 20 seconds: the noise that the sensor itself, or a vehicle, adds.
///
/// A Wii Remote resolves 0.4 m/s2, a Joy-Con 0.002: a threshold for stillness must be above that noise.
struct NoiseFloor: Equatable, Sendable {
  /// (m/s2)2.
  private(set) var value = 0.0
  private var elapsed = Self.stretch - Self.firstStretch
  private var present = Double.infinity
  private var past = Double.infinity

  /// Length of each of the two windows, seconds.
  static let stretch = 10.0
  /// Length of the first window, seconds: a wearer who stands for a calibration need not wait.
  static let firstStretch = 3.0
  /// Factor on the minimum, which lies below the mean: its value for a running mean of white noise.
  static let correction = 1.5
  /// Largest value that counts as noise, (m/s2)2: 0.4 m/s2 per axis, above the Wii Remote's. A larger value means that
  /// the wearer walks: then the previous value stays.
  static let most = 0.45

  mutating func update(_ agitation: Double, interval dt: Double) {
    elapsed += dt
    present = min(present, agitation)
    // The value falls at once and rises only after two whole windows: the middle of a smooth sit-down is not noise.
    value = min(value, Self.correction * agitation)
    guard elapsed >= Self.stretch else { return }
    let least = Self.correction * min(past, present)
    if least <= Self.most { value = least }
    past = present
    present = .infinity
    elapsed = 0
  }
}
