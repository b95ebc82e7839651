/// Tells sitting, standing, walking, lying and not worn from the worn sensors, sample by sample and causally.
///
/// Nothing depends on how a sensor is mounted: only angles between directions in its own axes, and movement along
/// gravity, are used.
public struct PostureClassifier: Sendable {
  public struct Parameters: Equatable, Sendable {
    /// Angle from upright at which sitting and standing are equally likely, degrees; 8 to 18.
    /// Vaha-Ypya 2018, hip, against the walking mean.
    public var sittingAngle = 11.6
    /// Angle from upright beyond which the wearer lies, degrees; 55 to 75. Vaha-Ypya 2018: 64.9.
    public var lyingAngle = 65.0
    /// Degrees below `lyingAngle` at which lying ends: the house's judgement.
    public var lyingHysteresis = 10.0
    /// Trunk inclination beyond which the wearer lies, degrees: ActiPASS, trunk-worn.
    public var trunkLyingAngle = 45.0
    /// Thigh inclination beyond which the wearer sits, and below which no longer, degrees: Acti4 45, with
    /// the hysteresis of acti-motus.
    public var thighSitting = 47.5
    public var thighUpright = 42.5
    /// Seconds that the thigh must hold before its posture changes: Skotte 2014.
    public var thighMinimum = 5.0
    /// Least rise or drop of the pelvis in a transition, metres: SKDH (Adamowicz 2020).
    public var transitionRise = 0.125
    /// Log-odds of one transition: 95 to 98 % right (Atrsaei 2020).
    public var transitionWeight = 3.5
    /// Seconds without any movement after which the sensor is not worn: Acti4's 10 minutes.
    public var notWornAfter = 600.0
    /// Standard deviation of the acceleration that still counts as none, m/s2: Acti4's 0.01 g.
    public var notWornActivity = 0.098

    public init() {}
  }

  public var parameters: Parameters
  /// False: references stay as they were given.
  public var learns = true
  public private(set) var estimate = PostureEstimate.unknown
  /// Steps since the start.
  public var stepCount: Int { primary == .thigh ? thigh.steps.count : pelvis.steps.count }
  /// Steps a minute, 0 when not walking.
  public var cadence: Double { isWalking ? primaryTrack.steps.cadence : 0 }
  /// Up in neutral stance, unit, pelvis sensor axes: calibrated, else learnt from walking; nil before.
  public var uprightReference: Vector3? { pelvis.upright }
  /// To the wearer's right, unit, pelvis sensor axes; nil until a transition has shown it.
  public private(set) var mediolateral: Vector3?

  /// Steps that prove the wearer on the feet (Paraschiv-Ionescu: 5); fewer come out of a transition.
  static let provingRun = 5

  private var pelvis = SensorTrack()
  private var thigh = SensorTrack()
  private var trunk = SensorTrack()
  private var transitions = TransitionDetector()
  private var isCalibrated = false
  /// Log-odds of sitting against standing that transitions and steps have left.
  private var memory = 0.0
  private var isLying = false
  private var isWalking = false
  private var motionless = 0.0
  private var thighSits = false
  private var thighPending = 0.0

  public init(_ parameters: Parameters = Parameters()) { self.parameters = parameters }

  /// The wearer stands in neutral with `up` (unit, pelvis sensor axes). Other sensors take their own direction of
  /// the moment.
  public mutating func calibrate(standing up: Vector3) {
    guard let direction = up.normalized else { return }
    pelvis.upright = direction
    isCalibrated = true
    if thigh.isPresent { thigh.upright = thigh.steadyUp.normalized }
    if trunk.isPresent { trunk.upright = trunk.steadyUp.normalized }
    memory = -2
    isLying = false
  }

  /// The sensor of a placement is gone, or has been silent for too long.
  public mutating func lose(_ placement: Placement) {
    switch placement {
    case .pelvis:
      pelvis.lose()
      transitions = TransitionDetector()
    case .thigh: thigh.lose()
    case .trunk: trunk.lose()
    }
    if primary == nil {
      estimate = .unknown
      memory = 0
      isLying = false
      isWalking = false
    }
  }

  /// One sample of one placement, with the orientation filter's `up` for it (unit, that sensor's axes).
  public mutating func update(_ placement: Placement, _ sample: Sample, up: Vector3) {
    guard up.isFinite, sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    switch placement {
    case .pelvis: pelvis.update(sample, up: up)
    case .thigh: thigh.update(sample, up: up)
    case .trunk: trunk.update(sample, up: up)
    }
    guard placement == primary else {
      if placement == .thigh { followThigh() }
      return
    }
    if placement == .thigh { followThigh() }
    follow(primaryTrack)
  }

  private var primary: Placement? {
    pelvis.isPresent ? .pelvis : trunk.isPresent ? .trunk : thigh.isPresent ? .thigh : nil
  }

  private var primaryTrack: SensorTrack {
    pelvis.isPresent ? pelvis : trunk.isPresent ? trunk : thigh
  }

  private static func degrees(_ a: Vector3, _ b: Vector3) -> Double {
    guard let a = a.normalized, let b = b.normalized else { return 0 }
    return Trigonometry.acos(a.dot(b)) * Trigonometry.degreesPerRadian
  }

  private mutating func followThigh() {
    guard let reference = thigh.upright else { return }
    let inclination = Self.degrees(thigh.steadyUp, reference)
    let wants =
      inclination > parameters.thighSitting
      || (thighSits && inclination > parameters.thighUpright)
    thighPending = wants == thighSits ? 0 : thighPending + thigh.interval
    if thighPending >= parameters.thighMinimum {
      thighSits = wants
      thighPending = 0
    }
  }

  private mutating func follow(_ track: SensorTrack) {
    let dt = track.interval
    isWalking = !isLying && track.steps.isWalking
    if isWalking { learnUpright(dt) }
    if let transition = transitions.update(track) { weigh(transition) }
    motionless =
      track.slowAgitation < parameters.notWornActivity * parameters.notWornActivity
        && track.turning < 0.02 ? motionless + dt : 0

    if let reference = track.upright {
      let angle = Self.degrees(track.steadyUp, reference)
      let limit = parameters.lyingAngle - (isLying ? parameters.lyingHysteresis : 0)
      var lies = angle > limit
      if trunk.isPresent, let upright = trunk.upright, primary != .trunk {
        lies = lies && Self.degrees(trunk.steadyUp, upright) > parameters.trunkLyingAngle
      }
      if isLying && !lies { memory = 2 }
      isLying = lies
    }
    if isWalking && track.steps.run >= Self.provingRun { memory = -2 }
    decide(track)
  }

  private mutating func learnUpright(_ dt: Double) {
    guard learns, primaryTrack.steps.run >= 5 else { return }
    func learn(_ track: inout SensorTrack) {
      guard track.isPresent else { return }
      if let old = track.upright {
        if !isCalibrated { track.upright = (old + (track.steadyUp - old) * (dt / (60 + dt))).normalized }
      } else {
        track.upright = track.steadyUp.normalized
      }
    }
    learn(&pelvis)
    learn(&thigh)
    learn(&trunk)
  }

  private mutating func weigh(_ transition: Transition) {
    let settled = Trigonometry.acos(transition.before.dot(transition.after))
    guard transition.duration < 6, transition.swing > 0.17, settled < 0.9 else { return }
    guard transition.rise.magnitude > parameters.transitionRise else { return }
    memory += transition.rise > 0 ? -parameters.transitionWeight : parameters.transitionWeight
    memory = min(2, max(-2, memory))
    if learns, primary == .pelvis, let axis = transition.before.cross(transition.extreme).normalized {
      mediolateral = mediolateral.map { ($0 + (axis - $0) * 0.3).normalized ?? axis } ?? axis
    }
  }

  private mutating func decide(_ track: SensorTrack) {
    if motionless > parameters.notWornAfter {
      estimate = PostureEstimate(.notWorn, confidence: 0.9)
    } else if isLying {
      estimate = PostureEstimate(.lying, confidence: 0.95)
    } else if isWalking {
      estimate = PostureEstimate(.walking, confidence: 0.95)
    } else if thigh.isPresent && thigh.upright != nil {
      estimate = PostureEstimate(thighSits ? .sitting : .standing, confidence: 0.98)
    } else {
      var odds = memory
      if let reference = track.upright {
        let angle = Self.degrees(track.steadyUp, reference)
        odds += min(3, max(-2, (angle - parameters.sittingAngle) / 3))
      }
      if odds.magnitude < 0.5 {
        estimate = .unknown
      } else {
        let confidence = 1 / (1 + Trigonometry.exp(-odds.magnitude))
        estimate = PostureEstimate(odds > 0 ? .sitting : .standing, confidence: confidence)
      }
    }
  }
}
