/// A movement of the pelvis since it last rested.
struct Transition: Equatable, Sendable {
  /// Metres, up positive.
  var rise: Double
  /// Standard deviation of `rise`, metres.
  var uncertainty: Double
  /// Largest angle of up from where it began, rad.
  var swing: Double
  /// Seconds since the anchor.
  var duration: Double
  /// Up before, at the largest swing, and now; unit, sensor axes.
  var before: Vector3
  var extreme: Vector3
  var after: Vector3
}

/// Follows the movement since the last rest.
struct TransitionDetector: Sendable {
  private(set) var filter = HeightFilter()
  private(set) var stillFor = 0.0
  private(set) var duration = 0.0
  private(set) var before = Vector3.zero
  private var extreme = Vector3.zero
  private var leastCosine = 1.0

  /// Seconds of rest after which a movement is over and done with.
  static let rest = 1.0

  enum Phase { case resting, moving, settled }

  mutating func update(_ track: SensorTrack) -> Phase {
    let dt = track.interval
    guard dt > 0 else {
      let kept = filter
      self = TransitionDetector()
      filter = kept
      filter.restart()
      return .resting
    }
    filter.update(
      vertical: track.vertical, mean: track.meanForce.norm, agitation: track.agitation, up: track.up, interval: dt)
    stillFor = track.isStill ? stillFor + dt : 0
    duration += dt
    if before == .zero { anchor(track.up) }
    let cosine = track.up.dot(before)
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
  }

  /// The movement so far, as if it ended now.
  func current(_ up: Vector3) -> Transition {
    Transition(
      rise: filter.height, uncertainty: max(0, filter.heightVariance).squareRoot(),
      swing: Trigonometry.acos(leastCosine), duration: duration, before: before, extreme: extreme, after: up)
  }
}
