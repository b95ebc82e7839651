/// The state of a calibration, as a display needs it.
public struct CalibrationProgress: Equatable, Sendable {
  public enum Phase: UInt8, Sendable {
    /// Get ready for the pose.
    case preparing
    /// Rock the pelvis fully forward and hold it there; fully back and hold it there; stop midway.
    case rockingForward, rockingBack, midway
    /// Hold still.
    case holding
    /// Bend forward and come back up. For the thigh: lift the knee.
    case bending
    /// Lean to one side, then to the other.
    case leaning

    public var name: StaticString {
      switch self {
      case .preparing: "preparing"
      case .rockingForward: "rocking-forward"
      case .rockingBack: "rocking-back"
      case .midway: "midway"
      case .holding: "holding"
      case .bending: "bending"
      case .leaning: "leaning"
      }
    }
  }

  /// The leading sensor; the others are calibrated with it.
  public var placement: Placement
  public var step: CalibrationStep
  /// Number of the step, from 1, and the number of steps.
  public var number: Int
  public var count: Int
  public var phase: Phase
  /// Seconds until the phase ends; 0 if it waits for the wearer.
  public var remaining: Double
  /// For a gauge: the angle now and the angle to reach, degrees; 0 if there is none to reach.
  public var angle: Double
  public var target: Double
  /// Number of bends done, and of bends requested.
  public var repetitions: Int
  public var repetitionsNeeded: Int
  /// Why the step was restarted, for a few seconds after the restart.
  public var refusal: CalibrationRefusal?
}
