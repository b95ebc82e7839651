/// Detects a sensor on a table: a body sways, breathes and fidgets.
struct WearDetector: Equatable, Sendable {
  /// Seconds since the direction last changed.
  private(set) var motionless = 0.0
  private var held = Vector3.zero

  /// Reading the parameters changes nothing; they are `inout`, because the compiler would otherwise copy them.
  mutating func update(_ track: inout SensorTrack, _ parameters: inout PostureClassifier.Parameters) {
    motionless += track.interval
    // Compared as chords: for such a small angle the chord equals the angle.
    let limit = parameters.notWornAngle * Trigonometry.radiansPerDegree
    guard (track.briefUp - held).squaredNorm > limit * limit || !track.isStill else { return }
    held = track.briefUp
    motionless = 0
  }
}
