/// Finds steps in the acceleration along up: the pelvis rises and falls once a step, whichever way the sensor hangs.
struct StepDetector: Sendable {
  /// Steps that belonged to a walk, since the start.
  var count = 0
  /// Steps a minute, 0 when not walking.
  private(set) var cadence = 0.0
  /// Steps in the present run of regular steps.
  private(set) var run = 0
  /// The last of them whose intervals kept to the rhythm; shaking does not.
  private(set) var evenRun = 0
  /// Seconds since the last step.
  private(set) var sinceStep = 1e9

  private var fast = 0.0
  private var slow = 0.0
  private var isArmed = false
  private var meanInterval = 0.0

  /// Steps before a run counts as walking.
  static let shortestRun = 3

  /// Share by which an interval may differ from the mean one.
  static let irregularity = 0.3

  var isWalking: Bool { run >= Self.shortestRun && sinceStep < 1.2 }

  mutating func update(vertical: Double, interval dt: Double) {
    fast += dt / (0.05 + dt) * (vertical - fast)
    slow += dt / (0.5 + dt) * (fast - slow)
    let swing = fast - slow
    sinceStep += dt
    if sinceStep > 1.5 { endRun() }
    if swing < -0.5 { isArmed = true }
    guard isArmed, swing > 0.5, sinceStep > 0.25 else { return }
    isArmed = false
    let isRegular = meanInterval == 0 || abs(sinceStep - meanInterval) < Self.irregularity * meanInterval
    evenRun = isRegular ? evenRun + 1 : 1
    if run == 0 {
      run = 1
      meanInterval = 0
    } else {
      run += 1
      meanInterval = meanInterval == 0 ? sinceStep : meanInterval + 0.3 * (sinceStep - meanInterval)
      if run == Self.shortestRun { count += run } else if run > Self.shortestRun { count += 1 }
      if run >= Self.shortestRun && meanInterval > 0 { cadence = 60 / meanInterval }
    }
    sinceStep = 0
  }

  private mutating func endRun() {
    run = 0
    evenRun = 0
    cadence = 0
  }
}
