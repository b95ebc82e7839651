/// Angles between directions.
enum Angle {
  /// Degrees between `a` and `b`, of any length; 0 if one has no direction.
  static func degrees(_ a: Vector3, _ b: Vector3) -> Double {
    let scale = (a.squaredNorm * b.squaredNorm).squareRoot()
    guard scale > 1e-12 else { return 0 }
    return Trigonometry.acos(a.dot(b) / scale) * Trigonometry.degreesPerRadian
  }
}
