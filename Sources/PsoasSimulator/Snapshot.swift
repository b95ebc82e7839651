import PsoasCore

/// The body at one time and shortly before and after, for first and second derivatives.
struct Snapshot {
  struct Segment {
    /// Orientation of the sensor, and of the bone under it.
    var rotation: Rotation
    var bone: Rotation
    /// Position of the sensor, metres.
    var position: Vector3
  }

  /// Seconds between the three: at the gait's fastest 3.6 Hz the second derivative is then accurate to a thousandth.
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

  /// World axes: x forward at the start, y up, z right. Segment axes: x anterior, y cranial, z right (ISB, Wu 2002), so
  /// anterior tilt is a negative rotation about z, and flexion of the thigh a positive one.
  private static func segment(_ placement: Placement, _ pose: Pose) -> Segment {
    let hips = Rotation.turned(yaw: pose.heading, roll: 0, pitch: 0)
      .apply(Vector3(pose.forward, pose.height, pose.sideways))
    let pelvis = Rotation.turned(yaw: pose.heading, roll: -pose.lateral, pitch: -pose.pelvis)
    // Metres from the midpoint of the hips: sacrum; front of the thigh; lumbosacral joint and T12.
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
  /// - Parameter slip: rotation of the sensor relative to the bone, rad; zero for a sensor fixed to the bone.
  fileprivate init(_ bone: Rotation, _ slip: Vector3, position: Vector3) {
    self.bone = bone
    self.position = position
    rotation =
      slip == .zero ? bone : bone.followed(by: Rotation.turned(yaw: slip.z, roll: slip.y, pitch: slip.x))
  }
}
