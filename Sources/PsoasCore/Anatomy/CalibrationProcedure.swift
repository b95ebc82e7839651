/// A guided calibration of all sensors worn at one time. Each pose is announced, timed and checked.
///
/// One sensor leads (pelvis, else trunk, else thigh): its movement advances the steps. A failed step gives its reason
/// and restarts automatically, without a key press. The mediolateral axis comes from the bends of the leading sensor.
/// The axis of a thigh sensor that does not lead comes from sitting down.
public struct CalibrationProcedure: Sendable {
  public enum State: Equatable, Sendable {
    case running
    case finished
    case failed(CalibrationRefusal)
  }

  public let plan: CalibrationPlan
  public internal(set) var state = State.running
  public internal(set) var progress: CalibrationProgress

  var sensors: PerPlacement<CalibrationSensor>
  public let leader: Placement
  var now: Instant
  var phaseBegan: Instant
  var stepBegan: Instant
  var refusedAt: Instant?
  var isDown = false
  /// The largest angle from the stance in this phase, degrees; where the phase began; and since when the direction is
  /// held.
  var swung = 0.0
  var origin = Vector3.zero
  var held: (direction: Vector3, since: Instant)?
  /// Least and largest tilt during verification, degrees.
  var tilts = (least: 0.0, most: 0.0)
  var leans = (least: 0.0, most: 0.0)
  var isUpFromSeat = true

  // Seconds, chosen by judgement except the holds: Pan 2019 and 2021 use 5 s for the stance; 10 s for the habitual
  // seat.
  static let holdTime = 5.0
  static let habitualSeatTime = 10.0
  static let longestStep = 180.0
  static let longestRock = 8.0
  static let refusalShown = 4.0
  static let quietSettling = 1.0
  /// Least angle of a bend and of the verification bend, degrees.
  static let bendAngle = 25.0
  static let verificationAngle = 20.0
  static let bends = 3
  /// Least lean to either side, degrees: above postural sway and within every wearer's range (chosen by judgement).
  static let leanAngle = 5.0
  /// Least movement of sitting down, degrees: sitting down rotates the pelvis by at least 15 (SKDH).
  static let sitAngle = 10.0

  /// - Parameters:
  ///   - leader: the leading sensor.
  ///   - stored: each sensor's earlier calibration.
  public init(
    _ plan: CalibrationPlan, leader: Placement, at time: Instant,
    stored: PerPlacement<Calibration?> = PerPlacement(repeating: nil)
  ) {
    self.plan = plan.isEmpty ? .full : plan
    self.leader = leader
    sensors = PerPlacement { CalibrationSensor($0, base: stored[$0]) }
    now = time
    phaseBegan = time
    stepBegan = time
    let first = self.plan.first(from: 0) ?? .neutral
    progress = CalibrationProgress(
      placement: leader, step: first, number: 1, count: self.plan.count, phase: .preparing, remaining: 0, angle: 0,
      target: 0, repetitions: 0, repetitionsNeeded: 0)
    begin(first)
    if !self.plan.has(.neutral) || self.plan.isQuick, sensors[leader].base == nil {
      state = .failed(.nothingStored(leader))
    }
  }

  // MARK: Results

  /// The new calibration of a sensor after the end; nil if its axes are unknown.
  public func calibration(of placement: Placement) -> Calibration? {
    state == .finished && sensors[placement].isPresent ? sensors[placement].result : nil
  }

  /// Up in the neutral stance of this calibration, sensor axes; nil if none was taken.
  public func stance(of placement: Placement) -> Vector3? {
    state == .finished && sensors[placement].isPresent ? sensors[placement].stance : nil
  }

  /// Up in the stance of the leading sensor, as soon as the stance is taken.
  public var stanceSoFar: Vector3? { sensors[leader].stance }

  /// Number of seats held so far: tall, and as usual.
  public var seatsSoFar: Int { (sensors[leader].seat == nil ? 0 : 1) + (sensors[leader].habitualSeat == nil ? 0 : 1) }

  /// Why a sensor that did not lead has no new axes.
  public func refusal(of placement: Placement) -> CalibrationRefusal? { sensors[placement].refusal }

  // MARK: Inputs

  /// One sample of a worn sensor, with the orientation filter's `up` for it.
  public mutating func update(_ placement: Placement, _ sample: Sample, up: Vector3) {
    guard state == .running, up.isFinite, sample.acceleration.isFinite, sample.angularVelocity.isFinite else { return }
    if now < sample.time { now = sample.time }
    let disturbance = sensors[placement].update(sample, up: up)
    if let disturbance, progress.phase == .holding {
      // The wearer needs a moment to come to rest: movement in that time is not reported.
      if (sensors.values[placement.index].hold?.elapsed ?? 0) > Self.quietSettling { refuse(disturbance) }
      beginHold()
    }
    guard placement == leader else { return }
    followPhase()
    if let refusedAt, now.seconds(since: refusedAt) > Self.refusalShown {
      progress.refusal = nil
      self.refusedAt = nil
    }
  }

  /// Time has passed, with or without a sample.
  public mutating func advance(to time: Instant) {
    guard state == .running else { return }
    if now < time { now = time }
    if now.seconds(since: stepBegan) > Self.longestStep {
      // The refusal is a more useful reason than the timeout.
      state = .failed(progress.refusal ?? .timedOut(progress.step, seconds: Self.longestStep))
    }
  }

  /// A sensor is lost.
  public mutating func lose(_ placement: Placement) {
    guard state == .running else { return }
    if placement == leader {
      state = .failed(.lost(placement))
    } else {
      sensors[placement] = CalibrationSensor(placement, base: nil)
    }
  }

  /// The wearer is ready: starts the phase that waits.
  public mutating func next() {
    guard state == .running else { return }
    switch progress.phase {
    case .preparing, .midway: endPreparing()
    case .rockingForward, .rockingBack: begin(.midway)
    case .holding, .bending, .leaning: break
    }
  }

  /// Skips the current step.
  /// - Returns: false for the neutral stance, because a calibration needs it.
  @discardableResult
  public mutating func skip() -> Bool {
    guard state == .running, progress.step != .neutral else { return false }
    endStep()
    return true
  }
}
