/// The direction of up in the axes of both sensors at one instant of the measurement's time grid, and the angles that
/// follow once the axes are known. Single precision: 1e-7 of a unit vector is 6e-6 degrees.
public struct RhythmFrame: Sendable {
  private var pelvisX: Float = 0
  private var pelvisY: Float = 0
  private var pelvisZ: Float = 0
  private var trunkX: Float = 0
  private var trunkY: Float = 0
  private var trunkZ: Float = 0
  /// Flexion of the trunk and anterior tilt of the pelvis relative to the stance, degrees.
  var trunkAngle: Float = 0
  var pelvisAngle: Float = 0

  public init() {}

  /// Unit vector, axes of the placement's sensor.
  subscript(up side: RhythmSide) -> Vector3 {
    get {
      switch side {
      case .pelvis: Vector3(Double(pelvisX), Double(pelvisY), Double(pelvisZ))
      case .trunk: Vector3(Double(trunkX), Double(trunkY), Double(trunkZ))
      }
    }
    set {
      switch side {
      case .pelvis: (pelvisX, pelvisY, pelvisZ) = (Float(newValue.x), Float(newValue.y), Float(newValue.z))
      case .trunk: (trunkX, trunkY, trunkZ) = (Float(newValue.x), Float(newValue.y), Float(newValue.z))
      }
    }
  }

  /// Degrees.
  subscript(_ segment: RhythmSegment) -> Double {
    switch segment {
    case .trunk: Double(trunkAngle)
    case .pelvis: Double(pelvisAngle)
    case .lumbar: Double(trunkAngle - pelvisAngle)
    }
  }
}

/// The two sensors of a rhythm measurement.
enum RhythmSide: Int, Sendable {
  case pelvis, trunk

  init?(_ placement: Placement) {
    switch placement {
    case .pelvis: self = .pelvis
    case .trunk: self = .trunk
    case .thigh: return nil
    }
  }

  var placement: Placement { self == .pelvis ? .pelvis : .trunk }
}

/// The angles of a bend: the trunk relative to upright, and its two shares.
enum RhythmSegment: Sendable {
  case trunk, pelvis, lumbar
}
