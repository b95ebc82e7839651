import PsoasCore
import PsoasSystem

/// The whole pipeline as one value: inputs with their own times produce events.
///
/// It reads no clock and does no I/O, so the live daemon, a replay, the simulator and the tests run the same code, and
/// replaying a recording produces the events of the live run byte for byte. Inputs must be in order of time. Everything
/// due at a whole second of the run happens before the first input at or after it, independent of the spacing of
/// inputs.
public struct Monitor: Sendable {
  /// How the upright direction is learned.
  public enum CalibrationMode: Equatable, Sendable {
    /// From an announced stance, otherwise from walking.
    case automatic
    /// From a calibration of the current mounting.
    case given(Calibration)
    /// Not at all: only `up` is reported.
    case none
  }

  var sensing = Sensing()
  var calibrations: Calibrations
  var wearer: WearerState
  var coaching: Coaching
  var calendar = MonitorCalendar()
  var sessions: ExerciseSessionTracker
  var diary: DiaryTracker
  var rhythm: RhythmProcedure?

  /// - Parameter catalog: the available exercises.
  public init(
    _ configuration: Configuration = Configuration(), catalog: ExerciseCatalog,
    calibration mode: CalibrationMode = .automatic
  ) {
    calibrations = Calibrations(mode: mode, tilt: TiltEstimator(deadBand: Double(configuration.tiltDeadBand)))
    wearer = WearerState(breakLength: configuration.breakLength)
    diary = DiaryTracker(wearer.bouts)
    coaching = Coaching(coach: Coach(configuration, catalog))
    sessions = ExerciseSessionTracker(catalog)
    if case .given(let known) = mode {
      calibrations.tilt.set(CalibrationRecord(known), of: .pelvis, isFresh: true)
      sensing.classifier.calibrate(standing: known.cranial)
    }
  }

  /// Processes one input and appends the resulting events. A refused command produces no event; callers that need the
  /// reply call `perform`.
  public mutating func handle(_ timed: TimedInput, into events: inout [TimedEvent]) {
    advance(to: timed.time, &events)
    switch timed.input {
    case .sample(let placement, var sample):
      update(&sample, from: placement, &events)
    case .tick:
      hold(until: timed.time, &events)
    case .sensorAdded(let placement, let traits):
      sensing.channels[placement] = SensorChannel(traits, at: timed.time)
      sensing.placements.forget(placement)
      dropCalibration(of: placement)
      emit(.sensorAdded(placement, traits), at: timed.time, &events)
    case .sensorRemoved(let placement, let isReleased):
      if isReleased { sensing.notices[placement].release() } else { noteLoss(of: placement, at: timed.time) }
      lose(placement, at: timed.time, &events)
      sensing.channels[placement] = SensorChannel()
      emit(.sensorRemoved(placement), at: timed.time, &events)
    case .sensorFault(let placement, let reason):
      doubt(placement, reason, at: timed.time, &events)
    case .standingBegan:
      sensing.standing = PerPlacement<StandingAverage>(repeating: StandingAverage(isOpen: true))
    case .standingEnded:
      endStanding(at: timed.time, &events)
    case .wallClock(let clock):
      settle(until: timed.time, &events)
      // What was seen belongs to hours of the clock as it was.
      if calendar.day.clock(at: timed.time) != nil { settleDiary(at: timed.time, &events) }
      if let ended = calendar.day.set(clock, at: timed.time) {
        endDay(ended, at: timed.time, &events)
      }
    case .restore(let totals):
      calendar.day.restore(totals)
      notifyCoach(.restore(calendar.day.totals), at: timed.time, &events)
    case .hold(let hold): notifyCoach(.hold(hold), at: timed.time, &events)
    case .exerciseDone(let completion):
      notifyCoach(.exerciseDone(completion), at: timed.time, &events)
    case .calibration(let placement, let record):
      takeStored(record, placement, at: timed.time, &events)
    case .battery(let placement, let battery): takeBattery(battery, of: placement, at: timed.time, &events)
    case .mounting(let placement, let upright): remember(upright, of: placement)
    case .suggested(let muscles): notifyCoach(.suggested(muscles), at: timed.time, &events)
    case .earlierTilt(let day, let tilt):
      calibrations.tilt.restore(tilt, of: day)
    case .suspending:
      suspend(at: timed.time, &events)
    case .resumed(let asleep):
      resume(after: asleep, at: timed.time, &events)
    case .locked(let locked):
      settle(until: timed.time, &events)
      wearer.absence.isLocked = locked
      notifyCoach(.locked(locked), at: timed.time, &events)
    case .idle(let idle):
      settle(until: timed.time, &events)
      wearer.absence.isIdle = idle
    case .quiet(let reason, let isOn):
      notifyCoach(.quiet(reason, isOn), at: timed.time, &events)
    case .command(let command): _ = try? carryOut(command, at: timed.time, &events)
    case .configuration(let configuration):
      settle(until: timed.time, &events)
      wearer.bouts.parameters.breakLength = configuration.breakLength
      diary.bouts.settled.tracker.parameters = wearer.bouts.parameters
      calibrations.tilt.deadBand = Double(configuration.tiltDeadBand)
      notifyCoach(.configuration(configuration), at: timed.time, &events)
    case .catalog(let catalog):
      sessions.catalog = catalog
      notifyCoach(.catalog(catalog), at: timed.time, &events)
    case .end:
      settle(until: timed.time, &events)
      endDiary(at: timed.time, &events)
      endRhythm(.failure(.stopped), at: timed.time, &events)
      guide(at: timed.time, &events) { $0.stop(.stopped, into: &$1) }
      notifyCoach(.ended, at: timed.time, &events)
      note(wearer.bouts.end(), at: timed.time, &events)
      emit(.ended(calendar.day.totals), at: timed.time, &events)
    }
  }

  /// Processes one sample, as `handle` does the input `sample`, with less work.
  /// - Parameter sample: a sparse sensor's gets its interval since the last repeated one; `inout`, because the compiler
  ///   would otherwise copy it.
  public mutating func handle(
    _ sample: inout Sample, from placement: Placement, at time: Instant, into events: inout [TimedEvent]
  ) {
    advance(to: time, &events)
    update(&sample, from: placement, &events)
  }

  /// `mutating`, because the compiler would otherwise copy the whole monitor for each event.
  mutating func emit(_ event: Event, at time: Instant, _ events: inout [TimedEvent]) {
    events.append(TimedEvent(time, event, wall: calendar.day.clock(at: time)))
  }
}
