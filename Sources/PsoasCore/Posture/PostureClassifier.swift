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
    /// Log-odds below which the posture is `unknown`: 0.7 is 67 %.
    public var unknownOdds = 0.7

    public init() {}
  }

  public var parameters: Parameters
  /// False: references stay as they were given.
  public var learns = true
  public private(set) var estimate = PostureEstimate.unknown
  /// Steps since the start.
  public var stepCount: Int { track(primary ?? .pelvis).steps.count }
  /// Steps a minute, 0 when not walking.
  public var cadence: Double { torso.isWalking ? track(primary ?? .pelvis).steps.cadence : 0 }
  /// Up in neutral stance, unit, pelvis sensor axes: calibrated, else learnt from walking; nil before.
  public var uprightReference: Vector3? { pelvis.upright }
  /// To the wearer's right, unit, pelvis sensor axes; nil until a transition has shown it.
  public var mediolateral: Vector3? { torso.mediolateral }

  private var pelvis = SensorTrack()
  private var thigh = SensorTrack()
  private var trunk = SensorTrack()
  private var torso = TorsoRule()
  private var thighRule = ThighRule()
  private var isCalibrated = false
  private var motionless = 0.0

  public init(_ parameters: Parameters = Parameters()) { self.parameters = parameters }

  /// The wearer stands in neutral with `up` (unit, pelvis sensor axes). Other sensors take their own direction of
  /// the moment.
  public mutating func calibrate(standing up: Vector3) {
    guard let direction = up.normalized else { return }
    pelvis.upright = direction
    isCalibrated = true
    if thigh.isPresent { thigh.upright = thigh.steadyUp.normalized }
    if trunk.isPresent { trunk.upright = trunk.steadyUp.normalized }
    torso.standsNow()
  }

  /// The sensor of a placement is gone, or has been silent for too long.
  public mutating func lose(_ placement: Placement) {
    let led = primary
    switch placement {
    case .pelvis: pelvis.lose()
    case .thigh:
      thigh.lose()
      thighRule = ThighRule()
    case .trunk: trunk.lose()
    }
    if primary != led { torso.forget() }
    if primary == nil { estimate = .unknown }
  }

  /// One sample of one placement, with the orientation filter's `up` for it (unit, that sensor's axes).
  public mutating func update(_ placement: Placement, _ sample: Sample, up: Vector3) {
    guard up.isFinite, sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    let led = primary
    switch placement {
    case .pelvis: pelvis.update(sample, up: up)
    case .thigh: thigh.update(sample, up: up)
    case .trunk: trunk.update(sample, up: up)
    }
    if primary != led { torso.forget() }
    if placement == .thigh, let upright = thigh.upright { thighRule.update(thigh, upright: upright, parameters) }
    guard placement == primary else { return }
    let leading = track(placement)
    torso.update(
      leading, upright: leading.upright, trusted: isCalibrated || leading.walked > 20, learns: learns,
      parameters: parameters)
    if torso.refutes {
      pelvis.forgetUpright()
      trunk.forgetUpright()
      isCalibrated = false
    }
    if torso.isWalking { learnUpright(leading) }
    motionless =
      leading.slowAgitation < parameters.notWornActivity * parameters.notWornActivity
      ? motionless + leading.interval : 0
    decide()
  }

  private var primary: Placement? {
    pelvis.isPresent ? .pelvis : trunk.isPresent ? .trunk : thigh.isPresent ? .thigh : nil
  }

  private func track(_ placement: Placement) -> SensorTrack {
    switch placement {
    case .pelvis: pelvis
    case .thigh: thigh
    case .trunk: trunk
    }
  }

  private mutating func learnUpright(_ leading: SensorTrack) {
    guard learns, leading.steps.run >= TorsoRule.provingRun, leading.isSteady else { return }
    pelvis.learnUpright(isCalibrated: isCalibrated)
    thigh.learnUpright(isCalibrated: isCalibrated)
    trunk.learnUpright(isCalibrated: isCalibrated)
  }

  private mutating func decide() {
    if motionless > parameters.notWornAfter {
      estimate = PostureEstimate(.notWorn, confidence: 0.9)
    } else if torso.isLying {
      estimate = PostureEstimate(.lying, confidence: 0.95)
    } else if torso.isWalking {
      estimate = PostureEstimate(.walking, confidence: 0.95)
    } else if thigh.isPresent, let sits = thighRule.sits {
      estimate = PostureEstimate(sits ? .sitting : .standing, confidence: 0.98)
    } else if torso.total.magnitude < parameters.unknownOdds {
      estimate = .unknown
    } else {
      estimate = PostureEstimate(
        torso.total > 0 ? .sitting : .standing, confidence: SittingOdds.probability(torso.total.magnitude))
    }
  }
}
