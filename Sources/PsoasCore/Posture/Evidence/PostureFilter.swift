/// Posture of one torso sensor second by second, from all evidence so far: a hidden Markov model's forward pass.
///
/// Nothing decides by itself. Steps and agitation, the direction of up against walking's, and how long each has held add
/// up as log-likelihoods; changes of posture are rare at rest, likely in movement and likelier across a gap in the data.
struct PostureFilter: Sendable {
  private(set) var estimate = PostureEstimate.unknown
  /// The wearer's own seat, where a calibration has measured it.
  var seat: SeatedPose?
  private var shares = PostureShares.prior
  private var reference = UprightReference()
  /// The second that ended last, and the evidence of its direction.
  private var last = PostureSecond.nothing
  private var direction = PostureShares()
  private var gatherer = SecondGatherer()
  /// When the estimate is looked at next.
  private var nextLook = Instant(microseconds: .min)
  private var hasEnded = false

  /// Microseconds between two looks.
  static let look: Int64 = 250_000
  /// A posture less likely than this is `unknown`.
  static let least = 0.55
  /// What steps that are not carried steadily tell of upright, beside a steady walk's.
  static let unproven = 0.3

  /// The wearer stands in neutral, and reports it.
  mutating func stand(_ up: Vector3) {
    reference.set(up, weight: UprightReference.stance)
    shares = PostureShares(walking: 0.05, pausing: 0.6, lingering: 0.3, sitting: 0.04, lying: 0.01)
  }

  /// The wearer sits, and has just been asked to.
  mutating func sit() {
    shares = PostureShares(walking: 0.01, pausing: 0.03, lingering: 0.01, sitting: 0.94, lying: 0.01)
  }

  /// The source is another sensor from here on, or this sensor has another mounting: earlier directions are invalid.
  mutating func forgetDirections() {
    reference = UprightReference()
    direction = PostureShares()
    last = .nothing
  }

  /// The second that has ended since this was asked last, for hindsight.
  mutating func takeSecond() -> PostureSecond? {
    guard hasEnded else { return nil }
    hasEnded = false
    return last
  }

  /// True where the sample at `time` begins another second: then `endSecond` comes before `add`.
  @inline(__always)
  func isOver(at time: Instant) -> Bool { gatherer.isOver(at: time) }

  /// One sample.
  /// - Parameters:
  ///   - isTorso: its direction shows the torso's.
  ///   - isProven: a steady walk.
  /// - Returns: true where it is time to look.
  @inline(__always)
  mutating func add(_ track: SensorTrack, isTorso: Bool, isProven: Bool) -> Bool {
    gatherer.add(track, isTorso: isTorso, isProven: isProven)
    guard track.time >= nextLook else { return false }
    nextLook = Instant(microseconds: track.time.microseconds + Self.look)
    return true
  }

  /// Estimates the posture as if the second under way were over.
  mutating func look(forward: Vector3) {
    guard let second = gatherer.evidence(forward: forward) else { return }
    estimate = next(second).shares.estimate(least: Self.least)
  }

  /// The second is over.
  /// - Parameter witness: evidence beyond this sensor's acceleration; nil if there is none.
  mutating func endSecond(forward: Vector3, witness: PostureEstimate?) {
    if var second = gatherer.evidence(forward: forward) {
      // What was witnessed is evidence for those who look back; the filter rests on the sensor alone.
      second.say(witness ?? estimate, isWitnessed: witness != nil)
      (shares, direction) = next(second)
      second.showUpright(shares.walking * (gatherer.isProven ? 1 : Self.unproven))
      if witness == nil { second.say(shares.estimate(least: Self.least), isWitnessed: false) }
      reference.add(second.up, weight: second.showsUpright)
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
