import PsoasCore
import PsoasMonitor
import PsoasSimulator

/// Simulates an exercise of a synthetic wearer, and passes its frames through decoder and orientation filter to the
/// track that the checks use.
struct SimulatedExercise {
  /// Error of the calibrated axes, degrees: 2 to 3 after a careful calibration (reference measurements of alignment),
  /// in a different direction for each axis.
  static let axisError = 2.5

  /// The activities of the wearer, after standing for a while.
  let day: [Activity]
  var options = SyntheticWearer.Options()
  /// Seconds of standing before them.
  var before = 8.0
  /// Which axes are known.
  enum Axes { case full, upright, unknown }
  var axes = Axes.full

  init(_ day: [Activity], seed: UInt64) {
    self.day = day
    options.seed = seed
    options.rate = 50
  }

  /// Calls `body` for each sample with the track and the seconds since the start of the exercise.
  func run(_ body: (_ track: ExerciseTrack, _ elapsed: Double) -> Void) throws {
    var wearer = SyntheticWearer(
      day: [Activity(.stand, seconds: before)] + day + [Activity(.stand, seconds: 30)], options)
    var decoder = try FrameDecoder(wearer.description(of: .pelvis)!)
    var filter = OrientationFilter()
    var track = ExerciseTrack()
    var frame: [InputEvent] = []
    let known = bodyAxes(wearer)
    var hasBegun = false
    while true {
      let (_, time) = wearer.next(&frame)
      if time.seconds > before + day.map(\.seconds).reduce(0, +) { break }
      for event in frame {
        guard let sample = decoder.decode(event, at: time) else { continue }
        filter.update(sample)
        guard let up = filter.up else { continue }
        if !hasBegun, time.seconds >= before {
          hasBegun = true
          track.begin()
        }
        track.update(sample, up: up, bias: filter.bias, axes: known)
        if hasBegun { body(track, time.seconds - before) }
      }
    }
  }

  /// The true body axes, rotated by the axis error.
  private func bodyAxes(_ wearer: SyntheticWearer) -> BodyAxes {
    var standing = SyntheticWearer(day: [Activity(.stand, seconds: 20)], wearer.options)
    var lying = SyntheticWearer(day: [Activity(.lie, seconds: 20)], wearer.options)
    var frame: [InputEvent] = []
    _ = standing.next(&frame)
    _ = lying.next(&frame)
    let up = standing.truth.up
    // When lying supine, the pelvis is rotated opposite to a bend.
    let right = lying.truth.up.cross(up).normalized ?? Vector3(0, 0, 1)
    let forward = up.cross(right)
    let error = Self.axisError * Trigonometry.radiansPerDegree
    let turn = Double(options.seed % 360) * Trigonometry.radiansPerDegree
    let wrong = (right * Trigonometry.sine(turn) + forward * Trigonometry.cosine(turn)) * error
    switch axes {
    case .unknown: return .unknown
    case .upright: return .upright((up + wrong).normalized ?? up)
    case .full:
      guard let calibration = Calibration(upright: up + wrong, mediolateral: right + forward * error) else {
        return .unknown
      }
      return .full(calibration)
    }
  }
}
