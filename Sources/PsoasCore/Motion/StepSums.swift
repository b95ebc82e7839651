/// The sums over the samples between two measurement updates.
@frozen
@usableFromInline
struct StepSums: Sendable {
  /// Duration, s.
  @usableFromInline var time: Float = 0
  @usableFromInline var samples: Int32 = 0
  /// Integral of the specific force in the horizontal frame, m/s.
  @usableFromInline var velocityX: Float = 0
  @usableFromInline var velocityY: Float = 0
  @usableFromInline var velocityZ: Float = 0
  /// Its second integral, m; after the step, the tilt that its correction removed, rad.
  @usableFromInline var positionX: Float = 0
  @usableFromInline var positionY: Float = 0
  /// Integral of the measured angular velocity, sensor axes, rad, and of its square, rad2/s.
  @usableFromInline var turn: (Float, Float, Float) = (0, 0, 0)
  @usableFromInline var turning: Float = 0
  /// Integral of the specific force, sensor axes, m/s, and of its square, m2/s3.
  @usableFromInline var force: (Float, Float, Float) = (0, 0, 0)
  @usableFromInline var forces: Float = 0
  @usableFromInline var coupling = ErrorCovariance.Coupling(repeating: 0)

  @usableFromInline init() {}

  /// Adds a force (m/s2, horizontal frame) of duration `interval`, s.
  @inlinable @inline(__always)
  mutating func push(_ x: Float, _ y: Float, _ z: Float, _ interval: Float) {
    let half = 0.5 * interval
    positionX += interval * (velocityX + half * x)
    positionY += interval * (velocityY + half * y)
    velocityX += interval * x
    velocityY += interval * y
    velocityZ += interval * z
  }

  /// Adds a sample of duration `interval`, s.
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

  /// Adds the tilt of the horizontal frame that the gyroscope's errors cause over `interval` s: `rowX` and `rowY` are
  /// the horizontal frame's axes in sensor axes, `turn` the angular velocity (rad/s).
  @inlinable @inline(__always)
  mutating func couple(
    x rowX: (Float, Float, Float), y rowY: (Float, Float, Float), turn: (Float, Float, Float), _ interval: Float
  ) {
    let errors = interval * SIMD4(1, turn.0, turn.1, turn.2)
    add(rowY.0 * errors, 0)
    add(rowY.1 * errors, 4)
    add(rowY.2 * errors, 8)
    add(-rowX.0 * errors, 12)
    add(-rowX.1 * errors, 16)
    add(-rowX.2 * errors, 20)
  }

  @inlinable @inline(__always)
  mutating func add(_ block: SIMD4<Float>, _ place: Int) {
    coupling[unchecked: place] += block.x
    coupling[unchecked: place &+ 1] += block.y
    coupling[unchecked: place &+ 2] += block.z
    coupling[unchecked: place &+ 3] += block.w
  }

  /// Adds the rotation of the frame that the gyroscope bias causes over `interval` s of an alignment; the frame is
  /// given by its axes in sensor axes. An early rotation also rotates the mean force, so the weight is the time since
  /// the start.
  @inlinable @inline(__always)
  mutating func coupleAlignment(
    _ rowX: (Float, Float, Float), _ rowY: (Float, Float, Float), _ rowZ: (Float, Float, Float), _ interval: Float
  ) {
    let weight = interval * time
    coupling[unchecked: 0] += weight * rowX.0
    coupling[unchecked: 1] += weight * rowX.1
    coupling[unchecked: 2] += weight * rowX.2
    coupling[unchecked: 3] += weight * rowY.0
    coupling[unchecked: 4] += weight * rowY.1
    coupling[unchecked: 5] += weight * rowY.2
    coupling[unchecked: 6] += weight * rowZ.0
    coupling[unchecked: 7] += weight * rowZ.1
    coupling[unchecked: 8] += weight * rowZ.2
  }

  /// Converts the alignment's coupling to the tilt that the bias causes in the frame that `raise` levels.
  mutating func levelCoupling(_ raise: Attitude) {
    let perTime = 1 / time
    let sums = coupling
    coupling = ErrorCovariance.Coupling(repeating: 0)
    for axis in 0..<3 {
      let turn = Vector3(
        Double(sums[unchecked: axis]), Double(sums[unchecked: 3 &+ axis]), Double(sums[unchecked: 6 &+ axis]))
      coupling[unchecked: 4 &* axis] = perTime * Float(raise.rowY.dot(turn))
      coupling[unchecked: 12 &+ 4 &* axis] = -perTime * Float(raise.rowX.dot(turn))
    }
  }
}
