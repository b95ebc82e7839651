import CLinux
import PsoasCore

/// The sliding of the skin under a sensor as the body bends: the sensor rotates differently from the bone.
///
/// Markers on the back move by 10 +/- 6 mm in lumbar flexion (PLoS One e95426, 2014); an IMU on the sacrum deviates
/// from radiographs by less than 5 degrees in three measurements of four (Sensors 2020, 20:6182). Here each wearer has
/// 2 % of the flexion, and a wave of half a degree over it (standard deviations; chosen by judgement from these).
struct SoftTissue {
  private static let share = 0.02
  private static let wave = 0.5 * Double.pi / 180

  private let pitch: Double
  private let roll: Double
  private let yaw: Double
  private let wave: Double
  private let phase: Double

  init(_ scale: Double, _ random: inout Random) {
    pitch = scale * SoftTissue.share * random.normal()
    roll = scale * SoftTissue.share * random.normal()
    yaw = scale * SoftTissue.share * random.normal()
    wave = scale * SoftTissue.wave * random.normal()
    phase = 2 * .pi * random.uniform()
  }

  /// The orientation of the skin over a segment.
  func skin(over segment: Rotation) -> Rotation {
    let up = segment.applyInverse(Vector3(0, 1, 0))
    let flexion = atan2(-up.x, up.y)
    return segment.followed(
      by: Rotation.turned(
        yaw: yaw * flexion, roll: roll * flexion,
        pitch: pitch * flexion + wave * (sin(2 * flexion + phase) - sin(phase))))
  }
}
