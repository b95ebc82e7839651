import PsoasCore

/// The measurement of the lumbopelvic rhythm.
extension Monitor {
  /// The first obstacle to a measurement.
  private mutating func findRhythmObstacle() -> RhythmRefusal? {
    for placement in [Placement.trunk, .pelvis] {
      guard let traits = sensing.channels.values[placement.index].traits else { return .noSensor(placement) }
      if !traits.hasGyroscope { return .noGyroscope(placement) }
    }
    return nil
  }

  mutating func startRhythm(
    _ bends: Int, at time: Instant, _ events: inout [TimedEvent]
  ) throws(CommandRefusal) {
    guard Spread.fewest...LumbopelvicRhythm.mostBends ~= bends else { throw .invalidBends }
    try requireUnguided()
    if let obstacle = findRhythmObstacle() { throw .rhythm(obstacle) }
    rhythm = RhythmProcedure(bends: bends, at: time)
    watchRhythm(at: time, &events)
  }

  mutating func watchRhythm(at time: Instant, _ events: inout [TimedEvent]) {
    if let progress = rhythm?.report(at: time) { emit(.rhythmProgress(progress), at: time, &events) }
    if let result = rhythm?.outcome(at: time) { endRhythm(result, at: time, &events) }
  }

  mutating func endRhythm(
    _ result: Result<RhythmResult, RhythmRefusal>, at time: Instant, _ events: inout [TimedEvent]
  ) {
    guard rhythm != nil else { return }
    rhythm = nil
    switch result {
    case .success(let measured): emit(.rhythmMeasured(measured), at: time, &events)
    case .failure(let refusal): emit(.rhythmRefused(refusal), at: time, &events)
    }
  }
}
