import PsoasCore

/// Runs a guided calibration in the pipeline: starts it, passes samples to it, and reports progress and result.
struct Calibrator: Sendable {
  private(set) var run: CalibrationProcedure?
  private var lastReported: CalibrationProgress?
  private var leader = Placement.pelvis
  private var isStanceTaken = false
  private var seatsTaken = 0

  var isRunning: Bool { run != nil }

  mutating func start(_ plan: CalibrationPlan, leader: Placement, _ tilt: TiltEstimator, at time: Instant) {
    run = CalibrationProcedure(
      plan, leader: leader, at: time, stored: tilt.records.map { $0?.calibration })
    self.leader = leader
    lastReported = nil
    isStanceTaken = false
    seatsTaken = 0
  }

  mutating func cancel() { run = nil }
  mutating func next() { run?.next() }
  mutating func skip() { run?.skip() }
  mutating func lose(_ placement: Placement) { run?.lose(placement) }
  mutating func advance(to time: Instant) { run?.advance(to: time) }

  mutating func update(_ placement: Placement, _ sample: Sample, up: Vector3) { run?.update(placement, sample, up: up) }

  /// Up in the neutral stance of the leading sensor, returned once after it was taken.
  mutating func freshStance() -> Vector3? {
    guard !isStanceTaken, let stance = run?.stanceSoFar else { return nil }
    isStanceTaken = true
    return stance
  }

  /// Returns true once after each requested seat was held.
  mutating func freshSeat() -> Bool {
    guard let seats = run?.seatsSoFar, seats > seatsTaken else { return false }
    seatsTaken = seats
    return true
  }

  /// The progress, if it changed: immediately at a new step, otherwise once per second.
  /// - Parameter isSecond: a whole second has passed.
  mutating func report(isSecond: Bool) -> CalibrationProgress? {
    guard let run, run.state == .running else { return nil }
    let now = run.progress
    if !isSecond, let lastReported, lastReported.step == now.step, lastReported.phase == now.phase,
      lastReported.repetitions == now.repetitions,
      lastReported.refusal == now.refusal
    {
      return nil
    }
    lastReported = now
    return now
  }

  /// The procedure after its end; it is then no longer active.
  mutating func outcome() -> CalibrationProcedure? {
    guard let ended = run, ended.state != .running else { return nil }
    run = nil
    return ended
  }
}
