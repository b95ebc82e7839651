/// The reason for the belief that a sensor is not where it is assigned.
public enum PlacementDoubt: UInt8, Sendable {
  /// A torso sensor and the thigh sensor are exchanged.
  case swapped
  /// A torso sensor swings as a leg does.
  case swings
  /// The thigh sensor does not swing in walking.
  case doesNotSwing
}

/// Detects sensors that were exchanged, or are worn elsewhere, from how they move in walking. It changes no estimate.
///
/// A thigh swings in walking, a torso does not. Each second of walking is a vote for or against the placement of a
/// sensor, and a minute of votes against it is a contradiction.
/// - Two sensors worn together are compared by their agitation. In the walking of HARTH and HAR70+ (17 people) the
///   thigh's is above twice the pelvis's in all but 16 of 25,000 seconds with a vote, for any mounting.
/// - A sensor alone is judged by the swing of its up, if it has a gyroscope: a pelvis swings by 2 to 5 degrees RMS
///   (HAPT), a thigh that turns by 40 degrees from one end of a stride to the other by 14.
public struct PlacementCheck: Sendable {
  /// Ratio of two agitations from which one is a leg's.
  static let factor = 2.0
  /// Least agitation that is compared, (m/s2)2: below it the sensor's noise decides. The weakest walkers of HAR70+
  /// have 0.4.
  static let leastAgitation = 0.1
  /// Degrees RMS about the mean of two seconds: above the first only a leg swings, below the second only a torso. HAPT's
  /// pelvis stays below 5 in 0.99 of walking.
  static let legSwing = 10.0
  static let torsoSwing = 6.0
  /// Steps of a walk before a sensor alone is judged: fewer may be a sensor that is put on.
  static let leastRun = 5
  /// Votes for a contradiction, seconds of walking: HAPT's pelvis has at most 18 while the sensor is put on, HARTH and
  /// HAR70+ 1.
  static let limit = 60

  private var votes = PerPlacement<Int>(repeating: 0)
  private var isDoubted = PerPlacement<Bool>(repeating: false)

  public init() {}

  /// The sensor at `placement` is another one, or was put on again.
  public mutating func forget(_ placement: Placement) {
    votes.values[placement.index] = 0
    isDoubted.values[placement.index] = false
  }

  /// Why the sensor at `placement` is believed to be worn elsewhere; nil if it is not.
  public func doubt(of placement: Placement) -> PlacementDoubt? {
    guard isDoubted[placement] else { return nil }
    if placement == .thigh {
      return isDoubted[.pelvis] || isDoubted[.trunk] ? .swapped : .doesNotSwing
    }
    return isDoubted[.thigh] ? .swapped : .swings
  }

  /// Adds the votes of the second that ends. Call it once per second.
  /// - Parameter classifier: only read; `inout`, because the compiler would otherwise copy it.
  public mutating func update(_ classifier: inout PostureClassifier) {
    let thigh = classifier.track(.thigh)
    let pelvis = judge(.pelvis, classifier.track(.pelvis), thigh)
    let trunk = judge(.trunk, classifier.track(.trunk), thigh)
    let pair = pelvis == 0 ? trunk : pelvis
    vote(pair == 0 ? Self.swing(of: thigh) : pair, .thigh)
  }

  /// - Returns: the vote of the comparison with the thigh sensor.
  private mutating func judge(_ placement: Placement, _ torso: SensorTrack, _ thigh: SensorTrack) -> Int {
    let pair = Self.compare(torso, thigh)
    vote(pair == 0 ? -Self.swing(of: torso) : pair, placement)
    return pair
  }

  private mutating func vote(_ vote: Int, _ placement: Placement) {
    guard vote != 0 else { return }
    let sum = max(-Self.limit, min(Self.limit, votes[placement] + vote))
    votes.values[placement.index] = sum
    if sum == -Self.limit { isDoubted.values[placement.index] = true }
    if sum >= 0 { isDoubted.values[placement.index] = false }
  }

  /// 1 if the thigh sensor moves as the leg of the two, -1 if the torso sensor does, 0 if neither or without walking.
  private static func compare(_ torso: SensorTrack, _ thigh: SensorTrack) -> Int {
    guard torso.isWalking, thigh.isWalking, min(torso.agitation, thigh.agitation) > leastAgitation else { return 0 }
    if thigh.agitation > torso.agitation * factor { return 1 }
    return torso.agitation > thigh.agitation * factor ? -1 : 0
  }

  /// 1 if the sensor swings as a leg, -1 as a torso, 0 if neither or without walking.
  private static func swing(of track: SensorTrack) -> Int {
    guard track.isWalking, track.hasGyroscope, track.steps.run >= leastRun else { return 0 }
    let limit = legSwing * Trigonometry.radiansPerDegree
    if track.wobble > limit * limit { return 1 }
    let least = torsoSwing * Trigonometry.radiansPerDegree
    return track.wobble < least * least ? -1 : 0
  }
}

extension SensorTrack {
  /// It is worn, its means of two seconds are known, and it sees steps.
  fileprivate var isWalking: Bool { isPresent && age > 2 && steps.isWalking }
}
