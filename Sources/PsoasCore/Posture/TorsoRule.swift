/// Posture from one sensor on the pelvis or the trunk.
struct TorsoRule: Sendable {
  private(set) var movement = TransitionDetector()
  private(set) var odds = SittingOdds()
  private(set) var isLying = false
  private(set) var isWalking = false
  /// Up of an upright torso as a transition showed it, for want of steps; unit, sensor axes.
  private(set) var shownUpright: Vector3?
  /// To the wearer's right, unit, sensor axes.
  private(set) var mediolateral: Vector3?
  /// Log-odds of sitting, all evidence of the moment.
  private(set) var total = 0.0

  private var beganLying = false
  private var hasSettled = false
  private var provisional = 0.0
  private var sinceProvisional = 0.0
  private var sinceSteps = 0.0
  private var refutations = 0
  private var stepped = false
  /// The newest movement contradicts the upright reference.
  private(set) var refutes = false

  /// Steps that prove the wearer on the feet (Paraschiv-Ionescu: 5); fewer come out of a sit-down.
  static let provingRun = 5
  /// Log-odds that a run of steps too unsteady to prove anything takes from sitting.
  static let handledSteps = 1.0
  /// Log-odds of sitting after lying: most people sit up before they stand.
  static let afterLying = 1.5
  /// Agitation, (m/s2)2, below which a movement is read before it has ended.
  static let readable = 1.0

  mutating func standsNow() {
    odds.set(-SittingOdds.limit)
    provisional = odds.value
    isLying = false
  }

  /// Nothing is known any more but the directions.
  mutating func forget() {
    let (upright, axis) = (shownUpright, mediolateral)
    self = TorsoRule()
    shownUpright = upright
    mediolateral = axis
  }

  /// One sample. `upright`: up of the upright torso where it is known.
  mutating func update(
    _ track: SensorTrack, upright known: Vector3?, trusted: Bool, learns: Bool, parameters: PostureClassifier.Parameters
  ) {
    refutes = false
    let upright = known ?? shownUpright
    isWalking = track.steps.isWalking && (!isLying || track.steps.run > 6)
    let phase = movement.update(track)
    if let upright { followLying(Angle.degrees(track.up, upright), parameters) }

    let before = angleEvidence(movement.before, upright, parameters)
    switch phase {
    case .settled:
      if !hasSettled { settle(track, before, learns, known, trusted) }
      hasSettled = true
      movement.anchor(track.up)
      beganLying = isLying
    case .resting, .moving:
      if hasSettled {
        hasSettled = false
        sinceProvisional = 0
      }
      sinceProvisional += track.interval
      if track.agitation < Self.readable && sinceProvisional > 0.1 {
        sinceProvisional = 0
        provisional = read(movement.current(track), before)
      }
    }
    sinceSteps += track.interval
    if isWalking && track.steps.run >= Self.provingRun && track.isSteady {
      standsNow()
      sinceSteps = 0
      beganLying = false
    } else if isWalking && !stepped && odds.value.magnitude < parameters.unknownOdds {
      // Steps that are not carried steadily: the sensor is in the hand, or being put on. On the feet, most likely.
      odds.set(odds.value - Self.handledSteps)
      provisional = odds.value
    }
    stepped = isWalking
    let idle = min(1.5, max(0, (sinceSteps - 600) / 60 * 0.3))
    total = provisional + angleEvidence(track.steadyUp, upright, parameters) + idle
  }

  private mutating func followLying(_ angle: Double, _ parameters: PostureClassifier.Parameters) {
    let lies = angle > parameters.lyingAngle - (isLying ? parameters.lyingHysteresis : 0)
    if isLying && !lies {
      odds.set(Self.afterLying)
      provisional = odds.value
      beganLying = true
    }
    isLying = lies
  }

  private func read(_ transition: Transition, _ others: Double) -> Double {
    if isLying { return Self.afterLying }
    return beganLying ? odds.afterLying(transition) : odds.after(transition, others: others)
  }

  private mutating func settle(
    _ track: SensorTrack, _ others: Double, _ learns: Bool, _ upright: Vector3?, _ trusted: Bool
  ) {
    let needed = trusted ? 3 : 1
    let transition = movement.current(track)
    odds.set(read(transition, others))
    provisional = odds.value
    guard learns, showsUprightTorso(transition), beganLying == isLying else { return }
    let stance = transition.rise < 0 ? transition.before : transition.after
    if isLying {
      // People neither sit down nor stand up while they lie: the reference is wrong.
      refutations += 1
      guard upright == nil || refutations >= needed else { return }
      shownUpright = stance
      refutes = true
      isLying = false
      odds.set(transition.rise < 0 ? 2 : -2)
      provisional = odds.value
    } else {
      shownUpright = shownUpright.map { ($0 + (stance - $0) * 0.3).normalized ?? stance } ?? stance
    }
    if let axis = transition.before.cross(transition.extreme).normalized {
      mediolateral = mediolateral.map { ($0 + (axis - $0) * 0.3).normalized ?? axis } ?? axis
    }
  }

  /// A change of height with a swing and back tells an upright torso, whichever of sitting and standing it was.
  private func showsUprightTorso(_ transition: Transition) -> Bool {
    transition.isReadable && transition.swing > 1.5 * SittingOdds.leastSwing && transition.swing < SittingOdds.mostSwing
      && transition.duration < SittingOdds.longest && transition.rise.magnitude > 0.15
      && transition.rise.magnitude < 0.6 && transition.rise.magnitude > 2.5 * transition.uncertainty
      && transition.before.dot(transition.after) > 0.42
  }

  /// Log-odds of sitting that the direction adds.
  private func angleEvidence(
    _ up: Vector3, _ upright: Vector3?, _ parameters: PostureClassifier.Parameters
  ) -> Double {
    guard let upright else { return 0 }
    return min(3, max(-1, (Angle.degrees(up, upright) - parameters.sittingAngle) / 4))
  }
}
