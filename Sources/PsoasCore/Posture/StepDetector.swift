/// Detects steps in the acceleration along up: the body falls and rises once per step, for any mounting of the sensor.
struct StepDetector: Sendable {
  /// The differences between the torso, which falls and rises at every step, and a thigh, which swings at every second
  /// step.
  struct Gait: Sendable {
    /// Least and largest swing that count as a rise or a fall, m/s2.
    var leastSwing: Double
    var mostSwing: Double
    /// Longest time between two steps of one walk, seconds.
    var longestInterval: Double
    /// Longest time from a fall to its rise, seconds.
    var longestFall: Double
    /// Seconds since the last step after which walking ends.
    var pause: Double
    /// Number of steps before a run counts as walking.
    var shortestRun: Int
  }

  /// HAR70+ (aged 70 to 95): the weakest walkers swing by 0.3 to 0.9 m/s2 RMS, others by 2 and more.
  static let torso = Gait(
    leastSwing: 0.2, mostSwing: 0.5, longestInterval: 1.5, longestFall: 1.5, pause: 1.2, shortestRun: 3)
  /// A leg swings more strongly, and the other leg's steps are often missed: the slowest strides take 2 s (HAR70+). A
  /// lifted leg may be put down much later.
  static let thigh = Gait(
    leastSwing: 0.7, mostSwing: 0.7, longestInterval: 2.2, longestFall: 1e9, pause: 1.6, shortestRun: 2)

  /// Number of steps in walks since the start.
  private(set) var count = 0
  /// Steps per minute, 0 when not walking.
  private(set) var cadence = 0.0
  /// Number of steps in the current run of regular steps.
  private(set) var run = 0
  /// Number of its last steps with rhythmic intervals, which shaking does not have.
  private(set) var evenRun = 0
  /// Number of its last steps that all fell and rose by `mostSwing`: pedalling and rough roads shake the pelvis less.
  private(set) var firmRun = 0
  /// Seconds since the last step.
  private(set) var sinceStep = 1e9

  private let gait: Gait
  private var fast = 0.0
  private var slow = 0.0
  /// Seconds since the swing fell below the threshold without a rise since.
  private var sinceFall = Double.infinity
  private var meanInterval = 0.0
  /// Amplitude of this wearer's steps, m/s2, learned from walks; initially that of a weak walker.
  private var depth = Self.firstDepth
  /// Lowest swing since the last step, and highest, which is that of the step itself, m/s2.
  private var lowest = 0.0
  private var highest = 0.0

  /// Largest relative difference of an interval from the mean.
  static let irregularity = 0.3
  /// Share of the wearer's own amplitude that counts as a fall, and as a rise. With `firstDepth` and the least swing it
  /// finds 0.94 of HAR70+'s walking at a specificity of 0.98; a fixed 0.5 m/s2 finds 0.84.
  static let shareOfDepth = 0.3
  static let firstDepth = 1.17
  /// Weight of one step in the amplitude, which follows the last thirty.
  static let adaptation = 0.03
  /// Steps of a run, and of its rhythm, before the amplitude is learned from it.
  static let learningRun = 5
  static let learningRhythm = 3

  init(_ gait: Gait) { self.gait = gait }

  var isWalking: Bool { run >= gait.shortestRun && sinceStep < gait.pause }

  mutating func update(vertical: Double, interval dt: Double) {
    fast += dt / (0.05 + dt) * (vertical - fast)
    slow += dt / (0.5 + dt) * (fast - slow)
    let swing = fast - slow
    sinceStep += dt
    if sinceStep > gait.longestInterval { endRun() }
    lowest = min(lowest, swing)
    highest = max(highest, swing)
    let threshold = min(gait.mostSwing, max(gait.leastSwing, Self.shareOfDepth * depth))
    // A fall and a rise of the torso that are further apart than two steps are sway, not a step.
    sinceFall = swing < -threshold ? 0 : sinceFall + dt
    guard sinceFall < gait.longestFall, swing > threshold, sinceStep > 0.25 else { return }
    sinceFall = .infinity
    takeStep()
  }

  /// The sensor was absent: what was learned about the wearer stays.
  mutating func restart() {
    let (kept, keptDepth) = (count, depth)
    self = StepDetector(gait)
    count = kept
    depth = keptDepth
  }

  private mutating func takeStep() {
    let isRegular = meanInterval == 0 || abs(sinceStep - meanInterval) < Self.irregularity * meanInterval
    evenRun = isRegular ? evenRun + 1 : 1
    firmRun = min(-lowest, highest) < gait.mostSwing ? 0 : firmRun + 1
    run += 1
    if run == 1 {
      meanInterval = 0
    } else {
      meanInterval = meanInterval == 0 ? sinceStep : meanInterval + 0.3 * (sinceStep - meanInterval)
      if run == gait.shortestRun { count += run } else if run > gait.shortestRun { count += 1 }
      if run >= gait.shortestRun && meanInterval > 0 { cadence = 60 / meanInterval }
    }
    if run >= Self.learningRun && evenRun >= Self.learningRhythm { depth += Self.adaptation * (-lowest - depth) }
    lowest = 0
    highest = 0
    sinceStep = 0
  }

  private mutating func endRun() {
    run = 0
    evenRun = 0
    firmRun = 0
    cadence = 0
  }
}
