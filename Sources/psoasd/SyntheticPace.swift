/// How fast the synthetic wearer's time passes: at one speed by itself, and at another while a person guides it through
/// an exercise, a calibration or a measurement.
struct SyntheticPace {
  /// Factors of real time.
  private let speed: Double
  private let guidedSpeed: Double
  private(set) var isGuided = false
  /// The last change of pace: microseconds of CLOCK_MONOTONIC, and of the run.
  private var changed: (clock: Int64, run: Int64) = (0, 0)

  init(_ speed: Double, guided guidedSpeed: Double) {
    self.speed = speed
    self.guidedSpeed = guidedSpeed
  }

  mutating func begin(at clock: Int64) { changed = (clock, 0) }

  /// The run's time at a time of the clock, microseconds. It never decreases: a change applies from the next frame on.
  func due(at clock: Int64) -> Int64 {
    let elapsed = Double(clock - changed.clock) * (isGuided ? guidedSpeed : speed)
    return elapsed < 9e15 ? changed.run + Int64(elapsed) : Int64.max
  }

  /// - Parameter coming: the time of the next frame, microseconds of the run. A backlog of frames is not made up for.
  mutating func change(to isGuided: Bool, at clock: Int64, coming: Int64) {
    self.isGuided = isGuided
    changed = (clock, coming)
  }
}
