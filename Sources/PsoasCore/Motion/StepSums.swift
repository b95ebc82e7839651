/// What the filter gathers from the samples between two corrections.
@frozen
@usableFromInline
struct StepSums: Sendable {
  /// s.
  @usableFromInline var time: Float = 0
  @usableFromInline var samples: Int32 = 0
  /// Specific force summed over time in the level frame, m/s.
  @usableFromInline var velocityX: Float = 0
  @usableFromInline var velocityY: Float = 0
  @usableFromInline var velocityZ: Float = 0
  /// And once more, m.
  @usableFromInline var positionX: Float = 0
  @usableFromInline var positionY: Float = 0
  @usableFromInline var positionZ: Float = 0
  /// Angular velocity as read over time, sensor axes, rad, and its square, rad2/s.
  @usableFromInline var turn: (Float, Float, Float) = (0, 0, 0)
  @usableFromInline var turning: Float = 0
  /// Specific force over time, sensor axes, m/s, and its square, m2/s3.
  @usableFromInline var force: (Float, Float, Float) = (0, 0, 0)
  @usableFromInline var forces: Float = 0
  /// Square of the wearer's own acceleration over time, m2/s3.
  @usableFromInline var shaking: Float = 0
  @usableFromInline var coupling = ErrorCovariance.Coupling(repeating: 0)

  @usableFromInline init() {}

  /// Takes in the force (m/s2, level frame) that acted for `interval` s.
  @inlinable @inline(__always)
  mutating func push(_ x: Float, _ y: Float, _ z: Float, _ interval: Float) {
    let half = 0.5 * interval
    positionX += interval * (velocityX + half * x)
    positionY += interval * (velocityY + half * y)
    positionZ += interval * (velocityZ + half * z)
    velocityX += interval * x
    velocityY += interval * y
    velocityZ += interval * z
  }

  /// Takes in a reading that stood for `interval` s.
  @inlinable @inline(__always)
  mutating func read(
    turn t: (Float, Float, Float), _ turnSquare: Float, force f: (Float, Float, Float), _ forceSquare: Float,
    _ interval: Float
  ) {
    turn = (turn.0 + interval * t.0, turn.1 + interval * t.1, turn.2 + interval * t.2)
    force = (force.0 + interval * f.0, force.1 + interval * f.1, force.2 + interval * f.2)
    turning += interval * turnSquare
    forces += interval * forceSquare
    time += interval
    samples &+= 1
  }

  /// Takes in how the gyroscope's errors would have tilted the level frame over `interval` s: `rowX` and `rowY` are
  /// the level frame's axes in sensor axes, `turn` the angular velocity (rad/s).
  @inlinable @inline(__always)
  mutating func couple(
    x rowX: (Float, Float, Float), y rowY: (Float, Float, Float), turn: (Float, Float, Float), _ interval: Float
  ) {
    let (t0, t1, t2) = (interval * turn.0, interval * turn.1, interval * turn.2)
    coupling[unchecked: 0] += interval * rowY.0
    coupling[unchecked: 1] += interval * rowY.1
    coupling[unchecked: 2] += interval * rowY.2
    coupling[unchecked: 3] += rowY.0 * t0
    coupling[unchecked: 4] += rowY.0 * t1
    coupling[unchecked: 5] += rowY.0 * t2
    coupling[unchecked: 6] += rowY.1 * t0
    coupling[unchecked: 7] += rowY.1 * t1
    coupling[unchecked: 8] += rowY.1 * t2
    coupling[unchecked: 9] += rowY.2 * t0
    coupling[unchecked: 10] += rowY.2 * t1
    coupling[unchecked: 11] += rowY.2 * t2
    coupling[unchecked: 12] -= interval * rowX.0
    coupling[unchecked: 13] -= interval * rowX.1
    coupling[unchecked: 14] -= interval * rowX.2
    coupling[unchecked: 15] -= rowX.0 * t0
    coupling[unchecked: 16] -= rowX.0 * t1
    coupling[unchecked: 17] -= rowX.0 * t2
    coupling[unchecked: 18] -= rowX.1 * t0
    coupling[unchecked: 19] -= rowX.1 * t1
    coupling[unchecked: 20] -= rowX.1 * t2
    coupling[unchecked: 21] -= rowX.2 * t0
    coupling[unchecked: 22] -= rowX.2 * t1
    coupling[unchecked: 23] -= rowX.2 * t2
  }
}
