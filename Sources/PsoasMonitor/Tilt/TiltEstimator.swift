import PsoasCore

/// Tilt, its calibrations, and the trust in them.
struct TiltEstimator: Sendable {
  private(set) var records = PerPlacement<CalibrationRecord?>(repeating: nil) {
    didSet { choose() }
  }
  /// The trust in the pelvis sensor's calibration.
  private(set) var trust = CalibrationTrust.none {
    didSet { choose() }
  }
  private(set) var tracker = TiltTracker()
  /// The calibration learned from walking and sitting down, if none is stored.
  private var learnt: Calibration? {
    didSet { choose() }
  }
  private var earlier: [(day: Int64, tilt: TiltDay)] = []
  private var walking = Vector3.zero
  private var walkingSeconds = 0
  /// Degrees on either side of neutral.
  var deadBand: Double

  /// Seconds of walking that confirm or refute a calibration: 36 steps, which average out their sway of 2 to 4 degrees.
  static let provingWalk = 20

  init(deadBand: Double) { self.deadBand = deadBand }

  /// The pelvis calibration, if tilt may be reported with it.
  private(set) var calibration: Calibration?
  /// Its axes. They are stored, because every sample reads them.
  private var axes: Calibration.Axes?
  /// The direction whose tilt the tracker has, by these axes.
  private var tracked: Vector3?

  private mutating func choose() {
    tracked = nil
    calibration = records[.pelvis]?.calibration ?? learnt
    if case .refused = trust { calibration = nil }
    axes = calibration?.axes
  }

  /// The wearer's seated pose, if the sensor is known to be worn as calibrated.
  var seat: SeatedPose? { trust == .current ? records[.pelvis].flatMap { SeatedPose($0.calibration) } : nil }

  // MARK: Calibrations

  /// - Parameter isFresh: made in the current mounting.
  mutating func set(_ record: CalibrationRecord?, of placement: Placement, isFresh: Bool) {
    records[placement] = record
    guard placement == .pelvis else { return }
    trust = record == nil ? (learnt == nil ? .none : .learnt) : isFresh ? .current : .unproven
    forgetWalk()
    tracker = TiltTracker()
  }

  mutating func learn(_ calibration: Calibration?) {
    let isFirst = learnt == nil
    learnt = calibration
    guard records[.pelvis] == nil else { return }
    trust = calibration == nil ? .none : .learnt
    if isFirst { tracker = TiltTracker() }
  }

  /// A quick calibration took a stance that did not match the stored one.
  mutating func markShifted(degrees: Double) {
    guard records[.pelvis] != nil else { return }
    trust = CalibrationTrust(offset: degrees)
    forgetWalk()
  }

  /// The wearer has announced a stance: a matching mounting is confirmed, otherwise the axes must be learned again.
  mutating func stand(up: Vector3) {
    learnt = nil
    if let record = records[.pelvis], record.calibration.angle(from: up) <= CalibrationTrust.same,
      let fresh = record.calibration.rezeroed(upright: up)
    {
      var record = record
      record.calibration = fresh
      set(record, of: .pelvis, isFresh: true)
    } else {
      set(nil, of: .pelvis, isFresh: false)
    }
  }

  /// The sensor lay on a table and is put on again.
  mutating func putOn() {
    if trust == .current { trust = .unproven }
    forgetWalk()
  }

  /// Adds a second of walking with the pelvis's up: its mean is upright (within 1 to 2 degrees of the stance; Zuegner
  /// 2019 has 5 degrees of sway, which averages out).
  mutating func walk(up: Vector3) {
    guard let calibration = records[.pelvis]?.calibration else { return }
    walking = walking + up
    walkingSeconds += 1
    guard walkingSeconds >= TiltEstimator.provingWalk else { return }
    trust = CalibrationTrust(offset: TiltEstimator.angle(walking, usualStance(calibration)))
    forgetWalk()
  }

  private mutating func forgetWalk() {
    walking = .zero
    walkingSeconds = 0
  }

  /// Up in relaxed stance, sensor axes: people do not walk in the guided neutral.
  private func usualStance(_ calibration: Calibration) -> Vector3 {
    let tilt = (calibration.habitualStance ?? 0) * Trigonometry.radiansPerDegree
    return calibration.cranial * Trigonometry.cosine(tilt) - calibration.anterior * Trigonometry.sine(tilt)
  }

  private static func angle(_ a: Vector3, _ b: Vector3) -> Double {
    guard let a = a.normalized, let b = b.normalized else { return 180 }
    return Trigonometry.acos(a.dot(b)) * Trigonometry.degreesPerRadian
  }

  // MARK: Tilt

  @inline(__always)
  mutating func update(up: Vector3, interval: Double) {
    guard let axes else { return }
    tracker.update(axes, up: up, interval)
    tracked = up
  }

  /// The tilt at one direction of the pelvis sensor; nil without a calibration. `mutating`, as `Monitor.estimate`.
  mutating func tilt(up: Vector3) -> PelvicTilt? {
    if tracked == up { return tracker.latest }
    return axes.map { PelvicTilt($0, up: up) }
  }

  /// Degrees from the neutral of a posture; nil if it has none.
  private mutating func fromNeutral(_ tilt: Double, _ posture: Posture) -> Double? {
    switch posture {
    case .standing, .walking: tilt
    case .sitting: calibration?.seatedNeutral.map { tilt - $0 }
    case .lying, .notWorn, .unknown: nil
    }
  }

  /// Degrees from the neutral of a posture for the day's totals; nil if there is none, or if it is not trusted.
  mutating func countedDeviation(_ posture: Posture) -> Double? {
    guard trust.counts, !tracker.isOnSide, let tilt = tracker.posture else { return nil }
    return fromNeutral(tilt, posture)
  }

  // MARK: Days

  mutating func restore(_ tilt: TiltDay, of day: Int64) {
    earlier.removeAll { $0.day == day }
    earlier.append((day, tilt))
  }

  /// Deletes the days before `day`; nil: all.
  mutating func forget(before day: Int64?) { earlier.removeAll { $0.day < day ?? .max } }

  /// A day has ended.
  mutating func end(_ totals: DayTotals) {
    guard let day = totals.day else { return }
    restore(totals.tilt, of: day)
    earlier.removeAll { $0.day <= day - Int64(TiltTrend.span) + 1 }
  }

  mutating func state(_ posture: Posture, isSensed: Bool, today: DayTotals) -> TiltState {
    var state = TiltState()
    state.deadBand = deadBand
    state.trend = TiltTrend(
      earlier.filter { $0.day != today.day && $0.day > (today.day ?? $0.day) - Int64(TiltTrend.span) }.map { $0.tilt }
        + [today.tilt])
    if !isSensed {
      state.missingReason = .noSensor
    } else if case .refused = trust {
      state.missingReason = .refused
    } else if calibration == nil {
      state.missingReason = .uncalibrated
    } else if tracker.posture == nil && !tracker.isOnSide {
      state.missingReason = .noSensor
    } else {
      state.lateral = tracker.lateral
      if tracker.isOnSide {
        state.missingReason = .onSide
      } else if let tilt = tracker.posture {
        state.tilt = tilt
        state.fromNeutral = fromNeutral(tilt, posture)
        state.band = state.fromNeutral.map { TiltBands.Band(tilt: $0, deadBand: deadBand) }
      }
    }
    return state
  }
}
