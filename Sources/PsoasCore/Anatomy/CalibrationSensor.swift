/// What a calibration has measured with one of the worn sensors.
struct CalibrationSensor: Sendable {
  let placement: Placement
  /// The stored calibration.
  let base: Calibration?
  private(set) var isPresent = false
  private(set) var hasGyroscope = true
  /// Latest up, unit vector, sensor axes, and its mean over a quarter of a second.
  private(set) var up = Vector3.zero
  private(set) var briefUp = Vector3.zero
  private var time: Instant?

  /// nil while there is no hold.
  var hold: StillHold?
  private(set) var stance: Vector3?
  private(set) var sway = 0.0
  private(set) var bias = Vector3.zero
  /// Set while bends, lifts or a sit-down are measured.
  var axis: MediolateralAxis?
  private(set) var frame: Calibration?
  var habitual: Vector3?
  var forward: Vector3?
  var back: Vector3?
  var seat: Vector3?
  var habitualSeat: Vector3?
  var isVerified = false
  /// Why this sensor has no axes of its own although the leading sensor has.
  var refusal: CalibrationRefusal?

  /// Angles from the stored stance up to which the mounting counts as the same, and up to which a full calibration
  /// corrects it, degrees: 8 and 20, chosen by judgement.
  static let sameMounting = 8.0
  static let likeMounting = 20.0

  init(_ placement: Placement, base: Calibration?) {
    self.placement = placement
    self.base = base
  }

  /// - Returns: why the sensor is not still, where a hold is requested.
  mutating func update(_ sample: Sample, up direction: Vector3) -> CalibrationRefusal? {
    let spacing = time.map { sample.time.seconds(since: $0) } ?? 0
    let dt = sample.interval > 0 && sample.interval < 0.5 ? sample.interval : min(max(spacing, 0), 0.1)
    time = sample.time
    hasGyroscope = sample.hasGyroscope
    if !isPresent { briefUp = direction }
    isPresent = true
    up = direction
    briefUp = briefUp + (direction - briefUp) * (dt / (0.25 + dt))
    axis?.update(sample, up: direction, dt)
    return hold?.update(sample, up: direction, dt, placement)
  }

  /// The reference direction for bends and leans.
  var upright: Vector3? { stance ?? base?.cranial }

  /// Angle from the stance, degrees.
  var lean: Double { upright.map { Angle.degrees(up, $0) } ?? 0 }

  mutating func endStance() {
    guard let hold, let direction = hold.direction else { return }
    stance = direction
    sway = hold.sway
    bias = hold.meanRate
    // The mounting may differ: the stored axes are valid only near the stored stance.
    if let base, base.angle(from: direction) <= CalibrationSensor.sameMounting {
      frame = base.rezeroed(upright: direction)
      frame?.quality.sway = hold.sway
      frame?.quality.gyroscopeBias = hasGyroscope ? hold.bias : nil
    }
  }

  mutating func watchBends() {
    guard let upright else { return }
    axis = MediolateralAxis(stance: upright, bias: bias, isThigh: placement == .thigh)
  }

  /// Computes the axes from the measured bends.
  /// - Returns: why there are none.
  mutating func endBends() -> CalibrationRefusal? {
    guard let axis, let upright else { return nil }
    switch axis.outcome(hasGyroscope: hasGyroscope, placement) {
    case .refused(let reason): return reason
    case .axis(let right, var quality):
      guard var fresh = Calibration(upright: upright, mediolateral: right) else {
        return .disagreement(placement, degrees: 90)
      }
      quality.sway = stance == nil ? base?.quality.sway : sway
      quality.gyroscopeBias = hasGyroscope ? bias.norm * Trigonometry.degreesPerRadian : nil
      fresh.quality = quality
      // Neutral poses are angles of the body: they stay valid across mountings.
      fresh.seatedNeutral = base?.seatedNeutral
      fresh.habitualStance = base?.habitualStance
      fresh.habitualSeat = base?.habitualSeat
      fresh.activeRange = base?.activeRange
      frame = fresh
      self.axis = nil
      return nil
    }
  }

  /// The axes to measure with now: the new ones, or the stored ones if no new stance was taken.
  var axes: Calibration? { frame ?? (stance == nil ? base : nil) }

  /// Degrees, anterior positive, in the current axes.
  func tilt(_ direction: Vector3?) -> Double? {
    guard let direction = direction?.normalized, let axes else { return nil }
    return PelvicTilt(axes, up: direction).sagittal
  }

  /// The calibration to store; nil if the axes are unknown.
  var result: Calibration? {
    guard var result = axes else { return nil }
    if let habitual = tilt(habitual) { result.habitualStance = habitual }
    if let seat = tilt(seat) { result.seatedNeutral = seat }
    if let habitualSeat = tilt(habitualSeat) { result.habitualSeat = habitualSeat }
    if let a = tilt(forward), let b = tilt(back) {
      result.activeRange = Calibration.ActiveRange(posterior: min(a, b), anterior: max(a, b))
    }
    if isVerified { result.quality.isVerified = true }
    return result
  }
}
