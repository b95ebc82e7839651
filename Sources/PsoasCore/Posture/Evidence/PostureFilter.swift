/// Estimates the posture from one torso sensor once per second from all evidence so far: the forward pass of a hidden
/// Markov model.
///
/// No single observation decides. Log-likelihoods are added for steps and agitation, for the direction of up relative
/// to that of walking, and for the duration of each. Changes of posture are rare at rest, likely in movement and
/// likelier across a gap in the data.
struct PostureFilter: Sendable {
  private(set) var estimate = PostureEstimate.unknown
  /// The wearer's own seated pose, if a calibration has measured it.
  var seat: SeatedPose?
  private var shares = PostureShares.prior
  private var reference = UprightReference()
  /// The last completed second, and the evidence of its direction.
  private var last = PostureSecond.nothing
  private var direction = PostureShares()
  private var gatherer = SecondGatherer()
  /// Time of the next estimate.
  private var nextLook = Instant(microseconds: .min)
  private var hasEnded = false
  /// Up of a stance that was announced in the current second.
  private var stance: Vector3?

  /// Microseconds between two estimates.
  static let look: Int64 = 250_000
  /// A posture below this probability is `unknown`.
  static let least = 0.55
  /// Weight for the upright reference of steps that are not carried steadily, relative to a steady walk.
  static let unproven = 0.3

  /// The wearer reports standing in neutral.
  mutating func stand(_ up: Vector3) {
    reference.set(up, weight: UprightReference.stance)
    stance = up
    shares = PostureShares(walking: 0.05, pausing: 0.6, lingering: 0.3, sitting: 0.04, lying: 0.01)
  }

  /// The wearer sits, directly after a request to sit.
  mutating func sit() {
    shares = PostureShares(walking: 0.01, pausing: 0.03, lingering: 0.01, sitting: 0.94, lying: 0.01)
  }

  /// The source changes to another sensor, or this sensor's mounting changed: earlier directions are invalid.
  mutating func forgetDirections() {
    reference = UprightReference()
    direction = PostureShares()
    stance = nil
    last = .nothing
  }

  /// The samples come from the sensor at `placement` from now on.
  mutating func follow(_ placement: Placement) { gatherer.follow(placement) }

  /// The second that has ended since the previous call, for hindsight.
  mutating func takeSecond() -> PostureSecond? {
    guard hasEnded else { return nil }
    hasEnded = false
    return last
  }

  /// True if the sample at `time` begins another second: then `endSecond` must be called before `add`.
  @inline(__always)
  func isOver(at time: Instant) -> Bool { gatherer.isOver(at: time) }

  /// Adds one sample.
  /// - Parameters:
  ///   - isTorso: true if its direction is that of the torso.
  ///   - isProven: true for a steady walk.
  /// - Returns: true if a new estimate is due.
  @inline(__always)
  mutating func add(_ track: inout SensorTrack, isTorso: Bool, isProven: Bool) -> Bool {
    gatherer.add(&track, isTorso: isTorso, isProven: isProven)
    guard track.time >= nextLook else { return false }
    nextLook = Instant(microseconds: track.time.microseconds + Self.look)
    return true
  }

  /// Estimates the posture as if the current second were complete.
  mutating func look(forward: Vector3) {
    guard let second = gatherer.evidence(forward: forward) else { return }
    estimate = next(second).shares.estimate(of: second, least: Self.least)
  }

  /// Completes the current second.
  /// - Parameter witness: evidence beyond this sensor's acceleration; nil if there is none.
  mutating func endSecond(forward: Vector3, witness: PostureEstimate?) {
    if var second = gatherer.evidence(forward: forward) {
      // The witness is evidence for hindsight only; this filter uses the sensor alone.
      second.report(witness ?? estimate, isWitnessed: witness != nil)
      (shares, direction) = next(second)
      second.showUpright(shares.walking * (gatherer.isProven ? 1 : Self.unproven))
      if witness == nil { second.report(shares.estimate(of: second, least: Self.least), isWitnessed: false) }
      reference.add(second.up, weight: second.showsUpright)
      if let stance { second.announce(standing: stance) }
      stance = nil
      last = second
      hasEnded = true
    }
    gatherer.turn()
  }

  private func next(_ second: PostureSecond) -> (shares: PostureShares, direction: PostureShares) {
    let now = PostureModel.direction(second, upright: reference.direction, belief: reference.belief, seat: seat)
    let former = second.gap > PostureModel.longestGap ? .prior : shares
    let step = PostureStep(
      change: PostureModel.change(second, after: last), direction: now, before: direction,
      sameness: PostureModel.sameness(second, last), movement: PostureModel.movement(second))
    return (step.forward(former).normalized, now)
  }
}
