/// The rotation from one sensor's axes to the wearer's axes: x anterior, y cranial, z to the right (ISB, Wu 2002), with
/// the wearer's neutral poses.
///
/// Both axes are measured on the body, so the sensor may be worn in any orientation: cranial is up in the neutral
/// stance, and the mediolateral axis is the axis of rotation of forward bends.
public struct Calibration: Equatable, Sendable {
  /// Anterior, unit vector, sensor axes.
  public let anterior: Vector3
  /// Cranial in neutral stance, unit vector, sensor axes.
  public let cranial: Vector3
  /// The wearer's right, unit vector, sensor axes.
  public let right: Vector3
  /// Sagittal tilt of the seated neutral relative to the standing neutral, degrees, anterior positive. A chair tilts
  /// the pelvis posteriorly by 8 to 19 degrees (Endo 2012, Moon 2018); nil until recorded.
  public var seatedNeutral: Double?
  /// Tilt of the wearer's relaxed stance relative to the guided neutral, degrees, anterior positive. It is the only
  /// measure of a constant tilt. nil until recorded.
  public var habitualStance: Double?
  /// Tilt of the wearer's usual sitting pose relative to the standing neutral, degrees, anterior positive; nil until
  /// recorded.
  public var habitualSeat: Double?
  /// How far the wearer rocked the pelvis while standing; nil until recorded.
  public var activeRange: ActiveRange?
  public var quality = CalibrationQuality()

  /// The active range of pelvic tilt, degrees from the standing neutral, anterior positive. Expected range: 16 +/- 6
  /// degrees (Yoon 2020's cohort).
  public struct ActiveRange: Equatable, Sendable {
    public var posterior: Double
    public var anterior: Double

    public init(posterior: Double, anterior: Double) {
      self.posterior = posterior
      self.anterior = anterior
    }

    /// Position of the neutral in the range: 0 at the posterior end, 1 at the anterior; nil for a range below 3
    /// degrees.
    public var neutralShare: Double? {
      anterior - posterior >= 3 ? -posterior / (anterior - posterior) : nil
    }
  }

  /// - Parameters:
  ///   - upright: up in neutral stance, sensor axes, any length.
  ///   - mediolateral: to the wearer's right, sensor axes, any length; its component along `upright` is removed.
  /// - Returns: nil if the two give no frame: one has no direction, or they lie within 30 degrees of each other, where
  ///   sway would rotate the frame more than the bend did.
  public init?(upright: Vector3, mediolateral: Vector3, seatedNeutral: Double? = nil) {
    guard let cranial = upright.normalized, let sideways = mediolateral.normalized else { return nil }
    let level = sideways - cranial * sideways.dot(cranial)
    guard level.norm >= 0.5, let right = level.normalized else { return nil }
    self.cranial = cranial
    self.right = right
    self.anterior = cranial.cross(right)
    self.seatedNeutral = seatedNeutral
  }

  /// The wearer's axes in those of the sensor: what tilt is computed with for each sample.
  public struct Axes: Equatable, Sendable {
    @usableFromInline let anterior: Vector3
    @usableFromInline let cranial: Vector3
    @usableFromInline let right: Vector3

    /// Transforms `v` from sensor axes to the wearer's axes.
    @inlinable
    public func anatomical(_ v: Vector3) -> Vector3 { Vector3(v.dot(anterior), v.dot(cranial), v.dot(right)) }
  }

  public var axes: Axes { Axes(anterior: anterior, cranial: cranial, right: right) }

  /// The same mounting after the sensor was put on again: a new stance, everything else unchanged.
  /// - Returns: nil if `upright` lies too close to the mediolateral axis.
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

  /// The angle between an upright direction of any length and the stance of this calibration, degrees.
  public func angle(from upright: Vector3) -> Double { Angle.degrees(upright, cranial) }
}
