/// A movement of the pelvis between two still moments.
struct Transition: Equatable, Sendable {
  /// Metres, up positive, drift removed on the knowledge that it began and ended at rest.
  var rise: Double
  /// Largest angle of up from where it began, rad.
  var swing: Double
  /// Seconds.
  var duration: Double
  /// Up before, at the largest swing, and after; unit, sensor axes.
  var before: Vector3
  var extreme: Vector3
  var after: Vector3
}

/// Integrates the vertical acceleration strap-down from one still moment to the next.
struct TransitionDetector: Sendable {
  private var isMoving = false
  private var stillFor = 0.0
  private var duration = 0.0
  private var velocity = 0.0
  private var height = 0.0
  private var before = Vector3.zero
  private var extreme = Vector3.zero
  private var leastCosine = 1.0

  /// One sample; the movement that came to its end with it, if one did.
  mutating func update(_ track: SensorTrack) -> Transition? {
    let dt = track.interval
    guard dt > 0 else {
      self = TransitionDetector()
      return nil
    }
    let isStill = track.agitation < 0.16 && track.turning < 0.3
    stillFor = isStill ? stillFor + dt : 0
    if !isMoving {
      if isStill {
        before = track.up
        return nil
      }
      isMoving = true
      duration = 0
      velocity = 0
      height = 0
      leastCosine = 1
      extreme = track.up
      if before == .zero { before = track.up }
    }
    duration += dt
    velocity += track.vertical * dt
    height += velocity * dt
    let cosine = track.up.dot(before)
    if cosine < leastCosine {
      leastCosine = cosine
      extreme = track.up
    }
    guard stillFor >= 0.3 else { return nil }
    isMoving = false
    defer { before = track.up }
    return Transition(
      rise: height - velocity * duration / 2, swing: Trigonometry.acos(leastCosine), duration: duration,
      before: before, extreme: extreme, after: track.up)
  }
}
