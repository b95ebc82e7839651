/// Posture of one torso sensor second by second, from all evidence so far: a hidden Markov model's forward pass.
///
/// Nothing decides by itself. Steps and agitation, the direction of up against walking's, and how long each has held add
/// up as log-likelihoods; changes of posture are rare at rest, likely in movement and likelier across a gap in the data.
struct PostureFilter: Sendable {
  private(set) var shares = PostureShares.prior
  private(set) var reference = UprightReference()
  private var last: PostureSecond?
  /// What the direction said of the second before.
  private var direction = PostureShares()
  private var gatherer = SecondGatherer()
  private var witness: PostureEstimate?
  private var forward = Vector3.zero
  /// Seconds of samples since the estimate was last looked at.
  private var sinceLook = 0.0
  /// The second that has just ended, until it is taken.
  private var ended: PostureSecond?
  private(set) var estimate = PostureEstimate.unknown

  /// Seconds between two looks.
  static let look = 0.25
  /// A posture less likely than this is `unknown`.
  static let least = 0.55

  /// The wearer stands in neutral, and says so.
  mutating func stand(_ up: Vector3) {
    reference.set(up, weight: UprightReference.stance)
    shares = PostureShares(walking: 0.05, pausing: 0.6, lingering: 0.3, sitting: 0.04, lying: 0.01)
  }

  /// The second that has ended since this was asked last, for hindsight.
  mutating func takeSecond() -> PostureSecond? {
    guard let second = ended else { return nil }
    ended = nil
    return second
  }

  /// The second under way, at the end of all samples.
  mutating func finish() { advance() }

  /// One sample.
  /// - Parameters:
  ///   - shows: whether the sensor is worn on the torso, so that its direction shows the torso's.
  ///   - isProven: a steady walk.
  ///   - witness: what more than this sensor's acceleration says of the second so far; nil where nothing does.
  /// - Returns: true where the estimate was looked at anew.
  mutating func update(_ track: SensorTrack, shows: Bool, isProven: Bool, witness: PostureEstimate?)
    -> Bool
  {
    let isOver = gatherer.isOver(at: track.time)
    if isOver { advance() }
    self.witness = witness
    forward = shows ? track.forward.direction : .zero
    gatherer.add(track, shows: shows, isProven: isProven)
    sinceLook += track.interval
    guard isOver || sinceLook >= Self.look else { return false }
    sinceLook = 0
    if let second = gatherer.evidence(forward: forward) {
      estimate = next(second).shares.estimate(least: Self.least)
    }
    return true
  }

  /// The second is over.
  private mutating func advance() {
    if var second = gatherer.evidence(forward: forward) {
      if let witness {
        second.said = witness.posture
        second.confidence = witness.confidence
        second.isWitnessed = true
      }
      (shares, direction) = next(second)
      reference.add(second.up, weight: shares.walking * second.showsUpright)
      if !second.isWitnessed {
        let said = shares.estimate(least: Self.least)
        second.said = said.posture
        second.confidence = said.confidence
      }
      ended = second
      last = second
    }
    gatherer.turn()
  }

  private func next(_ second: PostureSecond) -> (shares: PostureShares, direction: PostureShares) {
    let now = PostureModel.direction(second, upright: reference.direction, belief: reference.belief)
    let former = second.gap > PostureModel.longestGap ? .prior : shares
    let step = PostureStep(
      change: PostureModel.change(second, after: last), direction: now, before: direction,
      sameness: last.map { PostureModel.sameness(second, $0) } ?? 0,
      movement: PostureModel.movement(second))
    return (step.forward(former).normalized, now)
  }
}
