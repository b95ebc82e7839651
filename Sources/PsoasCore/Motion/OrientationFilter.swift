/// Estimates the direction of up in sensor axes, from accelerometer and gyroscope without a magnetometer.
///
/// The angular rate is integrated to an attitude relative to an almost inertial, horizontal frame. In that frame the
/// integrals of the wearer's own acceleration, velocity and position, stay bounded, while a tilt error makes both grow.
/// Every sixth of a second a Kalman filter estimates the tilt and the causes of its drift from that: the gyroscope's
/// bias and the matrix of its scale and axis errors. docs/orientation.md has the equations. Judging acceleration in an
/// almost inertial frame is the idea of Laidig and Seel (2023, VQF, doi:10.1016/j.inffus.2022.10.014); the states and
/// the estimator are our own.
///
/// Without a gyroscope the same filter runs with a constant attitude and process noise on the tilt: little while the
/// accelerometer shows rest, much otherwise.
public struct OrientationFilter: Sendable {
  public let parameters: Parameters
  /// Gravity-up in sensor axes, unit vector; nil before the first sample. Stored, because the compiler copies the whole
  /// filter for a computed property.
  public private(set) var up: Vector3?
  @usableFromInline var attitude = Attitude.identity
  @usableFromInline var errors = ErrorCovariance()
  @usableFromInline var sums = StepSums()
  @usableFromInline var rest = RestDetector()
  @usableFromInline var biasX: Float = 0
  @usableFromInline var biasY: Float = 0
  @usableFromInline var biasZ: Float = 0
  /// Scale and axis errors of the gyroscope, row by row.
  @usableFromInline var matrix = InlineArray<9, Float>(repeating: 0)
  @usableFromInline var velocityX: Float = 0
  @usableFromInline var velocityY: Float = 0
  @usableFromInline var positionX: Float = 0
  @usableFromInline var positionY: Float = 0
  /// Mean square of the wearer's own acceleration, m2/s4.
  @usableFromInline var activity: Float = 0
  /// Mean vertical specific force, m/s2.
  @usableFromInline var weight: Float = 0
  /// Usual sample interval, s.
  @usableFromInline var spacing: Float = 0
  @usableFromInline var lastTime = Instant(microseconds: 0)
  @usableFromInline var faults = FaultDetector()
  @usableFromInline var phase = Phase.waiting
  /// The last sample contained an angular velocity.
  @usableFromInline var hasGyroscope = true
  @usableFromInline var saturation = SaturationDetector()
  /// The axis of the latest bias measurement at rest, 0 to 2.
  @usableFromInline var restingAxis: UInt8 = 0
  /// What the latest sample completed.
  @usableFromInline var ended = Ended.nothing
  /// The sums belong to a completed step: they stay until the next sample, for the smoother.
  @usableFromInline var sumsAreSpent = false

  @usableFromInline
  enum Phase: UInt8, Sendable {
    case waiting
    /// The first direction is averaged.
    case aligning
    case tracking
  }

  @usableFromInline
  enum Ended: UInt8, Sendable {
    case nothing
    case alignment
    case step
    /// The attitude starts or restarts with this sample, or was lost with it.
    case track
  }

  /// Largest number of samples in a step; the smoother's ring has this layout.
  @usableFromInline static let mostSamples = 48

  public init(_ parameters: Parameters = Parameters()) {
    self.parameters = parameters
    errors.resetGyroscope(bias: parameters.biasDeviation, matrix: parameters.matrixDeviation)
  }

  /// Standard deviation of the inclination, rad: the root mean square angle between `up` and the true direction that
  /// the filter expects.
  public var deviation: Double {
    switch phase {
    case .waiting: Trigonometry.pi / 2
    case .tracking: trackingDeviation
    case .aligning: aligningDeviation
    }
  }

  /// Gyroscope bias, rad/s.
  public var bias: Vector3 { Vector3(Double(biasX), Double(biasY), Double(biasZ)) }

  /// True once the sensor has been still for `restTime`.
  public var isResting: Bool { rest.stillFor >= parameters.restTime }

  /// Processes the next sample.
  ///
  /// A sample that is not finite, or beyond any sensor's range (10 km/s2, 1000 rad/s), is ignored. If its interval is 0
  /// or negative, the interval follows from the samples' times. An interval above `longestInterval` restarts the
  /// attitude; the gyroscope's estimated errors are kept.
  @inlinable
  public mutating func update(_ sample: Sample) {
    ended = .nothing
    let force = sample.acceleration.floats
    let rate = sample.angularVelocity.floats
    let forceSquare = force.0 * force.0 + force.1 * force.1 + force.2 * force.2
    let rateSquare = rate.0 * rate.0 + rate.1 * rate.1 + rate.2 * rate.2
    // Also false for NaN.
    guard forceSquare < 1e8, rateSquare < 1e6, sample.interval < 1e9 else { return }
    defer { updateUp() }
    if sumsAreSpent {
      sums = StepSums()
      sumsAreSpent = false
    }
    var interval = sample.interval
    if phase == .waiting || interval <= 0 || interval > parameters.longestInterval {
      guard let since = resume(sample) else { return }
      interval = since
    }
    lastTime = sample.time
    hasGyroscope = sample.hasGyroscope
    let time = Float(interval)
    if saturation.concerns(rateSquare, forceSquare) { addHidden(turn: rate, force: force, time) }
    sums.read(turn: rate, rateSquare, force: force, forceSquare, time)
    var middle = force
    var turn: (Float, Float, Float) = (0, 0, 0)
    if sample.hasGyroscope {
      turn = (rate.0 - biasX, rate.1 - biasY, rate.2 - biasZ)
      let (x, y, z) = turn
      let wrong = (
        biasX + matrix[unchecked: 0] * x + matrix[unchecked: 1] * y + matrix[unchecked: 2] * z,
        biasY + matrix[unchecked: 3] * x + matrix[unchecked: 4] * y + matrix[unchecked: 5] * z,
        biasZ + matrix[unchecked: 6] * x + matrix[unchecked: 7] * y + matrix[unchecked: 8] * z
      )
      attitude.turn(
        (sample.angularVelocity - Vector3(Double(wrong.0), Double(wrong.1), Double(wrong.2))) * interval)
      // The specific force in the orientation half-way through the rotation.
      let half = 0.5 * time
      middle = (
        force.0 + half * (force.1 * z - force.2 * y), force.1 + half * (force.2 * x - force.0 * z),
        force.2 + half * (force.0 * y - force.1 * x)
      )
    }
    let (rowX, rowY, rowZ) = attitude.floatRows
    let x = rowX.0 * middle.0 + rowX.1 * middle.1 + rowX.2 * middle.2
    let y = rowY.0 * middle.0 + rowY.1 * middle.1 + rowY.2 * middle.2
    let z = rowZ.0 * middle.0 + rowZ.1 * middle.1 + rowZ.2 * middle.2
    sums.push(x, y, z, time)
    if phase == .tracking {
      // Every second sample is enough: this term describes the propagation of errors, not the readings.
      if sample.hasGyroscope && sums.samples & 1 == 0 {
        sums.couple(x: rowX, y: rowY, turn: turn, 2 * time)
      }
      if time > 2.5 * spacing {
        noteLoss(time, turn)
      } else {
        spacing += 0.01 * (time - spacing)
      }
      // A least number of samples, so that the cost of a step is distributed at any sample rate.
      if sums.samples >= 20 && sums.time >= parameters.stepTime || Int(sums.samples) >= Self.mostSamples
        || sums.time >= 0.5
      {
        if !correct(sample) { start(sample) }
      }
    } else {
      if sample.hasGyroscope { sums.coupleAlignment(rowX, rowY, rowZ, time) }
      if sums.time >= parameters.alignmentTime { align() }
    }
  }

  @usableFromInline
  mutating func updateUp() {
    switch phase {
    case .waiting: up = nil
    case .tracking: up = attitude.rowZ
    case .aligning: up = alignedUp
    }
  }

  /// The interval is far above the usual one: the rotation in it was extrapolated from its end.
  @usableFromInline
  mutating func noteLoss(_ time: Float, _ turn: (Float, Float, Float)) {
    let variance = 0.1 * (turn.0 * turn.0 + turn.1 * turn.1 + turn.2 * turn.2) * time * time
    errors.addTiltVariance(by: variance)
    spacing += 0.1 * (time - spacing)
  }
}
