/// Where a calibration stands: all that a display needs.
public struct CalibrationProgress: Equatable, Sendable {
  public enum Phase: UInt8, Sendable {
    /// Get ready for the pose.
    case preparing
    /// Rock the pelvis fully forward and hold it there; fully back and hold it there; stop midway.
    case rockingForward, rockingBack, midway
    /// Be still.
    case holding
    /// Bend forward and come back up; of the thigh: lift the knee.
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

  /// The sensor that leads; the others are calibrated with it.
  public var placement: Placement
  public var step: CalibrationStep
  /// Of the step, from 1, and how many there are.
  public var number: Int
  public var count: Int
  public var phase: Phase
  /// Seconds until the phase ends of itself; 0 where it waits for the wearer.
  public var remaining: Double
  /// For a gauge: degrees now, and the degrees to reach; 0 where there is nothing to reach.
  public var angle: Double
  public var target: Double
  /// Bends done, and bends asked for.
  public var repetitions: Int
  public var repetitionsNeeded: Int
  /// Why the step began anew, for a few seconds after it did.
  public var refusal: CalibrationRefusal?
}
