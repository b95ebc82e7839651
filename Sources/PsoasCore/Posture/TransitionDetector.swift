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
  /// Up where the movement first had turned it by 8 degrees; `before` where it never did.
  var first = Vector3.zero
  /// False without a gyroscope: `rise` means nothing.
  var isReadable = true

  /// How far up came to rest towards where the movement first went, degrees, -90 to 90: negative where it came to
  /// rest on the other side of where it began. Both sitting down and standing up begin with a forward swing; but a
  /// chair turns the pelvis backward, so sitting down ends behind, standing up before where it began.
  var lean: Double? {
    guard let forward = (first - before * first.dot(before)).normalized, first.dot(before) < 0.999 else { return nil }
    return Trigonometry.asin((after - before).dot(forward)) * Trigonometry.degreesPerRadian
  }
}

/// Follows the movement since the last rest.
struct TransitionDetector: Sendable {
  private(set) var filter = HeightFilter()
  private(set) var stillFor = 0.0
  private(set) var duration = 0.0
  private(set) var before = Vector3.zero
  private var extreme = Vector3.zero
  private var first = Vector3.zero
  private var leastCosine = 1.0

  /// Seconds of rest after which a movement is over and done with.
  static let rest = 1.0

  /// Cosine of the 8 degrees after which a movement shows where it goes.
  static let begun = 0.9903

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

  /// The movement so far, as if it ended now.
  func current(_ track: SensorTrack) -> Transition {
    let end = filter.ended(mean: track.meanForce.norm, agitation: track.agitation, up: track.up)
    return Transition(
      rise: end.height, uncertainty: max(0, end.heightVariance).squareRoot(),
      swing: Trigonometry.acos(leastCosine), duration: duration, before: before, extreme: extreme, after: track.up,
      first: first, isReadable: track.hasGyroscope)
  }
}
