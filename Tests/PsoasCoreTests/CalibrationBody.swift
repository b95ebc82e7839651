import PsoasCore

/// An ideal body that takes exact poses, with rigidly mounted sensors: for the faults that a calibration must refuse.
struct CalibrationBody {
  /// Rows of the rotation matrix from body axes (x anterior, y cranial, z right) to sensor axes.
  var mounting = (Vector3(0.36, 0.48, -0.8), Vector3(-0.8, 0.6, 0), Vector3(0.48, 0.64, 0.6))
  /// The same matrix for the gyroscope; nil if its axes are those of the accelerometer.
  var rateMounting: (Vector3, Vector3, Vector3)?
  var hasGyroscope = true
  var rateBias = Vector3.zero
  var rateSign = 1.0
  /// Added to the angular velocity of every other sample and subtracted from the others, rad/s.
  var rateNoise = Vector3.zero
  var forceScale = 1.0
  var placements: [Placement] = [.pelvis]
  private(set) var time = 0.0
  /// Degrees: sagittal and lateral tilt of the pelvis, and flexion of the thigh.
  private(set) var tilt = 0.0
  private(set) var lateral = 0.0
  private(set) var thigh = 0.0
  private(set) var refusals: [CalibrationRefusal] = []

  private static let degree = Trigonometry.radiansPerDegree

  private func sensor(_ v: Vector3, _ rows: (Vector3, Vector3, Vector3)) -> Vector3 {
    Vector3(v.dot(rows.0), v.dot(rows.1), v.dot(rows.2))
  }

  /// Up in sensor axes.
  func up(_ placement: Placement = .pelvis) -> Vector3 {
    let (t, b) = (tilt * Self.degree, lateral * Self.degree)
    let body: Vector3
    switch placement {
    case .thigh: body = Vector3(Trigonometry.sine(thigh * Self.degree), Trigonometry.cosine(thigh * Self.degree), 0)
    case .pelvis, .trunk:
      body = Vector3(
        -Trigonometry.sine(t) * Trigonometry.cosine(b), Trigonometry.cosine(t) * Trigonometry.cosine(b),
        Trigonometry.sine(b))
    }
    return sensor(body, mounting)
  }

  /// Moves to a pose in `seconds` at constant speed; angles that are nil stay as they are.
  /// - Parameter twist: rotation about the vertical on the way, degrees, to the left positive.
  mutating func go(
    _ seconds: Double, tilt newTilt: Double? = nil, lateral newLateral: Double? = nil, thigh newThigh: Double? = nil,
    twist: Double = 0, _ procedure: inout CalibrationProcedure
  ) {
    let from = (tilt, lateral, thigh)
    let to = (newTilt ?? tilt, newLateral ?? lateral, newThigh ?? thigh)
    let count = Int(seconds * 100)
    let rate = Self.degree / seconds
    for step in 1...max(count, 1) {
      guard procedure.state == .running else { return }
      time += 0.01
      let part = Double(step) / Double(count)
      tilt = from.0 + (to.0 - from.0) * part
      lateral = from.1 + (to.1 - from.1) * part
      thigh = from.2 + (to.2 - from.2) * part
      for placement in placements {
        let turn =
          placement == .thigh
          ? Vector3(0, 0, (to.2 - from.2) * rate) : Vector3(-(to.1 - from.1) * rate, 0, -(to.0 - from.0) * rate)
        let up = up(placement)
        let turning = sensor(turn, rateMounting ?? mounting) * rateSign + up * (twist * rate) + rateBias
        procedure.update(
          placement,
          Sample(
            time: Instant(microseconds: Int64(time * 1e6)), interval: 0.01,
            acceleration: up * (9.81 * forceScale),
            angularVelocity: hasGyroscope ? turning + rateNoise * (step % 2 == 0 ? 1 : -1) : .zero,
            hasGyroscope: hasGyroscope), up: up)
      }
      procedure.advance(to: Instant(microseconds: Int64(time * 1e6)))
      if let refusal = procedure.progress.refusal, refusals.last != refusal { refusals.append(refusal) }
    }
  }

  /// The movements of the step `neutral`: rock forward and back, then stand still.
  mutating func neutral(_ procedure: inout CalibrationProcedure) {
    go(3.5, &procedure)
    go(1, tilt: 8, &procedure)
    go(2.5, &procedure)
    go(2, tilt: -6, &procedure)
    go(2.5, &procedure)
    go(1, tilt: 0, &procedure)
    go(7.5, &procedure)
  }

  /// - Parameter seconds: of the way down, and of the way up.
  mutating func bend(
    to angle: Double = 45, lateral: Double? = nil, twist: Double = 0, seconds: Double = 1.5,
    _ procedure: inout CalibrationProcedure
  ) {
    go(seconds, tilt: angle, lateral: lateral, twist: twist, &procedure)
    go(0.6, &procedure)
    go(seconds, tilt: 0, lateral: 0, twist: -twist, &procedure)
    go(0.5, &procedure)
  }

  mutating func bends(_ procedure: inout CalibrationProcedure) {
    go(4.5, &procedure)
    for _ in 0..<3 { bend(&procedure) }
  }
}

extension CalibrationProcedure {
  /// A procedure of only these steps, led by the pelvis.
  init(steps: CalibrationStep..., stored: Calibration? = nil) {
    var plan = CalibrationPlan(steps: 0)
    for step in steps { plan.add(step) }
    self.init(
      plan, leader: .pelvis, at: Instant(microseconds: 0), stored: PerPlacement { $0 == .pelvis ? stored : nil })
  }
}
