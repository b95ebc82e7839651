import PsoasCore
import PsoasSystem

/// An activity of the synthetic wearer.
public struct Activity: Equatable, Sendable {
  public enum Kind: UInt8, CaseIterable, Sendable {
    case stand, walk, sit, slump, lie
    /// Forward bends, one in four seconds.
    case bend
    /// The poses of a calibration: the pelvis rocked forward and back, the usual stance, a tall seat, leans to either
    /// side, knee lifts.
    case rockForward, rockBack, relax, sitTall, lean, liftKnee
    /// A routine, from standing to standing.
    case exercise
    /// Stillness, then as many whole forward bends with the published rhythm as fit.
    case rhythm

    /// The true posture.
    public var posture: Posture {
      switch self {
      case .stand, .bend, .rhythm, .rockForward, .rockBack, .relax, .lean, .liftKnee, .exercise: .standing
      case .walk: .walking
      case .sit, .slump, .sitTall: .sitting
      case .lie: .lying
      }
    }

    /// The `label` in sample CSV, with the names of the HAPT data set.
    public var label: StaticString {
      switch self {
      case .stand, .rockForward, .rockBack, .relax, .lean, .liftKnee, .exercise: "stand"
      case .walk: "walk"
      case .sit, .slump, .sitTall: "sit"
      case .lie: "lie"
      case .bend, .rhythm: "bend"
      }
    }
  }

  public var kind: Kind
  /// Seconds, including the transition into it; at least `shortest`.
  public var seconds: Double
  /// The figures of an exercise.
  public private(set) var routine = Routine()

  /// Seconds for the longest transition and the settling on both sides.
  public static let shortest = 8.0

  public init(_ kind: Kind, seconds: Double) {
    self.kind = kind
    self.seconds = max(seconds, Activity.shortest)
  }

  public init(_ routine: Routine) {
    self.init(.exercise, seconds: routine.seconds)
    self.routine = routine
  }

  /// The bends of a measurement of the lumbopelvic rhythm, with the stances before and after.
  public static func rhythm(bends: Int) -> Activity {
    Activity(.rhythm, seconds: PublishedRhythm.seconds(bends: bends))
  }

  /// An hour at a desk: at sixty times real time a reminder comes after half a minute.
  public static let workHour: [Activity] = [
    Activity(.stand, seconds: 15), Activity(.walk, seconds: 45), Activity(.stand, seconds: 10),
    Activity(.sit, seconds: 720), Activity(.slump, seconds: 840), Activity(.sit, seconds: 480),
    Activity(.stand, seconds: 20), Activity(.bend, seconds: 40), Activity(.walk, seconds: 180),
    Activity(.stand, seconds: 110), Activity(.sit, seconds: 480), Activity(.lie, seconds: 300),
    Activity(.sit, seconds: 60), Activity(.walk, seconds: 240), Activity(.stand, seconds: 60),
  ]
}

/// The pose of the body's segments: angles in rad, lengths in metres.
struct Pose: Equatable, Sendable {
  /// Tilt of the pelvis and of the trunk at T12-L1 from upright, anterior positive.
  var pelvis = 0.0
  var trunk = 0.0
  /// Flexion of the thigh from vertical.
  var thigh = 0.0
  /// Right side of the pelvis up.
  var lateral = 0.0
  /// Heading, left positive.
  var heading = 0.0
  /// Position of the hip joints: above the floor, forward, and to the right.
  var height = 0.0
  var forward = 0.0
  var sideways = 0.0
  /// Rotation of the sensor on the skin relative to the bone: about the axes to the right, forward and up.
  var slip = Vector3.zero

  private static func degrees(_ value: Double) -> Double { value * .pi / 180 }

  /// At rest. In a seat the pelvis is tilted posteriorly by 8 to 19 degrees relative to standing (Endo 2012, Moon
  /// 2018), more in a slump (Laird 2018: an active range of 29 +/- 13); the thigh is horizontal; the hips sink by 0.36
  /// m to a chair's height.
  static func resting(_ kind: Activity.Kind) -> Pose {
    switch kind {
    case .stand, .walk, .bend, .rhythm, .lean, .liftKnee, .exercise: Pose(height: 0.95, forward: 0.25)
    // An active range of 16 degrees (Yoon 2020's cohort), and an anterior stance as most people have (Herrington 2011).
    case .rockForward: Pose(pelvis: degrees(9), trunk: degrees(1), height: 0.95, forward: 0.25)
    case .rockBack: Pose(pelvis: degrees(-7), trunk: degrees(-1), height: 0.95, forward: 0.25)
    case .relax: Pose(pelvis: degrees(5), height: 0.95, forward: 0.25)
    case .sitTall: Pose(pelvis: degrees(-9), trunk: degrees(-1), thigh: degrees(86), height: 0.6)
    case .sit: Pose(pelvis: degrees(-14), trunk: degrees(-3), thigh: degrees(88), height: 0.59)
    case .slump: Pose(pelvis: degrees(-25), trunk: degrees(8), thigh: degrees(88), height: 0.585)
    case .lie: Pose(pelvis: degrees(-88), trunk: degrees(-85), thigh: degrees(89), height: 0.55)
    }
  }

  static func blend(_ a: Pose, _ b: Pose, _ part: Double, height: Double) -> Pose {
    func mix(_ from: Double, _ to: Double) -> Double { from + (to - from) * part }
    return Pose(
      pelvis: mix(a.pelvis, b.pelvis), trunk: mix(a.trunk, b.trunk), thigh: mix(a.thigh, b.thigh),
      height: a.height + (b.height - a.height) * height, forward: mix(a.forward, b.forward))
  }
}
