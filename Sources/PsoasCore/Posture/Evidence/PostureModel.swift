/// The evidence of one second of a torso sensor for each posture, as natural log-likelihood ratios relative to
/// standing.
///
/// Trained on HARTH and HAR70+ (CC BY 4.0) by Benchmarks/posture/learn.py, which lists the subjects and the manual
/// values. Standing is zero throughout.
enum PostureModel {
  // MARK: Rates, a second
  /// Rates of: walking that stops; standing between steps that walks on, or becomes lasting standing; lasting standing
  /// that becomes standing between steps.
  static let stopping = 0.024
  static let starting = 0.056
  static let settling = 0.0068
  static let rousing = 0.0084
  /// Probability of a change between upright, sitting and lying: at rest, in movement, and across a gap of a second.
  static let changeAtRest = 1e-5
  static let changeInMovement = 0.03
  static let changeInGap = 0.2
  static let mostChange = 0.5
  /// Distribution of the changes.
  static let fromFeetToSeat = 0.75
  static let fromFeetToBed = 0.15
  static let fromSeatToFeet = 0.58
  static let fromSeatToBed = 0.21
  static let fromBedToSeat = 0.6
  static let fromBedToFeet = 0.41
  /// Share of rises that are followed by walking at once.
  static let walksOff = 0.59
  /// Share of the evidence of an unchanged direction that does not count again in the next second.
  static let constancy = 0.975
  /// Degrees between two seconds up to which a direction counts as the same, and from which it counts as another.
  static let sameDirection = 4.1
  static let otherDirection = 20.0
  /// Seconds of a gap after which the state is reset.
  static let longestGap = 120.0

  // MARK: Movement
  /// Agitation, natural logarithm of m/s2, and rotation, degrees in four seconds, at which a change is half as likely
  /// as in plain movement.
  static let movingAgitation = -0.15
  static let movingTurn = 15.0
  /// Log-odds per unit of each.
  static let perAgitation = 3.4
  static let perTurn = 0.7

  /// Walking, by agitation.
  static let walkingByAgitation = PiecewiseLinear<7>(
    x: [-2.3, -1.38, -0.92, -0.46, 0, 0.46, 0.92], y: [-3.83, -2.6, -0.96, 0.5, 1.12, 1.67, 2.36])
  /// Log-likelihoods of steps: for walking, against sitting and against lying.
  static let stepsForWalking = 2.1
  static let noStepsForWalking = -0.27
  static let stepsForSitting = -0.68
  static let stepsForLying = -2.9
  /// Sitting, by agitation. A value below all recordings means a different sensor, and is no evidence.
  static let sittingByAgitation = PiecewiseLinear<8>(
    x: [-3.45, -2.99, -2.53, -2.19, -1.73, -1.15, -0.46, 0.46],
    y: [0, 0.102, 0.073, 0.013, -0.037, -0.036, -0.001, 0.016])
  /// Lying relative to sitting, by agitation.
  static let lyingByAgitation = PiecewiseLinear<5>(
    x: [-3.45, -2.76, -2.3, -1.61, -0.69], y: [0.04, 0.018, -0.006, -0.052, -0.084])

  /// Log-odds of walking against standing from which an upright second is walking, and what full seconds of steps and
  /// agitation of `e` m/s2 add. The seconds of a walk are not independent, so plain odds prolong every walk and take
  /// shuffling for walking: HAR70+ live has sensitivity 0.935 and specificity 0.984 (plain odds 0.975 and 0.954).
  static let leastWalkingOdds = 4.0
  static let walkingOddsOfSteps = 2.0
  static let walkingOddsPerAgitation = 2.0

  /// Largest contribution of a gyroscope or a thigh sensor.
  static let mostWitnessed = 8.0
  /// Log-likelihood of standing in a second that the wearer announced: 98 %.
  static let announced = 4.0
  /// Weight of a second's agitation for sitting in hindsight. The seconds of one rest are not independent, and hindsight
  /// adds up those before and after: whole, quiet standing at a desk becomes sitting (HARTH 0.963 to 0.973; HAR70+
  /// unchanged).
  static let agitationInHindsight = 0.5

  // MARK: Direction
  /// Walking, by angle from upright, degrees.
  static let walkingByAngle = PiecewiseLinear<7>(
    x: [0, 3, 6, 10, 14, 20, 30], y: [2.11, 1.88, 0.91, -0.48, -2.23, -3.68, -5.23])
  /// Sitting, by angle from upright, degrees, if forward is unknown.
  static let sittingByAngle = PiecewiseLinear<9>(
    x: [0, 5, 10, 13, 17, 22, 30, 40, 60],
    y: [-1.95, -1.76, -1.73, -1.05, -0.14, 0.81, 1.99, 3.39, 4.42])
  /// Sitting, by backward and by lateral inclination, degrees.
  static let sittingByLean = PiecewiseLinear<10>(
    x: [-30, -10, 0, 8, 12, 15, 18, 22, 30, 40],
    y: [-1.12, -1.3, -1.58, -1.4, -1.22, -0.23, 1.03, 2.26, 3.46, 4.31])
  static let sittingBySide = PiecewiseLinear<6>(
    x: [0, 2, 5, 9, 14, 25], y: [0.17, 0.48, 0.66, 0.91, 1.32, 1.39])
  /// Angle from upright at which slumped sitting and lying are equally likely, degrees, and degrees for log-odds of 1:
  /// HAPT sits at up to 63 and lies from 79 on; HAR70+ sits at up to 77 and lies from 52 on.
  static let lyingAngle = 74.0
  static let lyingSlope = 2.0
  static let lyingMost = 8.0

  /// Log-likelihoods of the direction of up.
  /// - Parameters:
  ///   - belief: that the upright direction holds to a few degrees, from 0 to 1.
  ///   - lasting: that it holds to tens of degrees; nil: the same.
  ///   - seat: the wearer's own seated pose, if a calibration has measured it.
  static func direction(
    _ second: PostureSecond, upright: Vector3?, belief: Double, lasting: Double? = nil, seat: SeatedPose?
  ) -> PostureShares {
    guard let upright, second.showsTorso else { return stated(second) }
    let angle = Angle.degrees(second.up, upright)
    let sitting = sitting(second.up, upright, angle, forward: second.forward, seat)
    let lying = max(-lyingMost, min(lyingMost, (angle - lyingAngle) / lyingSlope)) * (lasting ?? belief)
    return PostureShares(
      walking: walkingByAngle(angle) * belief, sitting: sitting * belief, lying: lying + max(0, sitting) * belief)
      + stated(second)
  }

  private static func sitting(
    _ up: Vector3, _ upright: Vector3, _ angle: Double, forward: Vector3, _ seat: SeatedPose?
  ) -> Double {
    let byAngle = sittingByAngle(angle)
    let known = seat?.anterior ?? forward
    guard let ahead = (known - upright * known.dot(upright)).normalized else { return byAngle }
    let lean = Trigonometry.atan2(up.dot(ahead), up.dot(upright)) * Trigonometry.degreesPerRadian
    let side = Trigonometry.asin(up.dot(upright.cross(ahead))) * Trigonometry.degreesPerRadian
    let byLean = sittingByLean(lean)
    let own = seat.map { max(byLean, min(sittingByLean.most, $0.evidence(back: lean))) } ?? byLean
    return byAngle + min(1, known.norm) * (own + sittingBySide(side.magnitude) - byAngle)
  }

  /// Log-likelihoods of what was announced, and of evidence outside this record.
  private static func stated(_ second: PostureSecond) -> PostureShares {
    let witnessed = witnessed(second)
    return second.isStance ? witnessed + PostureShares(sitting: -announced, lying: -announced) : witnessed
  }

  /// Log-likelihoods of evidence outside this record.
  private static func witnessed(_ second: PostureSecond) -> PostureShares {
    guard second.isWitnessed else { return PostureShares() }
    let sure = min(
      mostWitnessed, max(0, Trigonometry.log(second.confidence / max(1e-3, 1 - second.confidence))))
    return switch second.reported {
    case .sitting: PostureShares(sitting: sure)
    case .lying: PostureShares(lying: sure)
    case .standing, .walking: PostureShares(sitting: -sure, lying: -sure)
    case .unknown, .notWorn: PostureShares()
    }
  }

  /// Log-likelihoods of agitation and steps.
  /// - Parameter share: weight of the agitation for sitting.
  static func movement(_ second: PostureSecond, agitation share: Double = 1) -> PostureShares {
    guard second.showsTorso else { return PostureShares() }
    let agitation = second.agitation
    let steps = second.steps
    let sitting = sittingByAgitation(agitation) * share
    return PostureShares(
      walking: walkingByAgitation(agitation) + noStepsForWalking + (stepsForWalking) * steps,
      sitting: sitting + (steps > 0.5 ? stepsForSitting : 0),
      lying: sitting + lyingByAgitation(agitation) + (steps > 0.5 ? stepsForLying : 0))
  }

  /// Whether a second in which the wearer is upright is walking, not standing.
  static func walks(_ second: PostureSecond, _ shares: PostureShares) -> Bool {
    let odds = Trigonometry.log(max(1e-9, shares.walking) / max(1e-9, shares.standing))
    return odds + walkingOddsOfSteps * second.steps + walkingOddsPerAgitation * second.agitation > leastWalkingOdds
  }

  /// How closely the direction of `second` matches that of `before`, from 0 to 1.
  static func sameness(_ second: PostureSecond, _ before: PostureSecond) -> Double {
    guard second.showsTorso == before.showsTorso, !second.hasOtherAxes(than: before) else { return 0 }
    let angle = Angle.degrees(second.up, before.up)
    return max(0, min(1, (otherDirection - angle) / (otherDirection - sameDirection)))
  }

  /// Probability of a change between upright, sitting and lying.
  static func change(_ second: PostureSecond, after former: PostureSecond) -> Double {
    // A gyroscope or a thigh sensor has seen the change itself.
    if second.isWitnessed, former.reported != second.reported { return mostChange }
    let doubt = max(
      (second.agitation - movingAgitation) * perAgitation, (second.turn - movingTurn) * perTurn)
    let moving = SittingOdds.probability(max(-20, min(20, doubt)))
    let rate = changeAtRest + (changeInMovement - changeAtRest) * moving
    guard second.gap > 0 else { return rate }
    return max(rate, min(mostChange, changeInGap * max(1, second.gap).squareRoot()))
  }
}
