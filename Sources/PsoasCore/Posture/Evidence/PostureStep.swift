/// Updates the probabilities of the postures by one second: transition rates times the likelihood of the evidence.
///
/// The direction of up counts once for each new direction of the wearer, not once per second: while it stays the same,
/// only `1 - constancy` of its evidence for a continuing posture counts again.
struct PostureStep: Sendable {
  /// Prior probability of a change between sitting, lying and upright in this second.
  private let change: Double
  /// Likelihood of the evidence if the posture continues, and if it begins.
  private let stay: PostureShares
  private let enter: PostureShares

  /// - Parameters:
  ///   - direction: log-likelihood of each posture given the direction of up.
  ///   - before: the same for the second before.
  ///   - sameness: how closely the direction matches that of the second before, from 0 to 1.
  ///   - movement: log-likelihood of each posture given agitation and steps.
  init(
    change: Double, direction: PostureShares, before: PostureShares, sameness: Double,
    movement: PostureShares
  ) {
    self.change = change
    enter = (direction + movement).exponential
    stay = (direction + before * (-PostureModel.constancy * sameness) + movement).exponential
  }

  /// Not normalized.
  func forward(_ p: PostureShares) -> PostureShares {
    let down = change * PostureModel.fromFeetToSeat
    let leaveFeet = down + change * PostureModel.fromFeetToBed
    let up = change * PostureModel.fromSeatToFeet
    let out = change * PostureModel.fromBedToFeet
    let fromRest = p.sitting * up + p.lying * out
    var next = PostureShares()
    next.walking =
      p.walking * (1 - PostureModel.stopping - leaveFeet) * stay.walking
      + (p.pausing * PostureModel.starting + fromRest * PostureModel.walksOff) * enter.walking
    next.pausing =
      (p.pausing * (1 - PostureModel.starting - PostureModel.settling - leaveFeet)
        + p.lingering * PostureModel.rousing) * stay.pausing
      + (p.walking * PostureModel.stopping + fromRest * (1 - PostureModel.walksOff)) * enter.pausing
    next.lingering =
      (p.lingering * (1 - PostureModel.rousing - leaveFeet) + p.pausing * PostureModel.settling)
      * stay.lingering
    next.sitting =
      p.sitting * (1 - change * (PostureModel.fromSeatToFeet + PostureModel.fromSeatToBed))
      * stay.sitting
      + (p.upright * down + p.lying * change * PostureModel.fromBedToSeat) * enter.sitting
    next.lying =
      p.lying * (1 - change * (PostureModel.fromBedToSeat + PostureModel.fromBedToFeet))
      * stay.lying
      + (p.upright * change * PostureModel.fromFeetToBed + p.sitting * change
        * PostureModel.fromSeatToBed)
      * enter.lying
    return next
  }

  /// The likelihood of all later evidence, one second earlier: the transpose of `forward`. Not normalized.
  func backward(_ b: PostureShares) -> PostureShares {
    let down = change * PostureModel.fromFeetToSeat
    let leaveFeet = down + change * PostureModel.fromFeetToBed
    let fromFeet =
      down * enter.sitting * b.sitting + change * PostureModel.fromFeetToBed * enter.lying * b.lying
    let toFeet =
      PostureModel.walksOff * enter.walking * b.walking + (1 - PostureModel.walksOff)
      * enter.pausing * b.pausing
    var past = PostureShares()
    past.walking =
      (1 - PostureModel.stopping - leaveFeet) * stay.walking * b.walking
      + PostureModel.stopping * enter.pausing * b.pausing + fromFeet
    past.pausing =
      (1 - PostureModel.starting - PostureModel.settling - leaveFeet) * stay.pausing * b.pausing
      + PostureModel.starting * enter.walking * b.walking + PostureModel.settling * stay.lingering
      * b.lingering
      + fromFeet
    past.lingering =
      (1 - PostureModel.rousing - leaveFeet) * stay.lingering * b.lingering
      + PostureModel.rousing * stay.pausing * b.pausing + fromFeet
    past.sitting =
      (1 - change * (PostureModel.fromSeatToFeet + PostureModel.fromSeatToBed)) * stay.sitting
      * b.sitting
      + change
      * (PostureModel.fromSeatToFeet * toFeet + PostureModel.fromSeatToBed * enter.lying * b.lying)
    past.lying =
      (1 - change * (PostureModel.fromBedToSeat + PostureModel.fromBedToFeet)) * stay.lying
      * b.lying
      + change
      * (PostureModel.fromBedToFeet * toFeet + PostureModel.fromBedToSeat * enter.sitting
        * b.sitting)
    return past
  }
}

extension PostureShares {
  /// The exponential of each; limited, so that no sum overflows.
  var exponential: PostureShares {
    func raised(_ x: Double) -> Double { x == 0 ? 1 : Trigonometry.exp(max(-20, min(20, x))) }
    return PostureShares(
      walking: raised(walking), pausing: raised(pausing), lingering: raised(lingering),
      sitting: raised(sitting),
      lying: raised(lying))
  }
}
