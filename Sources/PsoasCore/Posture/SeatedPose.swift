/// The wearer's own seated pose relative to the stance, measured by a guided calibration.
///
/// The angle from upright alone cannot distinguish a tall seat, 8 degrees posterior of standing, from a varying stance;
/// the direction and the wearer's own values can.
public struct SeatedPose: Equatable, Sendable {
  /// Anterior in the stance, unit vector, pelvis sensor axes.
  let anterior: Vector3
  /// Degrees posterior of neutral at which the pelvis favors neither posture: the midpoint of stance and seat.
  let middle: Double
  /// Log-odds of sitting for each further degree of posterior tilt.
  let slope: Double

  /// Standard deviation of a posture about its own mean, degrees: HAPT's standing, 4.
  static let spread = 4.0
  /// Least difference between stance and seat to be evidence, degrees: the drift of one minute (Pan 2021).
  static let least = 3.0

  /// - Returns: nil if no seat was recorded, or none that is far enough from the stance.
  public init?(_ calibration: Calibration) {
    guard let tall = calibration.seatedNeutral ?? calibration.habitualSeat else { return nil }
    // The tallest seat and the most posterior stance: anything beyond them is clearer.
    let seat = max(tall, calibration.habitualSeat ?? tall)
    let stance = min(0, calibration.habitualStance ?? 0)
    let distance = stance - seat
    guard distance >= Self.least else { return nil }
    anterior = calibration.anterior
    middle = -(seat + stance) / 2
    slope = distance / (Self.spread * Self.spread)
  }

  /// Log-odds of sitting for a posterior tilt, from two normal distributions with the same spread.
  /// - Parameter back: degrees posterior of upright.
  func evidence(back: Double) -> Double { (back - middle) * slope }
}
