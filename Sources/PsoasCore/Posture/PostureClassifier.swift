/// Classifies sitting, standing, walking, lying and not worn from the worn sensors, sample by sample and causally.
///
/// The result does not depend on the mounting of a sensor: only angles between directions in its own axes, and movement
/// along gravity, are used.
public struct PostureClassifier: Sendable {
  public var parameters: Parameters
  /// False: the references keep their initial values.
  public var learns = true
  /// The wearer's seated pose at the pelvis sensor, as currently worn; nil without a calibration.
  public var seat: SeatedPose?
  public private(set) var estimate = PostureEstimate.unknown
  /// Steps of walks since the start.
  public var stepCount: Int { counter.count }
  /// Steps per minute, 0 when not walking.
  public var cadence: Double { estimate.posture == .walking ? track(primary ?? .pelvis).steps.cadence : 0 }
  /// Up in neutral stance, unit vector, pelvis sensor axes: calibrated, otherwise learned from walking; nil before.
  /// Reading it changes nothing; it is `mutating`, as others below, because the compiler would otherwise copy all 3 kB.
  public var uprightReference: Vector3? { mutating get { tracks.values[Placement.pelvis.index].upright } }
  /// To the wearer's right, unit vector, pelvis sensor axes; nil before the first sitting down or standing up.
  public var mediolateral: Vector3? { mutating get { primary == .pelvis ? torso.bends.right : nil } }

  /// The rules get the leading sensor's track `inout` from here and only read it: the compiler would otherwise copy it.
  /// For the same reason nothing below that runs for every sample reads a property of a track: see `TrackSummary`.
  private var tracks = PerPlacement { SensorTrack($0 == .thigh ? StepDetector.thigh : StepDetector.torso) }
  /// The sensors that have sent a sample since they were last lost: `isPresent` of their tracks, which a read would copy.
  private var isPresent = PerPlacement(repeating: false)
  /// The sensor that determines the posture: the pelvis, otherwise the trunk, otherwise the thigh.
  private var primary: Placement?
  private var torso = TorsoRule()
  private var filter = PostureFilter()
  /// The source of `filter`.
  private var filtered: Placement?
  private var thighRule = ThighRule()
  private var wear = WearDetector()
  private var counter = StepCounter()
  private var isCalibrated = false
  /// The torso lies, given the thigh.
  private var isFlat = false
  private var revision: Placement?
  private var interruption: Interruption?
  /// The end of the latest time that the samples' clock did not count.
  private var uncounted = Instant(microseconds: .min)

  /// Seconds without a sample through which a posture is assumed to continue.
  public static let longestGap = 10.0

  /// The pelvis sensor was lost while it led, and no other one continues.
  private struct Interruption {
    /// Of its last sample.
    let time: Instant
    /// After its last sample, whose second is not over before the next one.
    let estimate: PostureEstimate
  }

  public init(_ parameters: Parameters = Parameters()) { self.parameters = parameters }

  private var pelvis: SensorTrack {
    @inline(__always) _read { yield tracks.values[Placement.pelvis.index] }
    @inline(__always) _modify { yield &tracks.values[Placement.pelvis.index] }
  }

  private var thigh: SensorTrack {
    @inline(__always) _read { yield tracks.values[Placement.thigh.index] }
    @inline(__always) _modify { yield &tracks.values[Placement.thigh.index] }
  }

  private var trunk: SensorTrack {
    @inline(__always) _read { yield tracks.values[Placement.trunk.index] }
    @inline(__always) _modify { yield &tracks.values[Placement.trunk.index] }
  }

  /// The wearer stands in neutral with `up` (unit vector, pelvis sensor axes). Other sensors use their own current
  /// direction.
  public mutating func calibrate(standing up: Vector3) {
    calibrate(standing: up, of: .pelvis)
    if isPresent[.thigh] { calibrate(standing: thigh.steadyUp, of: .thigh) }
    if isPresent[.trunk] { calibrate(standing: trunk.steadyUp, of: .trunk) }
  }

  /// The wearer stands in neutral with `up` (unit vector, axes of that sensor).
  public mutating func calibrate(standing up: Vector3, of placement: Placement) {
    guard let direction = up.normalized else { return }
    switch placement {
    case .pelvis:
      pelvis.upright = direction
      isCalibrated = true
    case .trunk:
      trunk.upright = direction
      if !isPresent[.pelvis] { isCalibrated = true }
    case .thigh: thighRule.assume(upright: direction, odds: ThighReference.announced)
    }
    if placement != .thigh { torso.stand() }
    if placement == .pelvis || placement == .trunk && !isPresent[.pelvis] { filter.stand(direction) }
  }

  /// Restores what was learned about a thigh sensor in the same mounting: up in standing, unit vector, sensor axes.
  public mutating func remember(thighUpright up: Vector3) {
    guard let direction = up.normalized else { return }
    thighRule.assume(upright: direction, odds: ThighReference.remembered)
  }

  /// Up of the thigh sensor in standing, unit vector, sensor axes; nil until walking has confirmed it.
  public var confirmedThighUpright: Vector3? {
    mutating get { thighRule.reference.odds > ThighReference.remembered ? thighRule.reference.upright : nil }
  }

  /// The sensor whose upright later walking has replaced since the previous call.
  public mutating func takeRevision() -> Placement? {
    defer { revision = nil }
    return revision
  }

  /// The wearer sits, directly after a request to sit.
  public mutating func sit() {
    torso.sit()
    filter.sit()
  }

  /// The second that has ended since the previous call, for `PostureHindsight`.
  public mutating func takeSecond() -> PostureSecond? { filter.takeSecond() }

  /// Ends the current second when no more samples come.
  public mutating func endSecond() {
    guard let primary else { return }
    let isAlone = primary != .thigh && !track(primary).hasGyroscope && !isPresent[.thigh]
    let forward = primary == .thigh ? Vector3.zero : track(primary).forward.direction
    endSecond(forward, witness: isAlone && estimate.posture != .notWorn ? nil : estimate)
  }

  private mutating func endSecond(_ forward: Vector3, witness: PostureEstimate?) {
    let before = interruption.take()?.estimate
    filter.endSecond(forward: forward, witness: witness.map { before ?? $0 })
  }

  /// Time has passed that the samples' clock does not count, as in a suspend: what sensors showed before `time` does not go
  /// on after it.
  public mutating func passUncounted(until time: Instant) { uncounted = time }

  /// A sensor is lost, or has been silent for too long. The others continue.
  public mutating func lose(_ placement: Placement) {
    let led = placement == primary
    let last = Interruption(time: tracks.values[placement.index].time, estimate: estimate)
    isPresent[placement] = false
    switch placement {
    case .pelvis: pelvis.lose()
    case .thigh:
      thigh.lose()
      // The pelvis sensor continues from the last posture of the thigh sensor.
      if thighRule.sits == true && !torso.isLying { torso.sit() } else if thighRule.sits == false { torso.stand() }
      thighRule.lose()
    case .trunk: trunk.lose()
    }
    lead()
    guard primary == nil else { return }
    if led { interruption = placement == .pelvis ? last : nil }
    estimate = .unknown
  }

  /// Processes one sample of one placement, with the orientation filter's `up` for it (unit vector, that sensor's
  /// axes). Samples that are not finite are ignored.
  public mutating func update(_ placement: Placement, _ sample: Sample, up: Vector3) {
    guard up.isFinite, sample.acceleration.isFinite else { return }
    let index = placement.index
    tracks.values[index].update(sample, up: up)
    isPresent[placement] = true
    if placement == .thigh,
      thighRule.update(&tracks.values[index], sample.acceleration, learns: learns, &parameters)
    {
      revision = .thigh
    }
    lead()
    guard placement == primary else { return }
    let seen = tracks.values[index].summary(&parameters)
    if placement == .thigh { followThighAlone(seen, index) } else { followTorso(seen, placement, index) }
    tracks.values[index].count(in: &counter, estimate.posture)
  }

  /// The state of the sensor at `placement`.
  func track(_ placement: Placement) -> SensorTrack { tracks.values[placement.index] }

  /// Determines `primary`. Movement and direction seen by one sensor do not apply to the next.
  @inline(__always)
  private mutating func lead() {
    let next: Placement? = isPresent[.pelvis] ? .pelvis : isPresent[.trunk] ? .trunk : isPresent[.thigh] ? .thigh : nil
    if next != primary { lead(next) }
  }

  private mutating func lead(_ next: Placement?) {
    let former = primary
    primary = next
    guard let next else { return }
    if filtered != next {
      if filtered != nil { filter.forgetDirections() }
      filter.follow(next)
      filtered = next
    }
    counter.follow(track(next).steps)
    wear = WearDetector()
    if next == .pelvis, let interruption, goesOn(after: interruption) {
      estimate = interruption.estimate
      return
    }
    // Then the second before the gap stays without a posture, so that hindsight easily finds a change in the gap.
    interruption = nil
    let wasSitting = estimate.posture == .sitting
    let wasUpright = estimate.posture.isUpright
    torso.forget(directions: true)
    if former != nil && wasUpright { torso.stand() } else if former != nil && wasSitting { torso.sit() }
  }

  private mutating func goesOn(after last: Interruption) -> Bool {
    let (time, up) = (pelvis.time, pelvis.up)
    return last.time > uncounted && time.seconds(since: last.time) <= Self.longestGap && torso.resume(up)
  }

  /// The timestamps of the sensor determine where its seconds end.
  @inline(__always)
  private mutating func gather(_ seen: TrackSummary, _ leading: Int, isTorso: Bool, witness: PostureEstimate?) -> Bool {
    if filter.isOver(at: seen.time) {
      endSecond(isTorso ? seen.forward.direction : .zero, witness: witness)
    }
    return filter.add(&tracks.values[leading], isTorso: isTorso, isProven: seen.isWalking && seen.isProven)
  }

  /// Handles a torso sensor without a gyroscope.
  private mutating func followAccelerometer(_ seen: TrackSummary, _ leading: Int) {
    let isOff = wear.motionless > parameters.notWornAfter
    if learns && seen.isWalking && seen.isProven { learnUpright() }
    guard gather(seen, leading, isTorso: true, witness: isOff ? estimate : nil) else { return }
    filter.look(forward: seen.forward.direction)
    estimate = isOff ? PostureEstimate(.notWorn, confidence: Self.notWornConfidence) : filter.estimate
  }

  /// - Parameter seen: as of this sample; its directions may be replaced below.
  private mutating func followTorso(_ seen: TrackSummary, _ placement: Placement, _ leading: Int) {
    wear.update(&tracks.values[leading], &parameters)
    if !seen.hasGyroscope && !isPresent[.thigh] {
      filter.seat = placement == .pelvis ? seat : nil
      return followAccelerometer(seen, leading)
    }
    let looked = torso.update(
      &tracks.values[leading], isCalibrated: isCalibrated,
      seat: placement == .pelvis ? seat : nil, trunkAngle: placement == .pelvis ? trunkAngle : nil, learns: learns,
      &parameters)
    if torso.refutes {
      pelvis.forgetUpright()
      trunk.forgetUpright()
      isCalibrated = false
    }
    let seated = isPresent[.thigh] ? thighRule.sits : nil
    let isRaised = isPresent[.thigh] && thighRule.isRaised
    let isWalking = !isRaised && (seated == false ? seen.isWalking : torso.isWalking)
    if learns && isWalking && seen.isProven { learnUpright() }
    _ = gather(seen, leading, isTorso: true, witness: estimate)
    guard looked else { return }
    isFlat = torso.isLying && lies(leading, seen.upright, seated)
    if wear.motionless > parameters.notWornAfter {
      torso.forget()
      estimate = PostureEstimate(.notWorn, confidence: Self.notWornConfidence)
    } else if isFlat {
      estimate = PostureEstimate(.lying, confidence: Self.lyingConfidence)
    } else if isWalking {
      estimate = PostureEstimate(.walking, confidence: Self.walkingConfidence)
    } else if let seated {
      estimate = fromThigh(seated, confidence: Self.thighConfidence)
    } else if torso.total.magnitude < parameters.unknownOdds {
      estimate = .unknown
    } else {
      estimate = PostureEstimate(
        torso.total > 0 ? .sitting : .standing, confidence: SittingOdds.probability(torso.total.magnitude))
    }
  }

  /// The thigh sensor alone distinguishes sitting and walking; it cannot distinguish lying from sitting.
  private mutating func followThighAlone(_ seen: TrackSummary, _ index: Int) {
    let isWalking = seen.isWalking && !thighRule.isRaised
    wear.update(&tracks.values[index], &parameters)
    _ = gather(seen, index, isTorso: false, witness: estimate)
    if wear.motionless > parameters.notWornAfter {
      estimate = PostureEstimate(.notWorn, confidence: Self.notWornConfidence)
    } else if isWalking {
      estimate = PostureEstimate(.walking, confidence: Self.walkingConfidence)
    } else if let sits = thighRule.sits {
      estimate = fromThigh(sits, confidence: Self.thighAloneConfidence)
    } else {
      estimate = .unknown
    }
  }

  private var trunkAngle: Double? {
    @inline(__always) get {
      guard isPresent[.trunk], let upright = tracks.values[Placement.trunk.index].upright else { return nil }
      return Angle.degrees(tracks.values[Placement.trunk.index].steadyUp, upright)
    }
  }

  /// The posture from the thigh sensor, with the confidence of its reference.
  private func fromThigh(_ sits: Bool, confidence: Double) -> PostureEstimate {
    let sure = max(0.5, SittingOdds.probability(thighRule.reference.odds))
    return PostureEstimate(sits ? .sitting : .standing, confidence: confidence * sure)
  }

  /// Whether a torso that appears to lie does lie. An upright wearer does not lie. A torso slumped in a chair is
  /// strongly inclined.
  @inline(__always)
  private func lies(_ leading: Int, _ upright: Vector3?, _ seated: Bool?) -> Bool {
    guard let seated, let upright = upright ?? torso.shownUpright else { return true }
    let limit = parameters.thighLyingAngle - (isFlat ? parameters.lyingHysteresis : 0)
    return seated && Angle.degrees(tracks.values[leading].steadyUp, upright) > limit
  }

  private mutating func learnUpright() {
    if let wrong = tracks.values[Placement.pelvis.index].learnUpright(isCalibrated: isCalibrated, &parameters) {
      isCalibrated = false
      overturned(.pelvis, by: wrong)
    }
    if let wrong = tracks.values[Placement.trunk.index].learnUpright(isCalibrated: isCalibrated, &parameters),
      primary == .trunk
    {
      overturned(.trunk, by: wrong)
    }
  }

  private mutating func overturned(_ placement: Placement, by degrees: Double) {
    revision = placement
    if degrees > parameters.slipAngle {
      torso.forget(directions: true)
      if filtered == placement { filter.forgetDirections() }
    }
    torso.stand()
  }

  // Shares of seconds that were correct when reported, HAPT: see docs/posture.md.
  static let lyingConfidence = 0.99
  static let walkingConfidence = 0.98
  // From the literature: Skotte 2014, thigh, free living and laboratory.
  static let thighConfidence = 0.98
  static let thighAloneConfidence = 0.93
  static let notWornConfidence = 0.9
}
