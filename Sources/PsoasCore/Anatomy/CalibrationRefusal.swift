/// Why a calibration does not continue, with the measured values.
public enum CalibrationRefusal: Equatable, Sendable {
  // MARK: The wearer repeats the step
  /// The rate exceeded the sensor's bias by so many degrees/s during a hold.
  case moved(Placement, degreesPerSecond: Double)
  /// Up drifted by so many degrees during a hold.
  case drifted(Placement, degrees: Double)
  /// The specific force differed from gravity by so many m/s2 during a hold.
  case shaken(Placement, force: Double)
  /// A bend (of the thigh: a lift) reached only this angle.
  case shallow(degrees: Double, needed: Double)
  /// Too little of the rotation was about one axis: its share, 0 to 1.
  case crooked(Placement, share: Double)
  /// The axis of the bends is inclined by so many degrees to the horizontal.
  case slanted(Placement, degrees: Double)
  /// Degrees between the mediolateral axis by angular rate and by gravity.
  case disagreement(Placement, degrees: Double)
  /// The largest movement since the request to sit down was below the least movement, degrees.
  case notSeated(degrees: Double)
  /// The seat is too far from standing for sitting tall, degrees.
  case seatOff(degrees: Double)
  /// The largest leans seen were too small, degrees: right side up and left side up.
  case notLeant(right: Double, left: Double)

  // MARK: The sensor is unsuitable
  /// The gyroscope's bias at rest, degrees/s.
  case bias(Placement, degreesPerSecond: Double)
  /// Standard deviation of the gyroscope's worst axis at rest, degrees/s.
  case noise(Placement, degreesPerSecond: Double)
  /// The accelerometer's reading at rest, m/s2.
  case gravity(Placement, force: Double)
  /// The gyroscope's rotation contradicts the direction of gravity.
  case handedness(Placement)

  // MARK: The calibration must restart
  /// The verification bend was measured as a bend backward, degrees.
  case backward(degrees: Double)
  /// The stance is 8 to 20 degrees from the stored one.
  case remounted(Placement, degrees: Double)
  /// The stance is more than 20 degrees from the stored one.
  case otherMounting(Placement, degrees: Double)
  /// No calibration is stored that this step could continue.
  case nothingStored(Placement)
  /// Without bends there are no axes.
  case noBends(Placement)
  /// The sensor was silent or was removed.
  case lost(Placement)
  /// The step did not end within so many seconds.
  case timedOut(CalibrationStep, seconds: Double)

  /// Repeating the step cannot help.
  public var isFinal: Bool {
    switch self {
    case .backward, .remounted, .otherMounting, .nothingStored, .noBends, .lost, .timedOut, .gravity, .handedness: true
    default: false
    }
  }

  /// The name for the journal and the history.
  public var name: StaticString {
    switch self {
    case .moved: "moved"
    case .drifted: "drifted"
    case .shaken: "shaken"
    case .shallow: "shallow"
    case .crooked: "crooked"
    case .slanted: "slanted"
    case .disagreement: "disagreement"
    case .notSeated: "not-seated"
    case .seatOff: "seat-off"
    case .notLeant: "not-leant"
    case .bias: "bias"
    case .noise: "noise"
    case .gravity: "gravity"
    case .handedness: "handedness"
    case .backward: "backward"
    case .remounted: "remounted"
    case .otherMounting: "other-mounting"
    case .nothingStored: "nothing-stored"
    case .noBends: "no-bends"
    case .lost: "lost"
    case .timedOut: "timed-out"
    }
  }
}
