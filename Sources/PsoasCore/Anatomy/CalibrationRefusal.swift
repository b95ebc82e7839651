/// Why a calibration does not go on, with the numbers that say so.
public enum CalibrationRefusal: Equatable, Sendable {
  // MARK: The wearer does it again
  /// Degrees/s beyond the sensor's reading at rest, while it was to be still.
  case moved(Placement, degreesPerSecond: Double)
  /// Degrees that up wandered while it was to be still.
  case drifted(Placement, degrees: Double)
  /// m/s2 beyond gravity, while it was to be still.
  case shaken(Placement, force: Double)
  /// A bend (of the thigh: a lift) went so far only.
  case shallow(degrees: Double, needed: Double)
  /// Share of the turning that was about one axis, 0 to 1.
  case crooked(Placement, share: Double)
  /// The axis of the bends rises so many degrees out of the horizontal.
  case slanted(Placement, degrees: Double)
  /// Degrees between the mediolateral axis by angular rate and by gravity.
  case disagreement(Placement, degrees: Double)
  /// No movement of at least so many degrees since the wearer was asked to sit down.
  case notSeated(degrees: Double)
  /// Sitting tall cannot be so far from standing, degrees.
  case seatOff(degrees: Double)
  /// Leans so far seen, degrees: right side up and left side up.
  case notLeant(right: Double, left: Double)

  // MARK: The sensor is not fit
  /// Degrees/s that the gyroscope reads at rest.
  case bias(Placement, degreesPerSecond: Double)
  /// Standard deviation of the gyroscope's worst axis at rest, degrees/s.
  case noise(Placement, degreesPerSecond: Double)
  /// m/s2 that the accelerometer reads at rest.
  case gravity(Placement, force: Double)
  /// The gyroscope's rotation contradicts the direction of gravity.
  case handedness(Placement)

  // MARK: It has to begin anew
  /// The verification bend read as a bend backward, degrees.
  case backward(degrees: Double)
  /// The stance lies so many degrees from the stored one: 8 to 20.
  case remounted(Placement, degrees: Double)
  /// The stance lies more than 20 degrees from the stored one.
  case otherMounting(Placement, degrees: Double)
  /// Nothing is stored that this step could go on from.
  case nothingStored(Placement)
  /// Without bends there are no axes.
  case noBends(Placement)
  /// The sensor fell silent or was taken away.
  case lost(Placement)
  /// Seconds that the step took without coming to an end.
  case timedOut(CalibrationStep, seconds: Double)

  /// The calibration cannot go on by doing the step again.
  public var isFinal: Bool {
    switch self {
    case .backward, .remounted, .otherMounting, .nothingStored, .noBends, .lost, .timedOut, .gravity, .handedness: true
    default: false
    }
  }

  /// The word that the journal and the history use.
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
