/// Log-odds of sitting versus standing, from movements of the pelvis.
///
/// Two states, and three explanations of a movement: down to a seat, up from it, or neither. Each has a normal
/// distribution over the measured rise, widened by the measurement's own uncertainty, and a floor for what the model
/// does not cover (lifts, stumbles, vehicles). They are combined by Bayes' rule: a person who sits cannot sit down.
struct SittingOdds: Equatable, Sendable {
  /// Natural log-odds of sitting, within `limit`.
  private(set) var value = 0.0

  /// Height difference between seat and stance at the pelvis, mean and standard deviation, metres: HAPT, 60 transitions
  /// by strap-down integration, 0.29 and 0.08; the deviation is increased for stools and sofas.
  static let seatHeight = 0.30
  static let seatSpread = 0.11
  /// Standard deviation of the rise of a movement without a change of posture, metres: HAPT, all below 0.1.
  static let noSpread = 0.05
  /// Share of movements that lead to or from a seat: of those that swing the pelvis and leave it rotated, of those that
  /// only swing it, and of the others.
  static let shareTurned = 0.4
  static let shareWithSwing = 0.2
  static let shareWithoutSwing = 0.01
  /// Least lasting rotation of the pelvis, rad: 8 degrees, the least that chairs cause (Endo 2012, Moon 2018).
  static let leastTurn = 0.14
  /// Rotation and swing above which a movement is not between seat and stance, rad: 65 and 80 degrees; HAPT's largest
  /// are 62 and 76. Larger ones are lying down, or taking the sensor into the hand.
  static let mostTurn = 1.134
  static let mostSwing = 1.396
  /// Longest duration of such a movement, s: HAPT's longest is 8.
  static let longest = 9.0
  /// Share of the log-odds that remains after a movement that cannot be evaluated.
  static let keptThroughUnreadable = 0.8
  /// The same for a movement seen without a gyroscope: then the angle decides.
  static let keptWithoutGyroscope = 0.3
  /// Least swing of a change of posture, rad: 10 degrees; KielMAT requires 15, and HAPT's least is 15.
  static let leastSwing = 0.175
  /// Lean of a movement, degrees: of 30 sit-downs of HAPT all from -3 to -60; of 30 stand-ups 27 above 0, up to 63. Any
  /// other movement ends where it began, or where it went, equally often.
  static let leanOfSitting = 22.0
  static let leanOfStanding = 25.0
  static let leanSpread = 18.0
  static let leanOfNeither = 10.0
  /// Density of what this model does not cover, 1/degree.
  static let leanFloor = 0.002
  /// Density of what this model does not cover, 1/m.
  static let floor = 0.02
  /// Limit of the log-odds from movements alone: 95 %.
  static let limit = 3.0
  /// Rise of the pelvis from lying to sitting and to standing, mean and standard deviation, metres: HAPT 0.0 and 0.2; a
  /// bed's or couch's height for the other.
  static let fromLyingToSeat = 0.0
  static let fromLyingToStance = 0.45
  static let fromLyingSpread = 0.2

  mutating func set(_ newValue: Double) { value = min(Self.limit, max(-Self.limit, newValue)) }

  /// Log-odds after `movement`; `others` are the log-odds of other evidence before it.
  func after(_ movement: Transition, others: Double) -> Double {
    let prior = Self.probability(value)
    let variance = movement.uncertainty * movement.uncertainty
    let seat = variance + Self.seatSpread * Self.seatSpread
    let down = Self.density(movement.rise + Self.seatHeight, seat)
    let up = Self.density(movement.rise - Self.seatHeight, seat)
    let neither = Self.density(movement.rise, variance + Self.noSpread * Self.noSpread)
    guard movement.isReadable else { return value * Self.keptWithoutGyroscope }
    let turn = Trigonometry.acos(movement.before.dot(movement.after))
    guard Self.isReadable(movement) else {
      return Self.limited(value * Self.keptThroughUnreadable)
    }
    let share =
      movement.swing < Self.leastSwing
      ? Self.shareWithoutSwing : turn > Self.leastTurn ? Self.shareTurned : Self.shareWithSwing
    let lean = Self.fit(movement.lean, turn: turn * Trigonometry.degreesPerRadian)
    // The angle before the movement helps to detect a change, but must not count again for a wearer who stayed.
    let before = Self.probability(value + others)
    let sits = prior * (1 - share) * neither * lean.neither + (1 - before) * share * down * lean.down
    let stands = (1 - prior) * (1 - share) * neither * lean.neither + before * share * up * lean.up
    return Self.limited(Trigonometry.log(sits / stands))
  }

  /// Log-odds after a movement that began lying; `value` is the prior for sitting after getting up.
  func afterLying(_ movement: Transition) -> Double {
    guard movement.isReadable else { return value }
    let variance = movement.uncertainty * movement.uncertainty + Self.fromLyingSpread * Self.fromLyingSpread
    let sits = Self.density(movement.rise - Self.fromLyingToSeat, variance)
    let stands = Self.density(movement.rise - Self.fromLyingToStance, variance)
    return Self.limited(value + Trigonometry.log(sits / stands))
  }

  /// Likelihood of the lean for sitting down, standing up and neither.
  private static func fit(_ lean: Double?, turn: Double) -> (down: Double, up: Double, neither: Double) {
    guard let lean else { return (1, 1, 1) }
    return (
      normal(lean + leanOfSitting, leanSpread * leanSpread) + leanFloor,
      normal(lean - leanOfStanding, leanSpread * leanSpread) + leanFloor,
      (normal(lean, leanOfNeither * leanOfNeither) + normal(lean - turn, leanOfNeither * leanOfNeither)) / 2 + leanFloor
    )
  }

  /// A change of height with a swing that returns shows an upright torso, for both sitting and standing.
  static func showsUprightTorso(_ movement: Transition) -> Bool {
    let rise = movement.rise.magnitude
    return movement.isReadable && movement.swing > 1.5 * leastSwing && isReadable(movement)
      && rise > seatHeight / 2 && rise < 2 * seatHeight && rise > 2.5 * movement.uncertainty
  }

  private static func isReadable(_ movement: Transition) -> Bool {
    movement.swing < mostSwing && movement.duration < longest
      && Trigonometry.acos(movement.before.dot(movement.after)) < mostTurn
  }

  static func probability(_ odds: Double) -> Double { 1 / (1 + Trigonometry.exp(-odds)) }

  private static func limited(_ odds: Double) -> Double { min(limit, max(-limit, odds)) }

  private static func density(_ error: Double, _ variance: Double) -> Double { normal(error, variance) + floor }

  private static func normal(_ error: Double, _ variance: Double) -> Double {
    0.3989 / variance.squareRoot() * Trigonometry.exp(-0.5 * error * error / variance)
  }
}
