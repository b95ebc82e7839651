import PsoasCore

/// The result of a measurement of the lumbopelvic rhythm: its bends, in order.
public struct RhythmResult: Equatable, Sendable {
  public var bends: [RhythmBend]

  public init(bends: [RhythmBend]) { self.bends = bends }

  /// Medians and their spread; nil for fewer than three bends.
  public var rhythm: LumbopelvicRhythm? { LumbopelvicRhythm(bends.span) }
}

/// A rhythm measurement in progress, with its memory.
struct RhythmProcedure: Sendable {
  private var measurement: RhythmMeasurement
  private var frames: [RhythmFrame]
  private var lastReported: (progress: RhythmMeasurement.Progress, at: Instant)?

  /// Seconds between two reports of the angle, for a display.
  private static let reportInterval = 0.2

  init(bends: Int, at time: Instant) {
    measurement = RhythmMeasurement(bends: bends, at: time)
    frames = Array(repeating: RhythmFrame(), count: RhythmMeasurement.capacity)
  }

  /// Adds the up direction of one sample.
  mutating func update(_ up: Vector3, of placement: Placement, at time: Instant) {
    Self.update(up, of: placement, at: time, &measurement, &frames)
  }

  private static func update(
    _ up: Vector3, of placement: Placement, at time: Instant, _ measurement: inout RhythmMeasurement,
    _ frames: inout [RhythmFrame]
  ) {
    var span = frames.mutableSpan
    measurement.update(up, of: placement, at: time, into: &span)
  }

  /// The progress to report at `time`; nil if nothing has changed, or if the last report was recent.
  mutating func report(at time: Instant) -> RhythmMeasurement.Progress? {
    let progress = measurement.progress
    if let lastReported {
      let isStep = lastReported.progress.stage != progress.stage || lastReported.progress.bends != progress.bends
      let isChange =
        abs(lastReported.progress.angle - progress.angle) >= 0.5
        || lastReported.progress.remaining != progress.remaining
      guard isStep || (isChange && time.seconds(since: lastReported.at) >= Self.reportInterval) else { return nil }
    }
    lastReported = (progress, time)
    return progress
  }

  /// The outcome at `time`; nil while it continues.
  mutating func outcome(at time: Instant) -> Result<RhythmResult, RhythmRefusal>? {
    if let trouble = measurement.trouble(at: time) { return .failure(trouble) }
    return measurement.progress.stage == .complete ? read() : nil
  }

  /// The outcome if the wearer stops it: a result if there were enough bends.
  mutating func stopped() -> Result<RhythmResult, RhythmRefusal> {
    measurement.progress.bends > 0 ? read() : .failure(.stopped)
  }

  private mutating func read() -> Result<RhythmResult, RhythmRefusal> {
    var bends = [RhythmBend](repeating: RhythmBend(), count: LumbopelvicRhythm.mostBends)
    let measurement = measurement
    var span = frames.mutableSpan
    var room = bends.mutableSpan
    do throws(RhythmRefusal) {
      let count = try measurement.read(&span, into: &room)
      bends.removeLast(bends.count - count)
      return .success(RhythmResult(bends: bends))
    } catch {
      return .failure(error)
    }
  }
}
