/// Detects rest: for some time no reading has deviated from its own recent mean (after Laidig and Seel 2023, here per
/// step instead of per sample).
@frozen
@usableFromInline
struct RestDetector: Sendable {
  /// Recent means of angular velocity (rad/s) and acceleration (m/s2), sensor axes.
  @usableFromInline var turn: (Float, Float, Float) = (0, 0, 0)
  @usableFromInline var force: (Float, Float, Float) = (0, 0, 0)
  /// Mean square distance of a step's mean force from the recent mean, m2/s4: how much the direction has swung.
  @usableFromInline var swing: Float = 0
  /// Duration of rest so far, s.
  @usableFromInline var stillFor: Float = 0

  @usableFromInline init() {}

  mutating func begin(_ sample: Sample) {
    turn = sample.angularVelocity.floats
    force = sample.acceleration.floats
    stillFor = 0
    swing = 0
  }

  /// Adds a completed step.
  mutating func watch(_ step: borrowing StepSums, _ parameters: OrientationFilter.Parameters) {
    let time = step.time
    let perTime = 1 / time
    let share = time / (parameters.restMeanTime + time)
    let (tx, ty, tz) = (step.turn.0 * perTime, step.turn.1 * perTime, step.turn.2 * perTime)
    let (fx, fy, fz) = (step.force.0 * perTime, step.force.1 * perTime, step.force.2 * perTime)
    // Variance within the step, and the step's mean relative to the earlier means.
    let turnSpread = step.turning * perTime - (tx * tx + ty * ty + tz * tz)
    let forceSpread = step.forces * perTime - (fx * fx + fy * fy + fz * fz)
    let (dx, dy, dz) = (tx - turn.0, ty - turn.1, tz - turn.2)
    let (gx, gy, gz) = (fx - force.0, fy - force.1, fz - force.2)
    turn = (turn.0 + share * dx, turn.1 + share * dy, turn.2 + share * dz)
    force = (force.0 + share * gx, force.1 + share * gy, force.2 + share * gz)
    let turned = max(turnSpread, 0) + dx * dx + dy * dy + dz * dz
    swing += (gx * gx + gy * gy + gz * gz - swing) * time / (1 + time)
    let shaken = max(forceSpread, 0) + gx * gx + gy * gy + gz * gz
    let fastest = max(max(turn.0.magnitude, turn.1.magnitude), turn.2.magnitude)
    let strayed =
      turned > parameters.restTurn * parameters.restTurn || shaken > parameters.restShake * parameters.restShake
      || fastest > parameters.largestBias
    stillFor = strayed ? 0 : min(stillFor + time, 1000)
  }
}

extension Vector3 {
  @inlinable @inline(__always)
  var floats: (Float, Float, Float) { (Float(x), Float(y), Float(z)) }
}
