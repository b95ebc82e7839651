/// The direction of a thigh sensor's up while the wearer is upright, learned for any mounting and represented as an
/// estimate.
///
/// Each direction that the thigh has held is a hypothesis with log-odds: walking in it increases them; resting and
/// smooth movement decrease them. The thigh rotates by 90 degrees between standing and sitting, so a few seconds of leg
/// movement distinguish the two long before a walk does. A walk then confirms one, and a later walk in another
/// direction replaces it.
struct ThighReference: Sendable {
  private struct Hypothesis {
    /// Unit vector, sensor axes; zero if the entry is unused.
    var up = Vector3.zero
    /// Natural log-odds that this is the direction in standing and walking.
    var odds = 0.0
  }

  private var hypotheses = InlineArray<4, Hypothesis>(repeating: Hypothesis())
  private var believed: Int?

  /// Largest angle between directions that count as the same, degrees: standing is up to 20 from walking (HARTH,
  /// HAR70+), pedalling 38.
  static let sameDirection = 25.0
  /// Log-odds that a second adds. The logarithms of the frequency ratios between walking and sitting (see
  /// `LegMotion.Kind`) are 8, 4 and 2; consecutive seconds are not independent.
  static let walking = 2.0
  static let stepping = 1.2
  static let shifting = 1.0
  static let pedalling = -0.5
  static let resting = -0.05
  /// Limit for steps without a rhythm and shocks alone: a seated wearer may fidget all day.
  static let mostWithoutRhythm = 6.0
  /// Limits of the log-odds; the upper one is thirty seconds of walking.
  static let least = -2.0
  static let most = 60.0
  /// Above this value resting has no effect: a direction confirmed by walking stays the standing direction.
  static let proven = 6.0
  /// Log-odds from which a direction is used, 73 %, and the lead of another that replaces it.
  static let known = 1.0
  /// Log-odds below which it is no longer used.
  static let doubted = 0.0
  static let margin = 3.0
  /// Log-odds of a stance that the wearer announces: fifteen seconds of walking in another direction outweigh it.
  static let announced = 20.0
  /// Log-odds of a direction that was learned earlier in the same mounting.
  static let remembered = 6.0

  /// Up in standing, unit vector, sensor axes; nil while unknown.
  var upright: Vector3? { believed.map { hypotheses[$0].up } }
  /// Natural log-odds of `upright` relative to the best other direction.
  var odds: Double {
    guard let believed else { return 0 }
    var rival = 0.0
    for i in 0..<4 where i != believed { rival = max(rival, hypotheses[i].odds) }
    return hypotheses[believed].odds - rival
  }

  /// The wearer stands in this direction, or stood in it in the same mounting.
  mutating func assume(_ up: Vector3, odds: Double) {
    let near = nearest(up)
    let place = near ?? weakest
    let former = near == nil ? Hypothesis() : hypotheses[place]
    let blended = former.up * max(0, former.odds) + up * odds
    hypotheses[place] = Hypothesis(up: blended.normalized ?? up, odds: max(former.odds, odds))
    for i in 0..<4 where i != place { hypotheses[i].odds = min(hypotheses[i].odds, odds - Self.margin) }
    believed = place
  }

  /// Adds a time in which the thigh held `up` and moved as `kind`.
  /// - Returns: true if this replaced the current direction.
  mutating func learn(_ kind: LegMotion.Kind, for seconds: Double, up: Vector3) -> Bool {
    let place: Int
    if let near = nearest(up) {
      place = near
    } else {
      place = weakest
      // Resting does not discard a direction.
      if hypotheses[place].up != .zero && gain(kind, 0) <= 0 { return false }
      hypotheses[place] = Hypothesis(up: up)
    }
    add(gain(kind, hypotheses[place].odds) * seconds, up, to: place)
    return decide()
  }

  private func gain(_ kind: LegMotion.Kind, _ odds: Double) -> Double {
    switch kind {
    case .walking: Self.walking
    case .stepping: odds > Self.mostWithoutRhythm ? 0 : Self.stepping
    case .shifting: odds > Self.mostWithoutRhythm ? 0 : Self.shifting
    case .pedalling: Self.pedalling
    case .stirring: 0
    case .resting: odds > Self.proven ? 0 : Self.resting
    }
  }

  private mutating func add(_ gain: Double, _ up: Vector3, to place: Int) {
    let former = hypotheses[place]
    if gain > 0 {
      hypotheses[place].up = (former.up * max(1e-3, former.odds) + up * gain).normalized ?? former.up
    }
    let odds = former.odds + gain
    hypotheses[place].odds = min(Self.most, max(Self.least, odds))
    guard odds > Self.most else { return }
    for i in 0..<4 where i != place { hypotheses[i].odds = max(0, hypotheses[i].odds - (odds - Self.most)) }
  }

  private mutating func decide() -> Bool {
    var best = 0
    for i in 1..<4 where hypotheses[i].odds > hypotheses[best].odds { best = i }
    guard let present = believed else {
      if hypotheses[best].odds >= Self.known { believed = best }
      return false
    }
    let odds = hypotheses[present].odds
    if hypotheses[best].odds > odds + Self.margin || hypotheses[best].odds >= Self.known && odds < Self.doubted {
      believed = best
      return best != present
    }
    if odds < Self.doubted { believed = nil }
    return false
  }

  private func nearest(_ up: Vector3) -> Int? {
    var found: Int?
    var most = Trigonometry.cosine(Self.sameDirection * Trigonometry.radiansPerDegree)
    for i in 0..<4 {
      let cosine = hypotheses[i].up.dot(up)
      if cosine > most { (found, most) = (i, cosine) }
    }
    return found
  }

  /// An unused entry, otherwise the least likely direction.
  private var weakest: Int {
    var found = believed == 0 ? 1 : 0
    for i in 0..<4 where i != believed {
      if hypotheses[i].up == .zero { return i }
      if hypotheses[i].odds < hypotheses[found].odds { found = i }
    }
    return found
  }
}
