import PsoasCore
import PsoasSystem

/// One position of an exercise: the movement into it, and its duration.
public struct Figure: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    case stand, kneel, stretch, sitOnFloor, lie, bridge, drawIn, allFours, plank, sag, pike, prone, fidget

    /// The `label` in sample CSV.
    var label: StaticString {
      switch self {
      case .stand: "stand"
      case .kneel: "kneel"
      case .stretch: "stretch"
      case .sitOnFloor: "sit_on_floor"
      case .lie: "lie"
      case .bridge: "bridge"
      case .drawIn: "figure_four"
      case .allFours: "all_fours"
      case .plank: "plank"
      case .sag: "sag"
      case .pike: "pike"
      case .prone: "prone"
      case .fidget: "fidget"
      }
    }

    /// The true posture. Kneeling is not a posture of its own.
    var posture: Posture {
      switch self {
      case .stand: .standing
      case .lie, .bridge, .drawIn, .prone: .lying
      case .sitOnFloor: .sitting
      case .kneel, .stretch, .allFours, .plank, .sag, .pike, .fidget: .unknown
      }
    }
  }

  /// The part that counts as done, for the true result.
  public enum Credit: UInt8, Sendable {
    case nothing
    /// Its `hold` was held.
    case hold
    /// It ends a repetition.
    case repetition
  }

  public let kind: Kind
  let pose: Pose
  /// Seconds of the movement into the position, and of the position.
  public let move: Double
  public var hold: Double
  /// Forward lean of the body during the movement, and additional lean at its middle, degrees.
  let lean: Double
  let sway: Sway
  public let credit: Credit

  init(
    _ kind: Kind, _ pose: Pose, move: Double, hold: Double, lean: Double = 0, sway: Sway = .standing,
    credit: Credit = .nothing
  ) {
    self.kind = kind
    self.pose = pose
    self.move = max(move, 0.2)
    self.hold = max(hold, 0)
    self.lean = lean
    self.sway = sway
    self.credit = credit
  }

  public var seconds: Double { move + hold }
}

/// The movement of a body that holds a position: amplitudes in degrees.
struct Sway: Equatable, Sendable {
  /// Breathing at 0.25 Hz.
  var breath: Double
  /// The drift of a quiet posture, over a minute: 2.9 degrees in quiet standing (Pan 2021).
  var drift: Double
  /// At a third of a hertz.
  var slow: Double
  /// Tremor of working muscles, at 2.5 to 6 Hz.
  var tremor: Double

  static let none = Sway(breath: 0, drift: 0, slow: 0, tremor: 0)
  static let standing = Sway(breath: 0.15, drift: 1.4, slow: 0.4, tremor: 0.01)
  /// On one knee: less steady than on two feet.
  static let kneeling = Sway(breath: 0.2, drift: 0.7, slow: 0.5, tremor: 0.02)
  static let lying = Sway(breath: 0.4, drift: 0.3, slow: 0, tremor: 0)
  static let prone = Sway(breath: 1.2, drift: 0.3, slow: 0, tremor: 0)

  static func mix(_ a: Sway, _ b: Sway, _ part: Double) -> Sway {
    func mix(_ from: Double, _ to: Double) -> Double { from + (to - from) * part }
    return Sway(
      breath: mix(a.breath, b.breath), drift: mix(a.drift, b.drift), slow: mix(a.slow, b.slow),
      tremor: mix(a.tremor, b.tremor))
  }
}

extension Pose {
  /// Interpolates every angle and length between two poses.
  static func mix(_ a: Pose, _ b: Pose, _ part: Double) -> Pose {
    func mix(_ from: Double, _ to: Double) -> Double { from + (to - from) * part }
    return Pose(
      pelvis: mix(a.pelvis, b.pelvis), trunk: mix(a.trunk, b.trunk), thigh: mix(a.thigh, b.thigh),
      lateral: mix(a.lateral, b.lateral), heading: mix(a.heading, b.heading), height: mix(a.height, b.height),
      forward: mix(a.forward, b.forward), sideways: mix(a.sideways, b.sideways))
  }
}
