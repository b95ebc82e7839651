/// Which way is up in sensor axes, from accelerometer and gyroscope without a magnetometer.
///
/// The gyroscope carries an attitude into a level frame that turns as little as its errors let it. There the
/// wearer's own acceleration sums to a velocity and a position that stay bounded, while a tilt error lets both
/// run away. Every tenth of a second a Kalman filter weighs the two, and finds with the tilt also what makes it
/// drift: the gyroscope's zero offset and the matrix of its scale and axis errors. docs/orientation.md has the
/// equations. The idea of judging acceleration in an almost inertial frame is Laidig and Seel's (2023, VQF,
/// doi:10.1016/j.inffus.2022.10.014); the states and the estimator are our own.
///
/// Without a gyroscope the same filter runs with the attitude held and a tilt that may wander: little while the
/// accelerometer shows rest, much while it does not.
public struct OrientationFilter: Sendable {
  public let parameters: Parameters
  @usableFromInline var attitude = Attitude.identity
  @usableFromInline var errors = ErrorCovariance()
  @usableFromInline var sums = StepSums()
  @usableFromInline var rest = RestWatch()
  /// Angular rate that the gyroscope shows at rest, rad/s.
  public internal(set) var bias = Vector3.zero
  /// Scale and axis errors of the gyroscope, row by row.
  @usableFromInline var matrix = InlineArray<9, Float>(repeating: 0)
  @usableFromInline var velocityX: Float = 0
  @usableFromInline var velocityY: Float = 0
  @usableFromInline var positionX: Float = 0
  @usableFromInline var positionY: Float = 0
  /// Mean square of the wearer's own acceleration, m2/s4.
  @usableFromInline var activity: Float = 0
  /// Mean of the vertical specific force, m/s2.
  @usableFromInline var weight: Float = 0
  /// Usual spacing of the samples, s.
  @usableFromInline var spacing: Float = 0
  /// The tilt that the last correction took out, rad.
  @usableFromInline var leanX: Float = 0
  @usableFromInline var leanY: Float = 0
  @usableFromInline var lastTime = Instant(microseconds: 0)
  @usableFromInline var phase = Phase.waiting
  /// What the last update ended.
  @usableFromInline var ended = Ended.nothing
  /// The sums are those of an ended step: they stay until the next sample, for the smoother.
  @usableFromInline var sumsAreSpent = false

  @usableFromInline
  enum Phase: UInt8, Sendable {
    case waiting
    /// Averaging the first direction.
    case aligning
    case tracking
  }

  @usableFromInline
  enum Ended: UInt8, Sendable {
    case nothing
    case alignment
    case step
    /// The attitude was given up and starts anew with this sample.
    case track
  }

  public init(_ parameters: Parameters = Parameters()) {
    self.parameters = parameters
    errors.forgetGyroscope(bias: parameters.biasDeviation, matrix: parameters.matrixDeviation)
  }

  /// Unit vector of gravity-up in sensor axes; nil before the first sample.
  public var up: Vector3? {
    switch phase {
    case .waiting: nil
    case .tracking: attitude.rowZ
    case .aligning: alignedUp
    }
  }

  /// Standard deviation of the inclination, rad: the root of the mean square angle between `up` and the truth
  /// that the filter expects.
  public var deviation: Double {
    switch phase {
    case .waiting: Trigonometry.pi / 2
    case .tracking:
      Double((errors.tiltVariance + parameters.leastDeviation * parameters.leastDeviation).squareRoot())
    case .aligning: aligningDeviation
    }
  }

  /// True while nothing has moved for `restTime`.
  public var isResting: Bool { rest.stillFor >= parameters.restTime }

  /// Takes the next sample.
  ///
  /// One that is not finite, or beyond what any sensor reads (10 km/s2, 1000 rad/s), is left out. Where the
  /// interval is 0 or negative, the samples' times tell the spacing. A spacing of more than `longestInterval` starts the attitude
  /// anew; what is known of the gyroscope stays.
  @inlinable
  public mutating func update(_ sample: Sample) {
    ended = .nothing
    let force = sample.acceleration
    // False for whatever is not a number, too.
    guard force.squaredNorm < 1e8, sample.angularVelocity.squaredNorm < 1e6, sample.interval < 1e9 else { return }
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
    let time = Float(interval)
    sums.read(turn: sample.angularVelocity.floats, force: force.floats, time)
    var middle = force
    var turn: (Float, Float, Float) = (0, 0, 0)
    if sample.hasGyroscope {
      let rate = sample.angularVelocity - bias
      turn = rate.floats
      let step =
        Vector3(
          rate.x
            - Double(matrix[unchecked: 0] * turn.0 + matrix[unchecked: 1] * turn.1 + matrix[unchecked: 2] * turn.2),
          rate.y
            - Double(matrix[unchecked: 3] * turn.0 + matrix[unchecked: 4] * turn.1 + matrix[unchecked: 5] * turn.2),
          rate.z - Double(matrix[unchecked: 6] * turn.0 + matrix[unchecked: 7] * turn.1 + matrix[unchecked: 8] * turn.2)
        )
        * interval
      attitude.turn(step)
      // The force as it acted half-way through the turn.
      middle = force + force.cross(step) * 0.5
    }
    let (rowX, rowY, rowZ) = (attitude.rowX, attitude.rowY, attitude.rowZ)
    let (x, y, z) = (Float(rowX.dot(middle)), Float(rowY.dot(middle)), Float(rowZ.dot(middle)))
    sums.push(x, y, z, time)
    if phase == .tracking {
      let excess = z - parameters.gravity
      sums.shaking += (x * x + y * y + excess * excess) * time
      if sample.hasGyroscope {
        let (timedX, timedY) = ((rowX * interval).floats, (rowY * interval).floats)
        sums.couple(x: timedX, y: timedY, turn: turn)
      }
      if time > 2.5 * spacing {
        noteLoss(time, turn)
      } else {
        spacing += 0.01 * (time - spacing)
      }
      // So many samples at least that the cost of a step spreads out at any rate.
      if sums.samples >= 20 && sums.time >= parameters.stepTime || sums.samples >= 48 || sums.time >= 0.5 {
        if !correct(sample.hasGyroscope) { start(sample) }
      }
    } else if sums.time >= parameters.alignmentTime {
      align()
    }
  }

  /// A spacing well beyond the usual one: the turn in between was guessed from its end.
  @usableFromInline
  mutating func noteLoss(_ time: Float, _ turn: (Float, Float, Float)) {
    sums.lost += 0.1 * (turn.0 * turn.0 + turn.1 * turn.1 + turn.2 * turn.2) * time * time
    spacing += 0.1 * (time - spacing)
  }
}
