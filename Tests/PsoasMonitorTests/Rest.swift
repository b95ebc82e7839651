import PsoasCore

extension Vector3 {
  /// The acceleration of a sensor at rest, m/s2, with the noise that every sensor has.
  static func rest(at time: Instant) -> Vector3 { Vector3(0, 9.81, 1e-3 * Double(time.microseconds % 7)) }
}
