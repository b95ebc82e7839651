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
  /// Tilt variance that lost samples brought, rad2.
  @usableFromInline var lost: Float = 0
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
  mutating func read(turn t: (Float, Float, Float), force f: (Float, Float, Float), _ interval: Float) {
    turn = (turn.0 + interval * t.0, turn.1 + interval * t.1, turn.2 + interval * t.2)
    force = (force.0 + interval * f.0, force.1 + interval * f.1, force.2 + interval * f.2)
    turning += interval * (t.0 * t.0 + t.1 * t.1 + t.2 * t.2)
    forces += interval * (f.0 * f.0 + f.1 * f.1 + f.2 * f.2)
    time += interval
    samples &+= 1
  }

  /// Takes in how the gyroscope's errors would have tilted the level frame during this sample. `x` and `y` are
  /// the attitude's rows times the interval (s), `turn` the angular velocity (rad/s).
  @inlinable @inline(__always)
  mutating func couple(x: (Float, Float, Float), y: (Float, Float, Float), turn: (Float, Float, Float)) {
    coupling[unchecked: 0] += y.0
    coupling[unchecked: 1] += y.1
    coupling[unchecked: 2] += y.2
    coupling[unchecked: 3] += y.0 * turn.0
    coupling[unchecked: 4] += y.0 * turn.1
    coupling[unchecked: 5] += y.0 * turn.2
    coupling[unchecked: 6] += y.1 * turn.0
    coupling[unchecked: 7] += y.1 * turn.1
    coupling[unchecked: 8] += y.1 * turn.2
    coupling[unchecked: 9] += y.2 * turn.0
    coupling[unchecked: 10] += y.2 * turn.1
    coupling[unchecked: 11] += y.2 * turn.2
    coupling[unchecked: 12] -= x.0
    coupling[unchecked: 13] -= x.1
    coupling[unchecked: 14] -= x.2
    coupling[unchecked: 15] -= x.0 * turn.0
    coupling[unchecked: 16] -= x.0 * turn.1
    coupling[unchecked: 17] -= x.0 * turn.2
    coupling[unchecked: 18] -= x.1 * turn.0
    coupling[unchecked: 19] -= x.1 * turn.1
    coupling[unchecked: 20] -= x.1 * turn.2
    coupling[unchecked: 21] -= x.2 * turn.0
    coupling[unchecked: 22] -= x.2 * turn.1
    coupling[unchecked: 23] -= x.2 * turn.2
  }
}
