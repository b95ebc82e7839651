/// The state of the pelvis sensor that the checks of an exercise use, updated for each sample: orientation, angular
/// rate, the tremor of working muscles, and the change of height.
public struct ExerciseTrack: Sendable {
  /// Computed from the low-pass filtered up.
  public private(set) var pose = ExercisePose()
  /// Root mean square of the angular rate over about 0.3 s, degrees/s.
  public var turning: Double { turningSquare.squareRoot() }
  /// Root mean square over about half a second of the rate between 1 and 5 Hz, degrees/s: working muscles tremble in
  /// this band, and breathing is below it.
  public var tremor: Double { tremorSquare.squareRoot() }
  /// Height change since `begin`, metres, summed over movements between rests; negative if the pelvis has sunk.
  public private(set) var height = 0.0
  /// Height below the highest place since `begin`, metres: a wearer may leave a chair before kneeling.
  public var lowered: Double { highest - height }
  /// Largest `turning` since `begin`, degrees/s.
  public private(set) var liveliest = 0.0
  /// Number of movements since `begin` that rose or sank by more than `relocation`. What was learned about a pose
  /// becomes invalid with each.
  public private(set) var relocations = 0
  /// Seconds since the last sample, 0 after a gap.
  public private(set) var interval = 0.0
  /// Seconds tracked since `begin`.
  public private(set) var elapsed = 0.0
  public private(set) var hasGyroscope = true

  private var highest = 0.0
  private var track = SensorTrack()
  private var movement = TransitionDetector()
  private var first = Vector3.zero
  private var second = Vector3.zero
  private var lastUp = Vector3.zero
  private var rateFirst = Vector3.zero
  private var rate = Vector3.zero
  private var rateMean = Vector3.zero
  private var tremorMean = Vector3.zero
  private var turningSquare = 0.0
  private var tremorSquare = 0.0
  private var isSettled = false
  private var isRelocating = false
  private var sinceCheck = 0.0
  private var quietFor = 0.0

  /// Two equal first-order low-passes whose product is 3 dB down at 5 Hz, the band of Acti4 and SKDH for movement: each
  /// has its cut-off at 5 Hz / 0.644; seconds.
  static let smoothing = 0.644 / (2 * Trigonometry.pi * 5)
  /// Time constant of the mean square rate, s: short compared with the grace time of a hold (chosen by judgement).
  static let turningTime = 0.3
  /// Time constant of the two means that are subtracted from the rate for the tremor, s: 1 Hz, four times the breathing
  /// rate, so that a sixteenth of it remains.
  static let tremorCut = 0.16
  /// Time constant of the tremor's mean square, s.
  static let tremorTime = 0.5
  /// Least height change of a change of place, metres: half of the least drop of kneeling down.
  static let relocation = 0.12
  /// Seconds beyond which an integrated height is meaningless.
  static let longestMovement = 15.0
  /// Rate below which a movement may have ended, degrees/s, and its duration in seconds: a slow kneeling down
  /// accelerates so little that it looks like rest, but the pelvis inclines.
  static let quiet = 3.0
  static let quietTime = 0.5
  /// Seconds between two checks of a movement in progress.
  static let checkInterval = 0.1

  public init() {}

  /// Resets the height and the largest `turning`.
  public mutating func begin() {
    height = 0
    highest = 0
    liveliest = 0
    relocations = 0
    elapsed = 0
  }

  /// True while the pelvis is moving up or down.
  public var isOnTheWay: Bool { isRelocating }

  /// - Parameters:
  ///   - up: from the orientation filter, unit vector, sensor axes.
  ///   - bias: gyroscope bias, rad/s.
  public mutating func update(_ sample: Sample, up: Vector3, bias: Vector3, axes: BodyAxes) {
    track.update(sample, up: up)
    interval = track.interval
    hasGyroscope = sample.hasGyroscope
    guard interval > 0 else {
      (first, second, lastUp) = (up, up, up)
      (rateFirst, rate, rateMean, tremorMean) = (.zero, .zero, .zero, .zero)
      pose = ExercisePose(axes, up: up)
      return
    }
    elapsed += interval
    let quick = interval / (Self.smoothing + interval)
    first = first + (up - first) * quick
    second = second + (first - second) * quick
    pose = ExercisePose(axes, up: second.normalized ?? up)
    followRate(sample, up: up, bias: bias, quick)
    followHeight()
  }

  private mutating func followRate(_ sample: Sample, up: Vector3, bias: Vector3, _ quick: Double) {
    // Without a gyroscope, the change of up gives the rotation except for the component about gravity.
    let turn = sample.hasGyroscope ? sample.angularVelocity - bias : up.cross(lastUp) * (1 / interval)
    lastUp = up
    rateFirst = rateFirst + (turn - rateFirst) * quick
    rate = rate + (rateFirst - rate) * quick
    let cut = interval / (Self.tremorCut + interval)
    rateMean = rateMean + (rate - rateMean) * cut
    tremorMean = tremorMean + (rate - rateMean - tremorMean) * cut
    let square = Trigonometry.degreesPerRadian * Trigonometry.degreesPerRadian
    turningSquare += (rate.squaredNorm * square - turningSquare) * (interval / (Self.turningTime + interval))
    let trembling = (rate - rateMean - tremorMean).squaredNorm * square
    tremorSquare += (trembling - tremorSquare) * (interval / (Self.tremorTime + interval))
    liveliest = max(liveliest, turning)
  }

  private mutating func followHeight() {
    quietFor = turning < Self.quiet ? quietFor + interval : 0
    let isAtRest = movement.update(&track) == .settled && quietFor >= Self.quietTime
    if isAtRest {
      if !isSettled { note(movement.current(&track)) }
      isRelocating = false
      movement.anchor(track.up)
    } else {
      sinceCheck += interval
      if sinceCheck >= Self.checkInterval {
        sinceCheck = 0
        isRelocating = abs(movement.current(&track).rise) > Self.relocation
      }
    }
    isSettled = isAtRest
  }

  private mutating func note(_ transition: Transition) {
    guard transition.isReadable, transition.duration < Self.longestMovement else { return }
    height += transition.rise
    highest = max(highest, height)
    if abs(transition.rise) > Self.relocation { relocations += 1 }
  }
}
