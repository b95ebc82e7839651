import PsoasCore
import PsoasMonitor
import PsoasSimulator

/// A synthetic wearer who follows a calibration, and then a short day in which the measured tilt is compared with the
/// true tilt.
struct CalibrationTrial {
  var plan = CalibrationPlan.full
  var leader = Placement.pelvis
  /// A pose other than the requested one, as a mistake of the wearer.
  var disobeys: (CalibrationProgress) -> Activity.Kind? = { _ in nil }

  private(set) var wearer: SyntheticWearer
  private var decoders: [FrameDecoder?] = [nil, nil, nil]
  private var filters: [OrientationFilter] = [OrientationFilter(), OrientationFilter(), OrientationFilter()]
  private(set) var procedure: CalibrationProcedure
  private(set) var refusals: [CalibrationRefusal] = []
  private(set) var phases: [CalibrationProgress.Phase] = []
  private var frame: [InputEvent] = []
  private(set) var time = Instant(microseconds: 0)

  static let day = [
    Activity(.stand, seconds: 12), Activity(.walk, seconds: 12), Activity(.sit, seconds: 15),
    Activity(.stand, seconds: 8), Activity(.bend, seconds: 12), Activity(.relax, seconds: 8),
  ]

  init(_ options: SyntheticWearer.Options, plan: CalibrationPlan = .full, stored: Calibration? = nil) throws {
    self.plan = plan
    leader = options.placements[0]
    wearer = SyntheticWearer(day: CalibrationTrial.day, options)
    for placement in wearer.placements {
      guard let device = wearer.description(of: placement) else { continue }
      decoders[Int(placement.rawValue)] = try FrameDecoder(device)
    }
    var base = PerPlacement<Calibration?>(repeating: nil)
    if leader != .trunk { base[leader] = stored }
    procedure = CalibrationProcedure(plan, leader: leader, at: time, stored: base)
  }

  /// Passes one frame through decoder, filter and procedure.
  private mutating func step() -> (placement: Placement, up: Vector3)? {
    let (placement, moment) = wearer.next(&frame)
    time = moment
    let index = Int(placement.rawValue)
    var sample: Sample?
    for event in frame { sample = decoders[index]?.decode(event, at: moment) ?? sample }
    guard let sample else { return nil }
    filters[index].update(sample)
    guard let up = filters[index].up else { return nil }
    if isCalibrating { procedure.update(placement, sample, up: up) }
    return (placement, up)
  }

  private var isCalibrating = false
  private var neutral = (sum: 0.0, count: 0.0)
  /// The mean true tilt during the neutral stance, in degrees from the script's standing: body sway in quiet standing
  /// is not a measurement error.
  var trueNeutral: Double { neutral.count > 0 ? neutral.sum / neutral.count : 0 }

  /// Waits until the filter has settled, then runs the procedure.
  mutating func calibrate(seconds: Double = 400) {
    wearer.perform(.stand)
    while time.seconds < 6 { _ = step() }
    isCalibrating = true
    let start = time.seconds
    while procedure.state == .running, time.seconds - start < seconds {
      let progress = procedure.progress
      wearer.perform(disobeys(progress) ?? Activity.Kind(progress))
      if phases.last != progress.phase { phases.append(progress.phase) }
      if let refusal = progress.refusal, refusals.last != refusal { refusals.append(refusal) }
      if progress.step == .neutral {
        if progress.phase != .holding || progress.remaining > 4.98 { neutral = (0, 0) }
        neutral = (neutral.sum + wearer.truth.tilt, neutral.count + 1)
      }
      _ = step()
      procedure.advance(to: time)
    }
    isCalibrating = false
  }

  /// The root mean square difference between measured and true tilt over a short day, degrees, from the neutral that
  /// the wearer held and from the script's; and whether the deepest bend was measured as anterior.
  mutating func score(
    _ calibration: Calibration, seconds: Double = 67
  ) -> (rmse: Double, withDrift: Double, isSignRight: Bool) {
    // The day begins with standing, so that both tilts refer to it.
    wearer.perform(nil)
    let start = time.seconds
    var (squares, fromScript, count) = (0.0, 0.0, 0.0)
    var deepest = (truth: 0.0, measured: 0.0)
    while time.seconds - start < seconds {
      guard let (placement, up) = step(), placement == .pelvis, time.seconds - start > 2,
        let tilt = PelvicTilt(calibration, up: up).sagittal
      else { continue }
      let truth = wearer.truth
      let error = tilt - (truth.tilt - trueNeutral)
      squares += error * error
      fromScript += (tilt - truth.tilt) * (tilt - truth.tilt)
      count += 1
      if truth.tilt > deepest.truth { deepest = (truth.tilt, tilt) }
    }
    return (
      (squares / count).squareRoot(), (fromScript / count).squareRoot(), deepest.truth > 20 && deepest.measured > 10
    )
  }
}
