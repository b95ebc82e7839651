/// Sitting from the inclination of the thigh, with hysteresis and a least duration.
struct ThighRule: Sendable {
  private(set) var reference = ThighReference()
  /// nil until the thigh's upright is known.
  private(set) var sits: Bool?
  /// The thigh is raised now: steps in this position are pedalling.
  private(set) var isRaised = false
  private var motion = LegMotion()
  private var pending = 0.0
  private var sinceCheck = 0.0

  /// Seconds between two evaluations of the inclination and of the leg's movement.
  static let check = 0.1
  static let look = 1.0

  /// The wearer stands in this direction, or stood in it in the same mounting.
  mutating func assume(upright: Vector3, odds: Double) {
    reference.assume(upright, odds: odds)
    sits = nil
  }

  /// The sensor is lost: what was learned about it stays.
  mutating func lose() {
    let kept = reference
    self = ThighRule()
    reference = kept
  }

  /// Adds one sample.
  /// - Returns: true if the reference was wrong and was replaced.
  mutating func update(
    _ track: inout SensorTrack, _ force: Vector3, learns: Bool, _ parameters: inout PostureClassifier.Parameters
  ) -> Bool {
    motion.update(force, &track)
    sinceCheck += track.interval
    guard sinceCheck >= Self.check || track.age == 0 else { return false }
    let elapsed = sinceCheck
    sinceCheck = 0
    let isRevised = learns && learn(&track)
    follow(&track, elapsed, &parameters)
    return isRevised
  }

  private mutating func learn(_ track: inout SensorTrack) -> Bool {
    let seconds = motion.length
    guard seconds >= Self.look, let kind = motion.look(&track), let up = track.steadyUp.normalized else { return false }
    let isRevised = reference.learn(kind, for: seconds, up: up)
    if isRevised { sits = nil }
    return isRevised
  }

  private mutating func follow(
    _ track: inout SensorTrack, _ elapsed: Double, _ parameters: inout PostureClassifier.Parameters
  ) {
    guard let upright = reference.upright else {
      sits = nil
      isRaised = false
      return
    }
    let inclination = Angle.degrees(track.briefUp, upright)
    isRaised = inclination > (isRaised ? parameters.thighUpright : parameters.thighSitting)
    guard let now = sits else {
      sits = isRaised
      return
    }
    pending = isRaised == now ? 0 : pending + elapsed
    if pending >= parameters.thighTime {
      sits = isRaised
      pending = 0
    }
  }
}
