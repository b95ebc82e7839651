/// Detects a faulty sensor: an axis whose readings stay constant while the others change, or measurements that
/// persistently contradict each other.
@frozen
@usableFromInline
struct FaultDetector: Sendable {
  /// Mean normalized innovation squared of the velocity measurements: below 4 on all trials of BROAD at full rate, up
  /// to 10 at 50 Hz, and 10 to 150 soon after a gyroscope has clipped.
  @usableFromInline var normalizedInnovationSquared: Float = 0
  /// Number of consecutive steps for which an axis has been constant; `stuck` once the measurements also contradict
  /// each other. Until then there may be no rotation or acceleration along that axis.
  @usableFromInline var stillTurn: (UInt8, UInt8, UInt8) = (0, 0, 0)
  @usableFromInline var stillForce: (UInt8, UInt8, UInt8) = (0, 0, 0)

  @usableFromInline static let stuck: UInt8 = 100

  @usableFromInline init() {}

  @usableFromInline var gyroscopeIsStuck: Bool { max(max(stillTurn.0, stillTurn.1), stillTurn.2) == Self.stuck }
  @usableFromInline var accelerometerIsStuck: Bool { max(max(stillForce.0, stillForce.1), stillForce.2) == Self.stuck }

  /// Degree of contradiction between the measurements, 0 to 1.
  @usableFromInline var doubt: Float {
    let beyond = min(max((normalizedInnovationSquared - 10) * 0.05, 0), 1)
    return beyond * beyond
  }

  /// Adds a step and its last sample. An axis counts as constant if that sample equals the step's mean to the last bits
  /// while the sensor rotates or accelerates.
  mutating func watch(_ step: borrowing StepSums, _ last: Sample) {
    let time = step.time
    let perTime = 1 / time
    let (t, f) = (step.turn, step.force)
    let turned = step.turning - (t.0 * t.0 + t.1 * t.1 + t.2 * t.2) * perTime
    let pushed = step.forces - (f.0 * f.0 + f.1 * f.1 + f.2 * f.2) * perTime
    let moves = turned > 0.04 * time || pushed > time
    let contradicted = normalizedInnovationSquared > 3
    let (w, a) = (last.angularVelocity.floats, last.acceleration.floats)
    Self.count(&stillTurn.0, moves && Self.areSame(w.0, t.0 * perTime), contradicted)
    Self.count(&stillTurn.1, moves && Self.areSame(w.1, t.1 * perTime), contradicted)
    Self.count(&stillTurn.2, moves && Self.areSame(w.2, t.2 * perTime), contradicted)
    Self.count(&stillForce.0, moves && Self.areSame(a.0, f.0 * perTime), contradicted)
    Self.count(&stillForce.1, moves && Self.areSame(a.1, f.1 * perTime), contradicted)
    Self.count(&stillForce.2, moves && Self.areSame(a.2, f.2 * perTime), contradicted)
  }

  /// Adds the mean normalized innovation squared of a step's velocity measurements.
  mutating func update(_ ratio: Float, over time: Float) {
    normalizedInnovationSquared += (min(ratio, 100) - normalizedInnovationSquared) * time / (2 + time)
  }

  private static func count(_ steps: inout UInt8, _ isStill: Bool, _ contradicted: Bool) {
    if isStill {
      steps = steps >= 2 && contradicted ? stuck : max(steps, min(steps &+ 1, 2))
    } else {
      steps = 0
    }
  }

  /// Equal up to the rounding error of a single-precision sum of about 50 terms.
  private static func areSame(_ a: Float, _ b: Float) -> Bool { (a - b).magnitude <= 4e-6 * b.magnitude }
}
