/// How likely the wearer sits rather than stands, as far as movements of the pelvis tell.
///
/// Two states, and three readings of a movement: down to a seat, up from it, or neither. Each has a normal
/// distribution over the measured rise, widened by the measurement's own uncertainty, and a floor for what the
/// model does not know (lifts, stumbles, vehicles). Bayes' rule does the rest: a person who sits cannot sit down.
struct SittingOdds: Equatable, Sendable {
  /// Natural log-odds of sitting, within `limit`.
  private(set) var value = 0.0

  /// Metres between seat and stance at the pelvis, mean and spread: HAPT, 60 transitions by strap-down
  /// integration, 0.29 and 0.08; the spread is widened for stools and sofas.
  static let seatHeight = 0.30
  static let seatSpread = 0.11
  /// Metres that a movement without change of posture leaves: HAPT, all below 0.1.
  static let noSpread = 0.05
  /// Share of the movements that lead to or from a seat: those that swing the pelvis and leave it turned, those
  /// that only swing it, and those that do neither.
  static let shareTurned = 0.4
  static let shareWithSwing = 0.2
  static let shareWithoutSwing = 0.01
  /// Lasting turn of the pelvis that counts, rad: 8 degrees, the least that chairs make (Endo 2012, Moon 2018).
  static let leastTurn = 0.14
  /// Turn and swing above which a movement is none between seat and stance, rad: 65 and 80 degrees; HAPT's most are 62
  /// and 76. Lying down is, and taking the sensor into the hand.
  static let mostTurn = 1.134
  static let mostSwing = 1.396
  /// The same for its duration, s: HAPT's longest is 8.
  static let longest = 9.0
  /// Share of the log-odds that a movement leaves which cannot be read.
  static let keptThroughUnreadable = 0.8
  /// The same for a movement that a sensor without gyroscope saw: then the angle decides.
  static let keptWithoutGyroscope = 0.3
  /// Swing below which a change of posture is not to be expected, rad: 10 degrees; KielMAT asks 15, HAPT's least
  /// is 15.
  static let leastSwing = 0.175
  /// Lean of a movement, degrees: of 30 sit-downs of HAPT all from -3 to -60, of 30 stand-ups 27 above 0, up to 63;
  /// any other comes to rest where it began, or where it went, as often.
  static let leanOfSitting = 22.0
  static let leanOfStanding = 25.0
  static let leanSpread = 18.0
  static let leanOfNeither = 10.0
  /// Density, 1/degree, of what this does not know.
  static let leanFloor = 0.002
  /// Density, 1/m, of what the model does not know.
  static let floor = 0.02
  /// Movements alone are never surer than this: 95 %.
  static let limit = 3.0
  /// Metres that the pelvis rises from lying to sitting and to standing, mean and spread: HAPT 0.0 and 0.2; a
  /// bed's or couch's height for the other.
  static let fromLyingToSeat = 0.0
  static let fromLyingToStance = 0.45
  static let fromLyingSpread = 0.2

  mutating func set(_ newValue: Double) { value = min(Self.limit, max(-Self.limit, newValue)) }

  /// Log-odds after `movement`, where `others` is what other evidence added before it.
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
    // The angle before helps to tell a change, but must not be counted again for a wearer who stayed.
    let before = Self.probability(value + others)
    let sits = prior * (1 - share) * neither * lean.neither + (1 - before) * share * down * lean.down
    let stands = (1 - prior) * (1 - share) * neither * lean.neither + before * share * up * lean.up
    return Self.limited(Trigonometry.log(sits / stands))
  }

  /// Log-odds after a movement that began lying, from the log-odds `value` that people sit when they have got up.
  func afterLying(_ movement: Transition) -> Double {
    guard movement.isReadable else { return value }
    let variance = movement.uncertainty * movement.uncertainty + Self.fromLyingSpread * Self.fromLyingSpread
    let sits = Self.density(movement.rise - Self.fromLyingToSeat, variance)
    let stands = Self.density(movement.rise - Self.fromLyingToStance, variance)
    return Self.limited(value + Trigonometry.log(sits / stands))
  }

  /// How well the lean fits sitting down, standing up and neither.
  private static func fit(_ lean: Double?, turn: Double) -> (down: Double, up: Double, neither: Double) {
    guard let lean else { return (1, 1, 1) }
    return (
      normal(lean + leanOfSitting, leanSpread * leanSpread) + leanFloor,
      normal(lean - leanOfStanding, leanSpread * leanSpread) + leanFloor,
      (normal(lean, leanOfNeither * leanOfNeither) + normal(lean - turn, leanOfNeither * leanOfNeither)) / 2 + leanFloor
    )
  }

  /// A change of height with a swing and back shows an upright torso, for both sitting and standing.
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
