/// The rotation from one sensor's axes to the wearer's: x anterior, y cranial, z to the right (ISB, Wu 2002),
/// with the wearer's neutrals.
///
/// Both axes come from the body itself, so the sensor may be clipped on any way round: cranial is up in neutral
/// stance, and the mediolateral axis is the one that forward bends turn about.
public struct Calibration: Equatable, Sendable {
  /// Unit, sensor axes: forward.
  public let anterior: Vector3
  /// Unit, sensor axes: head-wards in neutral stance.
  public let cranial: Vector3
  /// Unit, sensor axes: to the wearer's right.
  public let right: Vector3
  /// Sagittal tilt of the seated neutral from the standing one, degrees, anterior positive. A chair turns the
  /// pelvis back by 8 to 19 degrees (Endo 2012, Moon 2018); nil until it has been recorded.
  public var seatedNeutral: Double?
  /// Tilt of the wearer's relaxed stance from the guided neutral, degrees, anterior positive: the only thing that
  /// shows a constant tilt. nil until it has been recorded.
  public var habitualStance: Double?
  /// Tilt of the wearer's usual seat from the standing neutral, degrees, anterior positive; nil until recorded.
  public var habitualSeat: Double?
  /// How far the wearer rocked the pelvis while standing; nil until recorded.
  public var activeRange: ActiveRange?
  public var quality = CalibrationQuality()

  /// The furthest that the wearer turned the pelvis by will, degrees from the standing neutral, anterior positive.
  /// Expect 16 +/- 6 degrees between the two (Yoon 2020's cohort).
  public struct ActiveRange: Equatable, Sendable {
    public var posterior: Double
    public var anterior: Double

    public init(posterior: Double, anterior: Double) {
      self.posterior = posterior
      self.anterior = anterior
    }

    /// Where the neutral lies between the two: 0 at the posterior end, 1 at the anterior; nil for less than 3 degrees.
    public var neutralShare: Double? {
      anterior - posterior >= 3 ? -posterior / (anterior - posterior) : nil
    }
  }

  /// - Parameters:
  ///   - upright: up in neutral stance, sensor axes, any length.
  ///   - mediolateral: to the wearer's right, sensor axes, any length; its part along `upright` is dropped.
  /// - Returns: nil where the two give no frame: one has no direction, or they lie within 30 degrees of each
  ///   other, where sway would turn the frame more than the bend did.
  public init?(upright: Vector3, mediolateral: Vector3, seatedNeutral: Double? = nil) {
    guard let cranial = upright.normalized, let sideways = mediolateral.normalized else { return nil }
    let level = sideways - cranial * sideways.dot(cranial)
    guard level.norm >= 0.5, let right = level.normalized else { return nil }
    self.cranial = cranial
    self.right = right
    self.anterior = cranial.cross(right)
    self.seatedNeutral = seatedNeutral
  }

  /// `v` of the sensor's axes in the wearer's.
  @inlinable
  public func anatomical(_ v: Vector3) -> Vector3 { Vector3(v.dot(anterior), v.dot(cranial), v.dot(right)) }

  /// The same mounting, put on again a little differently: a new stance, everything else kept.
  /// - Returns: nil where `upright` lies too close to the mediolateral axis.
  public func rezeroed(upright: Vector3) -> Calibration? {
    guard var fresh = Calibration(upright: upright, mediolateral: right, seatedNeutral: seatedNeutral) else {
      return nil
    }
    fresh.habitualStance = habitualStance
    fresh.habitualSeat = habitualSeat
    fresh.activeRange = activeRange
    fresh.quality = quality
    return fresh
  }

  /// Degrees between an upright direction, any length, and the stance of this calibration.
  public func angle(from upright: Vector3) -> Double { Angle.degrees(upright, cranial) }
}
