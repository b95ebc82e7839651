/// Counts the steps of walks. Steps detected while the wearer sits, lies or rides are not counted.
struct StepCounter: Sendable {
  private(set) var count = 0
  /// The detector's count at the last update.
  private var detected = 0
  /// Steps of the current run that are counted as soon as the posture is walking.
  private var pending = 0

  /// The posture now follows another sensor, whose earlier steps do not count.
  mutating func follow(_ steps: StepDetector) {
    detected = steps.count
    pending = 0
  }

  @inline(__always)
  mutating func update(_ steps: StepDetector, _ posture: Posture) {
    guard steps.count != detected || pending > 0 else { return }
    pending += steps.count - detected
    detected = steps.count
    if posture == .walking {
      count += pending
      pending = 0
    } else if steps.run == 0 {
      pending = 0
    }
  }
}
