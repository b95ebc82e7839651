/// Where the wearer's own seat lies against the stance, as a guided calibration has measured both.
///
/// The angle from upright alone cannot tell a tall seat, 8 degrees behind standing, from a stance that strays; the
/// direction and the wearer's own figures can.
public struct SeatedPose: Equatable, Sendable {
  /// Unit, pelvis sensor axes: forward in the stance.
  let anterior: Vector3
  /// Degrees posterior of neutral at which the pelvis favors neither posture: midway between stance and seat.
  let middle: Double
  /// Log-odds of sitting for each degree further back.
  let slope: Double

  /// Degrees by which a posture strays about its own mean: HAPT's standing, 4.
  static let spread = 4.0
  /// Degrees between stance and seat below which the direction is no evidence: the drift of one minute (Pan 2021).
  static let least = 3.0

  /// - Returns: nil where no seat was recorded, or none that lies far enough behind the stance.
  public init?(_ calibration: Calibration) {
    guard let tall = calibration.seatedNeutral ?? calibration.habitualSeat else { return nil }
    // Of the seats the tallest, of the stances the one furthest back: what lies beyond is all the surer.
    let seat = max(tall, calibration.habitualSeat ?? tall)
    let stance = min(0, calibration.habitualStance ?? 0)
    let distance = stance - seat
    guard distance >= Self.least else { return nil }
    anterior = calibration.anterior
    middle = -(seat + stance) / 2
    slope = distance / (Self.spread * Self.spread)
  }

  /// Log-odds of sitting that a lean adds, by two normal distributions of one spread.
  /// - Parameter back: degrees behind upright.
  func evidence(back: Double) -> Double { (back - middle) * slope }
}
