import PsoasCore
import PsoasSystem

/// One session of an exercise: prepare, each stage of each side and set, rests, the end. A value type; its inputs are
/// time, samples and responses, its outputs are events.
///
/// The pelvis sensor measures the time of holds and counts repetitions if it can; both pause while the position is
/// lost. Without a sensor the session runs by the clock.
public struct ExerciseSession: Sendable {
  /// What the pelvis sensor can measure now.
  public enum Sensor: Equatable, Sendable {
    case absent, silentAxes, lean, axes
  }

  /// Seconds without progress, or of a pause, after which the session is abandoned (chosen by judgement).
  static let patience = 180.0
  static let longestPause = 900.0
  /// Seconds in the position without a counted one after which a hold goes on by the clock (chosen by judgement).
  static let unseenPatience = 20.0
  /// Tolerance for sums of sample intervals that are compared with whole seconds, s.
  static let rounding = 1e-6

  public let exercise: Exercise
  public let plan: ExerciseSessionPlan
  public private(set) var isOver = false
  private var basis: ExerciseSessionBasis
  private var check: ExerciseSessionCheck?
  private var index = 0
  private var result = ExerciseSessionResult()
  private var lastStep: Double
  /// Seconds, or repetitions, of the current stage.
  private var done = 0.0
  /// Duration of the current stage by the clock, seconds.
  private var elapsed = 0.0
  private var idle = 0.0
  /// Seconds in the position since the sensor last counted one.
  private var unseen = 0.0
  /// Seconds of the current hold that passed by the clock, because the sensor does not see it; nil while it does. They
  /// are no credit: only what the sensor saw is.
  private var byClock: Double?
  private var pausedFor: Double?
  private var lastReported = ExerciseSessionFeedback.none
  /// The check's count when the stage began.
  private var heldBefore = 0.0
  private var checkedBefore = 0.0
  private var amplitudes = 0.0
  /// Seconds, or repetitions, of the current stage that were checked before the sensor fell silent.
  private var verified = 0.0
  /// Number of stages that count, and the shares done of them.
  private let countingStages: Int
  private var shares = 0.0
  private var checkedShares = 0.0

  public init(_ exercise: Exercise, _ request: ExerciseSessionRequest, sensor: Sensor, at now: Double) {
    self.exercise = exercise
    plan = ExerciseSessionPlan(exercise, request)
    lastStep = now
    basis = ExerciseSession.basis(exercise.check, request, sensor)
    if basis.usesSensor { check = ExerciseSessionCheck(exercise) }
    countingStages = ExerciseSession.countingStages(of: plan)
    result.exercise = exercise.identifier
    result.title = exercise.title
  }

  private static func basis(_ check: Exercise.Check, _ request: ExerciseSessionRequest, _ sensor: Sensor)
    -> ExerciseSessionBasis
  {
    if check == .none { return .unchecked }
    guard request.usesSensor else { return .clock }
    switch sensor {
    case .absent: return .noSensor
    case .silentAxes: return .noUpright
    // The inclination of the pelvis is enough to count bridges.
    case .lean: return check == .bridgeRepetitions ? .sensor : .lean
    case .axes: return .sensor
    }
  }

  /// An exercise without holds or repetitions counts its movement stages.
  private static func counts(_ work: ExerciseSessionPart.Work, in plan: ExerciseSessionPlan) -> Bool {
    if case .move = work { return !plan.parts.contains { $0.work.isWork } }
    return work.isWork
  }

  private static func countingStages(of plan: ExerciseSessionPlan) -> Int {
    var count = 0
    for part in plan.parts where counts(part.work, in: plan) { count += 1 }
    return count
  }

  private var part: ExerciseSessionPart { plan.parts[index] }

  // MARK: Inputs

  /// Starts the session.
  public mutating func begin(into events: inout [ExerciseSessionEvent]) {
    events.append(
      .started(
        ExerciseSessionStart(
          exercise: exercise.identifier, title: exercise.title, cautions: exercise.cautions, basis: basis,
          stages: plan.parts.count, sets: plan.sets, window: basis == .sensor ? check?.window : nil)))
    guard !plan.parts.isEmpty else { return finish(.completed, &events) }
    enter(&events)
  }

  /// Whether pelvis samples have any effect.
  public var isWatching: Bool { check != nil && pausedFor == nil && !isOver }

  /// Processes a sample of the pelvis sensor.
  /// - Parameters:
  ///   - up: from the orientation filter, unit vector, sensor axes.
  ///   - bias: gyroscope bias, rad/s.
  public mutating func update(_ sample: Sample, up: Vector3, bias: Vector3, axes: BodyAxes) {
    check?.update(sample, up: up, bias: bias, axes: axes)
  }

  /// Advances the time to `now`, seconds; call it once per second.
  public mutating func step(at now: Double, hasSensor: Bool, into events: inout [ExerciseSessionEvent]) {
    let seconds = max(now - lastStep, 0)
    lastStep = now
    guard !isOver else { return }
    if let paused = pausedFor {
      pausedFor = paused + seconds
      if paused + seconds >= Self.longestPause { finish(.abandoned, &events) }
      return
    }
    if check != nil, !hasSensor { loseSensor(&events) }
    let before = done
    elapsed += seconds
    measure()
    followClock(seconds, hasSeen: done > before, &events)
    idle = part.work.isWork && check != nil && done <= before && byClock == nil ? idle + seconds : 0
    if idle >= Self.patience { return finish(.abandoned, &events) }
    emitProgress(&events)
    if done + (byClock ?? 0) >= Double(part.work.target) - Self.rounding { leave(&events) }
  }

  /// A hold that the sensor does not see in the right position goes on by the clock: it must not stall.
  private mutating func followClock(_ seconds: Double, hasSeen: Bool, _ events: inout [ExerciseSessionEvent]) {
    guard case .hold = part.work, let check else { return }
    if byClock != nil {
      // What the sensor sees now counts by itself.
      if !hasSeen { byClock? += seconds }
      return
    }
    unseen = hasSeen ? 0 : unseen + (check.isInPosition ? seconds : 0)
    guard unseen >= Self.unseenPatience else { return }
    byClock = 0
    lastReported = .byClock
    events.append(.feedback(.byClock))
  }

  public mutating func respond(_ response: ExerciseSessionResponse, into events: inout [ExerciseSessionEvent]) {
    guard !isOver else { return }
    switch response {
    case .pause:
      guard pausedFor == nil else { return }
      pausedFor = 0
      events.append(.progress(progress))
    case .resume:
      guard pausedFor != nil else { return }
      pausedFor = nil
      events.append(.progress(progress))
    case .next:
      pausedFor = nil
      leave(&events)
    case .done: finish(.byHand, &events)
    }
  }

  public mutating func stop(_ ending: ExerciseSessionResult.Ending, into events: inout [ExerciseSessionEvent]) {
    if !isOver { finish(ending, &events) }
  }

  // MARK: Stages

  private mutating func enter(_ events: inout [ExerciseSessionEvent]) {
    (done, elapsed, idle, verified, unseen, byClock) = (0, 0, 0, 0, 0, nil)
    (heldBefore, checkedBefore) = (check?.held ?? 0, check?.checked ?? 0)
    let work = part.work
    check?.begin(work)
    lastReported = .none
    events.append(.stage(ExerciseSessionStage(number: index + 1, part: part)))
  }

  private mutating func leave(_ events: inout [ExerciseSessionEvent]) {
    recordStage(&events)
    index += 1
    if index < plan.parts.count {
      enter(&events)
    } else {
      index -= 1
      finish(.completed, &events, isBooked: true)
    }
  }

  private mutating func measure() {
    switch part.work {
    case .hold where check != nil: done = (check?.held ?? 0) - heldBefore
    case .repetitions where check != nil: done = Double(check?.repetitions ?? 0)
    case .repetitions(_, let pace): done = Double(Int(elapsed / Double(max(pace, 1))))
    case .prepare, .hold, .move, .rest: done = elapsed
    }
  }

  /// Adds the stage's share to the result.
  private mutating func recordStage(_ events: inout [ExerciseSessionEvent]) {
    let target = Double(part.work.target)
    guard ExerciseSession.counts(part.work, in: plan), target > 0 else { return }
    let share = done >= target - Self.rounding ? 1 : done / target
    var stage = ExerciseSessionStageResult(
      number: index + 1, work: part.work, side: part.side, set: part.set, done: min(done, target))
    shares += share
    switch part.work {
    case .hold:
      result.heldSeconds += min(done, target)
      if share >= 1 { result.holds += 1 }
      // A hold that broke is dated back, and so is what was checked of it.
      let checked = min(verified + (check?.checked ?? checkedBefore) - checkedBefore, done, target)
      result.checkedSeconds += checked
      stage.checked = checked
      checkedShares += checked / target
    case .repetitions:
      result.repetitions += Int(done)
      stage.done = Double(Int(done))
      stage.checked = check == nil ? verified : done
      if let check {
        amplitudes += check.amplitude * done
        stage.amplitude = check.amplitude
      }
      checkedShares += min(1, stage.checked / target)
    case .prepare, .move, .rest: break
    }
    events.append(.stageDone(stage))
  }

  private mutating func loseSensor(_ events: inout [ExerciseSessionEvent]) {
    basis = .noSensor
    // Its count stays, and the clock continues from there.
    measure()
    switch part.work {
    case .hold:
      elapsed = done
      verified = (check?.checked ?? 0) - checkedBefore
    case .repetitions(_, let pace):
      elapsed = done * Double(pace)
      verified = done
    case .prepare, .move, .rest: break
    }
    check = nil
    byClock = nil
    events.append(.feedback(.sensorLost))
  }

  private mutating func finish(
    _ ending: ExerciseSessionResult.Ending, _ events: inout [ExerciseSessionEvent], isBooked: Bool = false
  ) {
    if !isBooked, !plan.parts.isEmpty { recordStage(&events) }
    isOver = true
    result.ending = ending
    result.basis = basis
    if countingStages > 0 {
      result.credit = shares / Double(countingStages)
      result.checked = checkedShares / Double(countingStages)
    }
    if result.repetitions > 0 { result.amplitude = amplitudes / Double(result.repetitions) }
    events.append(.finished(result))
  }

  // MARK: Progress

  private mutating func emitProgress(_ events: inout [ExerciseSessionEvent]) {
    events.append(.progress(progress))
    let feedback = feedback
    guard feedback != lastReported else { return }
    lastReported = feedback
    if feedback != .none { events.append(.feedback(feedback)) }
  }

  private var feedback: ExerciseSessionFeedback {
    guard let check else { return .none }
    return byClock != nil && !check.isHolding ? .byClock : check.feedback
  }

  public var progress: ExerciseSessionProgress {
    let target = part.work.target
    // A second in progress counts as remaining.
    let whole = Int(min(done + (byClock ?? 0), Double(target)) + Self.rounding)
    return ExerciseSessionProgress(
      stage: index + 1, isTimed: part.work.isTimed, remaining: target - whole, done: whole,
      tilt: check?.track.pose.tilt, target: part.work.isWork ? check?.target : nil,
      isHolding: check.map { $0.isHolding } ?? part.work.isWork,
      isPaused: pausedFor != nil,
      feedback: feedback)
  }
}
