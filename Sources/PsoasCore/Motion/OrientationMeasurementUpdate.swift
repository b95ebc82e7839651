/// The measurement update: the sums of a step against the estimates of velocity, position and bias.
extension OrientationFilter {
  /// Process noise of the tilt in the step that ends, rad2/s2.
  mutating func tiltNoise(_ hasGyroscope: Bool, shaking: Float) -> Float {
    let sway = parameters.swayNoise * parameters.swayNoise
    guard hasGyroscope else {
      // A sensor at rest may incline slowly; beyond that, only contradicting measurements indicate a rotation.
      let lean = parameters.leanNoise * parameters.leanNoise
      let normalizedInnovationSquared = faults.normalizedInnovationSquared / parameters.swayInnovation
      return isResting ? lean : 4 * lean + sway * min(normalizedInnovationSquared * normalizedInnovationSquared, 1)
    }
    if faults.gyroscopeIsStuck {
      // A stuck gyroscope gives no information about its errors.
      sums.coupling = ErrorCovariance.Coupling(repeating: 0)
      return sway
    }
    let (still, turn, shake) = (parameters.tiltNoise, parameters.turnNoise, parameters.shakeNoise)
    let perTime = 1 / sums.time
    return still * still + (shake * shake * shaking + turn * turn * sums.turning * perTime) + sway * faults.doubt
  }

  /// Variance of the position pseudo-measurement in this step, m2.
  var positionVariance: Float {
    let (fixed, moving) = (parameters.positionNoise, parameters.positionActivityNoise)
    let travel = travel
    return (fixed * fixed + moving * moving * activity) / sums.time * (travel * travel * travel)
  }

  /// Variance of the velocity pseudo-measurement in an ordinary step, m2/s2, for a wearer who stays in place.
  var velocityVariance: Float {
    let moving = hasGyroscope ? parameters.velocityNoise : parameters.swayVelocityNoise
    let density = isResting ? parameters.restVelocityNoise : moving
    return density * density / sums.time
  }

  /// Factor on these variances: 1 for a wearer who stays in place, up to `mostTravel` for one who walks about.
  var travel: Float {
    isResting || !hasGyroscope
      ? 1 : min(max(parameters.travelShare * faults.normalizedInnovationSquared, 1), parameters.mostTravel)
  }

  /// Variance of the velocity pseudo-measurement at the end of the alignment, m2/s2.
  var alignmentVariance: Float { parameters.startMotion * parameters.startMotion }

  /// Variance of a step's bias measurement at rest, rad2/s2. One axis is measured per step, in turn: it stands for the
  /// time of three steps.
  var biasVariance: Float { parameters.restBiasNoise * parameters.restBiasNoise / (3 * sums.time) }

  /// Innovation of the bias measurement at rest, on the axis whose turn it is, rad/s.
  var biasInnovation: Float {
    switch restingAxis {
    case 0: rest.turn.0 - biasX
    case 1: rest.turn.1 - biasY
    default: rest.turn.2 - biasZ
    }
  }

  /// Measurement update with the velocity and position pseudo-measurements, and with `showsBias` the bias measurement.
  mutating func measurementUpdate(velocity variance: Float, tiltNoise: Float, showsBias: Bool = false) {
    let time = sums.time
    positionX += velocityX * time + sums.positionX
    positionY += velocityY * time + sums.positionY
    velocityX += sums.velocityX
    velocityY += sums.velocityY
    var rows = CovarianceRows(&errors)
    rows.propagate(sums.coupling, gravityTime: parameters.gravity * time, time: time)
    let force = parameters.forceNoise
    let scale = parameters.forceScaleNoise
    let wander = parameters.biasWander
    rows.addProcessNoise(velocity: (force * force + scale * scale * activity) * time, bias: wander * wander * time)
    let ratioX = velocityX * velocityX / (rows[0, 0].x + variance)
    let ratioY = velocityY * velocityY / (rows[1, 0].y + variance)
    faults.update(isResting ? 0 : 0.5 * (ratioX + ratioY), over: time)
    rows.addTiltVariance(by: tiltNoise)

    var change = CovarianceRows.Row(repeating: .zero)
    if faults.accelerometerIsStuck {
      // The summed motion is invalid; the gyroscope integration continues alone.
      (velocityX, velocityY, positionX, positionY) = (0, 0, 0, 0)
      rows.pack(into: &errors)
      errors.resetMotion(deviation: parameters.startMotion)
      rows = CovarianceRows(&errors)
    } else {
      // The innovation is normalized by the expected variance; the update uses the adapted one.
      let variance = variance * travel
      rows.updateMotion(
        innovation: SIMD4(-velocityX, -velocityY, -positionX, -positionY), velocity: variance,
        position: positionVariance,
        change: &change)
    }
    if showsBias {
      restingAxis = restingAxis < 2 ? restingAxis + 1 : 0
      rows.updateBias(axis: Int(restingAxis), innovation: biasInnovation, variance: biasVariance, change: &change)
    }
    rows.pack(into: &errors)
    apply(change)
  }

  /// The tilt that the last correction removed, rad. It is stored in the step's sums after their use.
  var leanX: Float {
    get { sums.positionX }
    set { sums.positionX = newValue }
  }
  var leanY: Float {
    get { sums.positionY }
    set { sums.positionY = newValue }
  }

  /// Adds the hidden part of earlier saturated readings, which this reading reveals, with its uncertainty.
  @usableFromInline @inline(never)
  mutating func addHidden(turn: (Float, Float, Float), force: (Float, Float, Float), _ time: Float) {
    let turned = saturation.hidden(turn: turn, time)
    let turnSquare = turned.0 * turned.0 + turned.1 * turned.1 + turned.2 * turned.2
    if turnSquare > 0 {
      attitude.turn(Vector3(Double(turned.0), Double(turned.1), Double(turned.2)))
      errors.addTiltVariance(by: SaturationDetector.variance * turnSquare)
    }
    let pushed = saturation.hidden(force: force, time)
    saturation.settle()
    let forceSquare = pushed.0 * pushed.0 + pushed.1 * pushed.1 + pushed.2 * pushed.2
    if forceSquare > 0 {
      let (rowX, rowY, _) = attitude.floatRows
      sums.velocityX += rowX.0 * pushed.0 + rowX.1 * pushed.1 + rowX.2 * pushed.2
      sums.velocityY += rowY.0 * pushed.0 + rowY.1 * pushed.1 + rowY.2 * pushed.2
      errors.addVelocityVariance(by: SaturationDetector.variance * forceSquare)
    }
  }

  private mutating func apply(_ change: borrowing CovarianceRows.Row) {
    let motion = change[unchecked: 0]
    velocityX += motion.x
    velocityY += motion.y
    positionX += motion.z
    positionY += motion.w
    (leanX, leanY) = (change[unchecked: 4].x, change[unchecked: 4].y)
    attitude.lean(Double(leanX), Double(leanY))
    let (x, y, z) = (change[unchecked: 1], change[unchecked: 2], change[unchecked: 3])
    let limit = parameters.largestBias
    biasX = min(max(biasX + x.x, -limit), limit)
    biasY = min(max(biasY + y.x, -limit), limit)
    biasZ = min(max(biasZ + z.x, -limit), limit)
    matrix[unchecked: 0] += x.y
    matrix[unchecked: 1] += x.z
    matrix[unchecked: 2] += x.w
    matrix[unchecked: 3] += y.y
    matrix[unchecked: 4] += y.z
    matrix[unchecked: 5] += y.w
    matrix[unchecked: 6] += z.y
    matrix[unchecked: 7] += z.z
    matrix[unchecked: 8] += z.w
  }
}
