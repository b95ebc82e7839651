/// Sitting from the inclination of the thigh, with hysteresis and a least duration.
struct ThighRule: Sendable {
  private(set) var reference = ThighReference()
  /// nil until the thigh's upright is known.
  private(set) var sits: Bool?
  /// The thigh is raised at this moment: steps in this position are pedalling.
  private(set) var isRaised = false
  private var motion = LegMotion()
  private var pending = 0.0
  private var sinceCheck = 0.0

  /// Seconds between two looks at the inclination, and at what the leg does.
  static let check = 0.1
  static let look = 1.0

  /// The wearer stands so, or stood so in the same mounting.
  mutating func assume(upright: Vector3, odds: Double) {
    reference.assume(upright, odds: odds)
    sits = nil
  }

  /// The sensor is gone: what was learnt of it stays.
  mutating func lose() {
    let kept = reference
    self = ThighRule()
    reference = kept
  }

  /// One sample.
  /// - Returns: true where the reference was wrong, and has been replaced.
  mutating func update(
    _ track: SensorTrack, _ force: Vector3, learns: Bool, _ parameters: PostureClassifier.Parameters
  ) -> Bool {
    motion.update(force, track)
    sinceCheck += track.interval
    guard sinceCheck >= Self.check || track.age == 0 else { return false }
    let elapsed = sinceCheck
    sinceCheck = 0
    let isRevised = learns && learn(track)
    follow(track, elapsed, parameters)
    return isRevised
  }

  private mutating func learn(_ track: SensorTrack) -> Bool {
    let seconds = motion.length
    guard seconds >= Self.look, let kind = motion.look(track), let up = track.steadyUp.normalized else { return false }
    let isRevised = reference.learn(kind, for: seconds, up: up)
    if isRevised { sits = nil }
    return isRevised
  }

  private mutating func follow(_ track: SensorTrack, _ elapsed: Double, _ parameters: PostureClassifier.Parameters) {
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
