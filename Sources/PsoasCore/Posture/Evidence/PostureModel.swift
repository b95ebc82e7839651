/// What a second of a torso sensor says of each posture, as natural log-likelihoods against standing.
///
/// Learnt on HARTH and HAR70+ (CC BY 4.0) by Benchmarks/posture/learn.py, which says on whom; standing is the nought of all.
enum PostureModel {
  // MARK: Rates, a second
  /// Walking stops; standing between steps walks on, or becomes standing that lasts; that becomes standing between steps.
  static let stopping = 0.06
  static let starting = 0.04
  static let settling = 0.004
  static let rousing = 0.006
  /// A change between feet, seat and bed: at rest, in movement, and across a gap of a second.
  static let changeAtRest = 1e-5
  static let changeInMovement = 0.02
  static let changeInGap = 0.15
  static let mostChange = 0.5
  /// Shares of the changes.
  static let fromFeetToSeat = 0.6
  static let fromFeetToBed = 0.15
  static let fromSeatToFeet = 0.8
  static let fromSeatToBed = 0.2
  static let fromBedToSeat = 0.5
  static let fromBedToFeet = 0.5
  /// Share of those who rise that walk at once.
  static let walksOff = 0.5
  /// Share of the evidence of a direction that is not evidence anew in the next second.
  static let constancy = 0.985
  /// Degrees from one second to the next up to which a direction is the same, and from which it is another.
  static let sameDirection = 3.0
  static let otherDirection = 12.0
  /// Seconds of a gap within which all is forgotten.
  static let longestGap = 120.0

  // MARK: Movement
  /// Agitation, natural logarithm of m/s2, and turn, degrees in four seconds, at which a change is half as likely as in
  /// plain movement.
  static let movingAgitation = -1.04
  static let movingTurn = 8.0
  /// Log-odds for each of their units.
  static let perAgitation = 2.6
  static let perTurn = 0.5

  /// Walking, by the agitation.
  static let walkingByAgitation = PiecewiseLinear<7>(
    x: [-2.3, -1.38, -0.92, -0.46, 0, 0.46, 0.92], y: [-3.6, -2.4, -1.2, 0, 0.9, 1.8, 2.4])
  /// Steps seen: for walking, against sitting and against lying.
  static let stepsForWalking = 3.0
  static let noStepsForWalking = -0.7
  static let stepsForSitting = -1.5
  static let stepsForLying = -2.5
  /// Sitting, by the agitation.
  static let sittingByAgitation = PiecewiseLinear<8>(
    x: [-3.45, -2.99, -2.53, -2.19, -1.73, -1.15, -0.46, 0.46],
    y: [0.096, 0.102, 0.084, 0.012, -0.09, -0.132, -0.096, -0.048])
  /// Lying, beyond sitting.
  static let lyingByAgitation = PiecewiseLinear<5>(
    x: [-3.45, -2.76, -2.3, -1.61, -0.69], y: [0.036, 0.018, -0.012, -0.048, -0.09])

  /// The most that a gyroscope or a thigh sensor adds.
  static let mostWitnessed = 5.0

  // MARK: Direction
  /// Walking, by degrees from upright.
  static let walkingByAngle = PiecewiseLinear<7>(
    x: [0, 3, 6, 10, 14, 20, 30], y: [2, 1.5, 0.7, -0.5, -2, -3.5, -5])
  /// Sitting, by degrees from upright where forward is not known.
  static let sittingByAngle = PiecewiseLinear<9>(
    x: [0, 5, 10, 13, 17, 22, 30, 40, 60], y: [-1.7, -1.5, -1.5, -1.1, -0.1, 0.8, 1.9, 3.2, 4.5])
  /// Sitting, by degrees back from upright, and by degrees to the side.
  static let sittingByLean = PiecewiseLinear<10>(
    x: [-30, -10, 0, 8, 12, 15, 18, 22, 30, 40], y: [-1.2, -1.5, -1.6, -1.4, -1.2, -0.3, 0.8, 2.2, 3.6, 4.5])
  static let sittingBySide = PiecewiseLinear<6>(x: [0, 2, 5, 9, 14, 25], y: [-0.3, -0.2, 0.1, 0.5, 1, 1.2])
  /// Degrees from upright at which the wearer sits slumped as likely as lies, and degrees for a log-odds of 1: HAPT sits at
  /// up to 63 and lies from 79 on; HAR70+ sits at up to 77 and lies from 52 on.
  static let lyingAngle = 74.0
  static let lyingSlope = 2.0
  static let lyingMost = 8.0

  /// What the direction says.
  static func direction(_ second: PostureSecond, upright: Vector3?, belief: Double) -> PostureShares {
    guard let upright, second.showsTorso else { return witnessed(second) }
    let up = second.up
    let angle = Angle.degrees(up, upright)
    var sitting = sittingByAngle(angle)
    let forward = second.forward
    if let ahead = (forward - upright * forward.dot(upright)).normalized {
      let lean = Trigonometry.atan2(up.dot(ahead), up.dot(upright)) * Trigonometry.degreesPerRadian
      let side = Trigonometry.asin(up.dot(upright.cross(ahead))) * Trigonometry.degreesPerRadian
      let trust = min(1, forward.norm)
      sitting += trust * (sittingByLean(lean) + sittingBySide(side.magnitude) - sitting)
    }
    let lying = max(-lyingMost, min(lyingMost, (angle - lyingAngle) / lyingSlope)) + max(0, sitting)
    return PostureShares(walking: walkingByAngle(angle), sitting: sitting, lying: lying) * belief + witnessed(second)
  }

  /// What other evidence than this record's says.
  private static func witnessed(_ second: PostureSecond) -> PostureShares {
    guard second.isWitnessed else { return PostureShares() }
    let sure = min(mostWitnessed, max(0, Trigonometry.log(second.confidence / max(1e-3, 1 - second.confidence))))
    return switch second.said {
    case .sitting: PostureShares(sitting: sure)
    case .lying: PostureShares(lying: sure)
    case .standing, .walking: PostureShares(sitting: -sure, lying: -sure)
    case .unknown, .notWorn: PostureShares()
    }
  }

  /// What agitation and steps say.
  static func movement(_ second: PostureSecond) -> PostureShares {
    guard second.showsTorso else { return PostureShares() }
    let agitation = second.agitation
    let steps = second.walking
    let sitting = sittingByAgitation(agitation)
    return PostureShares(
      walking: walkingByAgitation(agitation) + noStepsForWalking + (stepsForWalking) * steps,
      sitting: sitting + (steps > 0.5 ? stepsForSitting : 0),
      lying: sitting + lyingByAgitation(agitation) + (steps > 0.5 ? stepsForLying : 0))
  }

  /// How far `second` holds the direction of the one `before`, from 0 to 1.
  static func sameness(_ second: PostureSecond, _ before: PostureSecond) -> Double {
    guard second.showsTorso == before.showsTorso else { return 0 }
    let angle = Angle.degrees(second.up, before.up)
    return max(0, min(1, (otherDirection - angle) / (otherDirection - sameDirection)))
  }

  /// Probability of a change between feet, seat and bed.
  static func change(_ second: PostureSecond) -> Double {
    let doubt = max((second.agitation - movingAgitation) * perAgitation, (second.turn - movingTurn) * perTurn)
    let moving = SittingOdds.probability(max(-20, min(20, doubt)))
    let rate = changeAtRest + (changeInMovement - changeAtRest) * moving
    guard second.gap > 0 else { return rate }
    return max(rate, min(mostChange, changeInGap * max(1, second.gap).squareRoot()))
  }
}
