import PsoasCore

/// The whole pipeline as one value: inputs that carry their own time go in, events come out.
///
/// It reads no clock and does no I/O, so the live daemon, a replay, the simulator and the tests run the very same
/// code, and a recording gives the live run's events byte for byte. Inputs come in the order of their times. Whatever
/// is due at a whole second of the session happens before the first input at or after it, however the inputs lie.
public struct Monitor: Sendable {
  /// How upright is to be learnt.
  public enum CalibrationMode: Equatable, Sendable {
    /// From a stance that the wearer announces, else from walking.
    case automatic
    /// From a calibration of this very mounting.
    case given(Calibration)
    /// From nothing: `up` alone is reported.
    case none
  }

  let mode: CalibrationMode
  /// By the placements' raw values.
  var channels = InlineArray<3, SensorChannel>(repeating: SensorChannel())
  var classifier = PostureClassifier()
  /// By the placements' raw values.
  var standing = InlineArray<3, StandingAverage>(repeating: StandingAverage())
  var tilt: TiltEstimator
  var calibrator = Calibrator()
  var bouts: BoutTracker
  var coach: Coach
  var sessions: ExerciseSessionTracker
  var day: DayTracker
  var diary = DiaryTracker()
  var posture = PostureEstimate.unknown
  var boutBegan: Instant?
  var settledUntil = Instant(microseconds: 0)
  var nextSecond = Instant(microseconds: 1_000_000)
  var hasBegun = false
  var isUprightKnown = false
  var boutChange: BoutTracker.Change?
  var coachEvents: [Event] = []
  var shifts = ShiftDetector()
  var hasShifted = false
  var suspendTracker = SuspendTracker()
  var absence = AbsenceDetector()
  var rhythm: RhythmProcedure?
  var correction: (stated: Posture, instead: Posture)?
  /// When the present posture began, and what the ledger was then.
  var episode: (began: Instant, bouts: BoutTracker)?

  /// - Parameter catalog: the exercises there are.
  public init(
    _ configuration: Configuration = Configuration(), catalog: ExerciseCatalog,
    calibration mode: CalibrationMode = .automatic
  ) {
    self.mode = mode
    var parameters = BoutTracker.Parameters()
    parameters.breakLength = configuration.breakLength
    bouts = BoutTracker(parameters)
    coach = Coach(configuration, catalog)
    sessions = ExerciseSessionTracker(catalog)
    day = DayTracker()
    tilt = TiltEstimator(deadBand: Double(configuration.tiltDeadBand))
    if case .given(let known) = mode {
      tilt.set(CalibrationRecord(known), of: .pelvis, isFresh: true)
      classifier.calibrate(standing: known.cranial)
    }
  }

  /// Takes one input and appends what comes of it.
  public mutating func handle(_ timed: TimedInput, into events: inout [TimedEvent]) {
    begin(at: timed.time)
    while nextSecond <= timed.time {
      second(&events)
    }
    switch timed.input {
    case .sample(let placement, let sample):
      update(sample, from: placement, &events)
    case .tick:
      hold(until: timed.time, &events)
    case .sensorAdded(let placement, let traits):
      channels[Int(placement.rawValue)] = SensorChannel(traits)
      forgetCalibration(of: placement)
      emit(.sensorAdded(placement, traits), at: timed.time, &events)
    case .sensorRemoved(let placement):
      lose(placement, at: timed.time, &events)
      channels[Int(placement.rawValue)] = SensorChannel()
      emit(.sensorRemoved(placement), at: timed.time, &events)
    case .standingBegan:
      standing = InlineArray<3, StandingAverage>(repeating: StandingAverage(isOpen: true))
    case .standingEnded:
      endStanding(at: timed.time, &events)
    case .wallClock(let clock):
      settle(until: timed.time)
      if let ended = day.set(clock, at: timed.time) {
        endDay(ended, at: timed.time, &events)
      }
    case .restore(let totals):
      day.restore(totals)
      notifyCoach(.restore(day.totals), at: timed.time, &events)
    case .exerciseDone(let completion):
      notifyCoach(.restoredCompletion(completion), at: timed.time, &events)
    case .calibration(let placement, let record):
      takeStored(record, placement, at: timed.time, &events)
    case .suggested(let muscles): notifyCoach(.suggested(muscles), at: timed.time, &events)
    case .earlierTilt(let day, let tilt):
      self.tilt.restore(tilt, of: day)
    case .suspending:
      suspend(at: timed.time, &events)
    case .resumed(let asleep):
      resume(after: asleep, at: timed.time, &events)
    case .locked(let locked):
      settle(until: timed.time)
      absence.isLocked = locked
      notifyCoach(.locked(locked), at: timed.time, &events)
    case .idle(let idle):
      settle(until: timed.time)
      absence.isIdle = idle
    case .quiet(let reason, let isOn):
      notifyCoach(.quiet(reason, isOn), at: timed.time, &events)
    case .command(let command):
      perform(command, at: timed.time, &events)
    case .configuration(let configuration):
      settle(until: timed.time)
      bouts.parameters.breakLength = configuration.breakLength
      tilt.deadBand = Double(configuration.tiltDeadBand)
      notifyCoach(.configuration(configuration), at: timed.time, &events)
    case .catalog(let catalog):
      sessions.catalog = catalog
      notifyCoach(.catalog(catalog), at: timed.time, &events)
    case .end:
      settle(until: timed.time)
      endDiary(at: timed.time, &events)
      endRhythm(.failure(.stopped), at: timed.time, &events)
      guide(at: timed.time, &events) { $0.stop(.stopped, into: &$1) }
      notifyCoach(.ended, at: timed.time, &events)
      note(bouts.end(), at: timed.time, &events)
      emit(.ended(day.totals), at: timed.time, &events)
    }
  }

  func emit(_ event: Event, at time: Instant, _ events: inout [TimedEvent]) {
    events.append(TimedEvent(time, event, wall: day.clock(at: time)))
  }
}
