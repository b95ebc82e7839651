/// The infrequent operations of the filter: start, alignment, measurement update.
extension OrientationFilter {
  /// Handles a sample whose interval does not give the time since the previous sample. Returns the interval to use, s;
  /// nil if the sample started a new track.
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
    ended = .track
    phase = .aligning
    attitude = Attitude(raising: direction)
    rest.begin(sample)
    lastTime = sample.time
    spacing = 0.01
    sums = StepSums()
    sumsAreSpent = false
    // Represents the first moment, so that a direction exists from the first sample on.
    sums.push(0, 0, Float(sample.acceleration.norm), 1e-4)
    sums.time = 1e-4
    sums.forces = Float(sample.acceleration.squaredNorm) * 1e-4
    (velocityX, velocityY, positionX, positionY) = (0, 0, 0, 0)
    errors.resetMotion(deviation: parameters.startMotion)
    errors.resetTilt(deviation: parameters.startTilt)
    faults = FaultDetector()
  }

  /// Mean direction of the specific force since the start, independent of the sensor's initial tilt.
  @inline(__always)
  @usableFromInline var alignedUp: Vector3 {
    let mean = summedForce
    let (rowX, rowY, rowZ) = (attitude.rowX, attitude.rowY, attitude.rowZ)
    let up = rowX * mean.x + rowY * mean.y + rowZ * mean.z
    return up.normalized ?? rowZ
  }

  /// Spread of the forces relative to their mean, which decreases with averaging.
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
      // A swinging force may be a rotation as well as an acceleration.
      let share = parameters.swingShare / parameters.gravity
      variance += share * share * rest.swing
    }
    return min(Double(variance.squareRoot()), Trigonometry.pi / 2)
  }

  /// Ends the alignment: its mean direction becomes upright, and its duration the first step.
  @usableFromInline
  mutating func align() {
    let mean = summedForce
    let time = sums.time
    guard let direction = mean.normalized else {
      phase = .waiting
      ended = .track
      return
    }
    rest.watch(sums, parameters)
    let raise = Attitude(raising: direction)
    attitude = raise * attitude
    attitude.normalize()
    let length = Float(mean.norm)
    activity = max(0, sums.forces / time - length * length / (time * time))
    weight = length / time
    spacing = time / Float(max(sums.samples, 1))
    // The effect of the gyroscope's error matrix during alignment is not modelled, only covered by variance.
    let unseen = parameters.matrixDeviation * parameters.matrixDeviation * sums.turning * time
    errors.addTiltVariance(by: unseen)
    // With the frame upright, the forces sum to no horizontal velocity. The sums stay in the frame of the alignment.
    (velocityX, velocityY) = (-sums.velocityX, -sums.velocityY)
    (positionX, positionY) = (sums.velocityX * time - sums.positionX, sums.velocityY * time - sums.positionY)
    sums.levelCoupling(raise)
    let coupling = sums.coupling
    sums.coupling = ErrorCovariance.Coupling(repeating: 0)
    phase = .tracking
    measurementUpdate(velocity: alignmentVariance, tiltNoise: 0)
    // The velocity shows the tilt at the mean time; the bias has rotated the attitude since.
    errors.couple(coupling)
    ended = .alignment
    sumsAreSpent = true
  }

  /// Ends a step. Returns false if the attitude is lost.
  @usableFromInline
  mutating func correct(_ last: Sample) -> Bool {
    let time = sums.time
    rest.watch(sums, parameters)
    faults.watch(sums, last)
    // A rotation does not change the norm of a force.
    let gravity = parameters.gravity
    let shaking = max(0, (sums.forces - 2 * gravity * sums.velocityZ) / time + gravity * gravity)
    activity += (shaking - activity) * time / (parameters.activityTime + time)
    weight += (sums.velocityZ / time - weight) * time / (2 + time)
    // Upside down: a small correction cannot recover.
    guard weight > 0.4 * parameters.gravity else { return false }
    measurementUpdate(
      velocity: velocityVariance, tiltNoise: tiltNoise(last.hasGyroscope, shaking: shaking) * time,
      showsBias: last.hasGyroscope && isResting)
    ended = .step
    sumsAreSpent = true
    return true
  }

  /// The integral of the specific force since the start of the step, horizontal frame, m/s.
  var summedForce: Vector3 {
    Vector3(Double(sums.velocityX), Double(sums.velocityY), Double(sums.velocityZ))
  }
}
