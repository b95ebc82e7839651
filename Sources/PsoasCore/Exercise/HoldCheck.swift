/// Checks whether a position is held: the orientation of the pelvis, its stillness, and evidence that the wearer took
/// the position.
///
/// Time counts while all conditions hold, and through interruptions shorter than `grace`. Time counts as *checked* if
/// the sensor can also distinguish the exercise from doing nothing: it saw the drop to the knee or the posterior tilt,
/// or the body trembles as in a hold.
///
/// A hold begins and ends at the midpoint of the movement, not when the movement is recognized. `held` may therefore
/// decrease by some seconds at a break.
public struct HoldCheck: Sendable {
  public struct Limits: Equatable, Sendable {
    /// Sagittal tilt, degrees, anterior positive.
    public var tilt: ClosedRange<Double>
    /// Largest lateral tilt to either side, degrees.
    public var lateral: Double
    /// Largest root mean square rate while holding, degrees/s.
    public var turning: Double
    /// Degrees that the pelvis must tilt posteriorly from its value before the hold; 0 if none is required.
    public var tuck = 0.0
    /// Degrees from the angle at the start of the hold that count as a sag or a pike; 0 for no check.
    public var deviation = 0.0
    /// Least tremor, degrees/s; 0 if none is required.
    public var tremor = 0.0
    /// Metres that the pelvis must have sunk for the hold to be checked; 0 if none is required.
    public var drop = 0.0
    /// Root mean square rate that the movement into the position must have had, degrees/s; 0 if none is required.
    public var entry = 0.0
    /// Seconds for which all conditions must hold before time counts; they then count as well.
    public var arming = 3.0
    /// Longest interruption that counts as held, seconds.
    public var grace = 2.0
  }

  /// Why time does not count.
  public enum Fault: UInt8, Sendable {
    case none
    /// The wearer's axes are unknown, or the sensor is silent.
    case unseen
    case outOfPosition
    case sideways
    case moving
    case untucked
    case sagging
    case piking
    /// The wearer appears to lie and rest.
    case resting
  }

  public let limits: Limits
  /// Seconds counted.
  public private(set) var held = 0.0
  /// Seconds of these that the sensor has verified.
  public private(set) var checked = 0.0
  public private(set) var isHolding = false
  public private(set) var fault = Fault.unseen
  /// Number of times that a hold was broken.
  public private(set) var breaks = 0
  /// Degrees of posterior tilt from the value before the hold; nil before that is known.
  public private(set) var tucked: Double?

  private var trail = AngleHistory()
  /// Mean angle of this hold, degrees, and the time held before it.
  private var place = 0.0
  private var heldBefore = 0.0
  private var checkedBefore = 0.0
  /// Seconds for which time may count.
  private var watched = 0.0
  private var arming = 0.0
  private var lapse = 0.0
  private var recovery = 0.0
  /// Mean posterior tilt in this hold, degrees.
  private var depth = 0.0
  private var unchecked = 0.0
  private var before: Double?
  private var steady = 0.0
  /// The angle at which the steady period began.
  private var steadyFrom = 0.0
  private var steadyFor = 0.0
  private var first: Double?
  private var startFor = 0.0
  private var relocations = 0
  private var isInTuck = false

  /// Share of its depth that a posterior tilt may lose before it counts as lost, and degrees that it may lose of
  /// `limits.tuck`.
  static let tuckShare = 0.4
  static let tuckSlack = 1.0
  /// Time constant of the mean depth, s.
  static let depthTime = 3.0
  /// Seconds for which all conditions must hold again before an interruption is over.
  static let recoveryTime = 0.5
  /// Degrees within which the pelvis must stay, and for how many seconds, to measure the value before the hold: a
  /// weight shift is shorter.
  static let steadiness = 1.0
  static let steadyTime = 2.0
  /// Degrees that the mean angle may drift in that time: a slow movement is not a stance.
  static let drift = 1.0
  /// Time constant with which that value follows a posterior change, s: a posterior tilt takes a second or two, the
  /// drift of a quiet stance a minute (Pan 2021). An anterior change is followed as soon as it is steady.
  static let beforeFall = 8.0
  /// Degrees outside the position at which what was learned in it is discarded.
  static let departure = 15.0
  /// Furthest posterior value from which an upright kneeling starts, degrees: chairs tilt the pelvis posteriorly by 8
  /// to 19 degrees (Endo 2012, Moon 2018), and a seated wearer does not kneel.
  static let seat = -8.0
  /// Time constant of a hold's mean angle, s: a slow movement to the floor takes four.
  static let placeTime = 10.0
  /// Seconds over which the angle at the start is averaged.
  static let startTime = 2.0

  public init(_ limits: Limits) { self.limits = limits }

  /// Prepares another hold of the same kind: the time held before stays counted.
  public mutating func rearm() {
    rest()
    first = nil
    startFor = 0
  }

  private mutating func rest() {
    isHolding = false
    (arming, lapse, recovery, unchecked) = (0, 0, 0, 0)
    depth = 0
  }

  /// Before the hold: learns the start pose; no time counts.
  public mutating func prepare(_ track: ExerciseTrack) {
    fault = find(track)
    if fault == .untucked { fault = .none }
    rearm()
    watched = 0
  }

  public mutating func update(_ track: ExerciseTrack) {
    fault = find(track)
    let dt = track.interval
    watched += dt
    if fault == .none {
      hold(track, isProven(track))
    } else if isHolding {
      lapse += dt
      recovery = 0
      if lapse > limits.grace {
        breaks += 1
        end(isProven(track))
        rest()
      }
    } else {
      rest()
    }
  }

  private mutating func hold(_ track: ExerciseTrack, _ isProven: Bool) {
    let dt = track.interval
    if lapse > 0 {
      // One matching moment on the way out is not a return.
      recovery += dt
      lapse += dt
      guard recovery >= Self.recoveryTime else { return }
      held += lapse
      checked += isProven ? lapse : 0
      (lapse, recovery) = (0, 0)
      return
    }
    arming += dt
    if !isProven { unchecked += dt }
    guard isHolding || arming >= limits.arming else { return }
    if !isHolding { start() }
    if let angle = angle(track.pose) { place += (angle - place) * (dt / (Self.placeTime + dt)) }
    isHolding = true
    held += arming
    checked += max(0, isProven ? arming - unchecked : 0)
    (arming, unchecked) = (0, 0)
  }

  /// A hold is recognized: computes when it began.
  private mutating func start() {
    (heldBefore, checkedBefore) = (held, checked)
    guard let latest = trail.latest else { return }
    place = latest
    if let ago = trail.sinceArrival(at: latest) { arming = min(ago, watched) }
  }

  /// A hold is broken: computes when it ended.
  private mutating func end(_ isProven: Bool) {
    guard let ago = trail.sinceDeparture(from: place, within: lapse) else { return }
    held = max(heldBefore, held + lapse - ago)
    if isProven { checked = max(checkedBefore, checked + lapse - ago) }
  }

  /// Whether the measurements exclude a wearer who does nothing.
  private func isProven(_ track: ExerciseTrack) -> Bool {
    guard track.pose.tilt != nil else { return false }
    if limits.drop > 0, track.lowered < limits.drop { return false }
    if limits.entry > 0, track.liveliest < limits.entry { return false }
    if limits.tremor > 0, !track.hasGyroscope { return false }
    return true
  }

  private mutating func find(_ track: ExerciseTrack) -> Fault {
    if relocations != track.relocations || track.isOnTheWay {
      relocations = track.relocations
      forgetBefore()
      first = nil
      startFor = 0
    }
    guard let angle = angle(track.pose) else {
      trail.forget()
      return .unseen
    }
    if track.interval > 0 { trail.add(angle, track.interval) } else { trail.forget() }
    let outside = max(limits.tilt.lowerBound - angle, angle - limits.tilt.upperBound)
    if outside > Self.departure { forgetBefore() }
    // The pelvis may be further anterior before the posterior tilt than during it.
    let needsTuck = limits.tuck > 0 && track.pose.tilt != nil
    let mayBeUntucked = needsTuck && outside > 0 && outside <= Self.departure && angle > limits.tilt.upperBound
    guard outside <= 0 || mayBeUntucked else { return .outOfPosition }
    if let lateral = track.pose.lateral, abs(lateral) > limits.lateral { return .sideways }
    let isMoving = track.turning > limits.turning
    if needsTuck { isInTuck = followTuck(angle, isMoving: isMoving, track.interval) && outside <= 0 }
    if isMoving { return .moving }
    // Without a value before the hold, a tuck cannot be measured: it needs a still moment.
    if needsTuck, before == nil { return .moving }
    if needsTuck, !isInTuck { return .untucked }
    if limits.tremor > 0, track.hasGyroscope {
      // Half of the tremor is enough to continue.
      if track.tremor < (isHolding ? limits.tremor / 2 : limits.tremor) { return .resting }
    }
    if limits.deviation > 0, track.pose.tilt != nil { return strays(angle, track.interval) }
    return .none
  }

  /// The signed tilt; if only the inclination is known, that with the sign of the position.
  private func angle(_ pose: ExercisePose) -> Double? {
    if let tilt = pose.tilt { return tilt }
    // The axes are known, yet there is no tilt: the wearer lies on the side.
    guard pose.lateral == nil, let inclination = pose.inclination else { return nil }
    return limits.tilt.lowerBound + limits.tilt.upperBound < -40 ? -inclination : inclination
  }

  /// The angles at which time counts now, degrees, anterior positive. With a posterior tilt to reach they end that far
  /// from the value before the hold; nil until that is known.
  public var target: ClosedRange<Double>? {
    guard limits.tuck > 0 else { return limits.tilt }
    guard let before else { return nil }
    let highest = min(limits.tilt.upperBound, before - leastTuck)
    return limits.tilt.lowerBound <= highest ? limits.tilt.lowerBound...highest : nil
  }

  /// The wearer started from the angle of a seat, where an upright position cannot begin.
  public var startsSeated: Bool {
    limits.tuck > 0 && limits.tilt.upperBound >= 0 && (before.map { $0 <= Self.seat } ?? false)
  }

  /// Degrees of posterior tilt that the hold needs to begin, or to continue.
  private var leastTuck: Double {
    isHolding ? max(limits.tuck - Self.tuckSlack, (1 - Self.tuckShare) * depth) : limits.tuck
  }

  private mutating func forgetBefore() {
    before = nil
    steadyFor = 0
    tucked = nil
  }

  private mutating func followTuck(_ angle: Double, isMoving: Bool, _ dt: Double) -> Bool {
    // A mean that drifts is a movement as well, however slow.
    if isMoving || abs(angle - steady) > Self.steadiness || abs(steady - steadyFrom) > Self.drift {
      steady = angle
      steadyFrom = angle
      steadyFor = 0
    } else {
      steady += (angle - steady) * (dt / (1 + dt))
      steadyFor += dt
    }
    guard let known = before else {
      if steadyFor >= Self.steadyTime { before = steady }
      return false
    }
    let tuck = known - angle
    tucked = tuck
    let isOn = tuck >= leastTuck
    if isHolding, isOn { depth += (tuck - depth) * (dt / (Self.depthTime + dt)) }
    if !isOn, !isHolding, !isMoving {
      if steady < known {
        before = known + (steady - known) * (dt / (Self.beforeFall + dt))
      } else if steadyFor >= Self.steadyTime {
        before = steady
      }
    }
    // Upright positions only: a wearer who starts from the angle of a seat is sitting.
    return isOn && (limits.tilt.upperBound < 0 || known > Self.seat)
  }

  private mutating func strays(_ angle: Double, _ dt: Double) -> Fault {
    guard let known = first else {
      if isHolding { first = angle }
      return .none
    }
    if startFor < Self.startTime {
      guard isHolding else { return .none }
      startFor += dt
      first = known + (angle - known) * min(1, dt / (0.5 + dt))
      return .none
    }
    if angle - known < -limits.deviation { return .sagging }
    return angle - known > limits.deviation ? .piking : .none
  }
}

extension HoldCheck.Limits {
  /// Kneeling hip-flexor stretch: upright, still, with a posterior pelvic tilt from the start pose, after a drop to the
  /// knee. The root mean square rate and the grace time are chosen by judgement. 3 degrees of posterior tilt are more
  /// than a pelvis drifts in a second. The hips sink by about 0.45 m to one knee; 0.2 is required.
  public static let stretch = HoldCheck.Limits(tilt: -30...10, lateral: 20, turning: 5, tuck: 3, drop: 0.2)

  /// The same while standing: the hips do not sink, so only the posterior tilt distinguishes it from standing.
  public static let standingStretch = HoldCheck.Limits(tilt: -30...10, lateral: 20, turning: 5, tuck: 3)

  /// Figure-four, supine: still, with the thigh drawn in, which tilts the pelvis slightly posteriorly (chosen by
  /// judgement).
  public static let supine = HoldCheck.Limits(tilt: -125 ... -65, lateral: 25, turning: 8, tuck: 3)

  /// Plank on forearms (about +80) or hands (about +70): from geometry. A lying body does not tremble.
  public static let plank = HoldCheck.Limits(
    tilt: 60...100, lateral: 20, turning: 10, deviation: 10, tremor: 0.3, entry: 10, arming: 5)
}
