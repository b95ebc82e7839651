/// Tells a sensor on a table from one on a body: a body sways, breathes and fidgets.
struct WearDetector: Equatable, Sendable {
  /// Seconds since the direction last strayed.
  private(set) var motionless = 0.0
  private var held = Vector3.zero

  mutating func update(_ track: SensorTrack, _ parameters: PostureClassifier.Parameters) {
    motionless += track.interval
    // Compared as chords: an angle this small is its chord.
    let limit = parameters.notWornAngle * Trigonometry.radiansPerDegree
    guard (track.briefUp - held).squaredNorm > limit * limit || !track.isStill else { return }
    held = track.briefUp
    motionless = 0
  }
}
