/// Posture from one sensor on the pelvis or the trunk: a small state machine around the log-odds of sitting.
///
/// Movements between rests are classified as sitting down, standing up or neither (`SittingOdds`). Steps show that the
/// wearer is upright. The angle from upright shows lying and favors sitting; a long time without a step favors sitting
/// slightly. All terms are log-odds and are added.
struct TorsoRule: Sendable {
  private(set) var movement = TransitionDetector()
  private(set) var isLying = false
  private(set) var isWalking = false
  /// Up of an upright torso, learned from a transition if no steps were seen; unit vector, sensor axes.
  private(set) var shownUpright: Vector3?
  /// Log-odds of sitting from all current evidence.
  private(set) var total = 0.0
  /// The latest movement contradicts the upright reference.
  private(set) var refutes = false
  var bends = BendAxis()

  private var odds = SittingOdds()
  private var seat: SeatedPose?
  /// The log-odds from movements, including the current one as if it ended now.
  private(set) var provisional = 0.0
  private var beganLying = false
  private var isSettled = false
  private var isStepping = false
  private var refutations = 0
  private var sinceSteps = 0.0
  private var sinceCheck = 0.0
  /// Seconds beyond the angle of lying.
  private var overFor = 0.0

  /// Seconds between two evaluations: expensive operations do not run for every sample.
  static let checkInterval = 0.1

  /// The wearer is known to be upright.
  mutating func stand() {
    odds.set(-SittingOdds.limit)
    provisional = odds.value
    isLying = false
    beganLying = false
  }

  /// The wearer was sitting when the previous sensor was lost.
  mutating func sit() {
    odds.set(SittingOdds.limit)
    provisional = odds.value
  }

  /// The pelvis sensor sends again, after seconds in which it sent nothing: what the wearer did meanwhile is a movement
  /// that cannot be read. The posture goes on if `up` (unit vector, sensor axes) is where it was at the last rest; chairs
  /// turn the pelvis further.
  /// - Returns: false if it is not: nothing has changed then.
  mutating func resume(_ up: Vector3) -> Bool {
    let turn = Trigonometry.acos(movement.before.dot(up))
    guard movement.before != .zero, turn < SittingOdds.leastTurn else { return false }
    odds.set(odds.value * SittingOdds.keptThroughUnreadable)
    provisional = odds.value
    return true
  }

  /// Resets everything except the directions; with `directions` those too, if the sensor is worn elsewhere.
  mutating func forget(directions: Bool = false) {
    let (upright, axis) = (shownUpright, bends)
    self = TorsoRule()
    guard !directions else { return }
    shownUpright = upright
    bends = axis
  }

  /// Adds one sample. The track and the parameters are only read; they are `inout`, because the compiler would otherwise
  /// copy them.
  /// - Parameters:
  ///   - isCalibrated: true if the track's upright is from a calibration.
  ///   - seat: the wearer's own seated pose, if a calibration has measured it.
  ///   - trunkAngle: angle of a second sensor, on the trunk, from its upright; degrees.
  /// - Returns: true if the state was evaluated again.
  mutating func update(
    _ track: inout SensorTrack, isCalibrated: Bool, seat: SeatedPose?, trunkAngle: Double?,
    learns: Bool, _ parameters: inout PostureClassifier.Parameters
  ) -> Bool {
    let known = track.upright
    let phase = movement.update(&track)
    if isWalking && isProven(&track, &parameters) && track.steps.sinceStep == 0 && isStride(&track) {
      // There is no rest between walking and sitting down: the movement starts at the last steady step.
      movement.anchor(track.steadyUp.normalized ?? track.up)
    }
    sinceCheck += track.interval
    let upright = known ?? shownUpright
    refutes = false
    self.seat = known == nil ? nil : seat
    if phase == .settled {
      if !isSettled {
        settle(&track, upright, hasReference: known != nil, isCalibrated || track.walked > 20, learns, &parameters)
      }
      movement.anchor(track.up)
      beganLying = isLying
    }
    isSettled = phase == .settled
    guard sinceCheck >= Self.checkInterval || refutes else { return false }
    sinceSteps += sinceCheck
    sinceCheck = 0
    if !isSettled && track.agitation < parameters.readableAgitation {
      provisional = read(movement.current(&track), upright, &parameters)
    }
    if let upright { followLying(&track, Angle.degrees(track.up, upright), trunkAngle, &parameters) }
    followSteps(&track, &parameters)
    let idle = (sinceSteps - parameters.idleAfter) / 60 * parameters.idlePerMinute
    total =
      provisional + angleEvidence(track.steadyUp, upright, &parameters) + min(parameters.idleMost, max(0, idle))
    return true
  }

  /// Whether the step belongs to the walk: in sitting down, the hips fall and stop, which resembles a step.
  private func isStride(_ track: inout SensorTrack) -> Bool {
    (track.up - track.steadyUp).squaredNorm < SensorTrack.steadiness * SensorTrack.steadiness
  }

  private func isProven(_ track: inout SensorTrack, _ parameters: inout PostureClassifier.Parameters) -> Bool {
    (total > 0 ? track.steps.firmRun : track.steps.run) >= parameters.provingSteps && track.isSteady
  }

  private mutating func followSteps(_ track: inout SensorTrack, _ parameters: inout PostureClassifier.Parameters) {
    let mustBeSure = isLying || total > parameters.sureOdds && movement.filter.height < parameters.rising
    // Weak steps indicate a weak walker only without evidence for sitting.
    let needed = mustBeSure ? parameters.stepsAgainstRest : total > 0 ? StepDetector.torso.shortestRun : 0
    isWalking =
      track.steps.isWalking && track.steps.firmRun >= needed
      && (!mustBeSure || track.steps.evenRun >= parameters.stepsAgainstRest)
    defer { isStepping = isWalking }
    guard isWalking else { return }
    if isProven(&track, &parameters) {
      stand()
      sinceSteps = 0
    } else if !isStepping && odds.value.magnitude < parameters.unknownOdds {
      // Unsteady steps: the sensor is in the hand, or is being put on. The wearer is most likely upright.
      odds.set(odds.value - parameters.unsteadySteps)
      provisional = odds.value
    }
  }

  private mutating func followLying(
    _ track: inout SensorTrack, _ angle: Double, _ trunkAngle: Double?, _ parameters: inout PostureClassifier.Parameters
  ) {
    let slack = isLying ? parameters.lyingHysteresis : 0
    var lies = angle > parameters.lyingAngle - slack
    if let trunkAngle {
      let trunkLimit = parameters.trunkLyingAngle - slack
      lies =
        lies ? trunkAngle > trunkLimit : angle > trunkLimit && trunkAngle > parameters.lyingAngle - slack
    }
    overFor = lies ? overFor + Self.checkInterval : 0
    if lies && !isLying && !track.isStill && overFor < parameters.lyingTime { return }
    // A deep bend does not rest beyond the limit: after it the previous posture continues.
    if isLying && !lies && beganLying {
      odds.set(parameters.oddsAfterLying)
      provisional = odds.value
    }
    isLying = lies
  }

  private func read(
    _ transition: Transition, _ upright: Vector3?, _ parameters: inout PostureClassifier.Parameters
  ) -> Double {
    if isLying { return parameters.oddsAfterLying }
    if beganLying { return odds.afterLying(transition) }
    return odds.after(transition, others: angleEvidence(transition.before, upright, &parameters))
  }

  private mutating func settle(
    _ track: inout SensorTrack, _ upright: Vector3?, hasReference: Bool, _ isTrusted: Bool, _ learns: Bool,
    _ parameters: inout PostureClassifier.Parameters
  ) {
    let transition = movement.current(&track)
    let former = odds.value
    odds.set(read(transition, upright, &parameters))
    provisional = odds.value
    // After a detected rise the wearer stands from now on, regardless of the time without a step before it.
    if former > 0 && odds.value < -parameters.unknownOdds { sinceSteps = 0 }
    guard learns, SittingOdds.showsUprightTorso(transition), beganLying == isLying else { return }
    let stance = transition.rise < 0 ? transition.before : transition.after
    if isLying {
      // People neither sit down nor stand up while they lie: the reference is wrong.
      refutations += 1
      // A reference from one sit-down counts as much as the next one; one from five steps with the sensor in the hand
      // counts less.
      let needed = hasReference ? (isTrusted ? parameters.refutations : 1) : 2
      guard refutations >= needed else { return }
      refutes = true
      refutations = 0
      shownUpright = stance
      bends = BendAxis()
      isLying = false
      odds.set(transition.rise < 0 ? parameters.sureOdds : -parameters.sureOdds)
      provisional = odds.value
    } else {
      refutations = 0
      shownUpright = shownUpright.map { ($0 + (stance - $0) * 0.3).normalized ?? stance } ?? stance
    }
    bends.learn(transition)
  }

  /// Forward, learned from sitting down; unit vector, sensor axes; nil before the first.
  private func forward(_ upright: Vector3) -> Vector3? {
    guard let right = bends.right else { return nil }
    return upright.cross(right)
  }

  /// Log-odds of sitting from the direction: chairs tilt the pelvis posteriorly, but not every chair every pelvis;
  /// people also lean forward while standing as they do at a desk.
  private func angleEvidence(
    _ up: Vector3, _ upright: Vector3?, _ parameters: inout PostureClassifier.Parameters
  ) -> Double {
    guard let upright else { return 0 }
    var odds = (Angle.degrees(up, upright) - parameters.sittingAngle) / parameters.sittingSlope
    if let forward = seat?.anterior ?? forward(upright) {
      let back = Trigonometry.atan2(up.dot(forward), up.dot(upright)) * Trigonometry.degreesPerRadian
      odds = back < 0 ? min(0, odds) : max(odds, seat?.evidence(back: back) ?? odds)
    }
    return min(parameters.angleMost, max(-parameters.angleLeast, odds))
  }
}
