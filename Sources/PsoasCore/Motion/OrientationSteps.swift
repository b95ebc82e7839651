/// What the filter does now and then: start, align, correct.
extension OrientationFilter {
  /// For a sample whose interval does not say how long ago the last one was. Gives the interval to go on with, s;
  /// nil where the sample has been taken as the start of a new track.
  @usableFromInline
  mutating func resume(_ sample: Sample) -> Double? {
    if phase != .waiting, sample.interval <= 0 {
      let since = sample.time.seconds(since: lastTime)
      if since > 0, since <= parameters.longestInterval { return since }
    }
    start(sample)
    return nil
  }

  @usableFromInline
  mutating func start(_ sample: Sample) {
    guard let direction = sample.acceleration.normalized else { return }
    ended = phase == .waiting ? .nothing : .track
    phase = .aligning
    attitude = Attitude(raising: direction)
    rest.begin(sample)
    lastTime = sample.time
    spacing = 0.01
    sums = StepSums()
    sumsAreSpent = false
    // Stands for the first moment, so that there is a direction from the first sample on.
    sums.push(0, 0, Float(sample.acceleration.norm), 1e-4)
    sums.time = 1e-4
    sums.forces = Float(sample.acceleration.squaredNorm) * 1e-4
    (velocityX, velocityY, positionX, positionY) = (0, 0, 0, 0)
    errors.forgetMotion(deviation: parameters.startMotion)
    errors.forgetTilt(deviation: parameters.startTilt)
    faults = FaultWatch()
  }

  /// Mean direction of the specific force since the start: right whatever the sensor's first tilt.
  @usableFromInline var alignedUp: Vector3 {
    let mean = summedForce
    let (rowX, rowY, rowZ) = (attitude.rowX, attitude.rowY, attitude.rowZ)
    let up = rowX * mean.x + rowY * mean.y + rowZ * mean.z
    return up.normalized ?? rowZ
  }

  /// Spread of the forces over what they amount to, falling as they average out.
  @usableFromInline var aligningDeviation: Double {
    let time = Double(sums.time)
    let mean = summedForce.norm / time
    let spread = max(0, Double(sums.forces) / time - mean * mean)
    let gravity = Double(parameters.gravity)
    let excess = mean - gravity
    let unknown = Double(parameters.startTilt) / (1 + time / 0.1)
    let variance = unknown * unknown + (spread + excess * excess) / (gravity * gravity * (1 + time / 0.3))
    return min((variance + 1e-4).squareRoot(), Trigonometry.pi / 2)
  }

  @usableFromInline var trackingDeviation: Double {
    var variance = errors.tiltVariance + parameters.leastDeviation * parameters.leastDeviation
    if !hasGyroscope {
      // What swings about may have turned as well as been pushed.
      let share = parameters.swingShare / parameters.gravity
      variance += share * share * rest.swing
    }
    return min(Double(variance.squareRoot()), Trigonometry.pi / 2)
  }

  /// Ends the alignment: its mean direction becomes upright, its time the first step.
  @usableFromInline
  mutating func align() {
    let mean = summedForce
    let time = sums.time
    guard let direction = mean.normalized else {
      phase = .waiting
      return
    }
    rest.watch(sums, parameters)
    let raise = Attitude(raising: direction)
    attitude = raise * attitude
    attitude.normalize()
    let place = Vector3(Double(sums.positionX), Double(sums.positionY), Double(sums.positionZ))
    let length = Float(mean.norm)
    activity = max(0, sums.forces / time - length * length / (time * time))
    weight = length / time
    spacing = time / Float(max(sums.samples, 1))
    // What the gyroscope's errors may have done meanwhile is not traced, only allowed for.
    let drift = errors.variance(6) + errors.variance(7) + errors.variance(8)
    let unseen = drift * time * time / 3 + parameters.matrixDeviation * parameters.matrixDeviation * sums.turning * time
    errors.widen(4, by: unseen)
    errors.widen(5, by: unseen)
    // Upright, the force sums to no level velocity. The sums themselves stay in the frame they were taken in.
    (velocityX, velocityY) = (-sums.velocityX, -sums.velocityY)
    positionX = Float(raise.rowX.dot(place)) - sums.positionX + sums.velocityX * time
    positionY = Float(raise.rowY.dot(place)) - sums.positionY + sums.velocityY * time
    phase = .tracking
    weigh(velocity: alignmentVariance, tiltNoise: 0)
    ended = .alignment
    sumsAreSpent = true
  }

  /// Ends a step. False where the attitude turns out to be lost.
  @usableFromInline
  mutating func correct(_ last: Sample) -> Bool {
    let time = sums.time
    rest.watch(sums, parameters)
    faults.watch(sums, last)
    let shaking = sums.shaking / time
    activity += (shaking - activity) * time / (parameters.activityTime + time)
    weight += (sums.velocityZ / time - weight) * time / (2 + time)
    // Upside down: no small correction leads back.
    guard weight > 0.4 * parameters.gravity else { return false }
    weigh(velocity: velocityVariance, tiltNoise: tiltNoise(last.hasGyroscope) * time)
    if last.hasGyroscope && isResting { takeBias(from: rest) }
    ended = .step
    sumsAreSpent = true
    return true
  }

  /// Growth of the tilt variance in the step that ends, rad2/s.
  private mutating func tiltNoise(_ hasGyroscope: Bool) -> Float {
    let sway = parameters.swayNoise * parameters.swayNoise
    guard hasGyroscope else {
      // Held still, the sensor may lean slowly; beyond that only what contradicts it tells of a turn.
      let lean = parameters.leanNoise * parameters.leanNoise
      let surprise = faults.surprise / parameters.swaySurprise
      return isResting ? lean : 4 * lean + sway * min(surprise * surprise, 1)
    }
    if faults.gyroscopeIsStuck {
      // Nothing to learn from it.
      sums.coupling = ErrorCovariance.Coupling(repeating: 0)
      return sway
    }
    let (still, turn, shake) = (parameters.tiltNoise, parameters.turnNoise, parameters.shakeNoise)
    let perTime = 1 / sums.time
    return still * still + (shake * shake * sums.shaking + turn * turn * sums.turning) * perTime + sway * faults.doubt
  }

  /// Variance of the position's pseudo-reading in this step, m2.
  var positionVariance: Float {
    let (fixed, moving) = (parameters.positionNoise, parameters.positionActivityNoise)
    let travel = travel
    return (fixed * fixed + moving * moving * activity) / sums.time * (travel * travel * travel)
  }

  /// Variance of the velocity's pseudo-reading in an ordinary step, m2/s2, as expected of a wearer who stays in place.
  var velocityVariance: Float {
    let moving = hasGyroscope ? parameters.velocityNoise : parameters.swayVelocityNoise
    let density = isResting ? parameters.restVelocityNoise : moving
    return density * density / sums.time
  }

  /// How much less velocity and position are to be believed near zero than usual: 1 for a wearer who stays in place,
  /// up to `mostTravel` for one who walks about.
  var travel: Float {
    isResting || !hasGyroscope ? 1 : min(max(parameters.travelShare * faults.surprise, 1), parameters.mostTravel)
  }

  /// The same at the end of the alignment.
  var alignmentVariance: Float { parameters.startMotion * parameters.startMotion }

  /// Variance of a step's reading of the gyroscope's bias at rest, rad2/s2.
  var biasVariance: Float { parameters.restBiasNoise * parameters.restBiasNoise / sums.time }

  /// The force summed since the step began, level frame, m/s.
  var summedForce: Vector3 {
    Vector3(Double(sums.velocityX), Double(sums.velocityY), Double(sums.velocityZ))
  }

  private mutating func weigh(velocity variance: Float, tiltNoise: Float) {
    let time = sums.time
    positionX += velocityX * time + sums.positionX
    positionY += velocityY * time + sums.positionY
    velocityX += sums.velocityX
    velocityY += sums.velocityY
    errors.propagate(sums.coupling, gravityTime: parameters.gravity * time, time: time)
    let force = parameters.forceNoise
    let scale = parameters.forceScaleNoise
    let pushed = (force * force + scale * scale * activity) * time
    errors.widen(0, by: pushed)
    errors.widen(1, by: pushed)
    let ratioX = velocityX * velocityX / (errors.variance(0) + variance)
    let ratioY = velocityY * velocityY / (errors.variance(1) + variance)
    faults.notice(isResting ? 0 : 0.5 * (ratioX + ratioY), over: time)
    // Judged by what was expected, read by what that taught.
    let variance = variance * travel
    errors.widen(4, by: tiltNoise)
    errors.widen(5, by: tiltNoise)
    let wander = parameters.biasWander * parameters.biasWander * time
    for state in 6..<9 { errors.widen(state, by: wander) }

    var change = ErrorCovariance.Column(repeating: 0)
    if faults.accelerometerIsStuck {
      // What it has summed up is worth nothing; the gyroscope goes on alone.
      (velocityX, velocityY, positionX, positionY) = (0, 0, 0, 0)
      errors.forgetMotion(deviation: parameters.startMotion)
      (leanX, leanY) = (0, 0)
      return
    }
    errors.readMotion(
      off: (-velocityX, -velocityY, -positionX, -positionY), variances: (variance, positionVariance), change: &change)
    apply(change)
  }

  private mutating func takeBias(from rest: RestWatch) {
    let variance = biasVariance
    var change = ErrorCovariance.Column(repeating: 0)
    let (x, y, z) = (zeroX, zeroY, zeroZ)
    errors.read(6, off: rest.turn.0 - x, variance: variance, change: &change)
    errors.read(7, off: rest.turn.1 - y, variance: variance, change: &change)
    errors.read(8, off: rest.turn.2 - z, variance: variance, change: &change)
    let (tiltX, tiltY) = (leanX, leanY)
    apply(change)
    (leanX, leanY) = (leanX + tiltX, leanY + tiltY)
  }

  private mutating func apply(_ change: borrowing ErrorCovariance.Column) {
    velocityX += change[unchecked: 0]
    velocityY += change[unchecked: 1]
    positionX += change[unchecked: 2]
    positionY += change[unchecked: 3]
    (leanX, leanY) = (change[unchecked: 4], change[unchecked: 5])
    attitude.lean(Double(leanX), Double(leanY))
    let limit = parameters.largestBias
    zeroX = min(max(zeroX + change[unchecked: 6], -limit), limit)
    zeroY = min(max(zeroY + change[unchecked: 7], -limit), limit)
    zeroZ = min(max(zeroZ + change[unchecked: 8], -limit), limit)
    for i in 0..<9 { matrix[unchecked: i] += change[unchecked: 9 + i] }
  }
}
