import PsoasCore

/// The body at one moment and a little before and after, for slopes and curvatures.
struct Snapshot {
  struct Segment {
    /// Of the sensor, and of the bone under it.
    var rotation: Rotation
    var bone: Rotation
    /// Of the sensor on it, metres.
    var position: Vector3
  }

  /// Seconds between the three: at the gait's fastest 3.6 Hz the curvature is then right to a thousandth.
  static let step = 0.004

  private let poses: InlineArray<3, Pose>
  /// m/s2, world axes.
  let extraAcceleration: Vector3

  init(_ movement: Movement, at time: Double) {
    poses = [
      movement.pose(at: time - Snapshot.step), movement.pose(at: time), movement.pose(at: time + Snapshot.step),
    ]
    extraAcceleration = Rotation.turned(yaw: poses[1].heading, roll: 0, pitch: 0)
      .apply(movement.extraAcceleration(at: time))
  }

  func before(_ placement: Placement) -> Segment { Snapshot.segment(placement, poses[0]) }
  func now(_ placement: Placement) -> Segment { Snapshot.segment(placement, poses[1]) }
  func after(_ placement: Placement) -> Segment { Snapshot.segment(placement, poses[2]) }

  /// World axes: x forward at the start, y up, z right. A segment's: x anterior, y cranial, z right (ISB, Wu 2002),
  /// so that anterior tilt is a turn of the other sign about z, and flexion of the thigh one of the same.
  private static func segment(_ placement: Placement, _ pose: Pose) -> Segment {
    let hips = Rotation.turned(yaw: pose.heading, roll: 0, pitch: 0)
      .apply(Vector3(pose.forward, pose.height, pose.sideways))
    let pelvis = Rotation.turned(yaw: pose.heading, roll: -pose.lateral, pitch: -pose.pelvis)
    // Metres from the hips' middle: sacrum; front of the thigh; lumbosacral joint and T12.
    switch placement {
    case .pelvis:
      return Segment(pelvis, pose.slip, position: hips + pelvis.apply(Vector3(-0.10, 0.08, 0)))
    case .thigh:
      let thigh = Rotation.turned(yaw: pose.heading, roll: 0, pitch: pose.thigh)
      return Segment(thigh, pose.slip, position: hips + thigh.apply(Vector3(0.08, -0.20, 0.09)))
    case .trunk:
      let trunk = Rotation.turned(yaw: pose.heading, roll: -pose.lateral * 0.5, pitch: -pose.trunk)
      let joint = hips + pelvis.apply(Vector3(-0.05, 0.12, 0))
      return Segment(trunk, pose.slip, position: joint + trunk.apply(Vector3(-0.07, 0.18, 0)))
    }
  }
}

extension Snapshot.Segment {
  /// - Parameter slip: turns of the sensor against the bone, rad; zero for a sensor screwed on.
  fileprivate init(_ bone: Rotation, _ slip: Vector3, position: Vector3) {
    self.bone = bone
    self.position = position
    rotation =
      slip == .zero ? bone : bone.followed(by: Rotation.turned(yaw: slip.z, roll: slip.y, pitch: slip.x))
  }
}
