import PsoasCore

extension Vector3 {
  /// The acceleration of a resting sensor, m/s2, with sensor noise.
  static func rest(at time: Instant) -> Vector3 { Vector3(0, 9.81, 1e-3 * Double(time.microseconds % 7)) }
}
