/// Finds the mediolateral axis of one sensor from bends (of the thigh: lifts or a sit-down) in two independent ways:
/// from the axis of the angular rate, and from the directions of gravity when upright and when bent.
///
/// Related work: still stance and principal components, Kong 2016 (Sensors 16:2011); review, Pacher 2020 (Sensors
/// 20:3322).
struct MediolateralAxis: Equatable, Sendable {
  /// Up in neutral stance, unit vector, sensor axes.
  private let stance: Vector3
  /// The gyroscope's bias at rest, rad/s.
  private let bias: Vector3
  /// A bending pelvis rotates negatively about the axis to the right, a lifted thigh positively.
  private let isThigh: Bool

  // Of all bends that were deep enough.
  private var turning = TurningAxis()
  private var crosses = Vector3.zero
  private var descent = Vector3.zero
  private(set) var bends = 0
  private var depths = 0.0
  private var axes = InlineArray<3, Vector3>(repeating: .zero)

  // Of the current bend.
  private var freshTurning = TurningAxis()
  private var freshDescent = Vector3.zero
  /// Largest angle from the stance, degrees.
  private(set) var peak = 0.0
  private var deepest = Vector3.zero
  private var poseFrom = 0.0
  private var pose = Vector3.zero
  private var poseTime = 0.0

  /// Above this rate the angular rate gives an axis; below it, gravity can be separated from acceleration; degrees/s.
  static let turningRate = 15.0 * Trigonometry.radiansPerDegree
  /// Largest angle between two axes that have to agree, degrees.
  static let mostDisagreement = 15.0
  /// Largest inclination to the horizontal, degrees.
  static let mostSlant = 15.0
  /// Least share of the rotation about one axis.
  static let leastShare = 0.8

  init(stance: Vector3, bias: Vector3, isThigh: Bool) {
    self.stance = stance
    self.bias = bias
    self.isThigh = isThigh
  }

  static func == (a: MediolateralAxis, b: MediolateralAxis) -> Bool {
    a.stance == b.stance && a.bends == b.bends && a.crosses == b.crosses && a.turning == b.turning
  }

  /// - Parameter up: from the orientation filter, unit vector.
  mutating func update(_ sample: Sample, up: Vector3, _ dt: Double) {
    let angle = Angle.degrees(up, stance)
    let w = sample.angularVelocity - bias
    let speed = w.norm
    if sample.hasGyroscope && speed > MediolateralAxis.turningRate {
      freshTurning.add(w, dt)
      if angle >= peak { freshDescent = freshDescent + w * dt }
    }
    if angle > peak {
      peak = angle
      deepest = up
    }
    // The deepest pose: the direction of gravity near the peak, while the rotation is slow enough to separate gravity.
    guard angle > 10, angle > peak - 3, speed < MediolateralAxis.turningRate,
      let gravity = sample.acceleration.normalized
    else { return }
    if angle > poseFrom + 3 {
      poseFrom = angle
      pose = .zero
      poseTime = 0
    }
    pose = pose + gravity * dt
    poseTime += dt
  }

  /// The current bend is complete and counts.
  mutating func commit() { commit(pose: poseTime >= 0.1 && poseFrom > peak - 6 ? pose : deepest) }

  /// The current movement ended in a pose that was held.
  /// - Parameter held: up in that pose, any length.
  mutating func commit(pose held: Vector3) {
    guard let bent = held.normalized else { return forgetBend() }
    let cross = stance.cross(bent) * (isThigh ? -1 : 1)
    if bends < 3 { axes[bends] = cross.normalized ?? .zero }
    crosses = crosses + cross
    turning.add(freshTurning)
    descent = descent + freshDescent
    depths += peak
    bends += 1
    forgetBend()
  }

  /// Discards the current bend.
  mutating func forgetBend() {
    self.freshTurning = TurningAxis()
    freshDescent = .zero
    peak = 0
    poseFrom = 0
    pose = .zero
    poseTime = 0
  }

  enum Outcome {
    /// To the wearer's right, unit vector, horizontal in the stance.
    case axis(Vector3, CalibrationQuality)
    case refused(CalibrationRefusal)
  }

  /// The result of the bends.
  func outcome(hasGyroscope: Bool, _ placement: Placement) -> Outcome {
    guard bends > 0, let byGravity = crosses.normalized else {
      return .refused(.shallow(degrees: 0, needed: CalibrationProcedure.bendAngle))
    }
    var quality = CalibrationQuality()
    quality.bends = bends
    quality.depth = depths / Double(bends)
    var scatter = 0.0
    for index in 0..<min(bends, 3) { scatter = max(scatter, Angle.degrees(axes[index], byGravity)) }
    quality.scatter = scatter
    // Bends that are slower than `turningRate` throughout show no axis of rotation, and gravity all the better.
    guard hasGyroscope, let (axis, share) = turning.principal else { return .axis(byGravity, quality) }
    quality.planarity = share
    if share < MediolateralAxis.leastShare { return .refused(.crooked(placement, share: share)) }
    let slant = Trigonometry.asin(axis.dot(stance).magnitude) * Trigonometry.degreesPerRadian
    if slant > MediolateralAxis.mostSlant { return .refused(.slanted(placement, degrees: slant)) }
    let level = (axis - stance * axis.dot(stance)) * (axis.dot(byGravity) < 0 ? -1 : 1)
    let disagreement = Angle.degrees(level, byGravity)
    quality.disagreement = disagreement
    if disagreement > MediolateralAxis.mostDisagreement {
      return .refused(.disagreement(placement, degrees: disagreement))
    }
    // During descent the pelvis rotates negatively about the axis to the right (right-hand rule), a lifted thigh
    // positively.
    if descent.dot(byGravity) * (isThigh ? -1 : 1) > 0 { return .refused(.handedness(placement)) }
    return .axis(byGravity, quality)
  }
}
