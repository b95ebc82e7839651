/// A movement of the pelvis since it last rested.
struct Transition: Equatable, Sendable {
  /// Height change, metres, up positive.
  var rise: Double
  /// Standard deviation of `rise`, metres.
  var uncertainty: Double
  /// Largest angle of up from the start, rad.
  var swing: Double
  /// Seconds since the anchor.
  var duration: Double
  /// Up at the start, at the largest swing, and now; unit vector, sensor axes.
  var before: Vector3
  var extreme: Vector3
  var after: Vector3
  /// Up when the movement had first rotated it by 8 degrees; `before` if it never did.
  var first = Vector3.zero
  /// False without a gyroscope: `rise` is meaningless.
  var isReadable = true

  /// Final rotation of up along the initial direction of the movement, degrees, -90 to 90: negative if it ended on the
  /// opposite side of its start. Both sitting down and standing up begin with a forward swing; a chair tilts the pelvis
  /// posteriorly, so sitting down ends behind its start, and standing up in front of it.
  var lean: Double? {
    guard let forward = (first - before * first.dot(before)).normalized, first.dot(before) < 0.999 else { return nil }
    return Trigonometry.asin((after - before).dot(forward)) * Trigonometry.degreesPerRadian
  }
}

/// Tracks the movement since the last rest.
struct TransitionDetector: Sendable {
  private(set) var filter = HeightFilter()
  private(set) var stillFor = 0.0
  private(set) var duration = 0.0
  private(set) var before = Vector3.zero
  private var extreme = Vector3.zero
  private var first = Vector3.zero
  private var leastCosine = 1.0

  /// Seconds of rest after which a movement is complete.
  static let rest = 1.0

  /// Cosine of the 8 degrees after which a movement shows its direction.
  static let begun = 0.9903

  enum Phase { case resting, moving, settled }

  mutating func update(_ track: inout SensorTrack) -> Phase {
    let dt = track.interval
    guard dt > 0 else {
      let kept = filter
      self = TransitionDetector()
      filter = kept
      filter.restart()
      return .resting
    }
    filter.update(
      vertical: track.vertical, mean: track.meanForce.norm, agitation: track.agitation,
      noise: track.noise.value, up: track.up, interval: dt)
    stillFor = track.isStill ? stillFor + dt : 0
    duration += dt
    if before == .zero { anchor(track.up) }
    let cosine = track.up.dot(before)
    if cosine < Self.begun && leastCosine >= Self.begun { first = track.up }
    if cosine < leastCosine {
      leastCosine = cosine
      extreme = track.up
    }
    if stillFor >= Self.rest { return .settled }
    return stillFor > 0 ? .resting : .moving
  }

  mutating func anchor(_ up: Vector3) {
    filter.anchor()
    duration = 0
    before = up
    extreme = up
    leastCosine = 1
    first = up
  }

  /// The current movement, as if it ended now.
  func current(_ track: inout SensorTrack) -> Transition {
    let end = filter.ended(mean: track.meanForce.norm, agitation: track.agitation, up: track.up)
    return Transition(
      rise: end.height, uncertainty: max(0, end.heightVariance).squareRoot(),
      swing: Trigonometry.acos(leastCosine), duration: duration, before: before, extreme: extreme, after: track.up,
      first: first, isReadable: track.hasGyroscope)
  }
}
